"""Reading, answering, agreeing, registering, closing: the work itself."""

import html
import re
from datetime import timedelta

import pytest

from api.house import House
from tenants.conversations.consents import ask_consent, give_consent
from tenants.conversations.conversations import get_conversation
from tenants.conversations.formal_routes import decide_formal_route
from tenants.conversations.registering import find_conversation_registration
from tenants.insight.facets import Outcome, Requester
from tests.api.desk.conftest import path_of, write
from tests.people import Cast, Talk, start_talk

FACETS = {"primary_theme": "T1.1", "requester": "affected", "channel": "messages",
          "first_of_year": "yes"}  # fmt: skip


async def read(house: House, talk: Talk):
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        return await get_conversation(tenant, talk.id)


async def test_who_waits_longest_stands_first_over_all_organisations(sit, house: House, cast: Cast):
    talks = [
        await start_talk(house, cast, organisation=place, counsellor="chloé")
        for place in ("noorderlicht", "havenwerk", "noorderlicht")
    ]
    for talk in (talks[1], talks[0]):
        await write(house, talk, "Are you there?")
    chloe = await sit("chloé")
    page = (await chloe.get("/desk/conversations")).text
    places = [page.index(str(talk.id)) for talk in (talks[1], talks[0], talks[2])]
    assert places == sorted(places)
    states = ("Waits for you", "Waits for you", "Not begun yet")
    for place, state in zip(places, states, strict=True):
        assert state in page[place : page.index("</a>", place)]
    assert f"{page.count('Waits for you')} people wait for you" in page
    assert "Havenwerk Logistiek" in page
    assert "Are you there?" not in page


async def test_the_empty_list_says_what_to_do_instead(sit):
    dewi = await sit("dewi")
    page = (await dewi.get("/desk/conversations")).text
    assert "No one is waiting for you" in page
    assert "no activity yet: plan the first" in page


async def test_what_a_client_wrote_is_read_and_answered(amina, house: House, talk: Talk):
    await write(house, talk, 'It is <b>"us"</b> & them.')
    page = await amina.get(path_of(talk))
    assert "It is &lt;b&gt;&#34;us&#34;&lt;/b&gt; &amp; them." in page.text
    sent = await amina.post(path_of(talk), data={"text": "I am listening."})
    assert sent.status_code == 303
    assert [m.text for m in (await read(house, talk)).messages][-1] == "I am listening."


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\x07b"])
async def test_what_cannot_be_sent_stays_on_the_page(amina, house: House, talk: Talk, text: str):
    answer = await amina.post(path_of(talk), data={"text": text})
    assert answer.status_code == 422
    kept = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    assert html.unescape(kept[1]) == text
    assert (await read(house, talk)).messages == ()


@pytest.mark.book("R03")
async def test_closing_without_a_next_step_is_refused_and_the_page_says_so(
    amina, house: House, talk: Talk
):
    await amina.post(f"{path_of(talk)}/limits")
    refused = await amina.post(f"{path_of(talk)}/closure")
    assert refused.status_code == 409
    assert "Agree who does what next." in refused.text
    assert "Explain where confidentiality ends" not in refused.text
    assert (await read(house, talk)).state == "open"


@pytest.mark.book("R23")
async def test_closing_without_the_limits_explained_is_refused_and_the_page_says_so(
    amina, house: House, talk: Talk
):
    await amina.post(f"{path_of(talk)}/next-step", data={"next_step": "You sleep on it."})
    refused = await amina.post(f"{path_of(talk)}/closure")
    assert refused.status_code == 409
    assert "Explain where confidentiality ends" in refused.text
    assert "Agree who does what next." not in refused.text


@pytest.mark.book("R25")
async def test_it_closes_with_no_notes_and_no_facets(amina, house: House, talk: Talk):
    await amina.post(f"{path_of(talk)}/limits")
    await amina.post(f"{path_of(talk)}/next-step", data={"next_step": "You talk to Kim."})
    closed = await amina.post(f"{path_of(talk)}/closure")
    assert closed.status_code == 303
    conversation = await read(house, talk)
    assert (conversation.state, conversation.next_step_by) == ("closed", "client")
    assert (conversation.registered, conversation.messages) == (False, ())
    late = await amina.post(path_of(talk), data={"text": "One more thing."})
    assert late.status_code == 409
    assert "One more thing." in late.text


async def test_a_next_step_can_be_the_counsellors_own(amina, house: House, talk: Talk):
    path = f"{path_of(talk)}/next-step"
    await amina.post(path, data={"next_step": "I find a date.", "by": "counsellor"})
    assert "I find a date." in (await amina.get(path_of(talk))).text
    empty = await amina.post(path, data={"next_step": "  ", "by": "client"})
    assert empty.status_code == 422
    assert (await read(house, talk)).next_step == "I find a date."


@pytest.mark.book("R31")
async def test_facets_are_registered_and_corrected(amina, house: House, talk: Talk):
    path = f"{path_of(talk)}/facets"
    await amina.post(path, data=FACETS | {"outcome": "recognition", "themes": ["T3.2", ""]})
    await amina.post(path, data=FACETS | {"outcome": "own_step", "themes": ["", ""]})
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        facets = await find_conversation_registration(tenant, talk.id)
    assert (facets.requester, facets.outcome) == (Requester.AFFECTED, Outcome.OWN_STEP)
    assert (facets.primary_theme, facets.themes, facets.first_of_year) == ("T1.1", (), True)
    assert "Recorded: Bullying and exclusion" in (await amina.get(path_of(talk))).text


