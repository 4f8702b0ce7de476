"""The command as a person or a pod uses it: a process of its own, and what is left when it ends."""

import os
import re
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from api.house import House
from tests.api.commands import environment_of, run, started, wait_for
from tests.conftest import database_at
from tests.people import Cast
from tests.ports import free_port
from tests.waiting import PATIENCE, until

NOBODY = "postgresql://gesprekspunt_app:geheim@127.0.0.1:1/gesprekspunt"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_of(tmp_path / "data")


def url_of(house: House) -> str:
    assert house.settings.database_url
    return house.settings.database_url.get_secret_value()


def test_settings_are_shown_and_secrets_are_not(environment: dict[str, str]) -> None:
    done = run(environment | {"DATABASE_URL": NOBODY, "GESPREKSPUNT_KEK_USES": "7"}, "settings")
    assert done.returncode == 0
    assert "geheim" not in done.stdout
    assert re.search(r"GESPREKSPUNT_KEK_USES\W+7\W+environment", done.stdout)
    assert re.search(r"GESPREKSPUNT_KEK_SECONDS\W+300\W+default", done.stdout)


@pytest.mark.parametrize(
    ("arguments", "extra", "code", "says"),
    [
        (["settings"], {"GESPREKSPUNT_KEK_USES": "many"}, 2, "GESPREKSPUNT_KEK_USES: "),
        (["serve"], {"GESPREKSPUNT_ENVIRONMENT": "production"}, 2, "DATABASE_URL"),
        (["migrate"], {"GESPREKSPUNT_ENVIRONMENT": "production"}, 2, "MIGRATIONS_DATABASE_URL"),
        (["migrate"], {"MIGRATIONS_DATABASE_URL": NOBODY}, 1, "The database does not answer: "),
        (["audit", "verify"], {"DATABASE_URL": NOBODY}, 1, "The database does not answer: "),
        (["worker"], {"DATABASE_URL": NOBODY, "VAULT_ADDR": "http://v"}, 2, "VAULT_TOKEN"),
        (
            ["worker"],
            {"DATABASE_URL": NOBODY, "GESPREKSPUNT_ENVIRONMENT": "production"},
            2,
            "VAULT_ADDR",
        ),
        (["demo", "--port", "0"], {"GESPREKSPUNT_ENVIRONMENT": "production"}, 2, "not in prod"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_can_go_wrong_is_one_line(
    environment: dict[str, str], arguments: list[str], extra: dict[str, str], code: int, says: str
) -> None:
    done = run(environment | extra, *arguments)
    assert done.returncode == code, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert says in done.stderr
    assert "geheim" not in done.stderr + done.stdout


def test_a_taken_port_is_said_before_anything_is_started(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(environment, "demo", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "Address already in use" in done.stderr
    assert not Path(environment["GESPREKSPUNT_DATA_DIRECTORY"]).exists()


async def test_the_first_operator_can_create_a_firm(
    house: House, client: httpx.AsyncClient, environment: dict[str, str], directory: Path
) -> None:
    made = run(
        environment
        | {"DATABASE_URL": url_of(house), "GESPREKSPUNT_DATA_DIRECTORY": str(directory)},
        "operator",
        "Olga's laptop",
    )
    assert made.returncode == 0, made.stderr
    client_id, secret = re.findall(r"Client (?:id|secret)\s+(\S+)", made.stdout)
    answer = await client.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret)
    )
    created = await client.post(
        "/v1/firms",
        json={"slug": "eerste", "name": "Eerste", "language": "nl", "sender": "Gesprekspunt"},
        headers={
            "Authorization": f"Bearer {answer.json()['access_token']}",
            "Idempotency-Key": "the-first-firm",
        },
    )
    assert created.status_code == 201, created.text


async def test_verify_names_the_tenant_and_the_seal_that_does_not_hold(
    fresh_house: House, cast: Cast, environment: dict[str, str]
) -> None:
    from api.worker import run_for_every_tenant
    from tenants.jobs import Job

    await run_for_every_tenant(fresh_house.tenancy, Job.SEAL_AUDIT)
    environment = environment | {"DATABASE_URL": url_of(fresh_house)}
    whole = run(environment, "audit", "verify")
    assert whole.returncode == 0, whole.stderr
    assert re.match(r"\d+ chains hold: \d+ seals over \d+ entries; 0 entries wait", whole.stdout)

    firm_id = cast.tenants["vertrouwd"]
    owner = await asyncpg.connect(
        database_at(os.environ["TEST_OWNER_URL"], urlsplit(url_of(fresh_house)).path[1:])
    )
    await owner.execute("ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY")
    await owner.execute("UPDATE audit_entry SET actor_id = NULL WHERE tenant_id = $1", firm_id)
    await owner.close()
    broken = run(environment, "audit", "verify")
    assert broken.returncode == 1
    assert broken.stderr == f"Tenant {firm_id}: seal 1 does not hold.\n"


async def test_serve_tells_nothing_of_who_came_and_ends_when_asked(
    house: House, directory: Path, environment: dict[str, str]
) -> None:
    port, metrics = free_port(), free_port()
    here = {
        "DATABASE_URL": url_of(house),
        "GESPREKSPUNT_DATA_DIRECTORY": str(directory),
        "GESPREKSPUNT_METRICS_PORT": str(metrics),
    }
    with started(environment | here, "serve", "--port", str(port)) as server:
        answer = wait_for(f"http://127.0.0.1:{port}/o/noorderlicht", server)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert "set-cookie" not in answer.headers
        counted = httpx.get(f"http://127.0.0.1:{metrics}/metrics").text
        assert 'path="/o/{slug}"' in counted
        assert "noorderlicht" not in counted
        server.send_signal(signal.SIGTERM)
        out, said = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert "127.0.0.1" not in out + said
    assert "noorderlicht" not in out + said


async def test_the_worker_ends_when_asked(fresh_house: House, environment: dict[str, str]) -> None:
    app = await asyncpg.connect(url_of(fresh_house))
    at_work = (
        "SELECT FROM pg_stat_activity "
        "WHERE application_name = 'gesprekspunt worker' AND datname = current_database()"
    )
    with started(environment | {"DATABASE_URL": url_of(fresh_house)}, "worker") as worker:
        await until(lambda: app.fetch(at_work))
        await app.close()
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
