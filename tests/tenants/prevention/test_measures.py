"""A measure: proposed and looked at by counsellors, done by whose it is, never forgotten."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.policy import Actor
from tenants.prevention.advice import give_advice
from tenants.prevention.measures import (
    PreventionMeasure,
    finish_measure,
    get_measure,
    list_measures,
    propose_measure,
    review_measure,
)
from tests.people import Cast

QUARTER = timedelta(days=91)


async def propose(house: House, cast: Cast, **parts: object) -> PreventionMeasure:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        measure: dict[str, object] = {
            "kind": "competence", "owner": "hr", "theme": "T1.6",
            "title": "Teams practise speaking up", "review_on": tenant.now.date() + QUARTER,
        }  # fmt: skip
        return await propose_measure(tenant, **measure | parts)


async def review(
    house: House, cast: Cast, measure_id: UUID, state: str, *, later: timedelta = timedelta()
) -> None:
    now = datetime.now(UTC) + later
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=now
    ) as tenant:
        day = None if state == "dropped" else now.date() + QUARTER
        await review_measure(tenant, measure_id, state=state, review_on=day)


async def finish(house: House, who: Actor, measure_id: UUID) -> PreventionMeasure:
    async with house.tenancy.open(who) as tenant:
        return await finish_measure(tenant, measure_id)


async def read(house: House, cast: Cast, measure_id: UUID) -> PreventionMeasure:
    async with house.tenancy.open(cast.actor("bram"), cast.tenants["noorderlicht"]) as tenant:
        return await get_measure(tenant, measure_id)


@pytest.mark.book("R32")
async def test_a_measure_lives_from_proposal_to_effect_and_may_slip_back(
    house: House, cast: Cast
) -> None:
    measure = await propose(house, cast)
    assert (measure.state, measure.waits(measure.proposed_on)) == ("proposed", False)
    with pytest.raises(Conflict, match="does-not-follow"):
        await review(house, cast, measure.id, "in_effect")
    await review(house, cast, measure.id, "under_way")
    done = await finish(house, cast.actor("henk"), measure.id)
    # Done is what its owner says; whether it works is for a counsellor to look at.
    assert (done.state, done.waits(done.since)) == ("done", True)
    with pytest.raises(Conflict, match="not-open"):
        await finish(house, cast.actor("henk"), measure.id)
    await review(house, cast, measure.id, "in_effect", later=timedelta(days=30))
    works = await read(house, cast, measure.id)
    assert (works.state, works.since) == ("in_effect", done.since + timedelta(days=30))
    await review(house, cast, measure.id, "in_effect", later=timedelta(days=120))
    again = await read(house, cast, measure.id)
    assert (again.since, again.review_on) == (works.since, works.review_on + timedelta(days=90))
    await review(house, cast, measure.id, "under_way")
    await review(house, cast, measure.id, "dropped")
    with pytest.raises(Conflict, match="does-not-follow"):
        await review(house, cast, measure.id, "under_way")
    with pytest.raises(Conflict, match="not-open"):
        await finish(house, cast.actor("henk"), measure.id)


@pytest.mark.book("R32")
async def test_past_its_day_a_measure_waits_until_somebody_looks_or_drops_it(
    house: House, cast: Cast
) -> None:
    measure = await propose(house, cast)
    late = measure.review_on + timedelta(days=1)
    assert not measure.past_review(measure.review_on)
    assert measure.past_review(late)
    await review(house, cast, measure.id, "under_way", later=QUARTER)
    assert not (await read(house, cast, measure.id)).past_review(late)
    await review(house, cast, measure.id, "dropped")
    dropped = await read(house, cast, measure.id)
    assert not dropped.waits(dropped.review_on + timedelta(days=1))


@pytest.mark.book("R32")
async def test_whoever_owns_it_says_that_it_is_done_and_nobody_else(
    house: House, cast: Cast
) -> None:
    measure = await propose(house, cast, owner="works_council")
    for name in ("henk", "marjan", "petra"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            assert measure.id in {one.id for one in await list_measures(tenant)}
        with pytest.raises(Forbidden):
            await finish(house, cast.actor(name), measure.id)
    assert (await finish(house, cast.actor("otto"), measure.id)).state == "done"
    # A system speaks for the organisation, and not for its counsellors.
    theirs, ours = await propose(house, cast), await propose(house, cast, owner="counsellor")
    machine = cast.machine("noorderlicht")
    assert (await finish(house, machine, theirs.id)).state == "done"
    with pytest.raises(Forbidden):
        await finish(house, machine, ours.id)
    async with house.tenancy.open(cast.actor("bram"), cast.tenants["noorderlicht"]) as tenant:
        await finish_measure(tenant, ours.id)
        with pytest.raises(NotFound):
            await finish_measure(tenant, uuid4())


@pytest.mark.book("R32", "R41")
async def test_an_organisation_proposes_reviews_and_drops_nothing(house: House, cast: Cast) -> None:
    measure = await propose(house, cast)
    for name in ("henk", "marjan", "otto", "petra"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            with pytest.raises(Forbidden):
                await review_measure(tenant, measure.id, state="dropped")
            with pytest.raises(Forbidden):
                await propose_measure(
                    tenant, kind="rules", owner="hr", theme="T1", title="x",
                    review_on=measure.review_on,
                )  # fmt: skip
    # Whatever the code does, the door's role writes nothing but that it is done.
    for state in ("dropped", "in_effect", "proposed"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.tenancy.open(cast.actor("henk")) as tenant:
                await tenant.connection.execute(
                    "UPDATE prevention_measure SET state = $3 WHERE tenant_id = $1 AND id = $2",
                    tenant.tenant_id, measure.id, state,
                )  # fmt: skip


@pytest.mark.book("R32")
async def test_a_measure_may_follow_from_an_advice_of_the_firm(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        advice = await give_advice(
            tenant, kind="unsolicited", addressee="management", theme="T1.6", title="Practise",
            body="Three evenings.", respond_by=tenant.now.date() + QUARTER,
        )  # fmt: skip
    measure = await propose(house, cast, advice_id=advice.id)
    assert (await read(house, cast, measure.id)).advice_id == advice.id
    with pytest.raises(Invalid) as refused:
        await propose(house, cast, advice_id=uuid4())
    assert set(refused.value.problems) == {"advice"}
    # An advice is its addressee's: others of the organisation do not learn that there was one.
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        assert (await get_measure(tenant, measure.id)).advice_id is None
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("henk")) as tenant:
            await tenant.connection.fetch("SELECT advice_id FROM prevention_measure")


async def test_another_firm_finds_no_measure(house: House, cast: Cast) -> None:
    measure = await propose(house, cast)
    async with house.tenancy.open(cast.actor("dewi"), cast.tenants["meesterschap"]) as tenant:
        assert measure.id not in {one.id for one in await list_measures(tenant)}
        with pytest.raises(NotFound):
            await review_measure(tenant, measure.id, state="dropped")
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(Forbidden):
            await list_measures(tenant)


@pytest.mark.book("R32", "R20")
async def test_what_cannot_be_or_could_lead_to_somebody_is_refused(
    house: House, cast: Cast
) -> None:
    with pytest.raises(Invalid) as refused:
        await propose(
            house, cast, kind="x", owner="client", title=" ", review_on=datetime.now(UTC).date()
        )
    assert set(refused.value.problems) == {"kind", "owner", "title", "review_on"}
    with pytest.raises(Invalid) as refused:
        await propose(house, cast, title="A coach for the pregnant nurse on ward 3")
    assert set(refused.value.problems) == {"title"}
    measure = await propose(house, cast, title="A coach for managers who are new")
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(Invalid) as refused:
            await review_measure(tenant, measure.id, state="done", review_on=measure.proposed_on)
    assert set(refused.value.problems) == {"state", "review_on"}
