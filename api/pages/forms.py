"""What a form sent, read without trusting it."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs
from uuid import UUID

from litestar import Request
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from api.pages.uploads import LONGEST_FORM, MULTIPART, Upload, no_files
from tenants.errors import Invalid


class Form:
    """The fields of a form: always text, absent is empty. Files are read where they are taken."""

    def __init__(self, fields: dict[str, list[str]], upload: Upload | None = None) -> None:
        self._fields = fields
        self._upload = upload

    def files(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """The content of each file, one after the other, as it comes."""
        return self._upload.files() if self._upload else no_files()

    @property
    def file_name(self) -> str:
        """What whoever sends the file that was read last calls it."""
        return self._upload.name if self._upload else ""

    def pairs(self) -> list[tuple[str, str]]:
        """Every field with each of its values."""
        return [(name, value) for name, values in self._fields.items() for value in values]

    def text(self, name: str) -> str:
        return (self.all(name) or [""])[0]

    def all(self, name: str) -> list[str]:
        return self._fields.get(name, [])

    def uuid(self, name: str) -> UUID:
        """Raises Invalid where it is none."""
        return _uuid(name, self.text(name))

    def uuids(self, name: str) -> list[UUID]:
        return [_uuid(name, value) for value in self.all(name)]


async def read_form(request: Request) -> Form:
    """The form of this request. Raises Invalid for what is not text in UTF-8."""
    if request.content_type[0] == MULTIPART:
        upload = Upload(request)
        return Form(await upload.words(), upload)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise RequestEntityTooLarge
    try:
        fields = parse_qs(
            # A NUL is what no browser types; read as browsers read it.
            body.decode("ascii").replace("%00", "%EF%BF%BD"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=200,
        )
    except ValueError:
        raise Invalid({"form": "cannot be read as the text of a form"}) from None
    return Form(fields)


def _uuid(name: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Invalid({name: "is not an id"}) from None
