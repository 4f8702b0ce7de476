"""A column: its counsellor publishes it, everybody reads it with author and date."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.policy import Actor, Role
from tenants.prevention.activities import list_activities
from tenants.prevention.columns import (
    Column,
    find_column,
    list_columns,
    publish_column,
    put_column,
    take_column_down,
)
from tenants.prevention.planned_items import find_planned_item, put_planned_item
from tests.people import Cast

COLUMN = {
    "language": "en",
    "theme": "T3.2",
    "title": "Saying it early",
    "body": "Small things grow when nobody names them.\n\nA few words on the same day help.",
}
TELLING = "On 12 March a nurse told me that her manager shouted at her."


async def write(
    house: House, cast: Cast, column_id: UUID | None = None, *, by: str = "amina", **texts: str
) -> UUID:
    column_id = column_id or uuid4()
    async with house.tenancy.open(cast.actor(by), cast.tenants["noorderlicht"]) as tenant:
        await put_column(tenant, column_id, **COLUMN | texts)
    return column_id


async def publish(
    house: House,
    cast: Cast,
    column_id: UUID,
    *,
    by: str = "amina",
    reason: str = "",
    planned_item_id: UUID | None = None,
) -> None:
    async with house.tenancy.open(cast.actor(by), cast.tenants["noorderlicht"]) as tenant:
        await publish_column(
            tenant, column_id, reason=reason, audience_size=300, planned_item_id=planned_item_id
        )


async def seen_by(house: House, cast: Cast, who: str, column_id: UUID) -> Column | None:
    home = cast.tenants["noorderlicht"]
    actor = Actor(Role.VISITOR, home) if who == "visitor" else cast.actor(who)
    async with house.tenancy.open(actor, home) as tenant:
        return await find_column(tenant, column_id)


@pytest.mark.book("R40")
async def test_it_is_published_with_author_and_date(house: House, cast: Cast) -> None:
    column_id = await write(house, cast)
    for who in ("visitor", "henk", "marjan", "otto", "petra", "bram"):
        assert await seen_by(house, cast, who, column_id) is None, who
    await publish(house, cast, column_id)
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        today = tenant.now.date()
    for who in ("visitor", "henk", "bram"):
        column = await seen_by(house, cast, who, column_id)
        assert column is not None, who
        assert (column.author, column.published_on) == ("Amina Haddad", today)
        assert column.body == COLUMN["body"]


@pytest.mark.book("R40")
async def test_publishing_is_the_column_that_was_planned(house: House, cast: Cast) -> None:
    planned, column_id = uuid4(), await write(house, cast)
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        today = tenant.now.date()
        held = len(await list_activities(tenant, today.year))
        await put_planned_item(
            tenant, planned, kind="column", addressee=None, theme="T3.2", every_months=2,
            due_on=today,
        )  # fmt: skip
    await publish(house, cast, column_id, planned_item_id=planned)
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        item = await find_planned_item(tenant, planned)
        assert item is not None
        assert item.last_done_on == today
        assert item.due_on > today + timedelta(days=50)
        assert len(await list_activities(tenant, today.year)) == held + 1
        await take_column_down(tenant, column_id)
    # Mended and published again it is the same column: no second activity.
    await write(house, cast, column_id, title="Saying it in time")
    await publish(house, cast, column_id)
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        assert len(await list_activities(tenant, today.year)) == held + 1


@pytest.mark.book("R20", "R40")
async def test_what_could_lead_to_somebody_is_not_published(house: House, cast: Cast) -> None:
    column_id = await write(house, cast, body=TELLING)
    with pytest.raises(Invalid) as refused:
        await publish(house, cast, column_id, reason="Everybody knows it anyway by now")
    assert set(refused.value.problems) == {"text"}
    assert await seen_by(house, cast, "visitor", column_id) is None
    await write(house, cast, column_id, body="The night shift has few breaks.")
    with pytest.raises(Invalid) as refused:
        await publish(house, cast, column_id)
    assert set(refused.value.problems) == {"reason"}
    await publish(house, cast, column_id, reason="Everybody in the building knows the roster")
    assert await seen_by(house, cast, "visitor", column_id) is not None


@pytest.mark.book("R41")
async def test_nobody_of_the_organisation_writes_publishes_or_stops_it(
    house: House, cast: Cast
) -> None:
    column_id = await write(house, cast)
    await publish(house, cast, column_id)
    for name in ("henk", "marjan", "otto", "petra"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            with pytest.raises(Forbidden):
                await put_column(tenant, column_id, **COLUMN)
            with pytest.raises(Forbidden):
                await publish_column(tenant, column_id, reason="", audience_size=1)
            with pytest.raises(Forbidden):
                await take_column_down(tenant, column_id)
    assert await seen_by(house, cast, "visitor", column_id) is not None


async def test_a_draft_is_its_authors_and_what_is_out_stays_until_it_is_taken_down(
    house: House, cast: Cast
) -> None:
    column_id = await write(house, cast)
    with pytest.raises(NotFound):
        await write(house, cast, column_id, by="bram", title="Mine")
    with pytest.raises(NotFound):
        await publish(house, cast, column_id, by="bram")
    await publish(house, cast, column_id)
    for by in ("amina", "bram"):
        with pytest.raises(Conflict):
            await write(house, cast, column_id, by=by, title="Something else")
        with pytest.raises(Conflict):
            await publish(house, cast, column_id, by=by)
    # What leads to somebody after all has to go at once, whoever of the counsellors sees it.
    async with house.tenancy.open(cast.actor("bram"), cast.tenants["noorderlicht"]) as tenant:
        await take_column_down(tenant, column_id)
        with pytest.raises(NotFound):
            await take_column_down(tenant, column_id)
        assert column_id not in {column.id for column in await list_columns(tenant)}
    for who in ("visitor", "henk", "bram"):
        assert await seen_by(house, cast, who, column_id) is None
    assert await seen_by(house, cast, "amina", column_id) is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": "x" * 6001}, "body"),
        ({"body": "\0"}, "body"),
        ({"language": "fr"}, "language"),
        ({"theme": "T0"}, "theme"),
    ],
)
async def test_what_cannot_be_is_refused(
    house: House, cast: Cast, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await write(house, cast, **wrong)
    assert set(refused.value.problems) == {field}
