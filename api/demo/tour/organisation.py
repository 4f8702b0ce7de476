"""The systems of Noorderlicht: its headcounts, its mandates, its annual report, and no talk."""

from datetime import UTC, datetime
from typing import Any

from api.demo.tour.machine import Machine, shown
from api.demo.tour.walk import Walk

#: what a firm, a counsellor or a client may ask, and an organisation may not
CLOSED = ("/v1/conversations", "/v1/load", "/v1/hours?year=2026", "/v1/referrals", "/v1/editions")
REFUSED = frozenset({401, 403, 404})


async def read_about_itself(walk: Walk) -> None:
    walk.person("The systems of Noorderlicht", "what an organisation may know about itself")
    async with Machine.open(walk, "noorderlicht") as organisation:
        year = datetime.now(UTC).year
        await _count_heads(walk, organisation, year + 1)
        mandates = (await organisation.get("/v1/mandates")).json()
        walk.check(mandates, "Read the mandates", f"{mandates[0]['hours_per_year']} h a year")
        await _read_prevention(walk, organisation)
        await _read_annual_report(walk, organisation)
        await _find_no_talk(walk, organisation)


async def _count_heads(walk: Walk, organisation: Machine, year: int) -> None:
    units = {"Verpleging": 1150, "Medische staf": 320, "Poliklinieken": 560, "Staf": 420}
    put = await organisation.put(f"/v1/headcounts/{year}", {"units": units})
    told = f"{len(units)} units" if put.status_code == 200 else shown(put)
    walk.check(put.status_code == 200, f"Put headcounts by unit for {year}", told)
    read = await organisation.get(f"/v1/headcounts/{year}")
    counted = sum(each["employees"] for each in read.json())
    walk.check(counted == sum(units.values()), "Read them back", f"{counted:,} employees")


async def _read_prevention(walk: Walk, organisation: Machine) -> None:
    planned = (await organisation.get("/v1/planned-items")).json()
    walk.check(planned, "Read what prevention is planned", planned and planned[0]["due_on"])
    columns = (await organisation.get("/v1/columns")).json()
    walk.check(columns, "Read the columns, for an intranet", columns and columns[0]["author"])
    refused = await organisation.put(f"/v1/columns/{columns[0]['id']}", {"title": "Nicer"})
    walk.check(
        refused.status_code in REFUSED | {405}, "It can change none of them", refused.status_code
    )


async def _read_annual_report(walk: Walk, organisation: Machine) -> None:
    listed = (await organisation.get("/v1/annual-reports")).json()
    walk.check(listed, "An annual report is released", listed and listed[0]["year"])
    year = listed[0]["year"]
    talks = (await organisation.get(f"/v1/annual-reports/{year}")).json()["content"]["talks"]
    blocks = [block for margin in talks["margins"].values() for block in margin]
    least = min(block["value"] for block in blocks if not block["suppressed"])
    walk.check(least >= 5, "As JSON: no figure of fewer than five people",
               f"{talks['people']['value']} people, the smallest block {least}")  # fmt: skip
    document = await organisation.get(f"/v1/annual-reports/{year}/document", language="nl")
    walk.check(
        document.content.startswith(b"%PDF"),
        "As a document",
        f"{document.headers.get('content-type')}, {len(document.content) // 1000} kB",
    )


async def _find_no_talk(walk: Walk, organisation: Machine) -> None:
    for path in CLOSED:
        refused = await organisation.get(path)
        if refused.status_code not in REFUSED:
            walk.check(False, f"{path} is closed to an organisation", shown(refused))
    walk.check(True, "What others may ask is closed to it", ", ".join(CLOSED))
    described = (await organisation.get("/docs/openapi.json")).json()
    offered = sorted(_offered(described))
    walk.check(
        offered and not any("conversation" in path for path in offered),
        "None of the routes for organisations knows a conversation",
        f"{len(offered)} routes",
    )
    data, refusals = await organisation.ask("{ conversations { id } load { openConversations } }")
    walk.check(
        not any(data.values()) and refusals, "Nor does GraphQL tell one", ", ".join(set(refusals))
    )


def _offered(described: dict[str, Any]) -> set[str]:
    return {
        path
        for path, verbs in described["paths"].items()
        for verb in verbs.values()
        if isinstance(verb, dict) and "organisation" in verb.get("tags", ())
    }
