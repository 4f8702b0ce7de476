"""A real server of objects for tests (Versity's gateway, which keeps them in a directory).

    python -m tests.s3_server build

It checks signatures as S3 does. Found on the path as `versitygw` or built once by `make store`.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.go_programs import build_program, cached, die_with_parent, stop
from tests.ports import free_port

VERSION = "1.8.0"
MODULE = Path(__file__).parent / "s3_server"
MISSING = "no server of objects; `make store` builds one"
BUCKET = "files"


def cache() -> Path:
    return cached(f"versitygw-{VERSION}")


def find_binary() -> Path | None:
    if found := shutil.which("versitygw"):
        return Path(found)
    built = cache() / "versitygw"
    return built if built.exists() else None


class Server:
    """A server with one bucket. Stop it and start it again: what was kept is there."""

    def __init__(self, binary: Path, home: Path) -> None:
        self._binary = binary
        self._home = home
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.secret = secrets.token_urlsafe(24)
        self.objects = home / "objects" / BUCKET
        for directory in (self.objects, home / "about"):
            directory.mkdir(parents=True)

    @property
    def settings(self) -> dict[str, object]:
        """What a house needs to keep its files here."""
        from pydantic import SecretStr

        return {
            "s3_bucket": BUCKET,
            "s3_endpoint": f"http://127.0.0.1:{self._port}",
            "s3_access_key_id": "tester",
            "s3_secret_access_key": SecretStr(self.secret),
        }

    def start(self) -> None:
        keeping = ["posix", "--sidecar", str(self._home / "about"), str(self._home / "objects")]
        with (self._home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binary, "--port", f"127.0.0.1:{self._port}", "--quiet", *keeping],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={"ROOT_ACCESS_KEY_ID": "tester", "ROOT_SECRET_ACCESS_KEY": self.secret},
                preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads run here
            )
        until = time.monotonic() + 20
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError((self._home / "server.log").read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        if self._process:
            stop(self._process)
            self._process = None


@contextmanager
def running(binary: Path) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="s3-") as home:
        server = Server(binary, Path(home))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def build() -> Path:
    return build_program(
        cache() / "versitygw",
        MODULE,
        "github.com/versity/versitygw/cmd/versitygw",
        f"Versity's S3 gateway {VERSION}",
        "on two cores some two minutes",
    )


def required() -> bool:
    return os.environ.get("REQUIRE_S3") == "1"


if __name__ == "__main__":
    if sys.argv[1:] != ["build"]:
        raise SystemExit("usage: python -m tests.s3_server build")
    build()
