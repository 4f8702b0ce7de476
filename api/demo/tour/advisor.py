"""Peilstok, an advisory firm: systems and an analyst who read released benchmarks, nothing else."""

from typing import Any

from api.demo.roster import ADVISOR
from api.demo.tour.browser import Browser
from api.demo.tour.machine import Machine
from api.demo.tour.signing_in import sign_in
from api.demo.tour.walk import Walk
from tenants.insight.disclosure.certificate import check
from tenants.insight.disclosure.document import parse

FILES = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "jsonstat": b"{", "pdf": b"%PDF"}


async def read_edition(walk: Walk) -> None:
    walk.person("The systems of Peilstok, advisors", "a benchmark that gives nobody away")
    async with Machine.open(walk, "peilstok") as advisor:
        listed = (await advisor.get("/v1/editions")).json()
        walk.check(
            len(listed) > 1,
            "Benchmark editions are released",
            ", ".join(str(edition["period"]) for edition in listed),
        )
        period = listed[0]["period"]
        content = (await advisor.get(f"/v1/editions/{period}")).json()["content"]
        _look_at(walk, content)
        path = f"/v1/editions/{period}"
        some = await advisor.get(f"{path}/tables/theme_by_sector", sector="R", code="total")
        (cell,) = some.json()["cells"]
        walk.check(
            cell["number"]["value"] % content["rounded_to"] == 0,
            "Health and social care, all themes: a rounded figure and its rate",
            f"about {cell['number']['value']} people, "
            f"{cell['per_100_employees']['value']} per 100 employees",
        )
        for name, start in FILES.items():
            file = await advisor.get(f"{path}/files/{name}", language="nl")
            walk.check(file.content.startswith(start), f"As {name}", f"{len(file.content):,} bytes")
        released, certificate = parse((await advisor.get(f"{path}/certificate")).content)
        walk.check(
            not check(certificate, released),
            "Its certificate holds, by arithmetic alone",
            f"{len(certificate.witnesses)} witnesses",
        )
        note = await advisor.get(f"{path}/method-note", language="en")
        words = f"{len(note.text.split())} words"
        walk.check(note.status_code == 200, "With a note on how it was made", words)
        refused = await advisor.get("/v1/annual-reports")
        walk.check(
            refused.status_code == 403, "Nothing else is there for an advisor", refused.status_code
        )
    await _look_around(walk, period)


def _look_at(walk: Walk, content: dict[str, Any]) -> None:
    walk.check(
        0 < content["shown"] < content["of"],
        "As JSON: what could tell about somebody is suppressed",
        f"{content['shown']} of {content['of']} figures are shown",
    )
    trend = content["trend"]
    told = f"{trend['from']}, {trend['to']}" if trend else "it would have told too much"
    walk.check(True, f"{'With' if trend else 'Without'} a trend over those in both years", told)


async def _look_around(walk: Walk, period: int) -> None:
    _, _, name, email = ADVISOR
    walk.person(f"{name.split()[0]}, analyst of Peilstok", f"{walk.base_url}/desk, {email}")
    async with Browser.open(walk) as desk:
        await sign_in(walk, desk, email)
        page = await desk.visit(f"/desk/benchmarks/{period}?lang=en")
        walk.check(
            page.status == 200 and page.says("fewer than 10, or withheld"),
            "She looks at a map, bands and bars; what is withheld says so",
            page.path,
        )
        closed = await desk.visit("/desk/conversations")
        walk.check(closed.status == 404, "No conversation is there for her", closed.status)
