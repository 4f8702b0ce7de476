"""Inside: one's own conversation, what may be shared, one's own decision for a formal route."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tenants.conversations.consents import ask_consent, list_consents
from tenants.conversations.formal_routes import list_formal_routes
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tests.api.portal.talks import Talk, talk_of
from tests.api.portal.walking import HOME


async def test_what_is_somebody_elses_looks_like_what_is_not_there(walker, stranger):
    await walker.start()
    theirs = walker.path.partition("?")[0]
    await stranger.start()
    answers = set()
    for path in (theirs, f"{HOME}/talk/{uuid4()}", f"{HOME}/talk/x", f"{HOME}/no/such/page"):
        for page in ("", "/sharing", "/decision"):
            response = (await stranger.visit(path + page)).response
            answers.add((response.status_code, response.text.replace(path, "")))
    assert {status for status, _ in answers} == {404}
    # Nothing but the language links, which repeat the address, tells one page from another.
    assert len({text.partition("<nav")[0] for _, text in answers}) == 1


async def test_another_organisation_knows_nothing_of_a_session_here(walker):
    await walker.start()
    page = await walker.visit(walker.path.replace("noorderlicht", "meesterschap"))
    assert page.response.status_code == 200
    assert walker.path.partition("?")[0] == "/o/meesterschap/return"


async def test_the_words_of_a_message_are_shown_as_they_were_written(walker):
    await walker.start()
    text = "<b>not bold</b> & “curly” 😀 \u202bשלום\u202c"
    await walker.press("Send", text=text)
    assert "&lt;b&gt;not bold&lt;/b&gt; &amp; “curly” 😀" in walker.page.response.text


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "There is no text yet"), ("   ", "There is no text yet"),
     ("x" * 10_001, "at most 10,000 characters"), ("bell \x07", "holds text only")],
    ids=["empty", "blank", "too long", "binary"],
)  # fmt: skip
async def test_a_text_that_cannot_be_sent_stays_on_the_page(walker, text, said):
    await walker.start()
    page = await walker.press("Send", text=text)
    assert page.response.status_code == 422
    assert said in page.text
    assert page.kept("text") == text


@pytest.mark.book("R19")
async def test_a_text_for_a_closed_conversation_opens_it_again(walker, house, cast):
    await walker.start()
    talk = await talk_of(house, cast, walker.path)
    async with talk.open() as tenant:
        await explain_limits(tenant, talk.id)
        await agree_next_step(tenant, talk.id, text="Think it over.", by="client")
        await close_conversation(tenant, talk.id)
    page = await walker.visit(walker.path)
    assert "What you agreed: Think it over." in page.text
    assert "This conversation is deleted on" in page.text
    page = await walker.press("Send", text="One more thing")
    assert "One more thing" in page.text
    assert "This conversation is" not in page.text


async def asked_for_consent(walker, house, cast, text: str) -> Talk:
    """The counsellor asked, and the client reads it."""
    talk = await talk_of(house, cast, walker.path)
    async with talk.open() as tenant:
        await ask_consent(
            tenant,
            talk.id,
            stage="theme",
            text=text,
            recipient="the works council",
            purpose="to ask for a room",
            until=tenant.now.date() + timedelta(days=30),
        )
    await walker.visit(walker.path)
    await walker.follow("Amina Haddad asks whether something may be shared. Read it and decide.")
    return talk


@pytest.mark.book("R04", "R18", "R22")
async def test_a_consent_shows_the_exact_text_and_can_be_taken_back(walker, house, cast):
    await walker.start()
    talk = await asked_for_consent(walker, house, cast, "Somebody asks for a quiet room.")
    for shown in ("Somebody asks for a quiet room.", "the works council", "to ask for a room",
                  "Step 1 of 4: What it is about", "You can stop after any step."):  # fmt: skip
        assert shown in walker.page.text
    await walker.press("Yes, this may be shared")
    await walker.press("Take my yes back")
    assert "You took your yes back. Nothing was shared." in walker.page.text
    async with talk.open() as tenant:
        assert [c.state for c in await list_consents(tenant, talk.id)] == ["withdrawn"]


@pytest.mark.book("R20")
async def test_a_client_reads_what_could_lead_to_somebody_and_may_say_yes(walker, house, cast):
    await walker.start()
    text = "A quiet room helps. The only nurse of ward 3 cannot work on 12 March."
    talk = await asked_for_consent(walker, house, cast, text)
    said = walker.page.text
    assert "Some of this could show who you are" in said
    assert "The only nurse" in said[said.index("Some of this could") :]
    assert "You may still say yes." in said
    assert "This tells more than this step should:" in said
    await walker.press("Yes, this may be shared")
    async with talk.open() as tenant:
        assert [c.state for c in await list_consents(tenant, talk.id)] == ["given"]


@pytest.mark.book("R02")
async def test_a_formal_route_is_noted_after_what_it_costs_and_can_be_taken_back(
    walker, house, cast
):
    await walker.start()
    talk = await talk_of(house, cast, walker.path)
    here = f"{HOME}/talk/{talk.id}/decision"
    # The kind alone, without having read what one loses control of, decides nothing.
    await walker.visit(here)
    await walker.post(here, kind="formal_report")
    assert "Others decide what happens" in walker.page.text
    await walker.press("I have read this")
    await walker.press("Note my decision", kind="formal_complaint")
    assert "You noted on" in walker.page.text
    async with talk.open() as tenant:
        assert [r.kind for r in await list_formal_routes(tenant, talk.id)] == ["formal_complaint"]
    await walker.press("Take this note away")
    assert "You noted on" not in walker.page.text
    async with talk.open() as tenant:
        assert await list_formal_routes(tenant, talk.id) == []
