"""A dialogue: read by whom it was with and by counsellors, counted as an activity, of nobody."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from api.house import House
from tenants.errors import Forbidden, Invalid
from tenants.prevention.activities import list_activities, record_activity
from tenants.prevention.dialogues import Dialogue, list_dialogues, record_dialogue
from tenants.prevention.planned_items import (
    find_planned_item,
    put_planned_item,
    remove_planned_item,
)
from tests.people import Cast

#: who of Noorderlicht has a seat at its door
SEATS = {"henk": "hr", "marjan": "management", "otto": "works_council",
         "petra": "prevention_officer"}  # fmt: skip
WORDS = {
    "subject": "Workload around rosters",
    "agreed": "The risk inventory gets a chapter on how people treat each other.",
    "next_step_by": "prevention_officer",
    "next_step": "Asks teams; we talk again in half a year.",
}


async def talk_with(house: House, cast: Cast, stakeholder: str, **parts: object) -> Dialogue:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        dialogue: dict[str, object] = {
            "stakeholder": stakeholder, "theme": "T3.1", "held_on": tenant.now.date(),
            "audience_size": 4, **WORDS,
        }  # fmt: skip
        return await record_dialogue(tenant, **dialogue | parts)


@pytest.mark.book("R47")
async def test_each_stakeholder_sees_only_its_own_and_counsellors_see_all(
    house: House, cast: Cast
) -> None:
    held = {
        stakeholder: await talk_with(house, cast, stakeholder)
        for stakeholder in (*SEATS.values(), "occupational_health_service")
    }
    for name, stakeholder in SEATS.items():
        async with house.tenancy.open(cast.actor(name)) as tenant:
            seen = await list_dialogues(tenant)
            # Nor does the list of activities tell the others that there was one.
            activities = await list_activities(tenant, tenant.now.year)
        assert {one.stakeholder for one in seen} == {stakeholder}
        assert held[stakeholder] in seen
        assert "dialogue" not in {activity.kind for activity in activities}
    async with house.tenancy.open(cast.actor("bram"), cast.tenants["noorderlicht"]) as tenant:
        assert set(held.values()) <= {*await list_dialogues(tenant)}
    async with house.tenancy.open(cast.machine("noorderlicht")) as tenant:
        with pytest.raises(Forbidden):
            await list_dialogues(tenant)
    async with house.tenancy.open(cast.actor("dewi"), cast.tenants["meesterschap"]) as tenant:
        assert not {*held.values()} & {*await list_dialogues(tenant)}
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(Forbidden):
            await list_dialogues(tenant)


@pytest.mark.book("R47", "R24")
async def test_a_dialogue_is_one_activity_and_is_recorded_in_one_place(
    house: House, cast: Cast
) -> None:
    dialogue = await talk_with(house, cast, "hr")
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        (activity,) = (
            one
            for one in await list_activities(tenant, dialogue.held_on.year)
            if one.id == dialogue.id
        )
        with pytest.raises(Invalid) as refused:
            await record_activity(
                tenant, facet="advice", kind="dialogue", theme="T3.1",
                held_on=dialogue.held_on, audience_size=4,
            )  # fmt: skip
    assert (activity.facet, activity.kind, activity.theme) == ("advice", "dialogue", "T3.1")
    assert set(refused.value.problems) == {"kind"}


@pytest.mark.book("R47", "R36")
async def test_what_was_planned_with_one_is_not_done_by_a_dialogue_with_another(
    house: House, cast: Cast
) -> None:
    planned = uuid4()
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await put_planned_item(
            tenant, planned, kind="dialogue", addressee="works_council", theme="T3.1",
            every_months=6, due_on=tenant.now.date(),
        )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        await talk_with(house, cast, "hr", planned_item_id=planned)
    assert set(refused.value.problems) == {"planned_item"}
    dialogue = await talk_with(house, cast, "works_council", planned_item_id=planned)
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        moved = await find_planned_item(tenant, planned)
        await remove_planned_item(tenant, planned)
    assert moved
    assert moved.last_done_on == dialogue.held_on < moved.due_on


@pytest.mark.book("R47", "R20")
async def test_what_could_lead_to_somebody_is_not_recorded(house: House, cast: Cast) -> None:
    telling = "On 12 March a nurse told me that her manager shouted at her."
    with pytest.raises(Invalid) as refused:
        await talk_with(house, cast, "management", agreed=telling, reason="They know it anyway")
    assert set(refused.value.problems) == {"text"}
    with pytest.raises(Invalid) as refused:
        await talk_with(house, cast, "management", agreed="The night shift needs more breaks.")
    assert set(refused.value.problems) == {"reason"}
    await talk_with(
        house, cast, "management", agreed="The night shift needs more breaks.",
        reason="Some sixty people work at night",
    )  # fmt: skip
    # Why nobody can be found by it stays with the firm.
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("marjan")) as tenant:
            await tenant.connection.fetch("SELECT reason FROM dialogue")


@pytest.mark.book("R47")
async def test_nobody_of_the_organisation_records_and_nobody_changes(
    house: House, cast: Cast
) -> None:
    dialogue = await talk_with(house, cast, "works_council")
    for name in SEATS:
        async with house.tenancy.open(cast.actor(name)) as tenant:
            with pytest.raises(Forbidden):
                await record_dialogue(
                    tenant, stakeholder="works_council", theme="T3.1",
                    held_on=dialogue.held_on, audience_size=1, **WORDS,
                )  # fmt: skip
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
            await tenant.connection.execute(
                "UPDATE dialogue SET agreed = 'x' WHERE tenant_id = $1", tenant.tenant_id
            )


async def test_what_cannot_be_is_refused_and_nothing_is_kept(house: House, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        await talk_with(
            house,
            cast,
            "client",
            subject=" ",
            agreed="x" * 4001,
            next_step="\0",
            next_step_by="client",
            reason="x" * 501,
        )
    assert set(refused.value.problems) == {
        "stakeholder", "subject", "agreed", "next_step", "next_step_by", "reason"
    }  # fmt: skip
    before = await count(house, cast)
    dialogue = await talk_with(house, cast, "hr")
    with pytest.raises(Invalid) as refused:
        await talk_with(
            house, cast, "hr", held_on=dialogue.held_on + timedelta(days=1), audience_size=-1
        )
    assert set(refused.value.problems) == {"held_on", "audience_size"}
    assert await count(house, cast) == before + 1


async def count(house: House, cast: Cast) -> int:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        activities = await list_activities(tenant, tenant.now.year)
        return len([one for one in activities if one.kind == "dialogue"])
