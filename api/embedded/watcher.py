"""A process that runs a server for another process, and stops it when that one is no more.

Run as a script with `UID GID COMMAND…`; standard input is a pipe whose writing end the other
process holds. It needs nothing but the standard library, so that it starts at once.
"""

import ctypes
import signal
import subprocess
import sys
import threading

PATIENCE = 30.0  # seconds that a server may take to stop before it is stopped the hard way

_PR_SET_PDEATHSIG = 1


def watch(uid: str, gid: str, command: list[str]) -> int:
    """Run the server until it ends or standard input does; its exit code."""
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def die_with_the_watcher() -> None:  # runs after the change of user, which would undo it
        if prctl:
            prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

    server = subprocess.Popen(  # noqa: S603 the command of the process that started us
        command,
        stdin=subprocess.DEVNULL,
        user=int(uid) if uid else None,
        group=int(gid) if gid else None,
        extra_groups=[] if uid else None,
        preexec_fn=die_with_the_watcher,  # noqa: PLW1509 there is one thread as yet
    )

    def stop_soon(*_: object) -> None:
        server.send_signal(signal.SIGINT)  # "fast": open transactions are rolled back

    def stop_at_end_of_input() -> None:
        sys.stdin.buffer.read()
        stop_soon()
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)  # "immediate": the next start replays the log

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop_soon)
    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    return server.wait()


if __name__ == "__main__":
    sys.exit(watch(sys.argv[1], sys.argv[2], sys.argv[3:]))
