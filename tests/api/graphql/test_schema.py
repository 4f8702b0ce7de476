"""The schema as it is committed, and its words."""

import re
from pathlib import Path

import pytest

import api.graphql
from api.graphql.schema import sdl

FORMAL = re.compile(r"report|complaint|melding|klacht|case|ticket", re.IGNORECASE)
OURS = re.compile(r"annual ?reports?|formal_(report|complaint)", re.IGNORECASE)


def test_it_is_committed_as_it_is() -> None:
    committed = Path(api.graphql.__file__).with_name("schema.graphql").read_text(encoding="utf-8")
    assert committed == sdl(), "run python -m api.graphql"


@pytest.mark.book("R01")
def test_it_has_no_word_of_a_formal_route() -> None:
    assert FORMAL.findall(OURS.sub("", sdl())) == []
