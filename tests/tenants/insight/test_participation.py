"""Whether to take part is the organisation's own, kept as a ledger that nobody can rewrite."""

from datetime import UTC, datetime

import asyncpg
import pytest

from api.house import House
from tenants.errors import Forbidden, Invalid
from tenants.insight.participation import decide_participation, explanation, list_decisions
from tenants.policy import PLATFORM, Actor, Role
from tests.people import Cast

MORNING = datetime(2025, 4, 1, 9, tzinfo=UTC)


@pytest.mark.book("D4")
async def test_two_decisions_of_a_day_both_stay_and_the_later_one_stands(
    fresh_house: House, cast: Cast
) -> None:
    marjan = cast.actor("marjan")
    for hour, takes_part in ((9, True), (17, False)):
        async with fresh_house.tenancy.open(marjan, now=MORNING.replace(hour=hour)) as tenant:
            await decide_participation(tenant, takes_part, publishes_figures=True)
    async with fresh_house.tenancy.open(cast.actor("henk")) as tenant:
        decisions = await list_decisions(tenant)
    assert [d.takes_part for d in decisions] == [False, True]
    assert {(d.decided_on, d.counts_from) for d in decisions} == {(MORNING.date(), 2026)}


async def test_no_one_changes_what_was_decided(fresh_house: House, cast: Cast) -> None:
    marjan = cast.actor("marjan")
    async with fresh_house.tenancy.open(marjan) as tenant:
        await decide_participation(tenant, takes_part=True)
    for statement in (
        "UPDATE benchmark_participation SET takes_part = false",
        "DELETE FROM benchmark_participation",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with fresh_house.tenancy.open(marjan) as tenant:
                await tenant.connection.execute(statement)


async def test_it_stands_in_the_trail_with_what_was_chosen(fresh_house: House, cast: Cast) -> None:
    async with fresh_house.tenancy.open(cast.actor("marjan"), now=MORNING) as tenant:
        await decide_participation(tenant, takes_part=True, own_position=True)
    home = cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(Actor(Role.WORKER, PLATFORM), home) as tenant:
        entry = await tenant.connection.fetchrow(
            """
            SELECT actor_role, actor_id, subject_id, purpose
              FROM audit_entry
             WHERE tenant_id = $1 AND action = 'decide_participation'
            """,
            home,
        )
    assert tuple(entry) == (
        "management", cast.staff["marjan"], "2025-04-01", "takes part, own position",
    )  # fmt: skip


async def test_nobody_has_a_position_among_those_it_is_not_with(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("marjan")) as tenant:
        with pytest.raises(Invalid):
            await decide_participation(tenant, takes_part=False, own_position=True)


async def test_the_works_council_reads_and_does_not_decide(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("otto")) as tenant:
        await list_decisions(tenant)
        with pytest.raises(Forbidden):
            await decide_participation(tenant, takes_part=True)
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(Forbidden):
            await list_decisions(tenant)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("first of January", "publish", "position")),
        ("nl", ("1 januari", "openbaar", "plek")),
    ],
)
def test_what_it_means_is_said(language: str, words: tuple[str, ...]) -> None:
    assert all(word in explanation(language) for word in words)
