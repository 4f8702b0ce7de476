"""What an outside auditor is given: all that was released, by coalition of readers."""

import csv
import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.coalitions import list_coalitions
from api.house import House
from tenants.errors import Forbidden
from tenants.insight.annual_report_drafts import AnnualReportDraft, put_draft
from tenants.insight.audit_export import list_benchmark_releases, list_reporting_organisations
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import release_edition
from tenants.insight.effort_overviews import tell_effort
from tenants.insight.facets import Depth, Duration
from tenants.insight.participation import decide_participation
from tenants.insight.positions import list_positions
from tenants.network.headcounts import put_headcounts
from tenants.network.hours import record_effort
from tenants.network.invoices import issue_invoice
from tenants.policy import PLATFORM, Actor, Role
from tenants.prevention.examples import count_answer
from tests.people import Cast
from tests.tenants.insight.attacks.outsider import TOTAL, Coalition
from tests.tenants.insight.members import enrol_members
from tests.tenants.insight.test_annual_reports import FIRST, anybody, at, enter, release

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)
YEARS = (FIRST - 1, FIRST, FIRST + 1)
AUTUMN = 10


async def write(house: House, directory: Path, *, with_truth: bool = False) -> dict[str, Coalition]:
    async for name, tables in list_coalitions(house, 25, with_truth=with_truth):
        (directory / name).mkdir()
        for file, text in tables:
            (directory / name / file).write_text(text)
    return {path.name: Coalition(path) for path in sorted(directory.iterdir())}


def firm_of(cast: Cast) -> str:
    return f"firm-{cast.tenants['vertrouwd']}-organisation-{cast.tenants['noorderlicht']}"


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


async def test_a_firm_finds_nobody_in_how_deep_talks_went(
    fresh_house: House, cast: Cast, tmp_path: Path
) -> None:
    random = Random(4)
    sizes = dict(zip(YEARS, (9, 34, 90), strict=True))
    people = [
        (
            year,
            dataclasses.replace(
                anybody(random),
                depth=random.choice([*Depth, Depth.TALK, Depth.TALK]),
                duration=random.choice([*Duration, Duration.HALF_TO_ONE_HOUR]),
                first_of_year=True,
            ),
        )
        for year, number in sizes.items()
        for _ in range(number)
    ]
    await enter(fresh_house, cast, people)
    worker = Actor(Role.WORKER, cast.tenants["noorderlicht"])
    for year in YEARS:
        async with fresh_house.tenancy.open(worker, now=at(year + 1)) as tenant:
            await tell_effort(tenant)

    firm = (await write(fresh_house, tmp_path, with_truth=True))[firm_of(cast)]

    assert {row["release"] for row in firm.rows("members.csv")} == {
        f"effort of {year}" for year in YEARS[1:]
    }
    assert len({cell["measure"] for cell in firm.cells}) == 4
    assert firm.findings() == []
    for cell in firm.cells:
        (used,) = [d for d in firm.parents if cell[d] != TOTAL] or [None]
        dimension = used or f"depth_{cell['release'][-4:]}"
        told = sum(
            int(row["value"])
            for row in firm.rows("truth.csv")
            if row["release"] == cell["release"]
            and row[dimension] != TOTAL
            and cell[dimension] in firm.up(dimension, row[dimension])
        )
        assert int(cell["lo"]) == told == int(cell["hi"]), cell


