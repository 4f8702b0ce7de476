"""Who is to be reached, by site, shift, language and remote work: groups, and never a person."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.identification import find_identifying
from tenants.ids import new_id
from tenants.policy import Action, require
from tenants.session import TenantSession

KINDS = ("site", "shift", "language", "remote")
LONGEST = 40
MOST = 50
#: people; a smaller group points at who is in it, and below SMALL it is better joined with another
LEAST, SMALL = 5, 10
MOST_PEOPLE = 1_000_000
YEAR = timedelta(days=365)
#: who misses one way hears it in the other
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """`people` is about how many; `methods` are the kinds of activity that reached it in a year."""

    id: UUID
    kind: str
    name: str
    people: int
    methods: tuple[str, ...]

    @property
    def is_small(self) -> bool:
        return self.people < SMALL

    @property
    def is_reached(self) -> bool:
        return len(self.methods) >= ENOUGH


async def add_target_group(tenant: TenantSession, *, kind: str, name: str, people: int) -> UUID:
    """Keep one more group. Raises Invalid, also for a name that could be somebody's."""
    require(tenant.actor, Action.MANAGE_TARGET_GROUPS)
    name, problems = " ".join(name.split()), {}
    if kind not in KINDS:
        problems["kind"] = f"must be one of {', '.join(KINDS)}"
    if not (1 <= len(name) <= LONGEST and name.isprintable()):
        problems["name"] = f"has 1 to {LONGEST} characters"
    elif any(finding.blocks for finding in find_identifying(name)):
        problems["name"] = "could lead to somebody"
    if not LEAST <= people <= MOST_PEOPLE:
        problems["people"] = f"must be from {LEAST} to {MOST_PEOPLE:,}"
    if problems:
        raise Invalid(problems)
    await tenant.hold("target groups")
    if len(await list_target_groups(tenant)) >= MOST:
        raise Conflict("too-many-groups")
    added = await tenant.connection.fetchval(
        """
        INSERT INTO target_group (tenant_id, id, firm_id, kind, name, people)
             VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, firm_id, kind, name) DO NOTHING
          RETURNING id
        """,
        tenant.tenant_id,
        new_id(),
        tenant.actor.tenant_id,
        kind,
        name,
        people,
    )
    if added is None:
        raise Invalid({"name": "is there already"})
    await record(tenant, Action.MANAGE_TARGET_GROUPS, "target_group", added)
    group_id: UUID = added
    return group_id


async def remove_target_group(tenant: TenantSession, group_id: UUID) -> None:
    """Forget a group, and what reached it. The activities stay."""
    require(tenant.actor, Action.MANAGE_TARGET_GROUPS)
    removed = await tenant.connection.fetchval(
        "DELETE FROM target_group WHERE tenant_id = $1 AND id = $2 RETURNING id",
        tenant.tenant_id,
        group_id,
    )
    if removed is None:
        raise NotFound
    await record(tenant, Action.MANAGE_TARGET_GROUPS, "target_group", group_id)


async def list_target_groups(tenant: TenantSession) -> list[TargetGroup]:
    """Each group with what reached it in the year before today; by kind, then by name."""
    require(tenant.actor, Action.READ_TARGET_GROUPS)
    rows = await tenant.connection.fetch(
        """
        SELECT target_group.id, target_group.kind, name, people,
               array_remove(array_agg(DISTINCT activity.kind), NULL) AS methods
          FROM target_group
     LEFT JOIN reached_group
            ON reached_group.tenant_id = target_group.tenant_id
           AND target_group_id = target_group.id
     LEFT JOIN activity
            ON activity.tenant_id = reached_group.tenant_id AND activity.id = activity_id
           AND held_on > $2 AND held_on <= $3
         WHERE target_group.tenant_id = $1
         GROUP BY target_group.id, target_group.kind, name, people
         ORDER BY array_position($4::text[], target_group.kind), name
        """,
        tenant.tenant_id,
        tenant.now.date() - YEAR,
        tenant.now.date(),
        list(KINDS),
    )
    return [TargetGroup(**dict(row) | {"methods": tuple(row["methods"])}) for row in rows]
