"""Measures at Noorderlicht: one of each kind, one past its day, one that its owner has done."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.demo.cast import Seeder
from tenants.policy import Role
from tenants.prevention.advice import list_advice
from tenants.prevention.measures import finish_measure, propose_measure, review_measure


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """Proposed so many days ago; `advice` is the title of that from which it follows."""

    days_ago: int
    kind: str
    owner: Role
    theme: str
    title: str
    days_until_review: int
    advice: str | None = None
    done_after: int | None = None
    in_effect_after: int | None = None


MEASURES = (
    MeasureSpec(
        400, "awareness", Role.HR, "T9.1",
        "De vertrouwenspersonen in het inwerkprogramma", 180,
        "Noem de vertrouwenspersonen in de eerste week", done_after=60, in_effect_after=120,
    ),
    MeasureSpec(
        200, "rules", Role.MANAGEMENT, "T1.4",
        "Een gedragscode van een bladzijde, in gewone taal", 170,
    ),
    MeasureSpec(
        50, "rules", Role.WORKS_COUNCIL, "T3.4",
        "Teams doen eerst zelf een voorstel voor het rooster", 120,
        "Betrek teams voordat roosters veranderen",
    ),
    MeasureSpec(
        40, "competence", Role.PREVENTION_OFFICER, "T1.6",
        "Teams oefenen met elkaar aanspreken", 150, done_after=35,
    ),
)  # fmt: skip


async def seed_measures(seeder: Seeder) -> None:
    """After the advice from which some follow."""
    people = {seeder.cast.roles[name]: name for name in ("henk", "marjan", "otto", "petra")}
    for spec in MEASURES:
        proposed = datetime.now(UTC) - timedelta(days=spec.days_ago)
        measure_id = await _propose(seeder, spec, proposed)
        if spec.done_after is not None:
            async with seeder.house.tenancy.open(
                seeder.cast.actor(people[spec.owner]), now=proposed + timedelta(spec.done_after)
            ) as tenant:
                await finish_measure(tenant, measure_id)
        if spec.in_effect_after is not None:
            await _find_in_effect(seeder, measure_id, proposed + timedelta(spec.in_effect_after))


async def _propose(seeder: Seeder, spec: MeasureSpec, at: datetime) -> UUID:
    home = seeder.cast.tenants["noorderlicht"]
    async with seeder.house.tenancy.open(seeder.cast.actor("amina"), home, now=at) as tenant:
        advice = {one.title: one.id for one in await list_advice(tenant)}
        measure = await propose_measure(
            tenant,
            kind=spec.kind,
            owner=spec.owner,
            theme=spec.theme,
            title=spec.title,
            review_on=at.date() + timedelta(days=spec.days_until_review),
            advice_id=advice[spec.advice] if spec.advice else None,
        )
    return measure.id


async def _find_in_effect(seeder: Seeder, measure_id: UUID, at: datetime) -> None:
    home = seeder.cast.tenants["noorderlicht"]
    async with seeder.house.tenancy.open(seeder.cast.actor("amina"), home, now=at) as tenant:
        review_on = at.date() + timedelta(days=365)
        await review_measure(tenant, measure_id, state="in_effect", review_on=review_on)
