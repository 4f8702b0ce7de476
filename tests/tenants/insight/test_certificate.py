"""A release as a third party checks it: by arithmetic, and not to be fooled."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tenants.insight.disclosure.certificate import check
from tenants.insight.disclosure.document import compose, parse
from tenants.insight.disclosure.layout import Layout
from tenants.insight.disclosure.release import Release, release_benchmark
from tests.tenants.insight.network import LAYOUT, LINKED, RULES, network, only, with_panel

pytestmark = pytest.mark.book("D4")
ROOT = Path(__file__).parents[3]
Forge = Callable[[dict[str, Any]], object]


def release(layout: Layout, panel: str = "") -> Release:
    contributions = only(layout, network(7, organisations=400, panel=panel))
    return release_benchmark(contributions, layout, RULES, seed=1)


@pytest.fixture(scope="module")
def released() -> Release:
    return release(with_panel(LINKED, "2024-2025"), "2024-2025")


@pytest.fixture
def document(released: Release) -> dict[str, Any]:
    """As it is after a journey."""
    return json.loads(json.dumps(compose(released.released, released.certificate)))


def verify(tmp_path: Path, content: bytes | dict[str, Any], *options: str) -> Result:
    file = tmp_path / "release.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    result = CliRunner().invoke(app, ["verify-release", str(file), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_document_reads_back_as_what_it_was_written_from(
    released: Release, document: dict[str, Any]
) -> None:
    assert parse(json.dumps(document).encode()) == (released.released, released.certificate)


def test_a_release_holds_and_its_report_says_so(
    tmp_path: Path, released: Release, document: dict[str, Any]
) -> None:
    result = verify(tmp_path, document, "--digest", released.released.digest.upper())

    assert result.exit_code == 0, result.output
    assert released.released.digest in result.output
    assert f"{len(released.released.suppressed)} suppressed" in result.output


def test_a_release_of_another_digest_is_told(tmp_path: Path, document: dict[str, Any]) -> None:
    result = verify(tmp_path, document, "--digest", "0" * 64)

    assert result.exit_code == 1
    assert "not the release of that digest" in result.output


def test_neither_a_solver_nor_numpy_nor_a_database_is_needed(
    tmp_path: Path, document: dict[str, Any]
) -> None:
    file = tmp_path / "release.json"
    file.write_text(json.dumps(document))
    program = """
import sys
for name in ("numpy", "scipy", "highspy", "asyncpg", "litestar"):
    sys.modules[name] = None
from tenants.insight.disclosure.certificate import check
from tenants.insight.disclosure.document import parse
released, certificate = parse(open(sys.argv[1], "rb").read())
assert check(certificate, released) == ()
assert check(type(certificate)(released.digest, ()), released) != ()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def shown(document: dict[str, Any]) -> dict[str, Any]:
    """An open cell of people in a stratum of its own."""
    return next(c for c in document["cells"] if c["value"] and c["facet"] == "theme")


def hidden(document: dict[str, Any]) -> dict[str, Any]:
    return next(c for c in document["cells"] if c["suppressed"])


def open_a_suppressed_cell(document: dict[str, Any]) -> None:
    hidden(document).update(suppressed=False, value=10, per_100_employees=1.0)


def hide_a_cell(document: dict[str, Any]) -> None:
    shown(document).update(suppressed=True, value=None, per_100_employees=None)


def raise_a_figure(document: dict[str, Any]) -> None:
    shown(document)["value"] += 10


def print_an_exact_figure(document: dict[str, Any]) -> None:
    shown(document)["value"] += 3


def print_the_rate_of_an_exact_figure(document: dict[str, Any]) -> None:
    shown(document)["per_100_employees"] += 0.4


def leave_a_cell_out(document: dict[str, Any]) -> None:
    document["cells"].remove(hidden(document))


def leave_a_table_out(document: dict[str, Any]) -> None:
    document["layout"]["shapes"].pop(0)


def add_a_cell(document: dict[str, Any]) -> None:
    document["cells"].append(hidden(document) | {"code": "T7"})


def call_a_stratum_empty(document: dict[str, Any]) -> None:
    cell = hidden(document)
    document["empty"].append({"stratum": cell["stratum"], "panel": cell["panel"]})


def fill_an_empty_stratum(document: dict[str, Any]) -> None:
    document["empty"].pop()


def lower_k(document: dict[str, Any]) -> None:
    document["fewer_than"] = 5


def coarsen_the_base(document: dict[str, Any]) -> None:
    document["rounded_to"] = 1000


def take_away_all_witnesses(document: dict[str, Any]) -> None:
    document["certificate"]["witnesses"] = []


def keep_one_witness(document: dict[str, Any]) -> None:
    del document["certificate"]["witnesses"][1:]


def repeat_one_witness(document: dict[str, Any]) -> None:
    witnesses = document["certificate"]["witnesses"]
    witnesses[:] = [witnesses[0]] * len(witnesses)


