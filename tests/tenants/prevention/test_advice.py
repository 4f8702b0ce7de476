"""Advice: to one addressee, answered or overdue, and with no way back to a conversation."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.prevention.advice import (
    Advice,
    answer_advice,
    get_advice,
    give_advice,
    list_advice,
    name_barrier,
)
from tests.people import Cast

PREVENTION_TABLES = ("advice", "activity", "dialogue", "prevention_measure", "role_statement",
                     "referral", "registration", "effort")  # fmt: skip


async def give(house: House, cast: Cast, addressee: str = "hr") -> Advice:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        return await give_advice(
            tenant,
            kind="unsolicited",
            addressee=addressee,
            theme="T3.1",
            title="Rosters",
            body="Publish rosters four weeks ahead.",
            respond_by=tenant.now.date() + timedelta(days=30),
        )


@pytest.mark.book("R46", "R47")
async def test_no_key_leads_from_prevention_to_a_conversation(house: House, owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    try:
        keys = await connection.fetch(
            """
            SELECT conrelid::regclass::text AS source, confrelid::regclass::text AS target
              FROM pg_constraint
             WHERE contype = 'f'
            """
        )
        columns = await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public'"
        )
    finally:
        await connection.close()
    assert ("message", "conversation") in {(k["source"], k["target"]) for k in keys}
    assert not [k for k in keys if k["source"] in PREVENTION_TABLES and k["target"] in
                {"conversation", "client", "message"}]  # fmt: skip
    named = {c["table_name"] for c in columns if c["column_name"] in
             {"conversation_id", "client_id", "registration_id"}}  # fmt: skip
    assert not named & set(PREVENTION_TABLES)


@pytest.mark.book("R46")
async def test_each_addressee_sees_only_own(house: House, cast: Cast) -> None:
    to_hr, to_council = await give(house, cast), await give(house, cast, "works_council")
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        seen = {advice.id for advice in await list_advice(tenant)}
        assert to_hr.id in seen
        assert to_council.id not in seen
        with pytest.raises(NotFound):
            await answer_advice(tenant, to_council.id, state="accepted", response="Yes.")
        answered = await answer_advice(tenant, to_hr.id, state="not_funded", response="No budget.")
        assert answered.state == "not_funded"


async def test_an_answer_follows_on_what_was(house: House, cast: Cast) -> None:
    advice = await give(house, cast)
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        await answer_advice(tenant, advice.id, state="declined", response="No.")
        with pytest.raises(Conflict):
            await answer_advice(tenant, advice.id, state="done", response="Yes.")


@pytest.mark.book("R33")
@pytest.mark.parametrize(
    ("state", "response", "wrong"),
    [
        ("given", "", "state"),
        ("not_funded", "  ", "response"),
        ("declined", "", "response"),
        ("accepted", "x" * 20_001, "response"),
        ("done", "a\0b", "response"),
    ],
)
async def test_a_no_says_why(
    house: House, cast: Cast, state: str, response: str, wrong: str
) -> None:
    advice = await give(house, cast)
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        with pytest.raises(Invalid) as refused:
            await answer_advice(tenant, advice.id, state=state, response=response)
        assert set(refused.value.problems) == {wrong}
        assert (await get_advice(tenant, advice.id)).state == "given"


async def test_what_cannot_be_is_refused(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(Invalid) as refused:
            await give_advice(
                tenant, kind="x", addressee="counsellor", theme="T3.1", title=" ", body="",
                respond_by=date(2020, 1, 1),
            )  # fmt: skip
    assert set(refused.value.problems) == {"kind", "addressee", "title", "body", "respond_by"}


@pytest.mark.book("R35")
async def test_what_is_in_the_way_is_said_of_advice_that_stalls_alone(
    house: House, cast: Cast
) -> None:
    advice = await give(house, cast)
    amina, place = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with house.tenancy.open(amina, place) as tenant:
        with pytest.raises(Conflict):
            await name_barrier(tenant, advice.id, "no_money")
        with pytest.raises(Invalid):
            await name_barrier(tenant, advice.id, "they do not dare")
        with pytest.raises(NotFound):
            await name_barrier(tenant, uuid4(), "no_money")
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        await answer_advice(tenant, advice.id, state="not_funded", response="No budget.")
        with pytest.raises(Forbidden):
            await name_barrier(tenant, advice.id, "no_money")
    async with house.tenancy.open(amina, place) as tenant:
        await name_barrier(tenant, advice.id, "no_money")
        await name_barrier(tenant, advice.id, "no_backing")
        (found,) = (a for a in await list_advice(tenant) if a.id == advice.id)
    assert (found.barrier, found.stalls(found.given_on)) == ("no_backing", True)
    # It is what counsellors see: its addressee answers the advice, and not the barrier.
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        assert (await get_advice(tenant, advice.id)).barrier is None
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("henk")) as tenant:
            await tenant.connection.fetch("SELECT barrier FROM advice")


@pytest.mark.book("R35")
async def test_no_answer_in_time_is_a_stall_too(house: House, cast: Cast) -> None:
    advice, late = await give(house, cast), datetime.now(UTC) + timedelta(days=31)
    assert not advice.stalls(advice.respond_by)
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=late
    ) as tenant:
        await name_barrier(tenant, advice.id, "risk_not_seen")
    # Another firm's counsellor has nothing to say of it, and does not learn that it is there.
    async with house.tenancy.open(cast.actor("dewi"), cast.tenants["meesterschap"]) as tenant:
        with pytest.raises(NotFound):
            await name_barrier(tenant, advice.id, "no_money")
