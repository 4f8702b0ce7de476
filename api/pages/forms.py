"""What a form sent, read without trusting it."""

from urllib.parse import parse_qs
from uuid import UUID

from litestar import Request

from tenants.errors import Invalid


class Form:
    """The fields of a urlencoded form: always text, absent is empty, never a file."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

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
    body = await request.body()
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