def move_a_person(document: dict[str, Any]) -> None:
    witness = document["certificate"]["witnesses"][0]
    number = next(n for n, x in enumerate(witness) if x)
    witness[number] -= 1
    witness[number + 400] += 1


def cut_a_witness(document: dict[str, Any]) -> None:
    document["certificate"]["witnesses"][0].pop()


FORGERIES: list[Forge] = [
    open_a_suppressed_cell,
    hide_a_cell,
    raise_a_figure,
    print_an_exact_figure,
    print_the_rate_of_an_exact_figure,
    leave_a_cell_out,
    leave_a_table_out,
    add_a_cell,
    call_a_stratum_empty,
    fill_an_empty_stratum,
    lower_k,
    coarsen_the_base,
    take_away_all_witnesses,
    keep_one_witness,
    repeat_one_witness,
    move_a_person,
    cut_a_witness,
]
#: with a digest that fits these are other releases, which may be as safe: they say less
MAY_HOLD: list[Forge] = [lower_k, hide_a_cell]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda f: f.__name__)
def test_no_forgery_holds(tmp_path: Path, document: dict[str, Any], forge: Forge) -> None:
    forge(document)

    result = verify(tmp_path, document)

    assert result.exit_code == 1, result.output


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda f: f.__name__)
def test_no_forgery_holds_with_a_digest_that_was_made_to_fit(
    tmp_path: Path, released: Release, document: dict[str, Any], forge: Forge
) -> None:
    forge(document)
    with_its_digest(document)

    result = verify(tmp_path, document)

    assert result.exit_code == 1 or forge in MAY_HOLD, result.output
    other = verify(tmp_path, document, "--digest", released.released.digest)
    assert other.exit_code == 1
    assert "certificate is of another" not in result.output


def with_its_digest(document: dict[str, Any]) -> None:
    forged, _ = parse(json.dumps(document).encode())
    document["certificate"]["digest"] = forged.digest


GARBLED: dict[str, bytes] = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\xff",
    "half of it": b'{"format": 1, "cells": [',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "very deep": b"[" * 200_000,
    "a very long number": b'{"format": ' + b"9" * 10_000 + b"}",
    "utf-16": '{"format": 1}'.encode("utf-16"),
}


@pytest.mark.parametrize("content", GARBLED.values(), ids=GARBLED)
def test_what_is_no_release_is_told_in_a_line(tmp_path: Path, content: bytes) -> None:
    result = verify(tmp_path, content)

    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "cannot be checked" in result.output


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


HOSTILE: dict[str, Callable[[str], str]] = {
    "NaN": replaced('"rounded_to": 10', '"rounded_to": NaN'),
    "endless": replaced('"rounded_to": 10', '"rounded_to": 1e999'),
    "a name twice": replaced('"rounded_to": 10', '"rounded_to": 10, "rounded_to": 20'),
    "a base of zero": replaced('"rounded_to": 10', '"rounded_to": 0'),
    "nobody is few": replaced('"fewer_than": 10', '"fewer_than": 0'),
    "true people": replaced('"fewer_than": 10', '"fewer_than": true'),
    "people in words": replaced('"fewer_than": 10', '"fewer_than": "10"'),
    "another format": replaced('"format": 1', '"format": 2'),
    "more than a release": replaced('"format": 1', '"format": 1, "trust": "me"'),
    "half a person": replaced('"witnesses": [[', '"witnesses": [[0.5, '),
    "fewer than nobody": replaced('"witnesses": [[', '"witnesses": [[-1, '),
    "a tree in a circle": replaced('["T1.1", "T1"]', '["T1.1", "T1.1"]'),
    "a stratum of no dimension": replaced('"strata": ["sector"]', '"strata": ["colour"]'),
    "people of no code": replaced('"people": "first"', '"people": "nobody"'),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_is_told_in_a_line(
    tmp_path: Path, document: dict[str, Any], change: Callable[[str], str]
) -> None:
    result = verify(tmp_path, change(json.dumps(document)).encode())

    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "cannot be checked" in result.output


def test_a_layout_that_asks_for_the_world_is_refused_soon(
    tmp_path: Path, document: dict[str, Any]
) -> None:
    many = [[f"x{n}", "total"] for n in range(3000)]
    document["layout"]["strata"] = [{"name": name, "codes": many} for name in ("sector", "size")]

    assert "too many cells" in verify(tmp_path, document).output


def test_a_cell_twice_is_refused(tmp_path: Path, document: dict[str, Any]) -> None:
    document["cells"].append(hidden(document))

    assert "twice" in verify(tmp_path, document).output


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        result = CliRunner().invoke(app, ["verify-release", str(path)])
        assert result.exit_code == 1
        assert "cannot be read" in result.output


def test_the_certificate_depends_on_nothing_but_the_publication() -> None:
    """The same release from other people: the seed decides, and no contribution."""
    one = release(LAYOUT)

    assert check(one.certificate, one.released) == ()
    assert "organisation" not in json.dumps(compose(one.released, one.certificate)["certificate"])