async def test_what_else_an_organisation_and_its_firm_are_told(
    fresh_house: House, cast: Cast, tmp_path: Path
) -> None:
    """Invoices, the hours and examples behind them, and the own place in a benchmark."""
    noorderlicht, year = cast.tenants["noorderlicht"], 2025
    henk, amina, alice = (cast.actor(name) for name in ("henk", "amina", "alice"))
    async with fresh_house.tenancy.open(henk, now=datetime(2024, 11, 3, tzinfo=UTC)) as tenant:
        await decide_participation(tenant, takes_part=True, own_position=True)
        await put_headcounts(tenant, year, {"all": 300})
    network = {"8610": 12, "8531": 9, "4110": 8, "6201": 7}
    await enrol_members(fresh_house, sections=network, firms=4)
    random = Random(1)
    await enter(fresh_house, cast, [(year, anybody(random)) for _ in range(20)])
    async with fresh_house.tenancy.open(amina, noorderlicht, now=at(year)) as tenant:
        await record_effort(tenant, quarter=date(year, 1, 1), facet="support", minutes=95)
    visitor = Actor(Role.VISITOR, noorderlicht)
    for fits in (True, *[False] * 10):
        async with fresh_house.tenancy.open(visitor, now=at(year)) as tenant:
            await count_answer(tenant, "T1", fits=fits)
    async with fresh_house.tenancy.open(alice, noorderlicht, now=at(year + 1)) as tenant:
        for month in (1, 4, 7, AUTUMN):
            quarter = date(year, month, 1)
            await issue_invoice(tenant, quarter, cents_per_hour=9500, flat_fee_cents=1000)
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        await release_edition(tenant, year, BenchmarkRules(p=25))
    async with fresh_house.tenancy.open(henk) as tenant:
        positions = await list_positions(tenant)

    coalitions = await write(fresh_house, tmp_path)

    own, firm = coalitions[f"organisation-{noorderlicht}"], coalitions[firm_of(cast)]
    assert [row["position"] for row in own.rows("positions.csv")] == [
        one.position or "" for one in positions
    ]
    assert {one.among for one in positions if one.position} >= {"all"}
    assert own.rows("invoices.csv") == firm.rows("invoices.csv")
    assert [[*row.values()][1:] for row in own.rows("invoices.csv")] == [
        ["2025-10-01", "2", "16000", "hours"],
        ["2025-07-01", "0", "1000", "flat_fee"],
        ["2025-04-01", "0", "1000", "flat_fee"],
        ["2025-01-01", "0", "1000", "flat_fee"],
    ]
    (rate,) = firm.rows("rates.csv")
    assert (rate["release"], rate["examples"], rate["rate"]) == (
        "examples of 2025-01-01",
        "T1",
        "90",
    )
    (hours,) = firm.rows("hours.csv")
    assert (hours["counsellor"], hours["minutes"]) == (str(amina.id), "95")
    assert own.findings() == firm.findings() == []


@pytest.mark.parametrize(("people", "between"), [(4, ("0", "4")), (7, ("5", "9"))])
async def test_an_invoice_says_on_which_side_of_five_a_silent_report_is(
    fresh_house: House, cast: Cast, tmp_path: Path, people: int, between: tuple[str, str]
) -> None:
    """That much it may say; whoever attacks the report has to know it."""
    random = Random(people)
    first = [dataclasses.replace(anybody(random), first_of_year=True) for _ in range(people)]
    await enter(fresh_house, cast, [(FIRST, one) for one in first])
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(amina, noorderlicht, now=at(FIRST + 1)) as tenant:
        await put_draft(tenant, FIRST, AnnualReportDraft(for_publication=True))
    await release(fresh_house, cast, FIRST)
    async with fresh_house.tenancy.open(
        cast.actor("alice"), noorderlicht, now=at(FIRST + 1)
    ) as tenant:
        quarter = date(FIRST, AUTUMN, 1)
        await issue_invoice(tenant, quarter, cents_per_hour=9500, flat_fee_cents=1000)

    own = (await write(fresh_house, tmp_path))[f"organisation-{noorderlicht}"]

    said = {(c["release"], c["lo"], c["hi"]) for c in own.cells if c["lo"]}
    assert said == {(f"report of {FIRST}", "0", "9"), (f"invoices of {FIRST}", *between)}
    assert own.findings() == []


async def test_the_truth_stays_inside_unless_it_is_asked_for(
    fresh_house: House, cast: Cast, tmp_path: Path
) -> None:
    await report_three_years(fresh_house, cast, 2)
    async with fresh_house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=at(FIRST)
    ) as tenant:
        await record_effort(tenant, quarter=date(FIRST, 1, 1), facet="support", minutes=95)
    coalitions = await write(fresh_house, tmp_path)
    everybodys = {"hierarchy.csv", "cells.csv", "members.csv", "orgs.csv", "rates.csv"}
    assert {name: {p.name for p in one.folder.iterdir()} for name, one in coalitions.items()} == {
        f"organisation-{cast.tenants['noorderlicht']}": (
            everybodys | {"invoices.csv", "positions.csv"}
        ),
        firm_of(cast): everybodys | {"invoices.csv", "hours.csv"},
    }


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
