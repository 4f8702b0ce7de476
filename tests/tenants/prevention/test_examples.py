"""How often no example fits: a tally of nobody, told late, rounded and not of a few."""

from datetime import UTC, datetime

import asyncpg
import pytest

from api.house import House
from tenants.errors import Forbidden, NotFound
from tenants.policy import Actor, Role
from tenants.prevention.examples import (
    FEWEST_ANSWERS,
    NoneFits,
    count_answer,
    list_examples,
    list_none_fits,
)
from tenants.prevention.library import EXAMPLES
from tests.people import Cast

SPRING = datetime(2026, 5, 9, 21, 14, tzinfo=UTC)
SUMMER = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)


async def answer(house: House, cast: Cast, none: int, fits: int, theme: str = "T1") -> None:
    visitor = Actor(Role.VISITOR, cast.tenants["noorderlicht"])
    for each in range(none + fits):
        async with house.tenancy.open(visitor, now=SPRING) as tenant:
            await count_answer(tenant, theme, fits=each >= none)


async def told(house: House, cast: Cast, now: datetime = SUMMER) -> list[NoneFits]:
    alice = cast.actor("alice")
    async with house.tenancy.open(alice, cast.tenants["noorderlicht"], now=now) as tenant:
        return await list_none_fits(tenant)


@pytest.mark.book("R13")
async def test_the_firm_reads_a_rounded_share_by_theme(fresh_house: House, cast: Cast) -> None:
    await answer(fresh_house, cast, none=4, fits=9)
    await answer(fresh_house, cast, none=FEWEST_ANSWERS, fits=0, theme="T3")
    found = {each.theme: each.percent for each in await told(fresh_house, cast)}
    assert found == {"T1": 30, "T3": 100}


@pytest.mark.book("R13", "R07")
async def test_a_few_answers_tell_nothing_and_look_like_none(
    fresh_house: House, cast: Cast
) -> None:
    await answer(fresh_house, cast, none=FEWEST_ANSWERS - 1, fits=0)
    assert await told(fresh_house, cast) == []
    await answer(fresh_house, cast, none=1, fits=0)
    assert [each.percent for each in await told(fresh_house, cast)] == [100]


@pytest.mark.book("R13", "R07")
async def test_who_looks_twice_does_not_see_who_came_in_between(
    fresh_house: House, cast: Cast, owner_url: str
) -> None:
    """A quarter that goes on is told to nobody: neither by the function nor past the wall."""
    await answer(fresh_house, cast, none=20, fits=20)
    assert await told(fresh_house, cast, now=SPRING) == []
    alice = cast.actor("alice")
    visitor = Actor(Role.VISITOR, cast.tenants["noorderlicht"])
    async with fresh_house.tenancy.open(visitor) as tenant:
        await count_answer(tenant, "T1", fits=False)
        this_quarter = await tenant.connection.fetchval(
            "SELECT max(quarter) FROM example_tally WHERE tenant_id = $1", tenant.tenant_id
        )
    async with fresh_house.tenancy.open(alice, cast.tenants["noorderlicht"]) as tenant:
        seen = await tenant.connection.fetch(
            "SELECT quarter FROM example_tally WHERE tenant_id = $1", tenant.tenant_id
        )
    assert [row["quarter"] for row in seen] != []
    assert this_quarter not in {row["quarter"] for row in seen}


@pytest.mark.book("R13", "R21")
async def test_nothing_of_who_answered_is_kept(owner_url: str) -> None:
    owner = await asyncpg.connect(owner_url)
    columns = await owner.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'example_tally'::regclass AND attnum > 0"
    )
    await owner.close()
    assert {row["attname"] for row in columns} == {
        "tenant_id", "theme", "quarter", "firm_id", "fits", "none_fits",
    }  # fmt: skip


async def test_who_may(house: House, cast: Cast) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    async with house.tenancy.open(Actor(Role.VISITOR, noorderlicht)) as tenant:
        assert [each.section for each in await list_examples(tenant, "nl")] == list(EXAMPLES)
        with pytest.raises(NotFound):
            await count_answer(tenant, "T9", fits=True)
        with pytest.raises(Forbidden):
            await list_none_fits(tenant)
    for name in ("henk", "amina"):
        async with house.tenancy.open(cast.actor(name), noorderlicht) as tenant:
            with pytest.raises(Forbidden):
                await list_none_fits(tenant)
