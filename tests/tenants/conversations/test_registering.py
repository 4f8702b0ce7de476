"""From a conversation to facets: how long somebody waited, as a band and never as a date."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from api.house import House
from tenants.conversations.messages import post_message
from tenants.conversations.registering import (
    find_conversation_registration,
    register_conversation,
)
from tenants.insight.facets import Channel, Facets, Requester, Waited
from tests.people import Talk

WRITTEN = Facets(
    primary_theme="T1.1",
    requester=Requester.AFFECTED,
    channel=Channel.MESSAGES,
    first_of_year=True,
)


async def answer_after(house: House, talk: Talk, days: int) -> None:
    """A message of the counsellor, so many days after the client came."""
    then = datetime.now(UTC) + timedelta(days=days)
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key, now=then
    ) as tenant:
        await post_message(tenant, talk.id, "I am here.")


async def register_and_read(house: House, talk: Talk, facets: Facets) -> Facets:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await register_conversation(tenant, talk.id, facets)
        kept = await find_conversation_registration(tenant, talk.id)
    assert kept
    return kept


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, Waited.WITHIN_DAY),
        (1, Waited.WITHIN_DAY),
        (3, Waited.WITHIN_THREE_DAYS),
        (7, Waited.WITHIN_WEEK),
        (8, Waited.OVER_WEEK),
    ],
)
async def test_days_are_counted_from_the_first_answer(
    house: House, talk: Talk, days: int, band: Waited
) -> None:
    await answer_after(house, talk, days)
    await answer_after(house, talk, days + 30)
    kept = await register_and_read(house, talk, WRITTEN)
    assert (kept.first_response, kept.first_talk) == (band, band)


async def test_without_an_answer_nothing_is_recorded(house: House, talk: Talk) -> None:
    kept = await register_and_read(house, talk, WRITTEN)
    assert kept.first_response is kept.first_talk is Waited.NOT_RECORDED


async def test_a_talk_by_phone_is_told_by_the_counsellor(house: House, talk: Talk) -> None:
    await answer_after(house, talk, 1)
    phone = replace(WRITTEN, channel=Channel.PHONE)
    kept = await register_and_read(house, talk, phone)
    assert (kept.first_response, kept.first_talk) == (Waited.WITHIN_DAY, Waited.NOT_RECORDED)
    kept = await register_and_read(house, talk, replace(phone, first_talk=Waited.WITHIN_WEEK))
    assert kept.first_talk is Waited.WITHIN_WEEK


async def test_what_was_counted_stands_when_messages_have_gone(
    house: House, talk: Talk, owner_url: str
) -> None:
    await answer_after(house, talk, 1)
    await answer_after(house, talk, 20)
    await register_and_read(house, talk, WRITTEN)
    owner = await asyncpg.connect(owner_url)
    try:
        await owner.execute("ALTER TABLE message NO FORCE ROW LEVEL SECURITY")
        await owner.execute(
            "DELETE FROM message WHERE conversation_id = $1 AND sent_at < $2",
            talk.id,
            datetime.now(UTC) + timedelta(days=9),
        )
        await owner.execute("ALTER TABLE message FORCE ROW LEVEL SECURITY")
    finally:
        await owner.close()
    kept = await register_and_read(house, talk, WRITTEN)
    assert kept.first_response is Waited.WITHIN_DAY
