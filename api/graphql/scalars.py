"""Short texts and numbers that are only taken in their right form."""

from typing import Annotated, Any, NewType

import msgspec
import strawberry
from graphql import GraphQLError
from msgspec import Meta
from strawberry.types.scalar import ScalarDefinition

Slug = NewType("Slug", str)
Line = NewType("Line", str)
Text = NewType("Text", str)
Code = NewType("Code", str)
Language = NewType("Language", str)
Country = NewType("Country", str)
Email = NewType("Email", str)
Year = NewType("Year", int)
Cents = NewType("Cents", int)

# A pattern is searched for, and $ would allow a line feed at the end: hence the look-ahead.
_END = r"(?![\s\S])"


def _scalar(name: str, description: str, form: Any) -> ScalarDefinition:
    def parse(value: object) -> Any:
        try:
            return msgspec.convert(value, form)
        except msgspec.ValidationError:
            raise GraphQLError(f"{name}: {description}") from None

    return strawberry.scalar(
        name=name, description=description, parse_value=parse, serialize=lambda value: value
    )


SCALARS: dict[object, ScalarDefinition] = {
    Slug: _scalar(
        "Slug",
        "the name in addresses: small letters, digits, single hyphens, at most 60",
        Annotated[str, Meta(max_length=60, pattern=rf"^[a-z0-9](-?[a-z0-9])*{_END}")],
    ),
    Line: _scalar(
        "Line",
        "one line of 1 to 200 characters",
        Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^(?![\s\S]*[\x00-\x1f\x7f])")],
    ),
    Text: _scalar(
        "Text",
        "1 to 20,000 characters without control characters",
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=20_000,
                pattern=r"^(?![\s\S]*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])",
            ),
        ],
    ),
    Code: _scalar(
        "Code",
        "a code of a published list: letters, digits, points, hyphens",
        Annotated[str, Meta(max_length=60, pattern=rf"^[A-Za-z0-9._-]+{_END}")],
    ),
    Language: _scalar(
        "Language",
        "a language tag of BCP 47: nl, en, pt-BR",
        Annotated[str, Meta(max_length=35, pattern=rf"^[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*{_END}")],
    ),
    Country: _scalar(
        "Country",
        "a country code of ISO 3166-1 alpha-2: NL",
        Annotated[str, Meta(pattern=rf"^[A-Z]{{2}}{_END}")],
    ),
    Email: _scalar(
        "Email",
        "an e-mail address of at most 254 characters",
        Annotated[
            str,
            Meta(max_length=254, pattern=rf"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+{_END}"),
        ],
    ),
    Year: _scalar("Year", "a year from 2000 to 2100", Annotated[int, Meta(ge=2000, le=2100)]),
    Cents: _scalar(
        "Cents",
        "euro cents, from 0 to 1,000,000,000 where they are sent",
        Annotated[int, Meta(ge=0, le=1_000_000_000)],
    ),
}
