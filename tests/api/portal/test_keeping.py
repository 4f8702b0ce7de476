"""How long it stays is said beforehand, and the client takes a copy from their own session."""

import re
from datetime import timedelta

import pytest

from tenants.conversations.consents import ask_consent
from tenants.conversations.formal_routes import decide_formal_route
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.retention import hold_conversation
from tenants.conversations.weighings import QUESTIONS, record_weighing
from tenants.policy import Actor, Role
from tests.api.portal.talks import answer, talk_of
from tests.api.portal.walking import HOME, Page, Walker

LINK = "How long this stays, and a copy for you"


@pytest.mark.book("R19")
async def test_a_closed_conversation_says_when_it_goes_and_what_one_can_do(walker, house, cast):
    await walker.start()
    assert "is deleted on" not in walker.page.text
    talk = await talk_of(house, cast, walker.path)
    async with talk.open() as tenant:
        await explain_limits(tenant, talk.id)
        await agree_next_step(tenant, talk.id, text="Sleep on it.")
        await close_conversation(tenant, talk.id)
        day = tenant.now.date() + timedelta(days=30)
    await walker.visit(walker.path)
    warning = next(words for words in walker.page.links if words.endswith("See what you can do."))
    said = f"This conversation is deleted on {day.day} {day:%B} {day.year}"
    assert warning.startswith(said)
    page = await walker.follow(warning)
    for sentence in (
        f"{said}, unless you write again before that.",
        "Everything that you and your counsellor wrote here",
        "That also opens the conversation again.",
        "A copy has no lock",
    ):
        assert sentence in page.text
    await walker.follow("Write again")
    await walker.press("Send", text="I am back.")
    assert "is deleted on" not in walker.page.text


@pytest.mark.book("R19")
async def test_a_hold_shows_with_its_reason(walker, house, cast):
    await walker.start()
    talk = await talk_of(house, cast, walker.path)
    async with talk.open() as tenant:
        until = tenant.now.date() + timedelta(days=200)
        await hold_conversation(tenant, talk.id, reason="A <judge> asked.", until=until)
    await walker.visit(walker.path)
    await walker.follow(
        "Your counsellor keeps this conversation longer than usual. See why, and until when."
    )
    assert "A &lt;judge&gt; asked." in walker.page.response.text


@pytest.mark.book("R19")
async def test_a_copy_holds_everything_and_asks_for_nothing(walker, house, cast):
    await walker.start()
    await walker.press("Send", text="What I wrote </p> & more.")
    talk = await talk_of(house, cast, walker.path)
    await answer(talk, "What was answered.")
    async with talk.open() as tenant:
        await agree_next_step(tenant, talk.id, text="Sleep on it.")
        await ask_consent(
            tenant, talk.id, stage="theme", text="A quiet room.", recipient="the works council",
            purpose="to ask for a room", until=tenant.now.date(),
        )  # fmt: skip
        await record_weighing(
            tenant, talk.id, decision="kept", answers=dict.fromkeys(QUESTIONS, "Less will do.")
        )
        await record_weighing(
            tenant, talk.id, decision="broken", answers=dict.fromkeys(QUESTIONS, "Not now."),
            shown_on=tenant.now.date() + timedelta(days=3), delay_reason="Somebody is in danger.",
        )  # fmt: skip
        client_id = await tenant.connection.fetchval(
            "SELECT client_id FROM conversation WHERE id = $1", talk.id
        )
    async with house.tenancy.open(Actor(Role.CLIENT, talk.organisation_id, client_id)) as tenant:
        await decide_formal_route(tenant, talk.id, "formal_complaint")
    await walker.visit(walker.path)
    await walker.follow(LINK)
    file = await walker.browser.get(walker.page.links["Download everything as one file"])
    assert file.headers["content-disposition"] == 'attachment; filename="notes.html"'
    assert file.headers["cache-control"] == "no-store"
    page = await walker.follow("Show everything, to print")
    for shown in (
        "What I wrote </p> & more.",
        "What was answered.",
        "Sleep on it.",
        "A quiet room.",
        "the works council",
        "to ask for a room",
        "A formal complaint",
        "Less will do.",
    ):
        assert shown in page.text
        assert shown in Page(file).text
    assert "Not now." not in page.text + Page(file).text
    # On its own, anywhere: nothing is fetched, nothing runs, and no name of a house or an employer.
    assert Page(file).references == []
    assert not re.search(r"<script|<img|<link|url\(|@import", file.text)
    assert "Noorderlicht" not in file.text
    assert "Gesprekspunt" not in file.text


async def test_nobody_else_gets_a_copy_and_each_only_the_own(walker, client, house, cast):
    await walker.start()
    await walker.press("Send", text="Of the first.")
    other = Walker(client)
    client.cookies.clear()
    assert (await client.get(f"{HOME}/copy/file")).status_code in {303, 401}
    await other.start()
    await other.visit(f"{HOME}/copy/file")
    assert "Nothing was written." in other.page.text
    assert "Of the first." not in other.page.text
