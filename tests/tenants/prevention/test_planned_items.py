"""What returns: on the agenda, in sight, moved on by what was done, and nothing for a poster."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.network.standing import list_standings
from tenants.prevention.activities import list_activities, record_activity
from tenants.prevention.dialogues import record_dialogue
from tenants.prevention.gaps import Gap, find_plan_gaps
from tenants.prevention.planned_items import (
    LISTING,
    PlannedItem,
    find_planned_item,
    list_planned_items,
    look_after_listing,
    put_planned_item,
    remove_planned_item,
)
from tenants.prevention.visibility import find_visibility
from tenants.session import TenantSession
from tests.people import Cast

DAY = timedelta(days=1)
SESSION = {"kind": "team_meeting", "addressee": None, "theme": "T3.2", "every_months": 3}
AGENDA = {"kind": "dialogue", "addressee": "works_council", "theme": "T3.3", "every_months": 6}
POSTER = {"kind": LISTING, "addressee": None, "theme": "T9.1", "every_months": 12}
TODAY = date(2026, 6, 30)


def item(kind: str, due: int, kept: int | None, **more: str | int | None) -> PlannedItem:
    """Due in so many days from TODAY, kept up until so many; every quarter."""
    planned: dict[str, str | int | None] = {"addressee": None, "theme": "T9.1", "every_months": 3}
    return PlannedItem(
        uuid4(), kind, due_on=TODAY + due * DAY, last_done_on=None,
        kept_until=None if kept is None else TODAY + kept * DAY, **planned | more,
    )  # type: ignore[arg-type]  # fmt: skip


async def plan(tenant: TenantSession, due_on: date, **planned: object) -> UUID:
    item_id = uuid4()
    await put_planned_item(tenant, item_id, due_on=due_on, **SESSION | planned)  # type: ignore[arg-type]
    return item_id


async def do(tenant: TenantSession, item_id: UUID, held_on: date, kind: str) -> None:
    await record_activity(
        tenant, facet="information", kind=kind, theme="T3.2", held_on=held_on, audience_size=9,
        planned_item_id=item_id,
    )  # fmt: skip


@pytest.mark.book("R36")
async def test_it_stays_on_the_agenda_until_it_is_done_and_then_returns(
    house: House, cast: Cast
) -> None:
    place, then = cast.tenants["havenwerk"], datetime.now(UTC) - 200 * DAY
    async with house.tenancy.open(cast.actor("amina"), place, now=then) as tenant:
        items = [
            await plan(tenant, then.date() + 10 * DAY, **AGENDA | {"addressee": addressee})
            for addressee in ("management", "works_council", "hr")
        ]
    async with house.tenancy.open(cast.actor("amina"), place) as tenant:
        today = tenant.now.date()
        found = await list_planned_items(tenant)
        assert {item.id for item in find_visibility(found, today).overdue} >= {*items}
        # What was due in the past is done on the day it was done, and returns half a year later.
        held = {
            "theme": "T3.3", "held_on": today, "audience_size": 4, "subject": "New managers",
            "agreed": "They learn from each other.", "next_step_by": "hr",
            "next_step": "Asks them.",
        }  # fmt: skip
        await record_dialogue(tenant, stakeholder="management", planned_item_id=items[0], **held)  # type: ignore[arg-type]
        done = await find_planned_item(tenant, items[0])
        assert done is not None
        assert done.last_done_on == today
        assert 181 * DAY <= done.due_on - today <= 184 * DAY
        overdue = find_visibility(await list_planned_items(tenant), today).overdue
        assert {items[1], items[2]} <= {item.id for item in overdue}
        assert items[0] not in {item.id for item in overdue}
        for item_id in items:
            await remove_planned_item(tenant, item_id)


@pytest.mark.book("R36")
@pytest.mark.parametrize(
    ("agendas", "off"),
    [
        ((), ("management", "works_council", "hr")),
        (("hr", "prevention_officer"), ("management", "works_council")),
        (("hr", "management", "works_council"), ()),
    ],
)
def test_an_agenda_without_prevention_is_named(
    agendas: tuple[str, ...], off: tuple[str, ...]
) -> None:
    planned = [item("dialogue", 5, None, addressee=role) for role in agendas]
    once = item("dialogue", 5, None, addressee="management", every_months=None)
    visibility = find_visibility([*planned, once], TODAY)
    assert visibility.off_agenda == off
    assert (Gap.OFF_THE_AGENDA in find_plan_gaps(visibility)) == (len(off) == 3)


@pytest.mark.book("R37")
def test_a_static_listing_scores_nothing() -> None:
    listed = item(LISTING, 5, 5)
    alone = find_visibility([listed], TODAY)
    assert (alone.kept_up, alone.returning) == (0, 0)
    assert Gap.ONLY_LISTED in find_plan_gaps(alone)
    seen = [item("team_meeting", 5, 5), item("column", -1, -1), item("training", 9, None)]
    for plan_ in (seen, [*seen, listed]):
        visibility = find_visibility(plan_, TODAY)
        assert (visibility.kept_up, visibility.returning) == (1, 3)
        assert not set(find_plan_gaps(visibility)) & {Gap.ONLY_LISTED, Gap.NOTHING_RETURNS}
    assert Gap.NOTHING_RETURNS in find_plan_gaps(find_visibility([], TODAY))


@pytest.mark.book("R37")
def test_another_day_for_the_next_keeps_nothing_up() -> None:
    assert not item("column", 90, -1).is_kept_up(TODAY)
    assert item("column", 0, 0).is_kept_up(TODAY)
    assert not item("column", 0, 0).is_overdue(TODAY)


@pytest.mark.book("R37", "R08")
async def test_looking_after_a_poster_is_no_activity(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("dewi"), cast.tenants["meesterschap"]) as tenant:
        today = tenant.now.date()
        before = await list_activities(tenant, today.year)
        standings = await list_standings(tenant)
        poster = await plan(tenant, today, **POSTER)
        await look_after_listing(tenant, poster)
        kept = await find_planned_item(tenant, poster)
        assert kept is not None
        assert (kept.last_done_on, kept.is_kept_up(today)) == (today, True)
        assert find_visibility([kept], today).kept_up == 0
        assert await list_activities(tenant, today.year) == before
        assert await list_standings(tenant) == standings
        with pytest.raises(NotFound):
            await look_after_listing(tenant, await plan(tenant, today))
        with pytest.raises(Invalid):
            await do(tenant, poster, today, "walk_round")


@pytest.mark.book("R37")
async def test_what_was_done_moves_it_on_once(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        today = tenant.now.date()
        session = await plan(tenant, today)
        once = await plan(tenant, today, every_months=None)
    async with house.tenancy.open(cast.actor("bram"), cast.tenants["noorderlicht"]) as tenant:
        await do(tenant, session, today, "team_meeting")
        await do(tenant, once, today, "team_meeting")
        assert await find_planned_item(tenant, once) is None
        with pytest.raises(Conflict):
            await put_planned_item(tenant, once, **SESSION, due_on=today)  # type: ignore[arg-type]
    for held_on, kind in (
        (today, "team_meeting"),
        (today - DAY, "team_meeting"),
        (today, "column"),
    ):
        with pytest.raises(Invalid) as refused:
            async with house.tenancy.open(
                cast.actor("amina"), cast.tenants["noorderlicht"]
            ) as tenant:
                await do(tenant, session, held_on, kind)
        assert set(refused.value.problems) == {"planned_item"}


@pytest.mark.book("R41")
async def test_an_organisation_reads_what_comes_and_changes_nothing(
    house: House, cast: Cast
) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        today = tenant.now.date()
        item_id = await plan(tenant, today, **AGENDA)
    for name in ("henk", "marjan", "otto", "petra"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            read = await find_planned_item(tenant, item_id)
            assert read is not None
            assert (read.addressee, read.due_on, read.theme) == ("works_council", today, None)
            with pytest.raises(Forbidden):
                await put_planned_item(tenant, item_id, **SESSION, due_on=today)  # type: ignore[arg-type]
            with pytest.raises(Forbidden):
                await remove_planned_item(tenant, item_id)
            with pytest.raises(Forbidden):
                await look_after_listing(tenant, item_id)
    async with house.tenancy.open(cast.actor("dewi"), cast.tenants["meesterschap"]) as tenant:
        with pytest.raises(NotFound):
            await remove_planned_item(tenant, item_id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"kind": "dialogue"}, "addressee"),
        ({"addressee": "hr"}, "addressee"),
        ({"kind": "dialogue", "addressee": "organisation_system"}, "addressee"),
        ({"every_months": 5}, "every_months"),
        ({"theme": "T0"}, "theme"),
        ({"due_on": date(2020, 1, 1)}, "due_on"),
        ({"due_on": date(2100, 1, 1)}, "due_on"),
    ],
)
async def test_what_cannot_be_planned_is_refused(
    house: House, cast: Cast, wrong: dict[str, object], field: str
) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        planned = SESSION | {"due_on": tenant.now.date()} | wrong
        with pytest.raises(Invalid) as refused:
            await put_planned_item(tenant, uuid4(), **planned)  # type: ignore[arg-type]
    assert set(refused.value.problems) == {field}
