"""The server for tests is found in the promised order, and ends with who started it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import vault_server
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


def test_a_running_server_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_ADDR", "http://vault:8200")
    monkeypatch.setenv("VAULT_TOKEN", "token")
    assert vault_server.find_vault() == vault_server.Address("http://vault:8200", "token")


@pytest.mark.parametrize("name", ["vault", "bao"])
def test_then_the_path_then_the_cache(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VAULT_ADDR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert vault_server.find_vault() is None
    built = _executable(vault_server.cache() / "vault")
    assert vault_server.find_vault() == built
    assert vault_server.build() == built
    assert vault_server.find_vault() == built
    on_path = _executable(tmp_path / "bin" / name)
    assert vault_server.find_vault() == on_path


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_no_server_outlives_who_started_it(vault_binary: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tests import vault_server\n"
        "with vault_server.dev_server(Path(sys.argv[1])) as address:\n"
        "    print(address.url.rpartition(':')[2], flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(vault_binary)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as parent:  # fmt: skip
        assert parent.stdout
        port = parent.stdout.readline().strip()
        assert _server_on(port)
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not _server_on(port))


def _server_on(port: str) -> bool:
    """Whether a process has this port among its arguments."""
    sought = f"127.0.0.1:{port}".encode()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if sought in process.read_bytes():
                return True
        except OSError:
            continue
    return False


def _executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path
