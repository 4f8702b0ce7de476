"""The process apart: a file comes in on one pipe and leaves cleaned on the other.

It has no key, no connection and no environment, may use so much memory and time, and can write to
no file: whoever takes it over with a picture finds that picture.
"""

import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tenants.files.still import is_of_phone

MEGABYTE = 1 << 20
LIMITS = {
    resource.RLIMIT_AS: 768 * MEGABYTE,
    resource.RLIMIT_CPU: 30,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
}


def main(kind: str) -> int:
    clean = _cleaner(kind)
    # Where memory runs out all the same, this process goes, and not the one that serves people.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    content = sys.stdin.buffer.read()
    for limit, most in limits_for(content).items():
        resource.setrlimit(limit, (most, most))
    from tenants.files.refusals import BrokenError, LockedError, TooLargeError

    try:
        cleaned = clean(content)
    except (LockedError, TooLargeError) as error:
        return error.status
    except MemoryError:
        return TooLargeError.status
    except Exception:  # noqa: BLE001 (what a library says of it could quote it)
        return BrokenError.status
    sys.stdout.buffer.write(cleaned)
    return 0


def limits_for(content: bytes) -> dict[int, int]:
    """What decodes a photo of a phone does its work in a thread, which counts as a process."""
    spared = {resource.RLIMIT_NPROC} if is_of_phone(content) else set()
    return {limit: most for limit, most in LIMITS.items() if limit not in spared}


def _cleaner(kind: str) -> Callable[[bytes], bytes]:
    # What they load has to be there before the limits are.
    if kind == "photo":
        from PIL import Image

        from tenants.files.pictures import clean_picture

        Image.preinit()
        Image.init()
        return clean_picture
    from tenants.files.pdfs import clean_pdf

    return clean_pdf


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
