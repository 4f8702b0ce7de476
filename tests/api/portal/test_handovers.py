"""On the pages: going on with somebody else, whole or anew, and a yes to a new key."""

from datetime import timedelta

import pytest

from api.house import House
from tenants.conversations.conflicts import declare_client_conflict
from tenants.conversations.conversations import get_conversation
from tenants.conversations.counsellor_keys import renew_kluis
from tenants.conversations.handovers import ask_handover
from tenants.errors import NotFound
from tenants.network.own_profiles import set_absence
from tests.api.portal.talks import talk_of
from tests.api.portal.walking import Walker
from tests.conftest import CHEAP
from tests.people import UNLOCK_SECRET, Cast

SAID = "It began in spring."


async def begin(walker: Walker) -> str:
    """Start with Amina and write; gives the address of the conversation."""
    await walker.start()
    await walker.press("Send", text=SAID)
    return walker.path.partition("?")[0].partition("#")[0]


@pytest.mark.book("R04", "R16", "R18")
async def test_everything_goes_to_whom_the_client_chose(
    walker: Walker, house: House, cast: Cast
) -> None:
    path = await begin(walker)
    talk = await talk_of(house, cast, path)
    async with talk.open() as tenant:
        await ask_handover(tenant, talk.id)
    page = await walker.visit(path)
    assert "Amina Haddad asks whether you want to go on with somebody else" in page.text
    await walker.visit(f"{path}/handover")
    await walker.press("Choose Bram")
    assert "What may Bram de Wit read?" in walker.page.text
    # Looking is no yes.
    assert (await talk_of(house, cast, path)).counsellor == cast.actor("amina")
    await walker.press("Bram de Wit may read everything")
    assert "You and Bram de Wit" in walker.page.text
    assert SAID in walker.page.text
    taken = await talk_of(house, cast, path)
    async with taken.open() as tenant:
        assert [m.text for m in (await get_conversation(tenant, talk.id)).messages] == [SAID]


@pytest.mark.book("R16")
async def test_beginning_anew_leaves_what_was_written_behind(
    walker: Walker, house: House, cast: Cast
) -> None:
    path = await begin(walker)
    await walker.follow("Talk with somebody else")
    await walker.press("Choose Bram")
    await walker.press("Begin anew with Bram", remove="yes")
    assert "You and Bram de Wit" in walker.page.text
    assert SAID not in walker.page.text
    fresh = await talk_of(house, cast, walker.path)
    assert fresh.counsellor == cast.actor("bram")
    page = await walker.visit(path)
    assert SAID in page.text
    assert "At the moment only you." in page.text
    assert page.buttons("Send") == []


async def test_staying_needs_no_reason(walker: Walker, house: House, cast: Cast) -> None:
    path = await begin(walker)
    talk = await talk_of(house, cast, path)
    async with talk.open() as tenant:
        await ask_handover(tenant, talk.id)
    await walker.visit(f"{path}/handover")
    page = await walker.press("No, I stay with Amina")
    assert "asks whether you want to go on" not in page.text
    again = await walker.post(f"{path}/handover", [("decision", "stay")])
    assert again.response.status_code == 409


async def test_nobody_outside_the_choice_can_be_named(
    walker: Walker, house: House, cast: Cast
) -> None:
    path = await begin(walker)
    for name in ("dewi", "alice"):
        fields = [("decision", "whole"), ("counsellor", str(cast.staff[name]))]
        assert (await walker.post(f"{path}/handover", fields)).response.status_code == 404
    assert (await talk_of(house, cast, path)).counsellor == cast.actor("amina")


async def test_an_absence_is_said_and_whoever_stands_in_comes_first(
    walker: Walker, house: House, cast: Cast
) -> None:
    path = await begin(walker)
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        await set_absence(tenant, tenant.now.date() + timedelta(days=9))
    try:
        page = await walker.visit(path)
        assert "Amina Haddad is away until" in page.text
        await walker.visit(f"{path}/handover")
        assert "Amina Haddad is away until" in walker.page.text
        first, *_ = walker.page.buttons("Choose")
        at = walker.page.text.index(first)
        assert "Stands in for a colleague" in walker.page.text[at : at + 400]
    finally:
        async with house.tenancy.open(cast.actor("amina")) as tenant:
            await set_absence(tenant, None)


@pytest.mark.book("R04", "R16")
async def test_a_new_key_waits_for_a_yes(walker: Walker, house: House, cast: Cast) -> None:
    path = await begin(walker)
    talk = await talk_of(house, cast, path)
    async with house.tenancy.open(talk.counsellor) as tenant:
        pair = await renew_kluis(tenant, UNLOCK_SECRET, parameters=CHEAP)

    async def is_read() -> bool:
        async with house.tenancy.open(talk.counsellor, talk.organisation_id, person=pair) as tenant:
            try:
                return (await get_conversation(tenant, talk.id)).messages[0].text == SAID
            except NotFound:
                return False

    page = await walker.visit(path)
    assert "Amina Haddad has a new key and cannot read this until you say yes" in page.text
    await walker.visit(f"{path}/handover/key")
    assert "Then wait, and ask first" in walker.page.text
    await walker.post(f"{path}/handover/key", [("decision", "later")])
    assert not await is_read()
    await walker.visit(f"{path}/handover/key")
    page = await walker.press("Yes,")
    assert "has a new key" not in page.text
    assert await is_read()
    await walker.visit(f"{path}/handover/key")
    assert walker.path.partition("?")[0] == path


@pytest.mark.book("R11")
async def test_a_counsellor_who_stepped_back_is_offered_nowhere_and_no_reason_is_told(
    walker: Walker, house: House, cast: Cast
) -> None:
    path = await begin(walker)
    talk = await talk_of(house, cast, path)
    async with talk.open() as tenant:
        await declare_client_conflict(tenant, talk.id)
    page = await walker.visit(path)
    assert "Amina Haddad cannot be your counsellor. It is not because of you." in page.text
    assert "At the moment only you." in page.text
    assert SAID in page.text
    assert page.buttons("Send") == []
    await walker.visit(f"{path}/handover")
    assert "They never say which" in walker.page.text
    assert {each.split()[0] for each in walker.page.buttons("Choose")} == {"Bram", "Chloé"}
    refused = await walker.post(
        f"{path}/handover", [("decision", "whole"), ("counsellor", str(talk.counsellor.id))]
    )
    assert refused.response.status_code in {404, 422}
    # Another conversation under the same name is offered with the others alone.
    await walker.visit("/o/noorderlicht/choose?language=en&channel=messages&same=yes")
    assert {each.split()[0] for each in walker.page.buttons("Talk with")} == {"Bram", "Chloé"}
    await walker.visit(f"{path}/handover")
    await walker.press("Choose Bram")
    assert "can no longer open it" not in walker.page.text
    await walker.press("Begin anew with Bram")
    assert "You and Bram de Wit" in walker.page.text
    page = await walker.visit(path)
    assert "Nothing. You go on elsewhere." in page.text
