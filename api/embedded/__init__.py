"""PostgreSQL from the binaries of a wheel, supervised by ourselves, for a machine that has none.

A directory, mode 0700, holds one server: `data` (the cluster), `passwords`, `port`, `lock` and
`postgres.log`. The server listens on 127.0.0.1 only and lets in two roles, both by password
(scram-sha-256): `gesprekspunt_owner` runs the migrations and owns the tables, `gesprekspunt_app` is
the application's login. The superuser has no password and no line in `pg_hba.conf`: it exists for
single-user mode alone. The owner may create roles and grant them; `createrole_self_grant` stays
empty, so it cannot *become* the door roles that it hands to the application, unless a migration
grants it that in so many words.

The server ends with the process that opened it. That process holds the writing end of a pipe, and
`watcher`, in a session of its own so that Ctrl-C and a closed terminal do not reach it,
holds the reading end: when the pipe closes, by whatever death, it stops the server. On Linux the
kernel stops the server as well when it is the watcher that is killed.

Under root the server runs as another user; `binaries` says how.
"""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.embedded import watcher
from api.embedded.binaries import (
    Account,
    BinariesMissingError,
    EmbeddedError,
    binary,
    environment,
    installation,
    server_account,
)
from api.embedded.cluster import (
    APP,
    DATABASE,
    OWNER,
    StartFailedError,
    create_cluster,
    failure,
    seen_from_inside,
)

__all__ = [
    "BinariesMissingError",
    "DirectoryInUseError",
    "EmbeddedError",
    "EmbeddedPostgres",
    "StartFailedError",
    "binary",
    "open_embedded",
    "remove_embedded",
]

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Words of a client must not reach the log: neither by the statement, nor by its parameters, nor
    # by an error that quotes a value ("invalid input syntax: …", "Key (…)=(…) already exists").
    "log_statement": "none",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
_UNSAFE_BUT_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DirectoryInUseError(EmbeddedError):
    """Another process has a server open on this directory."""


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A running server. Both URLs hold a password."""

    url: str
    app_url: str
    directory: Path


@contextlib.contextmanager
def open_embedded(directory: Path, *, fsync: bool = True) -> Iterator[EmbeddedPostgres]:
    """A server on `directory`, made on first use; it stops when the block or the process ends.

    The port is that of the last time when it is still free. Without `fsync` a power failure may
    lose everything: for tests. Blocks while it starts (a second or so the first time). Raises
    `EmbeddedError`, as one of its three kinds where one fits.
    """
    directory = directory.resolve()
    account = server_account()
    try:
        with _claim(directory) as lock:
            home = installation(account)
            passwords = create_cluster(directory, home, account, fsync=fsync)
            supervisor, port = _start(directory, home, account, lock, fsync=fsync)
    except OSError as error:
        raise EmbeddedError(f"no PostgreSQL in {directory}: {error}") from error
    try:
        urls = {
            role: f"postgresql://{role}:{word}@127.0.0.1:{port}/{DATABASE}"
            for role, word in passwords.items()
        }
        yield EmbeddedPostgres(url=urls[OWNER], app_url=urls[APP], directory=directory)
    finally:
        supervisor.communicate()  # closes the pipe and waits


def remove_embedded(directory: Path) -> None:
    """Remove the server on `directory` with all its data. Raises DirectoryInUseError."""
    directory = directory.resolve()
    if directory.exists():
        with _claim(directory):
            shutil.rmtree(directory)


@contextlib.contextmanager
def _claim(directory: Path) -> Iterator[int]:
    """The directory's lock, for one server at a time; the watcher inherits and keeps it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(directory.iterdir()) and not (directory / "lock").exists():
        raise EmbeddedError(f"{directory} holds other things; name an empty or a new directory")
    directory.chmod(0o700)
    lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + 2 * watcher.PATIENCE
        while not (_locked(lock) and _clear_stale_pid(directory / "data")):
            holder = int(os.pread(lock, 20, 0) or 0)
            # A holder that is no more leaves a server that is stopping just now.
            if _is_alive(holder) or time.monotonic() > deadline:
                raise DirectoryInUseError(f"{directory} is in use by process {holder}")
            time.sleep(0.05)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield lock
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != 0


def _clear_stale_pid(data: Path) -> bool:
    """Remove what a crash left; False while a server really runs here.

    PostgreSQL sees to this itself, except where the number has passed to another process of the
    same user, as it does each time a container restarts.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = pid_file.read_text().partition("\n")[0]
    except FileNotFoundError:
        return True
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # no such process, or one that is not ours to look into
            if Path(f"/proc/{pid}/cwd").samefile(data):
                return False
    elif pid and _is_alive(int(pid)):
        return False
    pid_file.unlink(missing_ok=True)
    return True


def _start(
    directory: Path,
    home: Path,
    account: Account | None,
    lock: int,
    *,
    fsync: bool,
) -> tuple[subprocess.Popen[bytes], int]:
    """A watcher whose server accepts connections, and the port it does so on."""
    data, log = directory / "data", directory / "postgres.log"
    settings = _SETTINGS | ({} if fsync else _UNSAFE_BUT_QUICK)
    uid, gid = account or ("", "")
    said = ""
    for _ in range(3):
        port = _free_port(directory / "port")
        command = [str(home / "bin/postgres"), "-D", seen_from_inside(data, account)]
        for name, value in (settings | {"port": str(port)}).items():
            command += ["-c", f"{name}={value}"]
        if log.exists():
            log.replace(directory / "postgres.log.1")
        log.touch(0o600)
        with log.open("wb") as output:
            supervisor = subprocess.Popen(  # noqa: S603 nothing in it comes from outside
                [sys.executable, "-I", "-S", watcher.__file__, str(uid), str(gid), *command],
                cwd=data,
                env=environment(),
                pass_fds=[lock],
                start_new_session=True,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )
        try:
            if _wait_until_ready(supervisor, data):
                return supervisor, port
        except BaseException:
            supervisor.communicate()
            raise
        supervisor.communicate()
        said = log.read_text(errors="replace")
        if "could not bind" not in said:  # else somebody took the port just before us
            break
    raise failure("the start", said)


def _free_port(memory: Path) -> int:
    """The port of the last time, or any; an address that stays is kinder to whoever uses it."""
    last = int(memory.read_text()) if memory.exists() else 0
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", last))
        except OSError:
            candidate.bind(("127.0.0.1", 0))
        port = int(candidate.getsockname()[1])
    memory.write_text(str(port))
    return port


def _wait_until_ready(supervisor: subprocess.Popen[bytes], data: Path) -> bool:
    """However long it takes: after a crash the server first replays its log."""
    while supervisor.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            # Line 8 is the state; pg_ctl reads it too.
            if "\nready" in (data / "postmaster.pid").read_text():
                return True
        time.sleep(0.02)
    return False
