"""On paper: one address and one code, and nothing that somebody would rather not be seen with."""

import re
from io import BytesIO

import pikepdf
import pytest
import segno

from api.documents.poster import compose_poster
from api.house import House
from tenants.network.firms import get_firm
from tenants.network.organisations import get_organisation
from tests.people import Cast

SORE = re.compile(r"harass|bully|pest|intimid|complain|klacht|formal|formeel|HR\b", re.IGNORECASE)


@pytest.mark.book("R42")
async def test_one_address_and_one_code_on_every_sheet(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["noorderlicht"]) as tenant:
        organisation = await get_organisation(tenant)
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        firm = await get_firm(tenant, organisation.firm_id)
    composed = compose_poster(organisation, firm, "https://gesprek.example")
    assert composed["address"] == "https://gesprek.example/o/noorderlicht"
    drawn = BytesIO()
    segno.make(composed["address"], error="m", micro=False).save(
        drawn, kind="svg", border=2, xmldecl=False
    )
    assert composed["code"] == drawn.getvalue().decode()
    assert [sheet["language"] for sheet in composed["sheets"]] == [*organisation.languages]
    for sheet in composed["sheets"]:
        assert not SORE.search(" ".join([sheet["title"], *sheet["lines"], sheet["how"]]))
    assert organisation.name not in str(composed)


@pytest.mark.book("R42")
@pytest.mark.parametrize(("size", "wide"), [("a4", 595), ("a6", 298)])
async def test_a_manager_prints_a_poster_and_a_card(alice, cast: Cast, size: str, wide: int):
    place = f"/desk/organisations/{cast.tenants['noorderlicht']}"
    assert f"{place}/poster/{size}" in (await alice.get(place)).text
    made = await alice.get(f"{place}/poster/{size}")
    assert made.headers["content-type"] == "application/pdf"
    with pikepdf.open(BytesIO(made.content)) as sheets:
        assert len(sheets.pages) == 2
        assert abs(float(sheets.pages[0].mediabox[2]) - wide) < 1
        assert sheets.Root.MarkInfo.Marked
        with sheets.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert (await alice.get(f"{place}/poster/a0")).status_code == 404


async def test_another_firm_prints_none_of_it(sit, cast: Cast):
    bob = await sit("bob")
    place = f"/desk/organisations/{cast.tenants['noorderlicht']}"
    assert (await bob.get(f"{place}/poster/a4")).status_code == 404
