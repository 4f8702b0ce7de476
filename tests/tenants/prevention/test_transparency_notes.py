"""A note after an incident: not read by anybody before it passed the check and was released."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.prevention.transparency_notes import (
    get_transparency_note,
    list_transparency_notes,
    put_transparency_note,
    release_transparency_note,
)
from tests.people import Cast

NOTE = {
    "title": "Talks about working together",
    "happened": "People were spoken to in a way that hurt.",
    "handled": "There were talks, and agreements came out of them.",
    "prevents": "Teams talk about it twice a year.",
}
TELLING = "On 12 March a nurse told me that her manager shouted at her."


async def write(house: House, cast: Cast, note_id: UUID | None = None, **texts: str) -> UUID:
    note_id = note_id or uuid4()
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await put_transparency_note(tenant, note_id, **NOTE | texts)
    return note_id


async def release(house: House, cast: Cast, note_id: UUID, reason: str = "") -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await release_transparency_note(tenant, note_id, reason)


async def read_by(house: House, cast: Cast, name: str) -> dict[UUID, date | None]:
    async with house.tenancy.open(cast.actor(name), cast.tenants["noorderlicht"]) as tenant:
        return {note.id: note.released_on for note in await list_transparency_notes(tenant)}


@pytest.mark.book("R50")
async def test_a_draft_is_nobody_elses_until_it_is_released(house: House, cast: Cast) -> None:
    note_id = await write(house, cast)
    for name in ("henk", "marjan", "otto", "petra"):
        assert note_id not in await read_by(house, cast, name)
    # A colleague of the firm, who counsels there as well, reads along.
    assert note_id in await read_by(house, cast, "bram")
    await release(house, cast, note_id)
    for name in ("henk", "marjan", "otto", "petra"):
        assert (await read_by(house, cast, name))[note_id] is not None


@pytest.mark.book("R50", "R20")
async def test_what_could_lead_to_somebody_is_not_released(house: House, cast: Cast) -> None:
    note_id = await write(house, cast, happened=TELLING)
    with pytest.raises(Invalid) as refused:
        await release(house, cast, note_id, reason="Everybody knows it anyway by now")
    assert set(refused.value.problems) == {"text"}
    await write(house, cast, note_id, happened="The night shift had few breaks.")
    with pytest.raises(Invalid) as refused:
        await release(house, cast, note_id)
    assert set(refused.value.problems) == {"reason"}
    await release(house, cast, note_id, reason="Everybody in the building knows the roster")
    assert (await read_by(house, cast, "henk"))[note_id] is not None


@pytest.mark.book("R50")
async def test_what_is_released_stays_as_it_is(house: House, cast: Cast) -> None:
    note_id = await write(house, cast)
    await release(house, cast, note_id)
    with pytest.raises(Conflict):
        await write(house, cast, note_id, title="Something else")
    with pytest.raises(Conflict):
        await release(house, cast, note_id)
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        assert (await get_transparency_note(tenant, note_id)).title == NOTE["title"]


@pytest.mark.book("R50")
async def test_nobody_of_the_organisation_writes_or_releases(house: House, cast: Cast) -> None:
    note_id = await write(house, cast)
    async with house.tenancy.open(cast.actor("marjan")) as tenant:
        with pytest.raises(Forbidden):
            await put_transparency_note(tenant, note_id, **NOTE)
        with pytest.raises(Forbidden):
            await release_transparency_note(tenant, note_id, "")
        with pytest.raises(NotFound):
            await get_transparency_note(tenant, note_id)
    async with house.tenancy.open(cast.actor("dewi"), cast.tenants["meesterschap"]) as tenant:
        with pytest.raises(NotFound):
            await release_transparency_note(tenant, note_id, "")


async def test_what_cannot_be_is_refused(house: House, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        await write(house, cast, title=" ", happened="x" * 4001, handled="\0", prevents="")
    assert set(refused.value.problems) == {"title", "happened", "handled", "prevents"}
