"""A new database cluster: who may log in, and how."""

import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from api.embedded.binaries import Account, EmbeddedError, run

DATABASE = "gesprekspunt"
OWNER = "gesprekspunt_owner"
APP = "gesprekspunt_app"

_HBA = f"host all {OWNER},{APP} 127.0.0.1/32 scram-sha-256\n"

# Read by single-user mode, where one line is one statement.
_ROLES = f"""\
CREATE ROLE {OWNER} LOGIN NOSUPERUSER CREATEROLE CREATEDB PASSWORD '{{{OWNER}}}'
CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOINHERIT PASSWORD '{{{APP}}}'
CREATE DATABASE {DATABASE} OWNER {OWNER}
REVOKE ALL ON DATABASE {DATABASE}, postgres, template1 FROM PUBLIC
GRANT CONNECT ON DATABASE {DATABASE} TO {APP}
GRANT CONNECT ON DATABASE postgres TO {OWNER}
"""


class StartFailedError(EmbeddedError):
    """PostgreSQL itself refused; the message ends with the last lines of what it said."""


def create_cluster(
    directory: Path,
    home: Path,
    account: Account | None,
    *,
    fsync: bool,
) -> dict[str, str]:
    """The roles' passwords; makes the cluster first when there is none, whole or not at all."""
    keeper, data = directory / "passwords", directory / "data"
    if data.exists():
        return dict(json.loads(keeper.read_text()))
    passwords = {role: secrets.token_urlsafe(32) for role in (OWNER, APP)}
    keeper.unlink(missing_ok=True)
    keeper.touch(0o600, exist_ok=False)
    with keeper.open("w") as file:
        json.dump(passwords, file)
        file.flush()
        os.fsync(file.fileno())  # a cluster whose passwords are lost is lost

    new = directory / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if account:
        os.chown(new, *account)

    sync = [] if fsync else ["--no-sync"]
    where = ["-D", seen_from_inside(new, account)]
    form = ["--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
    auth = ["--auth=reject"]  # until our own pg_hba.conf stands
    _checked("initdb", run([home / "bin/initdb", *where, *form, *auth, *sync], new, account))

    (new / "pg_hba.conf").write_text(_HBA)
    single = ["--single", *where, "-c", "exit_on_error=on", "postgres"]
    statements = _ROLES.format(**passwords)
    _checked("making the roles", run([home / "bin/postgres", *single], new, account, statements))
    new.rename(data)
    return passwords


def seen_from_inside(data: Path, account: Account | None) -> str:
    return "/proc/self/cwd" if account else str(data)


def _checked(act: str, result: subprocess.CompletedProcess[str]) -> None:
    if result.returncode:
        raise failure(act, result.stdout)


def failure(act: str, output: str) -> StartFailedError:
    reason = ": the disk is full" if "No space left on device" in output else ""
    last = "\n  ".join(output.splitlines()[-8:])
    return StartFailedError(f"PostgreSQL: {act} failed{reason}\n  {last}")
