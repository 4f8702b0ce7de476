"""The threat model says nothing that no test shows."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text()
NODE = re.compile(r"`(?P<file>[\w/]+\.py)::(?P<test>test_\w+)`")


def test_every_line_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| **")]
    assert len(rows) > 12
    assert [row for row in rows if not NODE.search(row)] == []


def test_every_test_named_is_there() -> None:
    named = {(match["file"], match["test"]) for match in NODE.finditer(PAGE)}
    assert len(named) > 20
    missing = {
        f"{file}::{test}"
        for file, test in named
        if f"def {test}(" not in (ROOT / "tests" / file).read_text()
    }
    assert missing == set()


def test_every_attack_that_succeeds_is_told() -> None:
    shown = re.findall(
        r"def (test_what_remains\w*)", (ROOT / "tests/vault/test_blind.py").read_text()
    )
    assert shown
    assert [test for test in shown if test not in PAGE] == []
