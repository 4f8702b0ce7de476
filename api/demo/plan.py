"""What counsellors plan at Noorderlicht, what they wrote for everybody, and whom that reached."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from api.demo.cast import Seeder
from tenants.ids import new_id
from tenants.policy import Role
from tenants.prevention.activities import record_activity
from tenants.prevention.columns import publish_column, put_column
from tenants.prevention.planned_items import list_planned_items, put_planned_item
from tenants.prevention.target_groups import add_target_group, list_target_groups


@dataclass(frozen=True, slots=True)
class PlannedSpec:
    """Due so many days from today; `done` is how many days ago, for how many.

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
class ColumnSpec:
    """Published so many days ago; `planned`: it is the one in the plan."""

    days_ago: int
    by: str
    theme: str
    title: str
    body: str
    audience_size: int
    reached: tuple[str, ...]
    planned: bool = False


#: kind, name, people; nothing has reached the night shift, nor who reads Polish
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
    PlannedSpec("column", "T9.1", 2, -24),
    PlannedSpec("introduction", "T9.1", 3, 19),
    PlannedSpec("dialogue", "T3.1", 6, -75, Role.MANAGEMENT),
    PlannedSpec("dialogue", "T3.4", 6, -16, Role.WORKS_COUNCIL),
    PlannedSpec("training", "T1.6", None, 33),
    PlannedSpec("listing", "T9.1", 12, 96),
)

COLUMNS = (
    ColumnSpec(
        80, "bram", "T9.1", "Waar ik niet over ga",
        "Ik zoek niet uit wie er gelijk heeft, en ik oordeel niet. Ik geef niets door. Wat ik wel "
        "doe, is luisteren en meedenken over wat je zelf kunt doen.\n\n"
        "Dat klinkt als weinig. Voor veel mensen is het genoeg om weer verder te kunnen.",
        310, ("Assen", "Thuiswerkers"),
    ),
    ColumnSpec(
        24, "amina", "T3.2", "Vroeg zeggen",
        "Kleine dingen groeien als niemand ze benoemt. Een paar woorden op de dag zelf helpen vaak "
        "meer dan een lang gesprek na een half jaar.\n\n"
        "Weet je niet zeker of het iets is? Dat hoeft ook niet. Hardop denken mag altijd.",
        310, ("Assen", "Emmen", "Dagdienst", "Thuiswerkers"), planned=True,
    ),
)  # fmt: skip


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


async def seed_columns(seeder: Seeder) -> None:
    """After the plan, in which one of them stands."""
    home = seeder.cast.tenants["noorderlicht"]
    for spec in COLUMNS:
        column_id, then = new_id(), datetime.now(UTC) - timedelta(days=spec.days_ago)
        author = seeder.cast.actor(spec.by)
        async with seeder.house.tenancy.open(author, home, now=then) as tenant:
            plan = {item.kind: item.id for item in await list_planned_items(tenant)}
            groups = await list_target_groups(tenant)
            await put_column(
                tenant, column_id, language="nl", theme=spec.theme, title=spec.title, body=spec.body
            )
            await publish_column(
                tenant,
                column_id,
                reason="",
                audience_size=spec.audience_size,
                planned_item_id=plan["column"] if spec.planned else None,
                group_ids=[group.id for group in groups if group.name in spec.reached],
            )


def _day(away: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=away)
