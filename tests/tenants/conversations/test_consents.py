"""Nothing goes to a third party without the client's yes to exactly this text."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api.house import House
from tenants.conversations.consents import (
    STAGES,
    ask_consent,
    find_beyond,
    find_identifying_request,
    give_consent,
    list_consents,
    refuse_consent,
    use_consent,
    withdraw_consent,
)
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.identification import Kind
from tenants.network.headcounts import put_headcounts
from tests.people import Cast, Talk, start_talk

TEXT = "Please move the desk of the night team."


async def ask(house: House, talk: Talk, *, days: int = 7) -> UUID:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        consent = await ask_consent(
            tenant,
            talk.id,
            stage="theme",
            text=TEXT,
            recipient="the prevention officer",
            purpose="a quieter night",
            until=tenant.now.date() + timedelta(days=days),
        )
    return consent.id


async def use(house: House, talk: Talk, consent_id: UUID, text: str = TEXT, **when: object) -> None:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key, **when
    ) as tenant:
        shared = await use_consent(tenant, talk.id, consent_id, text)
        assert (shared.text, shared.state) == (TEXT, "used")


@pytest.mark.book("R04", "R18")
async def test_without_a_yes_nothing_is_shared(house: House, talk: Talk) -> None:
    consent_id = await ask(house, talk)
    with pytest.raises(Conflict, match="consent-missing"):
        await use(house, talk, consent_id)


TELLING = "On 12 March the only nurse of ward 3 asked for another desk."


@pytest.mark.book("R20")
async def test_what_could_lead_to_somebody_is_said_and_stops_nobody(
    house: House, cast: Cast
) -> None:
    talk = await start_talk(house, cast, organisation="havenwerk")
    async with house.tenancy.open(cast.machine("havenwerk")) as tenant:
        await put_headcounts(tenant, tenant.now.year, {"Dialyse": 40, "Keuken": 30})
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        assert await find_identifying_request(tenant, "Somebody asks for a desk.") == ()
        assert await find_identifying_request(tenant, TELLING)
        # The organisation's own name of a unit is known before it is asked.
        (unit,) = await find_identifying_request(tenant, "Move a desk at Dialyse.")
        assert unit.kind is Kind.UNIT
        consent = await ask_consent(
            tenant, talk.id, stage="theme", text=TELLING, recipient="the prevention officer",
            purpose="a quieter night", until=tenant.now.date(),
        )  # fmt: skip
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        with pytest.raises(Forbidden):
            await find_identifying_request(tenant, TELLING)
        (asked,) = await list_consents(tenant, talk.id)
        assert any("nurse of ward 3" in one.text for one in asked.findings)
        await give_consent(tenant, consent.id)
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        assert (await use_consent(tenant, talk.id, consent.id, TELLING)).state == "used"


@pytest.mark.book("R04", "R18")
async def test_one_changed_character_blocks(house: House, talk: Talk) -> None:
    consent_id = await ask(house, talk)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        assert [c.text for c in await list_consents(tenant, talk.id)] == [TEXT]
        await give_consent(tenant, consent_id)
    with pytest.raises(Conflict, match="text-changed"):
        await use(house, talk, consent_id, TEXT.replace("night", "Night"))
    await use(house, talk, consent_id)
    with pytest.raises(Conflict, match="consent-missing"):
        await use(house, talk, consent_id)


@pytest.mark.book("R04", "R18")
async def test_a_yes_can_be_taken_back_and_ends(house: House, talk: Talk) -> None:
    withdrawn, ended = await ask(house, talk), await ask(house, talk)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await give_consent(tenant, withdrawn)
        await withdraw_consent(tenant, withdrawn)
        await give_consent(tenant, ended)
        later = tenant.now + timedelta(days=8)
    with pytest.raises(Conflict, match="consent-missing"):
        await use(house, talk, withdrawn)
    with pytest.raises(Conflict, match="consent-ended"):
        await use(house, talk, ended, now=later)


@pytest.mark.book("R04")
async def test_only_the_client_of_the_conversation_says_yes(house: House, cast, talk: Talk) -> None:
    consent_id = await ask(house, talk)
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        with pytest.raises(Forbidden):
            await give_consent(tenant, consent_id)
    other = await start_talk(house, cast)
    async with house.tenancy.open(other.client) as tenant:
        with pytest.raises(NotFound):
            await give_consent(tenant, consent_id)


async def test_a_refused_one_cannot_be_given(house: House, talk: Talk) -> None:
    consent_id = await ask(house, talk)
    async with house.tenancy.open(talk.client) as tenant:
        await refuse_consent(tenant, consent_id)
        with pytest.raises(Conflict, match="consent-not-asked"):
            await give_consent(tenant, consent_id)


async def ask_stage(house: House, talk: Talk, stage: str, recipient: str = "HR") -> UUID:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        consent = await ask_consent(
            tenant,
            talk.id,
            stage=stage,
            text=TEXT,
            recipient=recipient,
            purpose="a quieter night",
            until=tenant.now.date() + timedelta(days=7),
        )
    return consent.id


async def say_yes(house: House, talk: Talk, consent_id: UUID) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await give_consent(tenant, consent_id)


@pytest.mark.book("R22")
async def test_every_stage_is_asked_after_a_yes_to_the_one_before(house: House, talk: Talk) -> None:
    for number, stage in enumerate(STAGES):
        for later in STAGES[number + 1 :]:
            with pytest.raises(Invalid, match="stage"):
                await ask_stage(house, talk, later)
        asked = await ask_stage(house, talk, stage)
        # Asked is no yes.
        for later in STAGES[number + 1 :]:
            with pytest.raises(Invalid, match="stage"):
                await ask_stage(house, talk, later)
        await say_yes(house, talk, asked)
        await use(house, talk, asked)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        told = [(each.stage, each.state) for each in await list_consents(tenant, talk.id)]
    assert told == [(stage, "used") for stage in STAGES]


@pytest.mark.book("R22")
async def test_a_stage_given_to_one_recipient_is_none_of_another(house: House, talk: Talk) -> None:
    await say_yes(house, talk, await ask_stage(house, talk, "theme", "HR"))
    with pytest.raises(Invalid, match="stage"):
        await ask_stage(house, talk, "unit", "The works council")
    await ask_stage(house, talk, "unit", " hr ")


@pytest.mark.book("R22")
async def test_a_later_stage_is_not_shared_before_the_earlier_one(house: House, talk: Talk) -> None:
    theme = await ask_stage(house, talk, "theme")
    await say_yes(house, talk, theme)
    unit = await ask_stage(house, talk, "unit")
    await say_yes(house, talk, unit)
    with pytest.raises(Conflict, match="stage-skipped"):
        await use(house, talk, unit)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await withdraw_consent(tenant, theme)
    # Taken back it is no step: neither to share the next one, nor to ask it.
    with pytest.raises(Conflict, match="stage-skipped"):
        await use(house, talk, unit)
    with pytest.raises(Invalid, match="stage"):
        await ask_stage(house, talk, "unit")


@pytest.mark.book("R22")
async def test_a_yes_that_ended_unused_is_no_step(house: House, talk: Talk) -> None:
    await say_yes(house, talk, await ask_stage(house, talk, "theme"))
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key,
        now=datetime.now(UTC) + timedelta(days=8),
    ) as tenant:  # fmt: skip
        with pytest.raises(Invalid, match="stage"):
            await ask_consent(
                tenant, talk.id, stage="unit", text=TEXT, recipient="HR", purpose="a quieter night",
                until=tenant.now.date(),
            )  # fmt: skip


@pytest.mark.book("R20", "R22")
async def test_what_goes_further_than_its_stage_is_marked(house: House, talk: Talk) -> None:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        found = await find_identifying_request(tenant, "On 12 March dr. Jansen shouted.")
    kinds = {stage: {one.kind for one in find_beyond(found, stage)} for stage in STAGES}
    assert Kind.NAME in kinds["theme"] & kinds["unit"] & kinds["situation"]
    assert Kind.PERIOD in kinds["unit"] - kinds["situation"]
    assert kinds["identity"] == set()


@pytest.mark.book("R22")
async def test_how_far_it_goes_is_locked_as_the_text_is(
    house: House, talk: Talk, owner_url: str
) -> None:
    consent_id = await ask_stage(house, talk, "theme")
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        stage = await tenant.connection.fetchval(
            "SELECT stage FROM consent WHERE tenant_id = $1 AND id = $2",
            talk.organisation_id,
            consent_id,
        )
        text = await tenant.connection.fetchval(
            "SELECT text FROM consent WHERE tenant_id = $1 AND id = $2",
            talk.organisation_id,
            consent_id,
        )
    assert b"theme" not in stage
    assert len(stage) == len(text)
