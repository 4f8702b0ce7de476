"""`make demo` as a person starts and ends it: what it says, what it keeps, what it leaves."""

import os
import signal
import subprocess
import sys

import pytest

from tests.api.commands import (
    ROOT,
    environment_of,
    processes_of,
    seconds_of,
    started,
    wait_for,
)
from tests.api.demo.conftest import Made
from tests.ports import free_port
from tests.waiting import PATIENCE, wait_until


def test_it_says_where_to_go_and_leaves_nothing_running(made: Made) -> None:
    assert made.returncode == 0
    assert "Keys: files in" in made.said
    assert "amina@vertrouwd.example" in made.said
    assert f"{made.address}/desk" in made.said
    assert processes_of(made.directory) == []


def test_it_keeps_its_data_and_is_there_again_soon(made: Made) -> None:
    port = free_port()
    with started(environment_of(made.directory), "demo", "--port", str(port)) as demo:
        assert wait_for(f"http://127.0.0.1:{port}/o/noorderlicht", demo).status_code == 200
        # On a machine with nothing else to do, that is how long it takes.
        assert seconds_of(demo) < 10
        demo.kill()
    wait_until(lambda: processes_of(made.directory) == [])


@pytest.mark.skipif(sys.platform != "linux", reason="a terminal of its own is made as on Linux")
def test_a_terminal_that_is_closed_takes_it_along(made: Made) -> None:
    ours, its = os.openpty()
    # The terminal's own program passes nothing on, as `make` does in a window of its own.
    passes_nothing_on = ["sh", "-c", 'trap "" HUP; "$0" "$@"; true']
    with subprocess.Popen(
        [*passes_nothing_on, sys.executable, "-m", "api.cli", "demo", "--port", str(free_port())],
        cwd=ROOT, env=environment_of(made.directory), stdin=its, stdout=its, stderr=its,
        preexec_fn=lambda: os.login_tty(its),  # noqa: PLW1509 nothing else runs in this process
    ) as demo:  # fmt: skip
        os.close(its)
        said = b""
        while b"Ctrl-C stops it" not in said:
            said += os.read(ours, 65536)
        os.close(ours)
        try:
            demo.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)
            raise
    assert processes_of(made.directory) == []
