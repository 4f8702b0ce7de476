"""The command as a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


def environment_of(data: Path) -> dict[str, str]:
    """This machine's, without what somebody may have set for another server."""
    known = ("DATABASE_URL", "MIGRATIONS_DATABASE_URL", "VAULT_ADDR", "VAULT_TOKEN")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in known and not name.startswith("GESPREKSPUNT_")
    }
    # A terminal wide enough that no line is broken.
    return kept | {"GESPREKSPUNT_DATA_DIRECTORY": str(data), "COLUMNS": "200"}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
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


def wait_for(url: str, process: subprocess.Popen[str], seconds: float = PATIENCE) -> httpx.Response:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        try:
            return httpx.get(url, timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"{url} does not answer:\n{process.communicate()}")


def seconds_of(process: subprocess.Popen[str]) -> float:
    """Processor time that a running command and its children took, whatever else is at work."""
    ours = psutil.Process(process.pid)
    return sum(sum(one.cpu_times()[:4]) for one in (ours, *ours.children(recursive=True)))


def processes_of(directory: Path) -> list[str]:
    """Which programs still work in this directory, ended ones apart."""
    found = []
    for process in psutil.process_iter(["name", "cwd", "cmdline", "status"]):
        told = process.info
        if told["status"] != psutil.STATUS_ZOMBIE and (
            (told["cwd"] or "").startswith(str(directory))
            or any(str(directory) in argument for argument in told["cmdline"] or ())
        ):
            found.append(told["name"])
    return found
