"""An outside auditor's program finds nothing in the folders, and finds what was planted in them."""

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from tenants.insight.audit_folder import AuditFolder
from tenants.insight.benchmark_folder import BenchmarkRelease, compose_benchmark
from tenants.insight.disclosure.quantiles import quantiles_by_stratum
from tenants.insight.disclosure.release import release_benchmark
from tests.tenants.insight.attacks.outsider import TOTAL, Coalition, Row
from tests.tenants.insight.network import LINKED, RULES, network, with_panel

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
PANEL = "2024..2025"
PLACE = ("sector", "size", "theme")


@cache
def released(seed: int, about: int) -> BenchmarkRelease:
    contributions = network(seed, organisations=600, panel=PANEL)
    layout = with_panel(LINKED, PANEL)
    release = release_benchmark(contributions, layout, RULES, 1).released
    quantiles = quantiles_by_stratum(contributions, layout, RULES)
    return BenchmarkRelease(2025, about, release, contributions, quantiles)


def write(folder: AuditFolder, directory: Path) -> Path:
    for name, text in folder.tables(with_truth=True):
        (directory / name).write_text(text)
    return directory


@pytest.fixture(scope="module", params=[7, 8])
def benchmark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with a panel, and the year before once more."""
    releases = [released(request.param, 2025), released(request.param + 50, 2024)]
    return write(compose_benchmark(releases, RULES), tmp_path_factory.mktemp("benchmark"))


def test_the_outsider_finds_nothing(benchmark: Path) -> None:
    assert Coalition(benchmark).findings() == []


def test_the_truth_fits_everything_that_is_said(benchmark: Path) -> None:
    """Else the folder would not be what readers see, and the attack prove nothing."""
    coalition, truth = Coalition(benchmark), Coalition(benchmark).rows("truth.csv")
    said = [cell for cell in coalition.cells if cell["lo"] != "" and cell["theme"] == "T1"]
    assert len(said) > 20
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for row in truth:
        if row["theme"] != TOTAL:
            for place in product(*(coalition.up(d, row[d]) for d in PLACE)):
                sums[row["release"], *place] += int(row["value"])
    for cell in said:
        value = sums[cell["release"], *(cell[d] for d in PLACE)]
        assert int(cell["lo"]) <= value <= int(cell["hi"]), cell


def change(folder: Path, name: str, how: Callable[[list[Row]], object]) -> None:
    with (folder / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    how(rows)
    with (folder / name).open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_a_planted_leak_is_found(benchmark: Path, tmp_path: Path) -> None:
    """All requesters of a sector exactly, but one."""
    for file in benchmark.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    coalition = Coalition(tmp_path)
    hidden = next(c for c in coalition.cells if c["requester"] != TOTAL and c["lo"] == "")
    truth = [
        row
        for row in coalition.rows("truth.csv")
        if row["release"] == hidden["release"] and row["requester"] != TOTAL
    ]

    def say_the_others(cells: list[Row]) -> None:
        for cell in cells:
            alike = all(cell[name] == hidden[name] for name in ("release", "measure", "sector"))
            if alike and cell["requester"] != hidden["requester"]:
                exact = sum(
                    int(row["value"])
                    for row in truth
                    if hidden["sector"] in coalition.up("sector", row["sector"])
                    and cell["requester"] in coalition.up("requester", row["requester"])
                )
                cell["value"] = cell["lo"] = cell["hi"] = str(exact)

    change(tmp_path, "cells.csv", say_the_others)

    found = Coalition(tmp_path).findings()
    assert any(f.measure == hidden["measure"] and hidden["requester"] in f.what for f in found)


def test_threshold_only_is_found_out(tmp_path: Path) -> None:
    """What peers publish: exact, and nothing below ten."""
    folder = compose_benchmark([released(7, 2025)], RULES)
    sums: dict[tuple[str, ...], int] = {}
    for count in folder.truth:
        if "theme" in count.place and count.release == "2025":
            for sector in (count.place["sector"], TOTAL):
                for theme in (count.place["theme"], count.place["theme"][:2], TOTAL):
                    sums[sector, theme] = sums.get((sector, theme), 0) + count.value
    folder.cells = [
        replace(cell, value=value, low=value, high=value)
        if (value := sums.get((cell.place["sector"], cell.place["theme"]), 0)) >= 10
        else replace(cell, value=None, low=None, high=None)
        for cell in folder.cells
        if cell.measure == "theme of 2025"
        and cell.release == "2025"
        and cell.place["size"] == TOTAL
    ]

    assert len(Coalition(write(folder, tmp_path)).findings()) > 5


def test_rates_are_printed_of_what_is_open_and_quantiles_of_many(benchmark: Path) -> None:
    coalition = Coalition(benchmark)
    shown = [cell for cell in coalition.cells if cell["value"] not in {"", "0"}]
    rates = coalition.rows("rates.csv")

    assert len([r for r in rates if r["stat"].endswith("per 100 employees")]) == len(shown)
    assert {r["stat"].split()[0] for r in rates if "by organisation" in r["stat"]} == {
        "lower", "median", "upper",
    }  # fmt: skip
