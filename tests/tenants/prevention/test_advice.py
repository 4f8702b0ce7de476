"""Advice: to one addressee, answered or overdue, and with no way back to a conversation."""

from datetime import date, timedelta

import pytest

from api.house import House
from tenants.errors import Conflict, Invalid, NotFound
from tenants.prevention.advice import Advice, answer_advice, give_advice, list_advice
from tests.people import Cast

PREVENTION_TABLES = ("advice", "activity", "role_statement", "referral", "registration", "effort")


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


@pytest.mark.book("R46")
async def test_no_key_leads_from_prevention_to_a_conversation(house: House, owner_url: str) -> None:
    import asyncpg

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


async def test_what_cannot_be_is_refused(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(Invalid) as refused:
            await give_advice(
                tenant, kind="x", addressee="counsellor", theme="T3.1", title=" ", body="",
                respond_by=date(2020, 1, 1),
            )  # fmt: skip
    assert set(refused.value.problems) == {"kind", "addressee", "title", "body", "respond_by"}
