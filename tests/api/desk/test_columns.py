"""A column at the desk, and where everybody reads it: without a login, with author and date."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.people import Cast

COLUMN = {"language": "nl", "theme": "T3.2", "title": "Vroeg zeggen",
          "body": "Kleine dingen groeien.\n\nEen paar woorden helpen."}  # fmt: skip


@pytest.mark.book("R40")
async def test_a_column_is_written_planned_and_read_by_everybody(
    amina, client, noorderlicht, cast: Cast
):
    home = cast.tenants["noorderlicht"]
    place, item = f"/desk/prevention/{home}", uuid4()
    planned = {"what": "column", "theme": "T3.2", "every_months": "2",
               "due_on": datetime.now(UTC).date().isoformat()}  # fmt: skip
    assert (await amina.post(f"{place}/plan/{item}", data=planned)).status_code == 303
    page = (await amina.get(place)).text
    (link,) = set(re.findall(rf'href="({place}/columns/[^"?]+)[^"]*">Write', page))
    refused = await amina.post(link, data=COLUMN | {"title": ""})
    assert (refused.status_code, "Een paar woorden helpen." in refused.text) == (422, True)
    told = "A nurse told me that on 12 March she cried."
    assert (await amina.post(link, data=COLUMN | {"body": told})).status_code == 303
    assert "It retells what one person said or felt." in (await amina.get(link)).text
    out = {"planned_item": str(item), "audience_size": "", "group": []}
    blocked = await amina.post(f"{link}/publication", data=out)
    assert (blocked.status_code, "Rephrase what is marked" in blocked.text) == (422, True)
    column_id = link.rpartition("/")[2]
    public = f"/o/noorderlicht/columns/{column_id}"
    assert (await client.get(public)).status_code == 404
    await amina.post(link, data=COLUMN)
    assert (await amina.post(f"{link}/publication", data=out)).status_code == 303
    assert "Amina Haddad" in (await amina.get(link)).text

    for path in (public, "/o/noorderlicht/columns"):
        read = await client.get(path)
        assert "set-cookie" not in read.headers
        assert "Vroeg zeggen" in read.text
        assert "Amina Haddad" in read.text
        assert str(datetime.now(UTC).year) in read.text
    assert "Een paar woorden helpen." in (await client.get(public)).text
    assert (await client.get(f"/o/havenwerk/columns/{column_id}")).status_code == 404
    # The first page leads to columns where there are any.
    for slug, leads in (("noorderlicht", True), ("havenwerk", False)):
        assert ("/columns" in (await client.get(f"/o/{slug}")).text) is leads

    (told,) = (c for c in (await noorderlicht.get("/v1/columns")).json() if c["id"] == column_id)
    assert (told["author"], told["body"]) == ("Amina Haddad", COLUMN["body"])
    asked = await noorderlicht.post(
        "/graphql", {"query": "{ organisation { columns { id author publishedOn } } }"}
    )
    assert {"id": column_id, "author": told["author"], "publishedOn": told["published_on"]} in (
        asked.json()["data"]["organisation"]["columns"]
    )

    assert (await amina.post(link, data=COLUMN)).status_code == 409
    assert (await amina.post(f"{link}/removal")).status_code == 303
    assert (await client.get(public)).status_code == 404
    await amina.post(f"{place}/plan/{item}/removal")
