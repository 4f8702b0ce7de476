"""From a template and what it shows to a page in the reader's language."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from litestar import MediaType, Request, Response

from api.i18n import LANGUAGES, choose_language, own_name, translations
from api.pages.assets import asset
from api.pages.headers import PAGE_HEADERS
from api.pages.words import CHANNELS, FILE_KINDS

API = Path(__file__).parents[1]
DOORS = ("pages", "portal", "desk")


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """A page from `<door>/<name>.html`; all text is escaped, an undefined name is an error."""
    language = language_of(request)
    text = (
        environment(template.partition("/")[0], language)
        .get_template(template)
        .render(
            context,
            language=language,
            languages=languages_to_switch(request),
            address=lambda path, **query: address(request, path, **query),
        )
    )
    return Response(
        text,
        status_code=status,
        media_type=MediaType.HTML,
        headers=PAGE_HEADERS | dict(headers or {}),
    )


def speak(request: Request, language: str) -> None:
    """Fix the language of this request's pages, unless its address asks for another."""
    request.state.language = choose_language(request.query_params.get("lang") or language, "")


def language_of(request: Request) -> str:
    """The language asked for in the address, else the one fixed by `speak`, else the browser's."""
    return getattr(request.state, "language", None) or choose_language(
        request.query_params.get("lang"), request.headers.get("accept-language", "")
    )


def address(request: Request, path: str, **query: str) -> str:
    """`path` with `query`, keeping the language that the reader chose: no cookie has to."""
    if (chosen := request.query_params.get("lang")) in LANGUAGES:
        query = {"lang": chosen} | query
    return f"{path}?{urlencode(query)}" if query else path


def languages_to_switch(request: Request) -> list[tuple[str, str, str]]:
    """Code, own name and address of this page in each language; none where a form led here."""
    if request.method != "GET":
        return []
    query = dict(request.query_params)
    return [
        (code, own_name(code), f"{request.url.path}?{urlencode(query | {'lang': code})}")
        for code in LANGUAGES
    ]


@cache
def environment(door: str, language: str) -> Environment:
    """The templates with the words of one door in one language."""
    made = Environment(
        loader=PrefixLoader({door: FileSystemLoader(API / door / "templates") for door in DOORS}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]
        translations(language, ("words", door)), newstyle=True
    )
    made.globals |= {"asset": asset, "CHANNELS": CHANNELS, "FILE_KINDS": FILE_KINDS}
    made.filters |= {
        "day": partial(format_date, format="d MMMM y", locale=language),
        "moment": partial(format_datetime, format="d MMMM, HH:mm", locale=language),
        "moment_of_year": partial(format_datetime, format="d MMMM y, HH:mm", locale=language),
        "number": partial(format_decimal, locale=language),
        "own_name": own_name,
        "paragraphs": paragraphs,
        "megabytes": partial(megabytes, locale=language),
    }
    return made


def megabytes(size: int, locale: str) -> str:
    """About how large a file is: 0.1 and up, one decimal under ten."""
    rounded = max(0.1, size / 1_000_000)
    return f"{format_decimal(rounded, '0.#' if rounded < 10 else '0', locale=locale)} MB"


def paragraphs(text: str) -> list[str]:
    """Plain text by its empty lines."""
    return [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
