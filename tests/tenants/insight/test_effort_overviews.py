"""How deep and how long, of a year that ended: both are shown, and no talk is in them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.house import House
from tenants.errors import Forbidden
from tenants.insight.effort_overviews import (
    LEAST,
    EffortOverview,
    list_effort_overviews,
    tell_effort,
)
from tenants.insight.facets import Channel, Depth, Duration, Facets, Requester
from tenants.insight.registrations import correct_registration, register
from tenants.policy import Actor, Role
from tests.people import Cast

SPRING, NEXT = datetime(2025, 5, 17, tzinfo=UTC), datetime(2026, 1, 1, 3, 0, tzinfo=UTC)
BOARD, TALK, TRACK = Depth.SOUNDING_BOARD, Depth.TALK, Depth.SUPPORT_TRACK
SHORT, HOUR = Duration.UNDER_HALF_HOUR, Duration.HALF_TO_ONE_HOUR
LONG, UNKNOWN = Duration.OVER_THREE_HOURS, (Depth.NOT_RECORDED, Duration.NOT_RECORDED)
VARIED = [(BOARD, SHORT)] * 30 + [(TALK, HOUR)] * 16 + [(TRACK, LONG)] * 7 + [UNKNOWN] * 5


def facets(depth: Depth, duration: Duration) -> Facets:
    return Facets(
        primary_theme="T3.2",
        requester=Requester.AFFECTED,
        channel=Channel.PHONE,
        first_of_year=True,
        depth=depth,
        duration=duration,
    )


async def talk(house: House, cast: Cast, *talks: tuple[Depth, Duration]) -> list[UUID]:
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with house.tenancy.open(amina, noorderlicht, now=SPRING) as tenant:
        return [await register(tenant, facets(*each)) for each in talks]


async def tell(house: House, cast: Cast) -> None:
    worker = Actor(Role.WORKER, cast.tenants["noorderlicht"])
    async with house.tenancy.open(worker, now=NEXT) as tenant:
        await tell_effort(tenant)


async def told(house: House, cast: Cast, name: str = "alice") -> list[EffortOverview]:
    async with house.tenancy.open(cast.actor(name), now=NEXT) as tenant:
        return await list_effort_overviews(tenant, 2025)


def people(shares: Iterable[object]) -> list[tuple[set[str], int]]:
    return sorted(((set(s.codes), s.people) for s in shares), key=lambda share: share[1])


@pytest.mark.book("R28")
@pytest.mark.parametrize("name", ["alice", "amina"])
async def test_both_are_shown_for_a_year_in_which_enough_people_talked(
    fresh_house: House, cast: Cast, name: str
) -> None:
    await talk(fresh_house, cast, *VARIED)
    await tell(fresh_house, cast)
    (overview,) = await told(fresh_house, cast, name)
    assert (overview.organisation_id, overview.year) == (cast.tenants["noorderlicht"], 2025)
    assert people(overview.depth) == [({TALK, TRACK, UNKNOWN[0]}, 28), ({BOARD}, 30)]
    assert people(overview.duration) == [
        ({LONG, Duration.ONE_TO_THREE_HOURS, UNKNOWN[1]}, 12), ({HOUR}, 16), ({SHORT}, 30),
    ]  # fmt: skip


@pytest.mark.book("R28", "R07")
@pytest.mark.parametrize("number", [0, 1, LEAST - 1])
async def test_a_year_of_few_is_as_a_year_of_none(
    fresh_house: House, cast: Cast, number: int
) -> None:
    await talk(fresh_house, cast, *VARIED[58 - number :])
    await tell(fresh_house, cast)
    assert await told(fresh_house, cast) == []
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        row = await tenant.connection.fetchrow("SELECT year, content FROM effort_overview")
    assert tuple(row) == (2025, '{"depth": [], "duration": []}')


@pytest.mark.book("R28")
async def test_where_nearly_all_are_alike_it_is_not_told_which(
    fresh_house: House, cast: Cast
) -> None:
    alike = [(BOARD, duration) for _, duration in VARIED[2:]]
    await talk(fresh_house, cast, *alike, (TALK, SHORT), (TRACK, SHORT))
    await tell(fresh_house, cast)
    (overview,) = await told(fresh_house, cast)
    assert overview.depth == ()
    assert len(overview.duration) == 3


@pytest.mark.book("R28", "R07")
@pytest.mark.parametrize("deep", [0, 1, 7])
async def test_how_many_were_in_the_deepest_talks_is_not_to_be_read_off(
    fresh_house: House, cast: Cast, deep: int
) -> None:
    """Three years that differ in it alone are told with the same figures."""
    others = [each for each in VARIED if each != (TRACK, LONG)]
    await talk(fresh_house, cast, *others, *[(TRACK, LONG)] * deep, *[(TALK, LONG)] * (7 - deep))
    await tell(fresh_house, cast)
    (overview,) = await told(fresh_house, cast)
    assert people(overview.depth) == [({TALK, TRACK, UNKNOWN[0]}, 28), ({BOARD}, 30)]


@pytest.mark.book("R28", "R07")
async def test_a_correction_shows_by_no_difference(fresh_house: House, cast: Cast) -> None:
    made = await talk(fresh_house, cast, *VARIED)
    await tell(fresh_house, cast)
    before = await told(fresh_house, cast)
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(amina, noorderlicht, now=NEXT) as tenant:
        await correct_registration(tenant, made[0], facets(TRACK, LONG))
    await tell(fresh_house, cast)
    assert await told(fresh_house, cast) == before


async def test_who_may(house: House, cast: Cast) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    for name in ("alice", "amina"):
        async with house.tenancy.open(cast.actor(name), noorderlicht) as tenant:
            with pytest.raises(Forbidden):
                await tell_effort(tenant)
    for name in ("henk", "fleur"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            with pytest.raises(Forbidden):
                await list_effort_overviews(tenant, 2025)
    # A firm has no talks of its own: the worker passes it by.
    async with house.tenancy.open(Actor(Role.WORKER, cast.tenants["vertrouwd"])) as tenant:
        await tell_effort(tenant)
