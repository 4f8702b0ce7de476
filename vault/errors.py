"""What can go wrong in the kluis. No message here ever holds a key, a text or a token."""

# ruff: noqa: N818 - what happened, in a word, as everywhere here: NotFound, Conflict


class VaultError(Exception):
    pass


class KeyServiceUnavailable(VaultError):
    """The key server is down, sealed, overloaded or too slow; trying later may help."""


class KeyNotFound(VaultError):
    """There is no such key: never created, or destroyed for good."""


class KeyRefused(VaultError):
    """The key server answers and says no: policy, a wrong kind of key, a version it lacks."""


class CannotOpen(VaultError):
    """Wrong key, wrong place, changed bytes or an unknown format: which of them is not told."""
