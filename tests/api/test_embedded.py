import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from api.embedded import (
    BinariesMissingError,
    DirectoryInUseError,
    EmbeddedError,
    EmbeddedPostgres,
    StartFailedError,
    binaries,
    binary,
    open_embedded,
)

HOLDER = """
import pathlib, signal, sys, time
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the tests may ignore it
from api.embedded import open_embedded
with open_embedded(pathlib.Path(sys.argv[1]), fsync=False) as server:
    print(server.url, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with open_embedded(tmp_path_factory.mktemp("embedded") / "db", fsync=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that has been opened once and holds a table of one row."""
    directory = tmp_path_factory.mktemp("used") / "db"
    with open_embedded(directory, fsync=False) as opened:
        execute(opened.url, "CREATE TABLE kept AS SELECT 'still here' AS word")
    return directory


def execute(url: str, sql: str) -> str:
    done = subprocess.run(
        [binary("psql"), url, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def hold(directory: Path) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """A process with a server open in a process group of its own, and all that it has started."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, directory],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert holder.stdout
    assert holder.stdout.readline().startswith("postgresql://")
    started = psutil.Process(holder.pid).children(recursive=True)
    assert len(started) > 2
    return holder, started


def server_of(directory: Path) -> int:
    return int((directory / "data" / "postmaster.pid").read_text().splitlines()[0])


async def test_the_cluster_is_utf8_checksummed_and_on_loopback_alone(
    server: EmbeddedPostgres,
) -> None:
    connection = await asyncpg.connect(server.url)
    for name, value in {
        "server_encoding": "UTF8",
        "data_checksums": "on",
        "listen_addresses": "127.0.0.1",
        "TimeZone": "UTC",
        "password_encryption": "scram-sha-256",
        "fsync": "off",
    }.items():
        assert await connection.fetchval("SELECT current_setting($1)", name) == value, name
    # By code point, yet with the letters of every language.
    assert await connection.fetchval("SELECT 'Z' < 'a' AND lower('É') = 'é'")
    await connection.close()


async def test_the_directory_and_its_passwords_are_for_their_owner_alone(
    server: EmbeddedPostgres,
) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(server.directory) == 0o700
    assert mode(server.directory / "data") == 0o700
    assert mode(server.directory / "passwords") == 0o600
    assert mode(server.directory / "postgres.log") == 0o600


@pytest.mark.parametrize("role", ["gesprekspunt_owner", "gesprekspunt_app", "postgres"])
@pytest.mark.parametrize("password", ["", ":", ":wrong"])
async def test_nobody_gets_in_without_the_password(
    server: EmbeddedPostgres,
    role: str,
    password: str,
    tmp_path: Path,
) -> None:
    place = server.url.partition("@")[2]
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(f"postgresql://{role}{password}@{place}", passfile=tmp_path / "none")


async def test_neither_login_is_a_superuser(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.app_url)
    rows = await connection.fetch(
        """
        SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
               rolinherit
          FROM pg_roles
         WHERE rolcanlogin AND rolname <> 'postgres'
         ORDER BY rolname
        """,
    )
    assert [tuple(row) for row in rows] == [
        ("gesprekspunt_app", False, False, False, False, False, False),
        ("gesprekspunt_owner", False, True, True, False, False, True),
    ]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE public.mine ()")
    await connection.close()


async def test_the_application_becomes_the_roles_the_owner_grants_it_and_inherits_none(
    server: EmbeddedPostgres,
) -> None:
    owner = await asyncpg.connect(server.url)
    await owner.execute("CREATE ROLE some_door NOLOGIN")
    await owner.execute("GRANT some_door TO gesprekspunt_app")
    await owner.execute("CREATE TABLE behind AS SELECT 1 AS one")
    await owner.execute("GRANT SELECT ON behind TO some_door")

    app = await asyncpg.connect(server.app_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.fetchval("SELECT one FROM behind")
    async with app.transaction():
        await app.execute("SET LOCAL ROLE some_door")
        assert await app.fetchval("SELECT one FROM behind") == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("SET ROLE some_door")

    await owner.execute("DROP TABLE behind")
    await owner.execute("DROP ROLE some_door")
    await app.close()
    await owner.close()


@pytest.mark.book("R15")
async def test_no_error_carries_words_into_the_log(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.url)
    await connection.execute("CREATE TABLE words (word text PRIMARY KEY)")
    await connection.execute("INSERT INTO words (word) VALUES ($1)", "canary")
    for sql in (
        "INSERT INTO words (word) VALUES ($1)",  # the detail of this error quotes the value
        "SELECT ($1::text)::integer",  # and this error's own message does
        "DO $$ BEGIN RAISE WARNING 'canary'; END $$; SELECT 1/0 AS canary",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(sql, *(["canary"] if "$1" in sql else []))
    with pytest.raises(asyncpg.PostgresConnectionError):
        await connection.execute("SELECT pg_terminate_backend(pg_backend_pid()), 'canary'")
    log = (server.directory / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log


def test_data_address_and_passwords_are_there_on_the_next_start(used: Path) -> None:
    with open_embedded(used, fsync=False) as first:
        assert execute(first.url, "SELECT word FROM kept") == "still here"
    with open_embedded(used) as second:
        assert second == first
        assert execute(second.url, "SHOW fsync") == "on"


def test_another_port_when_somebody_has_ours(used: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        (used / "port").write_text(str(port))
        with open_embedded(used, fsync=False) as opened:
            assert f":{port}/" not in opened.url
            assert execute(opened.url, "SELECT word FROM kept") == "still here"


@pytest.mark.parametrize(
    ("number", "group"),
    [
        pytest.param(signal.SIGKILL, False, id="kill -9 of the holder"),
        pytest.param(signal.SIGTERM, False, id="kill of the holder"),
        pytest.param(signal.SIGINT, True, id="Ctrl-C"),
        pytest.param(signal.SIGHUP, True, id="a closed terminal"),
        pytest.param(signal.SIGKILL, True, id="kill -9 of the process group"),
    ],
)
def test_nothing_runs_on_when_the_holder_ends(used: Path, number: int, group: bool) -> None:
    holder, started = hold(used)
    (os.killpg if group else os.kill)(holder.pid, number)
    holder.communicate()
    _, alive = psutil.wait_procs(started, timeout=60)
    assert alive == []
    assert not (used / "data" / "postmaster.pid").exists()  # it was stopped, it did not crash


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel sees to this on Linux only")
def test_nothing_runs_on_when_every_python_is_killed(used: Path) -> None:
    holder, started = hold(used)
    for process in [psutil.Process(server_of(used)).parent(), holder]:
        assert process
        process.kill()
    holder.communicate()
    _, alive = psutil.wait_procs(started, timeout=60)
    assert alive == []


def test_a_start_right_after_a_death_waits_for_the_old_server(used: Path) -> None:
    holder, _ = hold(used)
    holder.kill()
    holder.communicate()
    with open_embedded(used, fsync=False) as opened:
        assert execute(opened.url, "SELECT word FROM kept") == "still here"


def test_a_crash_of_the_server_is_mended_by_the_next_start(used: Path) -> None:
    holder, started = hold(used)
    os.kill(server_of(used), signal.SIGKILL)
    holder.kill()
    holder.communicate()
    psutil.wait_procs(started, timeout=60)
    assert server_of(used)
    with open_embedded(used, fsync=False) as opened:
        assert execute(opened.url, "SELECT word FROM kept") == "still here"


def test_a_number_in_the_pid_file_that_is_now_another_process_is_no_hindrance(used: Path) -> None:
    (used / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with open_embedded(used, fsync=False) as opened:
        assert execute(opened.url, "SELECT word FROM kept") == "still here"


def test_a_second_start_is_told_who_has_the_directory(server: EmbeddedPostgres) -> None:
    before = execute(server.url, "SELECT pg_postmaster_start_time()")
    with (
        pytest.raises(DirectoryInUseError, match=f"in use by process {os.getpid()}$"),
        open_embedded(server.directory, fsync=False),
    ):
        pass
    assert execute(server.url, "SELECT pg_postmaster_start_time()") == before


def test_a_directory_with_other_things_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(EmbeddedError, match="holds other things"), open_embedded(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_start_that_fails_says_what_postgresql_said(tmp_path: Path) -> None:
    directory = tmp_path / "db"
    with open_embedded(directory, fsync=False):
        pass
    (directory / "data" / "PG_VERSION").write_text("9.6\n")
    with (
        pytest.raises(StartFailedError, match="incompatible with server"),
        open_embedded(directory),
    ):
        pass


def test_a_cluster_that_was_not_finished_is_made_again(tmp_path: Path) -> None:
    directory = tmp_path / "db"
    (directory / "data.new").mkdir(parents=True)
    (directory / "data.new" / "half").touch()
    (directory / "passwords").write_text(json.dumps({"of": "that one"}))
    (directory / "lock").touch()
    with open_embedded(directory, fsync=False) as opened:
        assert execute(opened.url, "SELECT 1") == "1"


def test_a_program_that_the_wheel_lacks_is_named() -> None:
    with pytest.raises(BinariesMissingError, match="bin/mysqld"):
        binary("mysqld")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
def test_binaries_out_of_reach_of_the_servers_user_are_copied(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wheel = binary("postgres").parents[2]
    tmp_path.chmod(0o700)
    for name in (wheel.name, f"{wheel.name}.libs"):
        (tmp_path / name).symlink_to(wheel.with_name(name))
    monkeypatch.syspath_prepend(tmp_path)
    with tempfile.TemporaryDirectory() as reachable:
        Path(reachable).chmod(0o755)
        monkeypatch.setattr(binaries, "COPIES", Path(reachable))
        with open_embedded(tmp_path / "db", fsync=False) as opened:
            command = psutil.Process(server_of(opened.directory)).exe()
            assert command.startswith(reachable)
            assert execute(opened.url, "SELECT 1") == "1"