@pytest.mark.parametrize(
    "change",
    [{"primary_theme": ""}, {"primary_theme": "T77"}, {"requester": ""}, {"outcome": "unheard"}],
)
async def test_facets_that_are_not_in_the_lists_are_refused(amina, talk: Talk, change):
    answer = await amina.post(f"{path_of(talk)}/facets", data=FACETS | change)
    assert answer.status_code == 422


@pytest.mark.book("R02")
async def test_a_formal_route_noted_by_the_client_can_only_be_read(amina, house: House, talk: Talk):
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await decide_formal_route(tenant, talk.id, "formal_complaint")
    page = (await amina.get(path_of(talk))).text
    assert "Noted by the client" in page
    assert "formal-route" not in "".join(re.findall(r'action="([^"]+)"', page))


@pytest.mark.book("R04")
async def test_nothing_is_shared_before_the_client_said_yes(amina, house: House, talk: Talk):
    tomorrow = await _tomorrow(house, talk)
    await amina.post(
        f"{path_of(talk)}/consents",
        data={"stage": "theme", "text": "A talk about the rota helps.",
              "recipient": "The team lead", "purpose": "A team talk", "until": tomorrow},
    )  # fmt: skip
    page = (await amina.get(f"{path_of(talk)}/consents")).text
    assert "Asked, not answered yet" in page
    assert "Share this text" not in page


@pytest.mark.book("R20")
async def test_what_could_lead_to_somebody_is_looked_at_before_it_is_asked(
    amina, house: House, talk: Talk
):
    asked = {"stage": "theme", "text": "The only nurse of ward 3 asks\r\nfor another desk.",
             "recipient": "HR", "purpose": "A desk",
             "until": await _tomorrow(house, talk)}  # fmt: skip
    consents = f"{path_of(talk)}/consents"
    warned = await amina.post(consents, data=asked)
    assert warned.status_code == 200
    assert "Not asked yet." in warned.text
    assert "There is one of these, so everybody knows who it is." in warned.text
    # Another text than the one that was looked at is looked at again.
    other = asked | {"looked_at": asked["text"], "text": "The only cook asks for another desk."}
    assert "Not asked yet." in (await amina.post(consents, data=other)).text
    assert "Nothing was asked yet." in (await amina.get(consents)).text
    sent = await amina.post(consents, data=asked | {"looked_at": asked["text"]})
    assert sent.status_code == 303
    page = (await amina.get(consents)).text
    assert "Asked, not answered yet" in page
    assert "What in it could lead to somebody" in page


@pytest.mark.book("R18")
async def test_one_changed_character_blocks_the_sharing(amina, house: House, talk: Talk):
    text = "A talk about the rota helps.\n\nNobody needs to be named."
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        consent = await ask_consent(
            tenant, talk.id, stage="theme", text=text, recipient="The team lead",
            purpose="A team talk", until=tenant.now.date(),
        )  # fmt: skip
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await give_consent(tenant, consent.id)
    path = f"{path_of(talk)}/consents/{consent.id}"
    changed = await amina.post(path, data={"text": text.replace("needs", "need")})
    assert changed.status_code == 409
    assert "at least one character differs" in changed.text
    assert "Nobody need to be named." in changed.text
    # A browser sends line ends as CR LF; that is no change of the text.
    used = await amina.post(path, data={"text": text.replace("\n", "\r\n")})
    assert used.status_code == 200
    assert "may now be handed over, once" in used.text
    assert (await amina.post(path, data={"text": text})).status_code == 409


@pytest.mark.book("R22")
async def test_a_step_that_was_skipped_is_said_where_it_is_asked(amina, house: House, talk: Talk):
    consents = f"{path_of(talk)}/consents"
    asked = {"stage": "situation", "text": "A talk helps.", "recipient": "HR",
             "purpose": "A talk", "until": await _tomorrow(house, talk)}  # fmt: skip
    refused = await amina.post(consents, data=asked)
    assert (refused.status_code, "No step can be skipped" in refused.text) == (422, True)
    assert 'value="situation" checked' in refused.text
    assert "A talk helps." in refused.text
    assert (await amina.post(consents, data=asked | {"stage": "theme"})).status_code == 303
    assert "Step 1 of 4: What it is about" in (await amina.get(consents)).text


async def test_a_consent_that_cannot_be_asked_stays_on_the_page(amina, house: House, talk: Talk):
    async with house.tenancy.open(talk.counsellor) as tenant:
        yesterday = tenant.now.date() - timedelta(days=1)
    answer = await amina.post(
        f"{path_of(talk)}/consents",
        data={"stage": "theme", "text": "Long and careful.", "recipient": "HR", "purpose": "",
              "until": yesterday},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Long and careful." in answer.text


async def _tomorrow(house: House, talk: Talk) -> str:
    async with house.tenancy.open(talk.counsellor) as tenant:
        return (tenant.now.date() + timedelta(days=1)).isoformat()
