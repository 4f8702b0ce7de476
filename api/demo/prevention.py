"""A plan, advice with what came of it, and the directory of others who can help."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from api.demo.cast import Seeder
from tenants.ids import new_id
from tenants.network.hours import quarter_of
from tenants.policy import Actor, Role
from tenants.prevention.activities import record_activity
from tenants.prevention.advice import answer_advice, give_advice, name_barrier
from tenants.prevention.examples import count_answer
from tenants.prevention.planned_items import put_planned_item
from tenants.prevention.referrals import add_referral
from tenants.prevention.target_groups import add_target_group


@dataclass(frozen=True, slots=True)
class AdviceSpec:
    """Given so many days ago at Noorderlicht; `answer` is a state and the words with it."""

    days_ago: int
    kind: str
    addressee: Role
    theme: str
    title: str
    body: str
    answer: tuple[str, str] | None = None
    barrier: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedSpec:
    """Due so many days from today at Noorderlicht; `done` is how many days ago, for how many.

    `reached` names groups of GROUPS.
    """

    kind: str
    theme: str
    every_months: int | None
    due_in: int
    addressee: Role | None = None
    done: tuple[int, int] | None = None
    reached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralSpec:
    name: str
    contact: str
    nl: str
    en: str
    themes: tuple[str, ...] = ()
    crisis: bool = False


ADVICE = (
    AdviceSpec(
        500, "unsolicited", Role.MANAGEMENT, "T3.1",
        "Een vaste overlap tussen avond- en nachtdienst",
        "Een kwartier overlap haalt de druk van de overdracht, waar nu veel misverstand begint.",
        ("not_funded", "We zien het nut. In de begroting van dit jaar is er geen ruimte voor."),
        "no_money",
    ),
    AdviceSpec(
        420, "solicited", Role.HR, "T9.1",
        "Noem de vertrouwenspersonen in de eerste week",
        "Laat nieuwe medewerkers in de eerste week horen wie er zijn, in een gesprek en niet "
        "alleen in de map.",
        ("done", "Staat sinds september in het inwerkprogramma."),
    ),
    AdviceSpec(
        60, "unsolicited", Role.WORKS_COUNCIL, "T3.4",
        "Betrek teams voordat roosters veranderen",
        "Vraag teams om een eigen voorstel voordat een rooster vaststaat.",
        ("accepted", "We nemen het mee in het overleg van het voorjaar."),
    ),
    AdviceSpec(
        12, "solicited", Role.PREVENTION_OFFICER, "T1.6",
        "Oefen met elkaar aanspreken",
        "Drie korte oefenavonden per team, met voorbeelden uit de eigen praktijk.",
    ),
)  # fmt: skip

#: kind, name, people; nobody has reached the night shift, nor who reads Polish
GROUPS = (
    ("site", "Assen", 900),
    ("site", "Emmen", 240),
    ("shift", "Dagdienst", 800),
    ("shift", "Nachtdienst", 130),
    ("language", "Pools", 35),
    ("remote", "Thuiswerkers", 160),
)

#: what was done is due again by itself; the works council has waited for too long
#: (with management there is a dialogue of `dialogues.py`)
PLAN = (
    PlannedSpec("team_meeting", "T3.2", 3, 0, done=(41, 23), reached=("Assen", "Dagdienst")),
    PlannedSpec(
        "column",
        "T9.1",
        2,
        0,
        done=(24, 310),
        reached=("Assen", "Emmen", "Dagdienst", "Thuiswerkers"),
    ),
    PlannedSpec("introduction", "T9.1", 3, 19),
    PlannedSpec("dialogue", "T3.1", 6, -75, Role.MANAGEMENT),
    PlannedSpec("dialogue", "T3.4", 6, -16, Role.WORKS_COUNCIL),
    PlannedSpec("training", "T1.6", None, 33),
    PlannedSpec("listing", "T9.1", 12, 96),
)

REFERRALS = (
    ReferralSpec("112", "112", "Als er nu iemand in gevaar is.", "If somebody is in danger now.",
                 crisis=True),
    ReferralSpec("113 Zelfmoordpreventie", "113, of 0800-0113; 113.nl",
                 "Als je aan zelfmoord denkt, of je zorgen maakt over iemand. Dag en nacht.",
                 "If you think about suicide, or worry about somebody. Day and night.",
                 crisis=True),
    ReferralSpec("Veilig Thuis", "0800-2000",
                 "Als het thuis niet veilig is. Dag en nacht.",
                 "If it is not safe at home. Day and night.", ("T4.2",), crisis=True),
    ReferralSpec("Slachtofferhulp Nederland", "0900-0101; slachtofferhulp.nl",
                 "Hulp na geweld, bedreiging of een andere ingrijpende gebeurtenis.",
                 "Help after violence, threats or something else that shook you.",
                 ("T1.3", "T1.4", "T1.7")),
    ReferralSpec("Het Juridisch Loket", "0800-8020; juridischloket.nl",
                 "Gratis eerste uitleg over je rechten op het werk.",
                 "A first explanation of your rights at work, free of charge.", ("T3.6",)),
    ReferralSpec("Je huisarts", "in je eigen woonplaats",
                 "Als je er niet van slaapt, of er ziek van wordt.",
                 "If it keeps you awake, or makes you ill.", ("T3.1", "T4.3")),
)  # fmt: skip


#: by theme, in the quarter before this one: how many found an example, how many none
ANSWERED = {"T1": (11, 5), "T2": (4, 9), "T3": (13, 3)}


async def seed_advice(seeder: Seeder) -> None:
    home = seeder.cast.tenants["noorderlicht"]
    people = {seeder.cast.roles[name]: name for name in ("henk", "marjan", "otto", "petra")}
    for spec in ADVICE:
        given = datetime.now(UTC) - timedelta(days=spec.days_ago)
        async with seeder.house.tenancy.open(seeder.cast.actor("amina"), home, now=given) as tenant:
            advice = await give_advice(
                tenant,
                kind=spec.kind,
                addressee=spec.addressee,
                theme=spec.theme,
                title=spec.title,
                body=spec.body,
                respond_by=given.date() + timedelta(days=42),
            )
        if spec.answer is not None:
            state, response = spec.answer
            addressee = seeder.cast.actor(people[spec.addressee])
            async with seeder.house.tenancy.open(
                addressee, now=given + timedelta(days=7)
            ) as tenant:
                await answer_advice(tenant, advice.id, state=state, response=response)
        if spec.barrier is not None:
            async with seeder.house.tenancy.open(seeder.cast.actor("amina"), home) as tenant:
                await name_barrier(tenant, advice.id, spec.barrier)


async def seed_plan(seeder: Seeder) -> None:
    """Made four months ago; what was done since has moved on, and has reached some."""
    home, amina = seeder.cast.tenants["noorderlicht"], seeder.cast.actor("amina")
    async with seeder.house.tenancy.open(amina, home) as tenant:
        groups = {
            name: await add_target_group(tenant, kind=kind, name=name, people=people)
            for kind, name, people in GROUPS
        }
    begun = datetime.now(UTC) - timedelta(days=120)
    for spec in PLAN:
        item_id = new_id()
        async with seeder.house.tenancy.open(amina, home, now=begun) as tenant:
            await put_planned_item(
                tenant,
                item_id,
                kind=spec.kind,
                addressee=spec.addressee,
                theme=spec.theme,
                every_months=spec.every_months,
                due_on=_day(spec.due_in if spec.done is None else -spec.done[0]),
            )
        if spec.done is not None:
            days_ago, audience_size = spec.done
            async with seeder.house.tenancy.open(amina, home) as tenant:
                await record_activity(
                    tenant,
                    facet="information",
                    kind=spec.kind,
                    theme=spec.theme,
                    held_on=_day(-days_ago),
                    audience_size=audience_size,
                    planned_item_id=item_id,
                    group_ids=[groups[name] for name in spec.reached],
                )


def _day(away: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=away)


async def seed_referrals(seeder: Seeder) -> None:
    """The same directory for every firm, checked six weeks ago."""
    for manager in seeder.managers.values():
        async with seeder.house.tenancy.open(manager) as tenant:
            for spec in REFERRALS:
                await add_referral(
                    tenant,
                    name=spec.name,
                    contact=spec.contact,
                    description={"nl": spec.nl, "en": spec.en},
                    themes=spec.themes,
                    region="NL",
                    languages=("nl",),
                    crisis=spec.crisis,
                    verified_on=tenant.now.date() - timedelta(days=42),
                )


async def seed_answers(seeder: Seeder) -> None:
    """What visitors of Noorderlicht said of its examples in the quarter before this one."""
    visitor = Actor(Role.VISITOR, seeder.cast.tenants["noorderlicht"])
    day = quarter_of(datetime.now(UTC).date()) - timedelta(days=20)
    async with seeder.house.tenancy.open(visitor, now=datetime.combine(day, time(), UTC)) as tenant:
        for theme, (fits, none) in ANSWERED.items():
            for number in range(fits + none):
                await count_answer(tenant, theme, fits=number < fits)
