"""A choice of up to three with the reasons, never a silent assignment."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from api.house import House
from tenants.conversations.routing import Proposal, Reason, propose_counsellors
from tenants.errors import Invalid
from tenants.network.counsellors import record_training
from tenants.network.load import list_load
from tenants.network.own_profiles import set_absence, set_availability
from tenants.network.pools import declare_conflict
from tenants.policy import Actor, Role
from tests.people import Cast, start_talk


def today() -> date:
    return datetime.now(UTC).date()


async def propose(house: House, cast: Cast, **wish: object) -> list[Proposal]:
    visitor = Actor(Role.VISITOR, cast.tenants["noorderlicht"])
    async with house.tenancy.open(visitor) as tenant:
        return await propose_counsellors(tenant, **{"language": "nl", "channel": "messages"} | wish)


@pytest.mark.book("D3")
async def test_the_reasons_are_said(fresh_house: House, cast: Cast) -> None:
    proposals = await propose(fresh_house, cast, language="en", channel="phone", theme="T1.3")
    assert len(proposals) == 3
    best = proposals[0]
    assert best.counsellor_id == cast.staff["amina"]
    assert best.reasons == (
        Reason.SPEAKS_YOUR_LANGUAGE,
        Reason.HAS_ROOM,
        Reason.KNOWS_THE_THEME,
        Reason.OFFERS_YOUR_CHANNEL,
    )
    assert Reason.STANDS_IN in proposals[-1].reasons


@pytest.mark.book("D3")
@pytest.mark.parametrize(
    ("theme", "first"),
    [("T1.1", "amina"), ("T1.3.2", "amina"), ("T4", "amina"), ("T1.2", "bram"), ("T2", "bram")],
)
async def test_who_knows_the_theme_comes_first(
    fresh_house: House, cast: Cast, theme: str, first: str
) -> None:
    """Also before who talks in the way that was asked for: Bram meets nobody by video."""
    proposals = await propose(fresh_house, cast, channel="video", theme=theme)
    assert proposals[0].counsellor_id == cast.staff[first]
    assert [Reason.KNOWS_THE_THEME in p.reasons for p in proposals] == [True, False, False]
    with pytest.raises(Invalid):
        await propose(fresh_house, cast, theme="T8")


@pytest.mark.book("D3")
async def test_a_theme_leaves_nobody_out_and_no_theme_is_no_reason(
    fresh_house: House, cast: Cast
) -> None:
    unknown = await propose(fresh_house, cast, theme="T1.7")
    for proposals in (unknown, await propose(fresh_house, cast)):
        assert len(proposals) == 3
        assert not any(Reason.KNOWS_THE_THEME in p.reasons for p in proposals)


@pytest.mark.book("R14")
async def test_a_certificate_that_has_lapsed_trains_nobody(fresh_house: House, cast: Cast) -> None:
    for left in (0, -1):
        until = today() + timedelta(days=left)
        async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
            await record_training(tenant, cast.staff["amina"], until)
        by_id = {p.counsellor_id: p for p in await propose(fresh_house, cast)}
        assert by_id[cast.staff["amina"]].trained_until == (until if left == 0 else None)
        assert by_id[cast.staff["bram"]].trained_until


@pytest.mark.book("D3")
async def test_who_is_away_until_a_day_is_proposed_from_the_next_on(
    fresh_house: House, cast: Cast
) -> None:
    async with fresh_house.tenancy.open(cast.actor("amina")) as tenant:
        await set_absence(tenant, today())
    visitor = Actor(Role.VISITOR, cast.tenants["noorderlicht"])
    for later, proposed in ((0, False), (1, True)):
        now = datetime.now(UTC) + timedelta(days=later)
        async with fresh_house.tenancy.open(visitor, now=now) as tenant:
            proposals = await propose_counsellors(tenant, language="en", channel="phone")
        assert (cast.staff["amina"] in {p.counsellor_id for p in proposals}) is proposed


@pytest.mark.book("D3")
async def test_whoever_is_left_out_is_not_proposed(house: House, cast: Cast) -> None:
    left_out: set[UUID] = {cast.staff["amina"]}
    ids = {p.counsellor_id for p in await propose(house, cast, leave_out=left_out)}
    assert ids == {cast.staff["bram"], cast.staff["chloé"]}
    everyone = {cast.staff[name] for name in ("amina", "bram", "chloé")}
    assert await propose(house, cast, leave_out=everyone) == []


@pytest.mark.book("D3")
async def test_who_has_a_tie_or_is_away_is_not_proposed(fresh_house: House, cast: Cast) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(cast.actor("bram"), noorderlicht) as tenant:
        await declare_conflict(tenant, conflict=True)
    async with fresh_house.tenancy.open(cast.actor("chloé")) as tenant:
        await set_availability(tenant, available=False)
    ids = [p.counsellor_id for p in await propose(fresh_house, cast)]
    assert ids == [cast.staff["amina"]]


@pytest.mark.book("D3", "R07")
async def test_a_full_week_is_no_reason_from_monday_on(fresh_house: House, cast: Cast) -> None:
    """Before that, whoever looks at the page could tell that somebody had just begun to talk."""
    for _ in range(24):
        await start_talk(fresh_house, cast)
    assert await amina_has_room(fresh_house, cast)
    async with fresh_house.tenancy.open(cast.actor("amina")) as tenant:
        await tenant.connection.execute("UPDATE conversation SET opened_on = opened_on - 7")
    assert not await amina_has_room(fresh_house, cast)


@pytest.mark.book("R07")
async def test_few_conversations_are_never_a_full_week(fresh_house: House, cast: Cast) -> None:
    async with fresh_house.tenancy.open(cast.actor("amina")) as tenant:
        await tenant.connection.execute("UPDATE counsellor SET hours_per_week = 1")
    for most, has_room in ((4, True), (5, False)):
        while await count_open(fresh_house, cast) < most:
            await start_talk(fresh_house, cast)
        async with fresh_house.tenancy.open(cast.actor("amina")) as tenant:
            await tenant.connection.execute("UPDATE conversation SET opened_on = opened_on - 7")
        assert await amina_has_room(fresh_house, cast) is has_room


async def amina_has_room(house: House, cast: Cast) -> bool:
    proposals = {p.counsellor_id: p for p in await propose(house, cast)}
    return Reason.HAS_ROOM in proposals[cast.staff["amina"]].reasons


async def count_open(house: House, cast: Cast) -> int:
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        loads = {load.counsellor_id: load for load in await list_load(tenant)}
    return loads[cast.staff["amina"]].open_conversations if loads else 0


async def test_another_firms_counsellors_are_never_proposed(house: House, cast: Cast) -> None:
    ids = {p.counsellor_id for p in await propose(house, cast)}
    assert not ids & {cast.staff["dewi"], cast.staff["emre"]}
