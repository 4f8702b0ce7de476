"""Sound and film as it streams by, without where and when it was made, on what, and by whom.

An MP4 file (and M4A, MOV, 3GP) is a row of boxes. Those that are needed to play it pass; every
other becomes a box `free` of the same length, full of zeros, so that nothing moves. What makes an
MP3 file tell of itself stands before the sound, and is left out.
"""

from collections.abc import Iterator

from tenants.errors import FileRefused

#: boxes with boxes in them
PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"mvex"}
#: boxes that say how to play; mvhd, tkhd and mdhd also say when it was made
NEEDED = {b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"vmhd", b"smhd", b"gmhd", b"dref", b"stsd", b"stts",
          b"ctts", b"stss", b"stsz", b"stz2", b"stsc", b"stco", b"co64", b"sdtp", b"sgpd", b"sbgp",
          b"elst", b"mehd", b"trex", b"cslg"}  # fmt: skip
DATED = {b"mvhd", b"tkhd", b"mdhd"}
#: at the top they stream by: what was recorded, and where its parts begin
STREAMED = {b"ftyp", b"mdat", b"moof", b"mfra", b"sidx", b"styp"}
#: tracks of anything but these tell of the place, the faces or the phone
PLAYED = {b"vide", b"soun"}
LARGEST_MOOV = 16 << 20


class Mp4Cleaner:
    """Feed it what comes. Raises FileRefused `broken` where it is no row of boxes."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._passing = 0
        self._blanking = 0
        self._to_the_end = False

    def feed(self, content: bytes) -> Iterator[bytes]:
        self._waiting += content
        while self._waiting:
            if self._to_the_end or self._passing:
                yield self._pass()
            elif self._blanking:
                yield self._blank()
            elif (ready := self._begin_box()) is None:
                return
            else:
                yield ready

    def finish(self) -> Iterator[bytes]:
        if self._waiting or self._passing or self._blanking:
            raise FileRefused("broken")
        yield from ()

    def _pass(self) -> bytes:
        part = bytes(self._waiting if self._to_the_end else self._waiting[: self._passing])
        del self._waiting[: len(part)]
        self._passing -= 0 if self._to_the_end else len(part)
        return part

    def _blank(self) -> bytes:
        length = min(self._blanking, len(self._waiting))
        del self._waiting[:length]
        self._blanking -= length
        return bytes(length)

    def _begin_box(self) -> bytes | None:
        """What leaves at the beginning of a box; None where more has to come first."""
        if len(self._waiting) < 16:
            return None
        kind, head, size = _box(self._waiting, 0)
        if size == 0 and kind in STREAMED:  # through the end of the file
            self._to_the_end = True
            return b""
        if size < head:
            raise FileRefused("broken")
        if kind == b"moov":
            if size > LARGEST_MOOV:
                raise FileRefused("broken")
            if len(self._waiting) < size:
                return None
            movie = self._waiting[:size]
            del self._waiting[:size]
            _clean(movie, 0, size)
            return bytes(movie)
        start = bytearray(self._waiting[:head])
        del self._waiting[:head]
        if kind in STREAMED:
            self._passing = size - head
        else:
            self._blanking = size - head
            start[4:8] = b"free"
        return bytes(start)


class Mp3Cleaner:
    """Leaves out what stands before the sound (ID3v2) and after it (ID3v1)."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._skipping: int | None = None

    def feed(self, content: bytes) -> Iterator[bytes]:
        self._waiting += content
        if self._skipping is None:
            if len(self._waiting) < 10:
                return
            self._skipping = self._length_of_tag()
        skipped = min(self._skipping, len(self._waiting))
        del self._waiting[:skipped]
        self._skipping -= skipped
        ready = len(self._waiting) - 128
        if ready > 0:
            yield bytes(self._waiting[:ready])
            del self._waiting[:ready]

    def finish(self) -> Iterator[bytes]:
        if self._skipping:
            raise FileRefused("broken")
        if not self._waiting.startswith(b"TAG"):
            yield bytes(self._waiting)

    def _length_of_tag(self) -> int:
        if not self._waiting.startswith(b"ID3"):
            return 0
        length = 0
        for byte in self._waiting[6:10]:
            length = length << 7 | byte & 0x7F
        return 10 + length + (10 if self._waiting[5] & 0x10 else 0)


def _box(data: bytearray, at: int) -> tuple[bytes, int, int]:
    """Kind, bytes of its head, and its size with the head."""
    size, kind = int.from_bytes(data[at : at + 4]), bytes(data[at + 4 : at + 8])
    if size == 1:
        return kind, 16, int.from_bytes(data[at + 8 : at + 16])
    return kind, 8, size


def _clean(data: bytearray, start: int, end: int) -> None:
    """Blank what is not needed of the boxes in this stretch, at any depth."""
    at = start
    while at < end:
        if end - at < 8:
            raise FileRefused("broken")
        kind, head, size = _box(data, at)
        if size < head or at + size > end:
            raise FileRefused("broken")
        body = at + head
        if kind == b"trak" and _handler(data, body, at + size) not in PLAYED:
            kind = b""
        if kind in PARENTS:
            _clean(data, body, at + size)
        elif kind not in NEEDED:
            data[at + 4 : at + 8] = b"free"
            data[body : at + size] = bytes(at + size - body)
        elif kind in DATED and size >= head + 20:
            # Version 1 has the two moments in 8 bytes each, version 0 in 4.
            moments = 16 if data[body] == 1 else 8
            data[body + 4 : body + 4 + moments] = bytes(moments)
        elif kind == b"hdlr" and size > head + 24:
            # What made the track, in words.
            data[body + 24 : at + size] = bytes(at + size - body - 24)
        at += size


def _handler(data: bytearray, start: int, end: int) -> bytes:
    """What a track is of: it stands in trak, mdia, hdlr."""
    at = start
    while end - at >= 8:
        kind, head, size = _box(data, at)
        if size < head or at + size > end:
            break
        if kind == b"hdlr":
            return bytes(data[at + head + 8 : at + head + 12])
        if kind == b"mdia":
            return _handler(data, at + head, at + size)
        at += size
    return b""
