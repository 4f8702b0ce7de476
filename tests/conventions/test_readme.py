"""What the documents tell to do can be done, and what they point at is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from api.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "helm/README.md")]
COMMAND = re.compile(r"(?:`|^ *|=\S+ )gesprekspunt ((?:[a-z]+(?:-[a-z]+)* ?)+)", re.MULTILINE)
PAGES += sorted((ROOT / "docs").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text())
    targets = [target for target in targets if "://" not in target]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_every_make_target_named_is_there() -> None:
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


def test_every_command_named_is_there() -> None:
    there = set(_commands(typer.main.get_group(app)))
    named = {match.strip() for page in PAGES for match in COMMAND.findall(page.read_text())}
    assert named
    assert {n for n in named if not any(n == c or n.startswith(f"{c} ") for c in there)} == set()


def _commands(group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"
