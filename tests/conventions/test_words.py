"""A conversation is no formal step, and no word that anybody reads says it is one."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import typer
from babel.messages.pofile import read_po
from litestar import Litestar

from api.cli import app as commands
from api.problems import problem_response
from tenants import errors
from tenants.policy import Action

ROOT = Path(__file__).parents[2]

NEVER = re.compile(
    r"(?<![a-z])(reports?|reported|reporter|complaints?|complainants?|meldingen|melding|melder"
    r"|klachten|klacht|klager|cases?|tickets?|whistleblowers?)(?![a-z])"
)
#: the formal route itself, the annual report, and English that means something else
ALLOWED = re.compile(
    r"annual[ _/-]?reports?|formal[ _-]?(reports?|complaints?)|formele? (melding|klacht)"
    r"|(in|lower|upper|which|this|that|any)[ -]cases?",
    re.IGNORECASE,
)
#: of what stands in a template's braces only the texts are read, not the names of variables
TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"')


def words_of_a_formal_route(text: str) -> list[str]:
    """What stands in a text that may not; identifiers are read word by word."""
    text = ALLOWED.sub(" ", text)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text).lower()
    return NEVER.findall(text)


def test_the_lint_tells_one_from_the_other() -> None:
    assert words_of_a_formal_route("getReport myCase open_tickets Je klacht") == [
        "report",
        "case",
        "tickets",
        "klacht",
    ]
    allowed = "annualReport annual_reports formal_complaint, in case a formal report meldt zich"
    assert words_of_a_formal_route(allowed) == []


@pytest.mark.book("R01")
def test_rest(app: Litestar) -> None:
    said = msgspec.json.encode(app.openapi_schema.to_schema()).decode()
    assert words_of_a_formal_route(said) == []


@pytest.mark.book("R01")
def test_addresses(app: Litestar) -> None:
    assert words_of_a_formal_route(" ".join(route.path for route in app.routes)) == []


@pytest.mark.book("R01")
def test_graphql() -> None:
    assert words_of_a_formal_route((ROOT / "api/graphql/schema.graphql").read_text()) == []


@pytest.mark.book("R01")
@pytest.mark.parametrize(
    "page",
    sorted(
        path
        for kind in ("*.html", "*.typ", "*.js", "method.*.txt")
        for part in ("api", "tenants")
        for path in (ROOT / part).rglob(kind)
    ),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_pages_and_documents(page: Path) -> None:
    text = page.read_text()
    if page.suffix == ".html":
        text = TAG.sub(lambda tag: " ".join(QUOTED.findall(tag[0])), text)
    assert words_of_a_formal_route(text) == []


@pytest.mark.book("R01")
@pytest.mark.parametrize(
    "catalogue",
    sorted((ROOT / "api" / "locale").rglob("*.po")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_translations(catalogue: Path) -> None:
    with catalogue.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert messages
    starts = catalogue.read_text().count("\nmsgid ")  # but for the header, where a file begins
    assert starts == len(messages), "a message stands twice"
    for message in messages:
        for text in (message.id, message.string):
            said = text if isinstance(text, str) else " ".join(text)
            assert words_of_a_formal_route(said) == [], message.id


def test_the_changelog_says_nothing_twice() -> None:
    """Two who add to it are merged line by line, which may double what one of them moved."""
    lines = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if len(line) > 40]
    starts = [line[:60] for line in lines]
    assert [line for line in lines if starts.count(line[:60]) > 1] == []


@pytest.mark.book("R01")
def test_commands() -> None:
    for text in _helps(typer.main.get_group(commands)):
        assert words_of_a_formal_route(text) == []


@pytest.mark.book("R01")
def test_problems_and_acts() -> None:
    kinds = [e for e in vars(errors).values() if isinstance(e, type)]
    said = " ".join(f"{kind.code} {kind.title}" for kind in kinds if hasattr(kind, "code"))
    assert words_of_a_formal_route(f"{said} {' '.join(Action)} {problem_response.__doc__}") == []


def _helps(command) -> Iterator[str]:
    yield f"{command.name} {command.help or ''}"
    for parameter in command.params:
        yield f"{parameter.name} {getattr(parameter, 'help', None) or ''}"
    for inner in getattr(command, "commands", {}).values():
        yield from _helps(inner)
