"""The command as a person or a pod uses it: a process of its own, and what is left when it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import psutil
import pytest

from api.house import House
from tests.conftest import database_at
from tests.people import Cast

ROOT = Path(__file__).parents[2]
NOBODY = "postgresql://gesprekspunt_app:geheim@127.0.0.1:1/gesprekspunt"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """This machine's, without what somebody may have set for another server."""
    known = ("DATABASE_URL", "MIGRATIONS_DATABASE_URL", "VAULT_ADDR", "VAULT_TOKEN")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in known and not name.startswith("GESPREKSPUNT_")
    }
    # A terminal wide enough that no line is broken.
    return kept | {"GESPREKSPUNT_DATA_DIRECTORY": str(tmp_path / "data"), "COLUMNS": "200"}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def started(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on until it is told to stop."""
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT, env=environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        return int(candidate.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[str], seconds: float = 60) -> httpx.Response:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            return httpx.get(url, timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"{url} does not answer:\n{process.communicate()}")


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
        out, said = server.communicate(timeout=20)
    assert server.returncode == 0
    assert "127.0.0.1" not in out + said
    assert "noorderlicht" not in out + said


async def test_the_worker_ends_when_asked(house: House, environment: dict[str, str]) -> None:
    with started(environment | {"DATABASE_URL": url_of(house)}, "worker") as worker:
        time.sleep(2)
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=20)
    assert worker.returncode == 0


def test_the_demo_keeps_its_data_and_leaves_nothing_running(environment: dict[str, str]) -> None:
    data = environment["GESPREKSPUNT_DATA_DIRECTORY"]
    port = free_port()
    page = f"http://127.0.0.1:{port}/o/noorderlicht"

    with started(environment, "demo", "--port", str(port)) as demo:
        assert wait_for(page, demo, 150).status_code == 200
        demo.send_signal(signal.SIGHUP)
        said, _ = demo.communicate(timeout=30)
    assert demo.returncode == 0
    assert "Keys: files in" in said
    assert "amina@vertrouwd.example" in said
    assert f"http://127.0.0.1:{port}/desk" in said
    assert processes_of(data) == []

    began = time.monotonic()
    with started(environment, "demo", "--port", str(port)) as demo:
        assert wait_for(page, demo).status_code == 200
        assert time.monotonic() - began < 10
        demo.kill()
    gone = time.monotonic() + 10
    while processes_of(data) and time.monotonic() < gone:
        time.sleep(0.1)
    assert processes_of(data) == []


@pytest.mark.skipif(sys.platform != "linux", reason="a terminal of its own is made as on Linux")
def test_a_terminal_that_is_closed_takes_the_demo_with_it(environment: dict[str, str]) -> None:
    ours, its = os.openpty()
    # The terminal's own program passes nothing on, as `make` does in a window of its own.
    passes_nothing_on = ["sh", "-c", 'trap "" HUP; "$0" "$@"; true']
    with subprocess.Popen(
        [*passes_nothing_on, sys.executable, "-m", "api.cli", "demo", "--port", str(free_port())],
        cwd=ROOT, env=environment, stdin=its, stdout=its, stderr=its,
        preexec_fn=lambda: os.login_tty(its),  # noqa: PLW1509 nothing else runs in this process
    ) as demo:  # fmt: skip
        os.close(its)
        said = b""
        while b"Ctrl-C stops it" not in said:
            said += os.read(ours, 65536)
        os.close(ours)
        try:
            demo.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)
            raise
    assert processes_of(environment["GESPREKSPUNT_DATA_DIRECTORY"]) == []


def processes_of(directory: str) -> list[str]:
    """Which programs still work in this directory, ended ones apart."""
    found = []
    for process in psutil.process_iter(["name", "cwd", "cmdline", "status"]):
        told = process.info
        if told["status"] != psutil.STATUS_ZOMBIE and (
            (told["cwd"] or "").startswith(directory)
            or any(directory in argument for argument in told["cmdline"] or ())
        ):
            found.append(told["name"])
    return found
