import contextlib
import signal
import sys
import threading
from pathlib import Path

from api.embedded import EmbeddedError, open_embedded


def main(arguments: list[str]) -> int:
    """`python -m api.embedded DIRECTORY`: a server in the foreground, until Ctrl-C or SIGTERM."""
    if len(arguments) != 1:
        print(main.__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt), open_embedded(Path(arguments[0])) as server:
            print(f"owner  {server.url}\napp    {server.app_url}", flush=True)
            threading.Event().wait()
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
