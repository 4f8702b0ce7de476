"""A real Vault server for tests: found, built once (`make vault`), started, and surely stopped.

    python -m tests.vault_server build

Decision 0003 says why it is built and never shipped.
"""

# ruff: noqa: S310 - the addresses are those of our own servers

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.go_programs import build_program, cached, die_with_parent, stop
from tests.ports import free_port

VERSION = "1.21.0"
MODULE = Path(__file__).parent / "vault_server"
MISSING = "no Vault server; `make vault` builds one"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens and the token that may do everything there."""

    url: str
    token: str = field(repr=False)


def cache() -> Path:
    """Where the built binary is kept, for this user and all checkouts."""
    return cached(f"vault-{VERSION}")


def find_vault() -> Address | Path | None:
    """A running server, else a binary to start one with, else None."""
    if (url := os.environ.get("VAULT_ADDR")) and (token := os.environ.get("VAULT_TOKEN")):
        return Address(url, token)
    return find_binary()


def find_binary() -> Path | None:
    for name in ("vault", "bao"):
        if found := shutil.which(name):
            return Path(found)
    built = cache() / "vault"
    return built if built.exists() else None


@contextmanager
def dev_server(binary: Path) -> Iterator[Address]:
    """A server in memory with Transit switched on, unsealed, on a free port of this machine."""
    port, token = free_port(), secrets.token_urlsafe(24)
    arguments = ["-dev", "-dev-no-store-token", f"-dev-listen-address=127.0.0.1:{port}"]
    arguments.append(f"-dev-root-token-id={token}")
    address = Address(f"http://127.0.0.1:{port}", token)
    with tempfile.TemporaryDirectory(prefix="vault-dev-") as home:
        process = _start(binary, arguments, Path(home))
        try:
            _wait(address.url, process, {200}, Path(home))
            enable_transit(address)
            yield address
        finally:
            stop(process)


class FileServer:
    """A server that keeps its data in a directory: stop it, start it again sealed, unseal it."""

    def __init__(self, binary: Path, directory: Path) -> None:
        self._binary = binary
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._unseal_key = ""
        port = free_port()
        self.address = Address(f"http://127.0.0.1:{port}", "")
        (directory / "server.hcl").write_text(
            f'storage "file" {{ path = "{directory / "data"}" }}\n'
            f'listener "tcp" {{ address = "127.0.0.1:{port}"\n tls_disable = true }}\n'
            "disable_mlock = true\n"
        )

    def start(self) -> None:
        """Up and sealed; the first time: up, initialised, unsealed, Transit switched on."""
        arguments = [f"-config={self._directory / 'server.hcl'}"]
        self._process = _start(self._binary, arguments, self._directory)
        _wait(self.address.url, self._process, {501, 503}, self._directory)
        if not self._unseal_key:
            once = {"secret_shares": 1, "secret_threshold": 1}
            made = _ask(self.address, "PUT", "sys/init", once)
            self._unseal_key = made["keys_base64"][0]
            self.address = Address(self.address.url, made["root_token"])
            self.unseal()
            enable_transit(self.address)

    def unseal(self) -> None:
        _ask(self.address, "PUT", "sys/unseal", {"key": self._unseal_key})
        assert self._process
        _wait(self.address.url, self._process, {200}, self._directory)

    def seal(self) -> None:
        _ask(self.address, "PUT", "sys/seal")

    def kill(self) -> None:
        """As the power fails: no goodbye."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        if self._process:
            stop(self._process)


@contextmanager
def file_server(binary: Path) -> Iterator[FileServer]:
    """A started FileServer, for tests of outages."""
    with tempfile.TemporaryDirectory(prefix="vault-file-") as directory:
        server = FileServer(binary, Path(directory))
        try:
            server.start()
            yield server
        finally:
            server.close()


def enable_transit(address: Address) -> None:
    try:
        _ask(address, "POST", "sys/mounts/transit", {"type": "transit"})
    except urllib.error.HTTPError as error:
        if error.code != 400:  # 400: it is switched on already
            raise


def make_token(address: Address, policy: str, **options: object) -> str:
    """A token that may do what `policy` (HCL) says and nothing else."""
    name = f"test-{secrets.token_hex(4)}"
    _ask(address, "PUT", f"sys/policies/acl/{name}", {"policy": policy})
    made = _ask(address, "POST", "auth/token/create", {"policies": [name], **options})
    return str(made["auth"]["client_token"])


def _start(binary: Path, arguments: list[str], home: Path) -> subprocess.Popen[bytes]:
    with (home / "server.log").open("ab") as log:
        return subprocess.Popen(
            [binary, "server", *arguments],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env={"HOME": str(home), "PATH": os.environ["PATH"]},
            preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads run here
        )


def _wait(url: str, process: subprocess.Popen[bytes], statuses: set[int], home: Path) -> None:
    """Until health answers with one of these (200 open, 501 new, 503 sealed); 30 s at most."""
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/v1/sys/health", timeout=2) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        if status in statuses:
            return
        time.sleep(0.05)
    log = (home / "server.log").read_text(errors="replace")[-2000:]
    raise RuntimeError(f"the Vault server did not come up:\n{log}")


def _ask(address: Address, method: str, path: str, body: object = None) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{address.url}/v1/{path}",
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"X-Vault-Token": address.token} if address.token else {},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.loads(answer.read() or b"{}"))


def build() -> Path:
    return build_program(
        cache() / "vault",
        MODULE,
        "github.com/hashicorp/vault",
        f"Vault {VERSION}",
        "on two cores some 13 minutes and 8 GB of disk, which are given back at the end",
    )


if __name__ == "__main__":
    if sys.argv[1:] != ["build"]:
        raise SystemExit("usage: python -m tests.vault_server build")
    build()
