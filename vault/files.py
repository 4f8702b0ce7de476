"""Files, a chunk at a time: nobody ever holds a whole one in memory to seal or to open it.

As age and the STREAM construction do it: a key of its own for every file, each chunk sealed under
its number and under whether it is the last. What is cut off, exchanged, doubled or moved elsewhere
does not open. Decision 0002 has the format.
"""

import secrets
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.envelope import ContentBinding
from vault.errors import CannotOpen
from vault.sealed import NONCE
from vault.subkeys import subkey

FORMAT = 1
SALT = 32
HEAD = 1 + SALT
#: bytes of a file in one chunk
CHUNK = 1 << 20
SMALLEST = 1 << 16


def padded_size(size: int) -> int:
    """The bytes that a file of `size` takes: 64, 96, 128, 192, 256, 384, … KiB."""
    step = SMALLEST
    while step < size:
        if step + step // 2 >= size:
            return step + step // 2
        step *= 2
    return step


class FileSealer:
    """Seals one file. Feed it what comes, then `finish`; `size` came, `stored` bytes left.

    The size is not in the sealed file: keep it sealed beside it, for whoever opens it.
    """

    def __init__(self, data_key: bytes, *, binding: ContentBinding) -> None:
        salt = secrets.token_bytes(SALT)
        self._head = bytes([FORMAT]) + salt
        self._cipher = _cipher(data_key, salt)
        self._place = _place(binding)
        self._waiting = bytearray()
        self.size = self.stored = self.chunks = 0

    def feed(self, content: bytes) -> Iterator[bytes]:
        """The chunks that are complete now. A full one waits until it is known not to be last."""
        self.size += len(content)
        return self._take(content)

    def finish(self) -> Iterator[bytes]:
        """The chunks that remain, filled up with zeros to one of a few sizes."""
        missing = padded_size(self.size) - self.size
        while missing:
            filling = min(missing, CHUNK)
            yield from self._take(bytes(filling))
            missing -= filling
        yield self._seal(bytes(self._waiting), last=True)

    def _take(self, content: bytes) -> Iterator[bytes]:
        self._waiting += content
        while len(self._waiting) > CHUNK:
            yield self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def _seal(self, chunk: bytes, *, last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self.chunks, last=last), chunk, self._place)
        if self.chunks == 0:
            sealed = self._head + sealed
        self.chunks += 1
        self.stored += len(sealed)
        return sealed


class FileOpener:
    """Opens the chunks of one file in their order. Raises CannotOpen for anything that differs."""

    def __init__(self, data_key: bytes, *, size: int, chunks: int, binding: ContentBinding) -> None:
        self._data_key = data_key
        self._place = _place(binding)
        self._left = size
        self._chunks = chunks
        self._number = 0
        self._cipher: AESGCM | None = None

    def open(self, sealed: bytes) -> bytes:
        """What the next chunk holds of the file; nothing where it is only filling."""
        if self._cipher is None:
            if len(sealed) < HEAD or sealed[0] != FORMAT:
                raise CannotOpen
            self._cipher = _cipher(self._data_key, sealed[1:HEAD])
            sealed = sealed[HEAD:]
        last = self._number == self._chunks - 1
        try:
            chunk = self._cipher.decrypt(_nonce(self._number, last=last), sealed, self._place)
        except (InvalidTag, ValueError):
            raise CannotOpen from None
        self._number += 1
        content = chunk[: self._left]
        self._left -= len(content)
        if last and self._left:
            raise CannotOpen
        return content


def _cipher(data_key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(subkey(data_key, f"file/{salt.hex()}"))


def _place(binding: ContentBinding) -> bytes:
    return b"gesprekspunt/1/file/" + binding.ids() + binding.column.encode()


def _nonce(number: int, *, last: bool) -> bytes:
    """11 bytes number, one byte for the end; no other file has this key."""
    return number.to_bytes(NONCE - 1) + bytes([last])
