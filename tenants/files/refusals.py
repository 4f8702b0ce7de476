"""What the process apart says where it cannot clean a file: by how it ends, not in words."""


class LockedError(Exception):
    """It opens with a password alone."""

    status = 10


class TooLargeError(Exception):
    """Unpacked it would not fit."""

    status = 11


class BrokenError(Exception):
    """It cannot be read as what it seems to be."""

    status = 12


#: how the process ended, and the reason that is told; killed, the memory was full
REASONS = {10: "locked", 11: "too-large", 12: "broken", -9: "too-large"}
