"""Dialogues at Noorderlicht with whom an organisation has for it; one of them was planned."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.demo.cast import Seeder
from tenants.prevention.dialogues import record_dialogue
from tenants.prevention.planned_items import list_planned_items


@dataclass(frozen=True, slots=True)
class DialogueSpec:
    """So many days ago, with so many at the table."""

    days_ago: int
    stakeholder: str
    audience_size: int
    theme: str
    subject: str
    agreed: str
    next_step_by: str
    next_step: str
    planned: bool = False


DIALOGUES = (
    DialogueSpec(
        190, "works_council", 7, "T3.4", "Roosters die veranderen",
        "Teams doen eerst zelf een voorstel. De ondernemingsraad vraagt daar voortaan naar.",
        "hr", "Vraagt teams hoe zij het zouden doen.",
    ),
    DialogueSpec(
        130, "occupational_health_service", 2, "T4.3", "Naar elkaar verwijzen",
        "Wie zich ziek meldt, hoort ook waar een vertrouwenspersoon te vinden is.",
        "occupational_health_service", "Past de eerste brief bij verzuim aan.",
    ),
    DialogueSpec(
        75, "management", 4, "T3.1", "Werkdruk als vast onderwerp",
        "Werkdruk en omgangsvormen staan elk half jaar op de agenda van het bestuur.",
        "management", "Zoekt ruimte in de begroting voor overlap tussen diensten.", planned=True,
    ),
    DialogueSpec(
        45, "prevention_officer", 2, "T1.6", "Omgangsvormen in de RI&E",
        "De volgende inventarisatie vraagt ook hoe mensen met elkaar omgaan.",
        "counsellor", "Leveren er vragen voor aan.",
    ),
)  # fmt: skip


async def seed_dialogues(seeder: Seeder) -> None:
    """After the plan, in which one of them stands."""
    home, amina = seeder.cast.tenants["noorderlicht"], seeder.cast.actor("amina")
    for spec in DIALOGUES:
        held = datetime.now(UTC) - timedelta(days=spec.days_ago)
        async with seeder.house.tenancy.open(amina, home, now=held) as tenant:
            plan = {item.addressee: item.id for item in await list_planned_items(tenant)}
            await record_dialogue(
                tenant,
                stakeholder=spec.stakeholder,
                theme=spec.theme,
                held_on=held.date(),
                audience_size=spec.audience_size,
                subject=spec.subject,
                agreed=spec.agreed,
                next_step_by=spec.next_step_by,
                next_step=spec.next_step,
                planned_item_id=plan[spec.stakeholder] if spec.planned else None,
            )
