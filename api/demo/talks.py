"""A few conversations in the kluis, as far along as conversations can be: the desk is alive.

Their six words are shown to nobody, as ever: who wants to be a client starts a conversation.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.demo.cast import UNLOCK_SECRET, Seeder
from tenants.conversations.conversations import start_conversation
from tenants.conversations.kluis import unlock_kluis
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.registering import register_conversation
from tenants.ids import new_timeless_id
from tenants.insight.facets import (
    Channel,
    Depth,
    Facets,
    FeltHeard,
    NextStep,
    Outcome,
    Requester,
    Source,
)
from tenants.policy import Actor, Role
from vault import KeyPair


@dataclass(frozen=True, slots=True)
class Asks:
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    text: str


@dataclass(frozen=True, slots=True)
class TalkSpec:
    """`lines` are what client and counsellor wrote, an hour apart; `facets` are of a closed one."""

    organisation: str
    counsellor: str
    language: str
    channel: str
    days_ago: int
    lines: tuple[Asks | Answers, ...]
    next_step: str | None = None
    facets: Facets | None = None


TALKS = (
    TalkSpec(
        "noorderlicht", "amina", "nl", "messages", 1,
        (Asks("Sinds een paar weken praat een collega niet meer met me. In de overdracht kijkt ze "
              "langs me heen. Ik weet niet of ik me aanstel."),),
    ),
    TalkSpec(
        "noorderlicht", "amina", "en", "messages", 4,
        (Asks("My manager makes remarks about my accent in front of others. Everybody laughs, and "
              "I laugh too. I go home with a stomach ache."),
         Answers("Thank you for writing this. What you feel about it counts, also when others "
                 "laugh. You do not need to decide anything now. When did it begin?"),
         Asks("In spring, when the teams were put together. Before that we got along.")),
    ),
    TalkSpec(
        "havenwerk", "amina", "nl", "phone", 6,
        (Asks("Kunnen we een keer bellen? Schrijven vind ik lastig."),
         Answers("Natuurlijk. Donderdag tussen vijf en zeven kan ik. Je hoeft geen naam te "
                 "zeggen.")),
        next_step="Je belt donderdag na vijf uur, als het je uitkomt.",
    ),
    TalkSpec(
        "noorderlicht", "amina", "nl", "video", 16,
        (Asks("Ik ben leidinggevende, en twee mensen in mijn team kunnen niet meer samen werken. "
              "Wat kan ik doen zonder partij te kiezen?"),
         Answers("Goed dat je het vraagt voordat het groter wordt. Zullen we samen kijken welke "
                 "lichte stappen er zijn?"),
         Asks("Dat hielp. Ik ga eerst met ieder apart praten.")),
        next_step="Je spreekt beide collega's apart, en schrijft hier hoe het ging als je wilt.",
        facets=Facets(
            primary_theme="T3.2", requester=Requester.MANAGER, channel=Channel.VIDEO,
            first_of_year=True, source=Source.COLLEAGUE, depth=Depth.SOUNDING_BOARD,
            next_step=NextStep.TALKS_WITH_OTHER, outcome=Outcome.OWN_STEP,
            felt_heard=FeltHeard.YES,
        ),
    ),
    TalkSpec(
        "noorderlicht", "bram", "nl", "in_person", 2,
        (Asks("Er gaan opdrachten naar een bedrijf waar een leidinggevende belang bij heeft. Met "
              "wie kan ik daarover denken, zonder dat het meteen groot wordt?"),),
    ),
    TalkSpec(
        "meesterschap", "dewi", "nl", "messages", 3,
        (Asks("In de lerarenkamer worden grappen gemaakt over een collega. Ik zit erbij en zeg "
              "niets. Dat zit me dwars."),
         Answers("Dat het je dwarszit zegt iets over wat jij belangrijk vindt. Wat zou je willen "
                 "dat er gebeurt?")),
    ),
)  # fmt: skip


async def seed_talks(seeder: Seeder) -> None:
    keys = {name: await _unlock(seeder, name) for name in {talk.counsellor for talk in TALKS}}
    for talk in TALKS:
        await _seed_talk(seeder, talk, keys[talk.counsellor])


async def _unlock(seeder: Seeder, counsellor: str) -> KeyPair:
    async with seeder.house.tenancy.open(seeder.cast.actor(counsellor)) as tenant:
        return KeyPair.from_seed(await unlock_kluis(tenant, UNLOCK_SECRET))


async def _seed_talk(seeder: Seeder, talk: TalkSpec, counsellor_key: KeyPair) -> None:
    tenancy, home = seeder.house.tenancy, seeder.cast.tenants[talk.organisation]
    counsellor = seeder.cast.actor(talk.counsellor)
    begun = datetime.now(UTC) - timedelta(days=talk.days_ago, hours=len(talk.lines))
    async with tenancy.open(Actor(Role.VISITOR, home), now=begun) as tenant:
        started = await start_conversation(
            tenant,
            conversation_id=new_timeless_id(),
            language=talk.language,
            channel=talk.channel,
            counsellor_id=seeder.cast.staff[talk.counsellor],
        )
    client = Actor(Role.CLIENT, home, started.client_id)
    client_key = KeyPair.from_seed(started.seed)
    for hours, line in enumerate(talk.lines):
        asks = isinstance(line, Asks)
        actor, key = (client, client_key) if asks else (counsellor, counsellor_key)
        async with tenancy.open(
            actor, home, person=key, now=begun + timedelta(hours=hours)
        ) as tenant:
            await post_message(tenant, started.conversation_id, line.text)
    if talk.next_step is None:
        return
    end = begun + timedelta(hours=len(talk.lines))
    async with tenancy.open(counsellor, home, person=counsellor_key, now=end) as tenant:
        await explain_limits(tenant, started.conversation_id)
        await agree_next_step(tenant, started.conversation_id, text=talk.next_step)
        if talk.facets is not None:
            await register_conversation(tenant, started.conversation_id, talk.facets)
            await close_conversation(tenant, started.conversation_id)
