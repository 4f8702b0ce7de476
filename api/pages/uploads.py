"""Forms with files in them, read as they come: no part of a file is ever kept, here or on a disk.

A form's words stand before its files. They are read first, so that no error loses them.
"""

from collections.abc import AsyncIterator

from litestar import Request
from litestar.exceptions import InternalServerException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from tenants.errors import Invalid

MULTIPART = "multipart/form-data"
#: bytes of all the words; the longest message is 10,000 characters of at most 12 bytes each
LONGEST_FORM = 1_000_000
MOST_PARTS = 200
UNREADABLE = {"form": "cannot be read as what a form sends"}


class Upload:
    """The body of one request: `words` once, then `files`."""

    def __init__(self, request: Request) -> None:
        _, options = request.content_type
        self._events = _parse(request, options.get("boundary", ""))
        self._file: MultipartSegment | None = None
        #: what the file that is being read is called where it comes from; to be kept nowhere
        self.name = ""

    async def words(self) -> dict[str, list[str]]:
        """The fields before the first file. Raises Invalid for what is not text in UTF-8."""
        words: dict[str, list[str]] = {}
        length = 0
        async for segment in self._events:
            if not isinstance(segment, MultipartSegment):
                continue
            if segment.filename is not None:
                self._file = segment
                break
            content = bytearray()
            async for part in self._content():
                length += len(part)
                if length > LONGEST_FORM:
                    raise RequestEntityTooLarge
                content += part
            try:
                # A NUL is what no browser types; read as browsers read it.
                word = content.decode().replace("\0", "\ufffd")
            except UnicodeDecodeError:
                raise Invalid(UNREADABLE) from None
            words.setdefault(segment.name or "", []).append(word)
        return words

    async def files(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """The content of each file in turn, to be read before the next. Fields between are none."""
        while self._file is not None:
            self.name = self._file.filename or ""
            content = self._content()
            first = await anext(content, b"")
            # A browser sends an empty file without a name where none was chosen.
            if first or self.name:
                yield _beginning(first, content)
            async for _ in content:
                pass
            self._file = None
            async for segment in self._events:
                if isinstance(segment, MultipartSegment) and segment.filename is not None:
                    self._file = segment
                    break

    async def _content(self) -> AsyncIterator[bytes]:
        async for part in self._events:
            if part is None:
                return
            if not isinstance(part, MultipartSegment):
                yield bytes(part)


async def no_files() -> AsyncIterator[AsyncIterator[bytes]]:
    """What a form without files has of them."""
    return
    yield


async def _beginning(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if first:
        yield first
    async for part in rest:
        yield part


async def _parse(
    request: Request, boundary: str
) -> AsyncIterator[MultipartSegment | bytes | bytearray | None]:
    try:
        with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
            async for data in request.stream():
                for event in parser.parse(data) if data else ():
                    yield event
    except (MultipartError, InternalServerException):
        # The second: whoever sent it went away half-way.
        raise Invalid(UNREADABLE) from None
