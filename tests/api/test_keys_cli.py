"""`gesprekspunt vault` and `keys`, as an operator types them, on a real Vault server."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.house import open_house
from tests import people, vault_server
from tests.conftest import BARE, CHEAP, clone, database_at, settings_for
from tests.vault.conftest import without_vault
from tests.vault.roles import enter
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[vault_server.Address]:
    """A server of this file's own: setup begins with a fresh one."""
    binary = vault_server.find_binary() or without_vault()
    with vault_server.dev_server(binary) as started:
        yield started


@pytest.fixture
async def database_url(directory: Path, server: vault_server.Address) -> AsyncIterator[str]:
    """The address of a database with the cast in it, whose keys are on the server."""
    async with clone(BARE) as name:
        url = database_at(os.environ["TEST_APP_URL"], name)
        settings = settings_for(url, directory, vault_addr=server.url, vault_token=server.token)
        async with open_house(settings) as house:
            await people.seed_cast(house, kdf=CHEAP)
        yield url


def run(
    server: vault_server.Address, *arguments: str, said: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    with start(server, *arguments, **settings) as process:
        out, err = process.communicate(said, timeout=PATIENCE)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def start(server: vault_server.Address, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GESPREKSPUNT_", "VAULT_", "DATABASE_", "MIGRATIONS_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT, env=kept | {"VAULT_ADDR": server.url, "COLUMNS": "200"} | settings, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def role(server: vault_server.Address, name: str) -> dict[str, str]:
    login = enter(server, name)
    return {"VAULT_ROLE_ID": login.role_id, "VAULT_SECRET_ID": login.secret_id}


@pytest.mark.book("D2")
def test_a_fresh_server_is_prepared_and_checked() -> None:
    binary = vault_server.find_binary() or without_vault()
    with vault_server.dev_server(binary) as fresh:
        admin = {"VAULT_TOKEN": fresh.token}
        before = run(fresh, "vault", "check", **admin)
        assert before.returncode == 1
        assert "Missing: the policy gesprekspunt-shredder." in before.stdout
        assert "Missing: the key gesprekspunt-tokens." in before.stdout

        done = run(fresh, "vault", "setup", **admin)
        assert done.returncode == 0, done.stderr
        assert "The AppRole gesprekspunt may: api, provisioner. Its id: " in done.stdout
        assert fresh.token not in done.stdout
        after = run(fresh, "vault", "check", **admin)
        assert (after.returncode, "Missing" in after.stdout) == (0, False), after.stdout

        service = run(fresh, "vault", "check", **role(fresh, "gesprekspunt"))
        assert service.returncode == 0, service.stdout + service.stderr
        assert "This login has the power provisioner." in service.stdout
        assert "This login lacks the power shredder." in service.stdout
        shredder = run(fresh, "vault", "check", **role(fresh, "gesprekspunt-shredder"))
        assert shredder.returncode == 1
        assert "it may not update transit/decrypt/organisation-*" in shredder.stdout

        refused = run(fresh, "vault", "setup", **role(fresh, "gesprekspunt"))
        assert refused.returncode == 1
        assert refused.stderr.startswith("Vault: the key server refuses")


@pytest.mark.parametrize(
    ("arguments", "extra", "says"),
    [
        (["vault", "setup"], {}, "one login"),
        (["vault", "check"], {"VAULT_ROLE_ID": "a"}, "VAULT_SECRET_ID"),
        (["vault", "check"], {"VAULT_ADDR": ""}, "VAULT_ADDR"),
        (["keys", "rotate"], {}, "either --organisation SLUG or --all"),
        (["keys", "rotate", "--all", "--organisation", "a"], {}, "either"),
    ],
)
def test_what_was_not_said_is_asked_for_in_a_line(
    arguments: list[str], extra: dict[str, str], says: str
) -> None:
    done = run(vault_server.Address("http://127.0.0.1:9", ""), *arguments, **extra)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert says in done.stderr


@pytest.mark.book("D2", "R19")
def test_status_rotate_and_destroy(server: vault_server.Address, database_url: str) -> None:
    admin = {"VAULT_TOKEN": server.token}
    assert run(server, "vault", "setup", **admin).returncode == 0
    here = {"DATABASE_URL": database_url}
    service = here | role(server, "gesprekspunt")
    rewrapper = here | role(server, "gesprekspunt-rewrapper")
    shredder = here | role(server, "gesprekspunt-shredder")

    rows = status(run(server, "keys", "status", **service))
    assert {row[-2:] for row in rows.values()} == {("1", "1")}

    one = run(
        server, "keys", "rotate", "--organisation", "havenwerk", "--settling", "0", **rewrapper
    )
    assert one.returncode == 0, one.stderr
    assert "Done: 1 rotated." in one.stdout
    rest = run(server, "keys", "rotate", "--all", "--settling", "0", **rewrapper)
    # Made today, all of them: a key that was rotated within a day waits for tomorrow.
    assert "Done: 3 recent." in rest.stdout, rest.stdout + rest.stderr
    rest = run(
        server, "keys", "rotate", "--all", "--older-than", "0", "--settling", "0", **rewrapper
    )
    assert "Done: 3 rotated." in rest.stdout
    rows = status(run(server, "keys", "status", **rewrapper))
    assert rows["havenwerk"][-2:] == ("3", "3")
    assert rows["noorderlicht"][-2:] == ("2", "2")

    replacer = here | role(server, "gesprekspunt-replacer")
    anew = run(
        server, "keys", "replace", "--organisation", "noorderlicht", "--settling", "0", **replacer
    )
    assert anew.returncode == 0, anew.stderr
    assert "Done: 1 replaced; 0 seals." in anew.stdout
    rest = run(server, "keys", "replace", "--all", "--settling", "0", **replacer)
    assert "Done: 2 replaced, 1 recent; 0 seals." in rest.stdout
    refused = run(server, "keys", "replace", "--organisation", "havenwerk", **rewrapper)
    assert refused.returncode == 1
    rows = status(run(server, "keys", "status", **rewrapper))
    assert {row[-2] == row[-1] for row in rows.values()} == {True}

    nobody = run(server, "keys", "rotate", "--organisation", "nobody", **rewrapper)
    assert nobody.returncode == 2
    assert "no organisation called nobody" in nobody.stderr
    kept = run(server, "keys", "destroy", "havenwerk", said="noorderlicht\n", **shredder)
    assert kept.returncode == 2
    assert "nothing was destroyed" in kept.stderr
    refused = run(server, "keys", "destroy", "havenwerk", said="havenwerk\n", **rewrapper)
    assert refused.returncode == 1
    assert "refuses" in refused.stderr
    gone = run(server, "keys", "destroy", "havenwerk", said="havenwerk\n", **shredder)
    assert gone.returncode == 0, gone.stderr
    assert "is destroyed" in gone.stdout
    last = run(server, "keys", "status", **service)
    assert re.search(r"havenwerk\W+ended", last.stdout)
    for secret in (server.token, shredder["VAULT_SECRET_ID"], "vault:v"):
        assert secret not in last.stdout + gone.stdout + one.stdout


@pytest.mark.book("D2")
def test_ctrl_c_stops_a_rotation_and_the_same_command_goes_on(
    server: vault_server.Address, database_url: str
) -> None:
    assert run(server, "vault", "setup", VAULT_TOKEN=server.token).returncode == 0
    rewrapper = {"DATABASE_URL": database_url} | role(server, "gesprekspunt-rewrapper")
    with start(
        server, "keys", "rotate", "--all", "--older-than", "0", "--settling", "60", **rewrapper
    ) as rotating:
        # All are rotated, and their old versions wait to be closed.
        while any(row[-3:-1] != ("2", "1") for row in shown(server, rewrapper).values()):
            assert rotating.poll() is None
        rotating.send_signal(signal.SIGINT)
        _, said = rotating.communicate(timeout=PATIENCE)
    assert rotating.returncode == 130
    assert "Traceback" not in said
    again = run(server, "keys", "rotate", "--all", "--settling", "0", **rewrapper)
    assert "Done: 3 recent." in again.stdout
    assert {row[-2:] for row in shown(server, rewrapper).values()} == {("2", "2")}


def shown(server: vault_server.Address, settings: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return status(run(server, "keys", "status", **settings))


def status(done: subprocess.CompletedProcess[str]) -> dict[str, tuple[str, ...]]:
    """The rows by slug, and the cells that are not empty."""
    assert done.returncode == 0, done.stderr
    lines = [[cell.strip() for cell in line.split("│")] for line in done.stdout.splitlines()]
    return {cells[0]: tuple(filter(None, cells)) for cells in lines[2:] if len(cells) > 1}
