"""The systems of Peilstok, an advisory firm: released benchmark editions, and nothing else."""

from api.demo.tour.machine import Machine
from api.demo.tour.walk import Walk


async def read_edition(walk: Walk) -> None:
    walk.person("The systems of Peilstok, advisors", "a benchmark that gives nobody away")
    async with Machine.open(walk, "peilstok") as advisor:
        listed = (await advisor.get("/v1/editions")).json()
        walk.check(listed, "A benchmark edition is released", listed and listed[0]["period"])
        period = listed[0]["period"]
        content = (await advisor.get(f"/v1/editions/{period}")).json()["content"]
        walk.check(
            0 < content["shown"] < content["of"],
            "As JSON: what could tell about somebody is suppressed",
            f"{content['shown']} of {content['of']} figures are shown",
        )
        shown = [c for c in content["cells"] if c["people"]["value"] and c["sector"] != "total"]
        cell = max(shown, key=lambda c: c["people"]["value"] * (c["theme"] != "total"))
        walk.check(
            cell["people"]["value"] % content["rounded_to"] == 0,
            f"Section {cell['sector']}, theme {cell['theme']}: a rounded figure and its rate",
            f"about {cell['people']['value']} people, "
            f"{cell['per_100_employees']['value']} per 100 employees",
        )
        table = await advisor.get(f"/v1/editions/{period}/table.csv", language="en")
        rows = table.text.splitlines()
        walk.check(
            table.status_code == 200 and len(rows) == 1 + len(content["cells"]),
            "As CSV for a spreadsheet",
            f"{len(rows)} lines",
        )
        note = await advisor.get(f"/v1/editions/{period}/method-note", language="en")
        words = f"{len(note.text.split())} words"
        walk.check(note.status_code == 200, "With a note on how it was made", words)
        refused = await advisor.get("/v1/annual-reports")
        walk.check(
            refused.status_code == 403, "Nothing else is there for an advisor", refused.status_code
        )
