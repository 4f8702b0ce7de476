"""Advice to an organisation, with what came of it, and the directory of others who can help."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from api.demo.cast import Seeder
from tenants.network.hours import quarter_of
from tenants.policy import Actor, Role
from tenants.prevention.advice import answer_advice, give_advice, name_barrier
from tenants.prevention.examples import count_answer
from tenants.prevention.referrals import add_referral


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
