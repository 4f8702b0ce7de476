"""A port for a server that cannot choose one itself."""

import secrets
import socket

#: below those that systems hand out to whoever connects: a busy run's own connections take none
FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as candidate:
            try:
                candidate.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
