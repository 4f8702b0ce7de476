"""One domain function, two doors: what one shows or refuses, the other does."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from strawberry.relay.utils import from_base64

from api.house import House
from tenants.prevention.planned_items import put_planned_item
from tests import people
from tests.api.graphql.conftest import Door, node, release_figures, serve

pytestmark = pytest.mark.book("D1")

MANDATE = {
    "starts_on": "2026-01-01",
    "ends_on": None,
    "hours_per_year": 40,
    "board_access": True,
    "independence": "Answers to the firm alone",
    "works_council_consent_on": None,
    "review_on": "2027-01-01",
}
CREATE_ORGANISATION = """
    mutation ($organisation: NewOrganisation!) {
        createOrganisation(organisation: $organisation) {
            id slug name sector { scheme edition code } country languages state
        }
    }
"""
CREATE_MANDATE = """
    mutation ($id: ID!, $mandate: NewMandate!) {
        createMandate(organisationId: $id, mandate: $mandate) {
            id startsOn endsOn hoursPerYear boardAccess independence worksCouncilConsentOn reviewOn
        }
    }
"""
OPEN = "mutation ($id: ID!) { openOrganisation(organisationId: $id) { state } }"


def camel(members: dict[str, Any]) -> dict[str, Any]:
    return {_camel(name): value for name, value in members.items()}


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def new_organisation() -> dict[str, Any]:
    return {
        "slug": f"o-{uuid4().hex[:12]}",
        "name": "Nieuw",
        "sector": {"scheme": "SBI", "edition": "2025", "code": "8610"},
        "country": "NL",
        "languages": ["nl", "en"],
    }


def key(node_id: str, part: int = 0) -> UUID:
    return UUID(from_base64(node_id)[1].split("/")[part])


async def test_an_organisation_is_created_alike_and_seen_through_both(door: Door) -> None:
    vertrouwd = await door.machine("vertrouwd")
    here, there = new_organisation(), new_organisation()
    graphql = (await vertrouwd.data(CREATE_ORGANISATION, organisation=here))["createOrganisation"]
    rest = await vertrouwd.rest(
        "POST", "/organisations", there, **{"idempotency-key": str(uuid4())}
    )
    assert {name: graphql[name] for name in here} == here
    assert {name: rest[name] for name in there} == there
    through_rest = await vertrouwd.rest("GET", f"/organisations/{key(graphql['id'])}")
    assert {name: through_rest[name] for name in here} | {"state": "draft"} == here | {
        "state": through_rest["state"]
    }
    through_graphql = await vertrouwd.data(
        "query ($id: ID!) { organisation(id: $id) { name slug state } }",
        id=node("Organisation", rest["tenant_id"]),
    )
    assert through_graphql["organisation"] == {
        "name": "Nieuw", "slug": there["slug"], "state": "draft",
    }  # fmt: skip


@pytest.mark.book("D5")
@pytest.mark.book("R06")
async def test_an_organisation_goes_live_only_with_all_that_it_needs(door: Door) -> None:
    vertrouwd = await door.machine("vertrouwd")
    created = await vertrouwd.data(CREATE_ORGANISATION, organisation=new_organisation())
    organisation = created["createOrganisation"]["id"]

    async def refused() -> str:
        (error,) = (await vertrouwd.ask(OPEN, id=organisation))["errors"]
        assert error["extensions"]["code"] == "conflict"
        return error["extensions"]["reason"]

    assert await refused() == "no-role-statement"
    texts = [
        {"audience": "employees", "language": language, "body": "What a counsellor is."}
        for language in ("nl", "en")
    ]
    published = await vertrouwd.data(
        """
        mutation ($id: ID!, $texts: [NewRoleText!]!) {
            publishRoleStatement(organisationId: $id, texts: $texts) { version }
        }
        """,
        id=organisation,
        texts=texts,
    )
    assert published["publishRoleStatement"] == {"version": 1}
    assert await refused() == "no-mandate"
    mandate = (await vertrouwd.data(CREATE_MANDATE, id=organisation, mandate=camel(MANDATE)))[
        "createMandate"
    ]
    assert await refused() == "no-pool"
    pool = await vertrouwd.data(
        """
        mutation ($id: ID!, $members: [NewPoolMember!]!) {
            putPool(mandateId: $id, members: $members) { deputy counsellor { name } }
        }
        """,
        id=mandate["id"],
        members=[{"counsellorId": node("Counsellor", door.cast.staff["amina"])}],
    )
    assert pool["putPool"] == [{"deputy": False, "counsellor": {"name": "Amina Haddad"}}]
    assert (await vertrouwd.data(OPEN, id=organisation))["openOrganisation"] == {"state": "live"}
    rest = await vertrouwd.rest("GET", f"/organisations/{key(organisation)}/mandates")
    assert [camel(m) | {"id": m["id"]} for m in rest] == [
        mandate | {"id": str(key(mandate["id"], 1)), "firmId": rest[0]["firm_id"]}
    ]


async def test_what_the_domain_refuses_is_refused_with_the_same_code(door: Door) -> None:
    vertrouwd = await door.machine("vertrouwd")
    noorderlicht = door.cast.tenants["noorderlicht"]
    wrong = MANDATE | {"review_on": "2020-01-01"}
    (error,) = (
        await vertrouwd.ask(
            CREATE_MANDATE, id=node("Organisation", noorderlicht), mandate=camel(wrong)
        )
    )["errors"]
    rest = await vertrouwd.client.post(
        f"/v1/organisations/{noorderlicht}/mandates",
        json=wrong,
        headers=vertrouwd.headers | {"idempotency-key": str(uuid4())},
    )
    problem = rest.json()
    assert error["extensions"] == {name: problem[name] for name in ("code", "problems")}
    assert error["message"] == problem["title"]


@pytest.mark.book("D6")
async def test_headcounts_are_put_in_one_door_and_read_in_the_other(door: Door) -> None:
    noorderlicht = await door.machine("noorderlicht")
    year = datetime.now(UTC).year
    put = await noorderlicht.data(
        """
        mutation ($year: Year!, $units: [NewHeadcount!]!) {
            putHeadcounts(year: $year, units: $units) { unit employees }
        }
        """,
        year=year,
        units=[{"unit": "IC", "employees": 80}, {"unit": "Keuken", "employees": 30}],
    )
    assert put["putHeadcounts"] == await noorderlicht.rest("GET", f"/headcounts/{year}")
    read = await noorderlicht.data(
        "query ($year: Year!) { organisation { headcounts(year: $year) { unit employees } } }",
        year=year,
    )
    assert read["organisation"]["headcounts"] == put["putHeadcounts"]


async def test_an_organisation_reads_its_mandates_and_role_statement_alike(door: Door) -> None:
    havenwerk = await door.machine("havenwerk")
    read = await havenwerk.data(
        """
        {
            organisation {
                name
                mandates { hoursPerYear reviewOn }
                roleStatement(audience: "employees", language: "nl") { version body language }
            }
        }
        """
    )
    mandates = await havenwerk.rest("GET", "/mandates")
    statement = await havenwerk.rest("GET", "/role-statements/employees/nl")
    assert read["organisation"] == {
        "name": "Havenwerk Logistiek",
        "mandates": [
            {"hoursPerYear": m["hours_per_year"], "reviewOn": m["review_on"]} for m in mandates
        ],
        "roleStatement": {name: statement[name] for name in ("version", "body", "language")},
    }


@pytest.mark.book("R36")
async def test_an_organisation_reads_what_is_planned_alike(door: Door) -> None:
    house, cast = door.house, door.cast
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await put_planned_item(
            tenant, uuid4(), kind="dialogue", addressee="hr", theme="T3.3", every_months=6,
            due_on=tenant.now.date(),
        )  # fmt: skip
    noorderlicht = await door.machine("noorderlicht")
    read = await noorderlicht.data(
        "{ organisation { plannedItems { id kind addressee everyMonths dueOn lastDoneOn theme } } }"
    )
    planned = await noorderlicht.rest("GET", "/planned-items")
    assert read["organisation"]["plannedItems"] == [camel(one) | {"theme": None} for one in planned]
    assert "hr" in {one["addressee"] for one in planned}


@pytest.mark.book("D4")
async def test_taking_part_in_benchmarks_is_decided_alike(door: Door) -> None:
    noorderlicht = await door.machine("noorderlicht")
    decided = await noorderlicht.data(
        """
        mutation { decideParticipation(takesPart: false) {
            decidedOn countsFrom takesPart publishesFigures ownPosition } }
        """
    )
    rest = await noorderlicht.rest("PUT", "/benchmark-participation", {"takes_part": False})
    assert decided["decideParticipation"] == camel(rest)
    read = await noorderlicht.data(
        """
        { organisation { participation {
            decisions { decidedOn countsFrom takesPart publishesFigures ownPosition }
            explanation { language text } } } }
        """
    )
    ledger = read["organisation"]["participation"]
    decisions = await noorderlicht.rest("GET", "/benchmark-participation")
    assert ledger["decisions"] == [camel(decision) for decision in decisions]
    assert {text["language"] for text in ledger["explanation"]} == {"en", "nl"}


@pytest.mark.book("R48")
async def test_released_figures_are_the_same_figures(fresh_house: House, cast: people.Cast) -> None:
    await release_figures(fresh_house, cast, 2025)
    async with serve(fresh_house) as client:
        door = Door(fresh_house, cast, client)
        noorderlicht, peilstok = await door.machine("noorderlicht"), await door.machine("peilstok")
        report = await noorderlicht.data(
            """
            {
                organisation {
                    annualReports { year digest releasedOn }
                    annualReport(year: 2025) {
                        digest releasedOn audience comment bottlenecks activeMonths
                        changes { month kind }
                        notFunded { theme number }
                        barriers { barrier number }
                        talks {
                            people { value suppressed }
                            earlyContacts { value suppressed }
                            crossing { rows columns cells { value suppressed } }
                            margins { facet blocks { within codes people { value suppressed } } }
                        }
                    }
                }
            }
            """
        )
        edition = await peilstok.data(
            """
            {
                editions { period digest }
                edition(period: 2025) {
                    digest classification
                    fewerThan roundedTo shown of
                    sectors { code organisations }
                    tables { name unit strata }
                    themes: tables(name: "theme_by_sector") {
                        cells { sector size code number { value suppressed } }
                    }
                    health: tables(name: "theme_by_sector") {
                        cells(sector: "R", code: "total") { per100Employees { value suppressed } }
                    }
                    trend { lastYear }
                }
            }
            """
        )
        report_by_rest = await noorderlicht.rest("GET", "/annual-reports/2025")
        edition_by_rest = await peilstok.rest("GET", "/editions/2025")
    read = report["organisation"]["annualReport"]
    assert read["digest"] == report_by_rest["digest"]
    assert report["organisation"]["annualReports"] == [
        {"year": 2025, "digest": read["digest"], "releasedOn": read["releasedOn"]}
    ]
    content = report_by_rest["content"]
    talks = content["talks"]
    assert read["talks"]["people"] == talks["people"]
    assert read["talks"]["earlyContacts"] == talks["early_contacts"]
    assert read["talks"]["crossing"] == talks["crossing"]
    for name in ("audience", "comment", "bottlenecks", "changes"):
        assert read[name] == content[name]
    assert read["activeMonths"] == content["prevention"]["months"]
    assert read["notFunded"] == content["prevention"]["not_funded"]
    assert read["barriers"] == content["prevention"]["barriers"]
    assert {
        margin["facet"]: [
            {name: block[name] for name in ("within", "codes")} | block["people"]
            for block in margin["blocks"]
        ]
        for margin in read["talks"]["margins"]
    } == talks["margins"]
    content = edition_by_rest["content"]
    assert edition["editions"] == [{"period": 2025, "digest": edition_by_rest["digest"]}]
    found = edition["edition"]
    assert (found["shown"], found["of"]) == (content["shown"], content["of"])
    assert found["sectors"] == content["members"]["sector"]
    assert found["trend"] is content["trend"] is None
    assert found["tables"] == [
        {name: table[name] for name in ("name", "unit", "strata")} for table in content["tables"]
    ]
    (themes,) = found["themes"]
    cells = content["tables"][0]["cells"]
    assert themes["cells"] == [
        {name: cell[name] for name in ("sector", "size", "code", "number")} for cell in cells
    ]
    (health,) = found["health"]
    assert health["cells"] == [
        {"per100Employees": cell["per_100_employees"]}
        for cell in cells
        if (cell["sector"], cell["code"]) == ("R", "total")
    ]
    assert any(cell["number"]["suppressed"] for cell in cells)
