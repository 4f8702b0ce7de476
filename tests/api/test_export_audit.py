"""What an outside auditor is given: all that was released, by coalition of readers."""

import csv
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.coalitions import list_coalitions
from api.house import House
from tenants.errors import Forbidden
from tenants.insight.audit_export import list_benchmark_releases, list_reporting_organisations
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import release_edition
from tenants.policy import PLATFORM, Actor, Role
from tests.people import Cast
from tests.tenants.insight.attacks.outsider import TOTAL, Coalition
from tests.tenants.insight.members import enrol_members
from tests.tenants.insight.test_annual_reports import FIRST, anybody, enter, release

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)
YEARS = (FIRST - 1, FIRST, FIRST + 1)


async def write(house: House, directory: Path, *, with_truth: bool = False) -> dict[str, Coalition]:
    async for name, tables in list_coalitions(house, 25, with_truth=with_truth):
        (directory / name).mkdir()
        for file, text in tables:
            (directory / name / file).write_text(text)
    return {path.name: Coalition(path) for path in sorted(directory.iterdir())}


async def report_three_years(house: House, cast: Cast, seed: int) -> None:
    random = Random(seed)
    people = [(year, anybody(random)) for year in YEARS for _ in range(random.choice((7, 40, 90)))]
    await enter(house, cast, people)
    for year in YEARS:
        await release(house, cast, year)


async def test_the_benchmarks_readers_find_nothing_in_all_that_they_see(
    fresh_house: House, tmp_path: Path
) -> None:
    network = {"8610": 12, "8531": 9, "4110": 8, "6201": 7}
    await enrol_members(fresh_house, sections=network, firms=4, before=(2024,))
    for period in (2024, 2025):
        async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
            await release_edition(tenant, period, BenchmarkRules(p=25))

    coalitions = await write(fresh_house, tmp_path, with_truth=True)

    benchmark = coalitions["benchmark"]
    assert {"2024", "2025", "2025 about 2024, panel 2024..2025"} <= {
        row["release"] for row in benchmark.rows("members.csv")
    }
    assert sum(cell["lo"] == "" for cell in benchmark.cells) > 50
    assert benchmark.findings() == []
    truth = benchmark.rows("truth.csv")
    people = sum(
        int(row["people"]) for row in truth if row["release"] == "2025" and row["theme"] != TOTAL
    )
    total = next(
        cell
        for cell in benchmark.cells
        if cell["release"] == "2025"
        and cell["measure"] == "theme of 2025"
        and cell["sector"] == cell["size"] == cell["theme"] == TOTAL
    )
    assert int(total["lo"]) <= people <= int(total["hi"])


@pytest.mark.parametrize("seed", range(3))
async def test_an_organisation_finds_nobody_in_its_reports_over_the_years(
    fresh_house: House, cast: Cast, tmp_path: Path, seed: int
) -> None:
    await report_three_years(fresh_house, cast, seed)

    coalitions = await write(fresh_house, tmp_path, with_truth=True)

    own = coalitions[f"organisation-{cast.tenants['noorderlicht']}"]
    assert "benchmark" not in coalitions  # there was no edition
    assert {row["release"] for row in own.rows("members.csv")} == {f"report of {y}" for y in YEARS}
    assert own.findings() == []
    for cell in own.cells:
        used = [d for d in own.parents if cell[d] != TOTAL]
        if cell["lo"] and len(used) == 1:
            told = sum(
                int(row["value"])
                for row in own.rows("truth.csv")
                if row["release"] == cell["release"]
                and row[used[0]] != TOTAL
                and cell[used[0]] in own.up(used[0], row[used[0]])
            )
            assert int(cell["lo"]) <= told <= int(cell["hi"]), cell


async def test_a_code_that_slipped_out_of_its_block_is_found(
    fresh_house: House, cast: Cast, tmp_path: Path
) -> None:
    await report_three_years(fresh_house, cast, 1)
    coalitions = await write(fresh_house, tmp_path)
    own = coalitions[f"organisation-{cast.tenants['noorderlicht']}"]
    block = next(c for c in own.cells if any("+" in c[d] for d in own.parents))
    dimension = next(d for d in own.parents if "+" in block[d])
    codes = [code for code, parent in own.parents[dimension].items() if parent == block[dimension]]
    leaves = [code for code in own.leaves(dimension) if {*own.up(dimension, code)} & {*codes}]
    with (own.folder / "cells.csv").open("a", newline="") as file:
        for code in leaves[1:]:
            slipped = block | {dimension: code, "value": "1", "lo": "1", "hi": "1"}
            csv.DictWriter(file, block.keys()).writerow(slipped)

    assert [f.what for f in Coalition(own.folder).findings()] == [leaves[0]]


async def test_the_truth_stays_inside_unless_it_is_asked_for(
    fresh_house: House, cast: Cast, tmp_path: Path
) -> None:
    await report_three_years(fresh_house, cast, 2)
    for coalition in (await write(fresh_house, tmp_path)).values():
        assert {path.name for path in coalition.folder.iterdir()} == {
            "hierarchy.csv", "cells.csv", "members.csv", "orgs.csv", "rates.csv",
        }  # fmt: skip


async def test_nobody_else_may_export(house: House, cast: Cast) -> None:
    for name in ("alice", "amina", "henk", "fleur", "olga"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            for act in (list_benchmark_releases, list_reporting_organisations):
                with pytest.raises(Forbidden):
                    await act(tenant)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    result = CliRunner().invoke(app, ["export-audit", str(tmp_path)])

    assert "new or empty" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
