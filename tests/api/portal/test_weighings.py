"""The client reads what the counsellor weighed about telling somebody without a yes."""

from datetime import timedelta

import pytest

from tenants.conversations.weighings import QUESTIONS, record_weighing
from tests.api.portal.talks import talk_of

LINK = "weighed whether to tell somebody without your yes. Read it."


@pytest.mark.book("R18")
async def test_it_is_said_and_can_be_read(walker, house, cast):
    await walker.start()
    assert LINK not in walker.page.text
    talk = await talk_of(house, cast, walker.path)
    async with talk.open() as tenant:
        await record_weighing(
            tenant, talk.id, decision="broken", answers=dict.fromkeys(QUESTIONS, "Later."),
            shown_on=tenant.now.date() + timedelta(days=2), delay_reason="Not safe yet.",
        )  # fmt: skip
    await walker.visit(walker.path)
    assert LINK not in walker.page.text
    async with talk.open() as tenant:
        await record_weighing(
            tenant, talk.id, decision="kept", answers=dict.fromkeys(QUESTIONS, "It was not needed.")
        )
    await walker.visit(walker.path)
    page = await walker.follow(next(words for words in walker.page.links if LINK in words))
    assert "It was not needed." in page.text
    assert "your counsellor told nobody" in page.text
    assert "Later." not in page.text
    assert "Not safe yet." not in page.text
