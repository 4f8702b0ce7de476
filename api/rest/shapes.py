"""What bodies are made of: strict on the way in, on the way out only what is named."""

from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request
from litestar.exceptions import ClientException
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta

T = TypeVar("T")

# A pattern is searched for, and $ would allow a line feed at the end: hence the look-ahead.
END = r"(?![\s\S])"
Line = Annotated[
    str,
    Meta(min_length=1, max_length=200, pattern=r"^(?![\s\S]*[\x00-\x1f\x7f])"),
]
Text = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=20_000,
        pattern=r"^(?![\s\S]*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])",
    ),
]
Code = Annotated[str, Meta(max_length=60, pattern=rf"^[A-Za-z0-9._-]+{END}")]
BCP_47 = rf"^[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*{END}"
Language = Annotated[
    str, Meta(max_length=35, pattern=BCP_47, description="BCP 47", examples=["nl"])
]
LanguageInPath = Annotated[str, PathParameter(max_length=35, pattern=BCP_47, description="BCP 47")]
Country = Annotated[
    str, Meta(pattern=rf"^[A-Z]{{2}}{END}", description="ISO 3166-1 alpha-2", examples=["NL"])
]
Slug = Annotated[
    str,
    Meta(
        max_length=60,
        pattern=rf"^[a-z0-9](-?[a-z0-9])*{END}",
        description="the name in addresses: lower-case letters, digits, single hyphens",
    ),
]
YearInPath = Annotated[int, PathParameter(ge=2000, le=2100)]
YearInQuery = Annotated[int, QueryParameter(ge=2000, le=2100)]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """What may be sent; a member that is not named here is refused."""

    def fields(self) -> dict[str, Any]:
        """The members as keyword arguments."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


class View(msgspec.Struct):
    """What is shown of a thing of the domain: its members of these names, and no other."""


class Problem(msgspec.Struct):
    """Problem details (RFC 9457). `code` is stable; `reason` and `problems` say more of some."""

    type: str
    title: str
    status: int
    code: str
    reason: str | None = None
    problems: dict[str, str] | None = None
    action: str | None = None


class StrictRequest(Request[Any, Any, Any]):
    """A request whose body is UTF-8 and not nested without end, or else is the sender's mistake."""

    async def json(self) -> Any:
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError):
            raise ClientException from None


def shape(kind: type[T], thing: Any) -> T:
    """A thing of the domain as one of our views."""
    return msgspec.convert(thing, kind, from_attributes=True)


def shape_all(kind: type[T], things: Any) -> list[T]:
    return [shape(kind, thing) for thing in things]
