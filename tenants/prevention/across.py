"""The preventive work at many organisations of a firm at once: one query, whatever their number."""

from collections.abc import Sequence
from uuid import UUID

from tenants.network.across import by_organisation
from tenants.policy import Action, require
from tenants.prevention import planned_items
from tenants.prevention.activities import Activity
from tenants.prevention.planned_items import PlannedItem
from tenants.prevention.role_statements import RoleStatement
from tenants.session import TenantSession


async def list_activities_across(
    tenant: TenantSession, ids: Sequence[UUID], year: int
) -> dict[UUID, list[Activity]]:
    """A year's activities by organisation, oldest first; every id has a list."""
    require(tenant.actor, Action.READ_ACTIVITIES)
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id, id, facet, kind, theme, held_on, audience_size
          FROM activity
         WHERE firm_id = $1 AND tenant_id = ANY($2)
           AND held_on BETWEEN make_date($3, 1, 1) AND make_date($3, 12, 31)
         ORDER BY held_on, id
        """,
        tenant.actor.tenant_id,
        ids,
        year,
    )
    return by_organisation(ids, rows, Activity)


async def list_planned_items_across(
    tenant: TenantSession, ids: Sequence[UUID]
) -> dict[UUID, list[PlannedItem]]:
    """What is still to come by organisation, due first; every id has a list."""
    require(tenant.actor, Action.READ_PLAN)
    rows = await tenant.connection.fetch(
        f"""
        SELECT tenant_id, theme, {planned_items.TOLD}
          FROM planned_item
         WHERE firm_id = $1 AND tenant_id = ANY($2) AND due_on IS NOT NULL
         ORDER BY due_on, id
        """,
        tenant.actor.tenant_id,
        ids,
    )
    return by_organisation(ids, rows, PlannedItem)


async def list_role_statements_across(
    tenant: TenantSession, ids: Sequence[UUID], audience: str, language: str
) -> dict[UUID, RoleStatement]:
    """The newest statement by organisation, in this language or else in any, where there is one."""
    require(tenant.actor, Action.READ_ROLE_STATEMENT)
    rows = await tenant.connection.fetch(
        """
        SELECT DISTINCT ON (tenant_id)
               tenant_id, version, audience, language, body, published_on
          FROM role_statement
         WHERE firm_id = $1 AND tenant_id = ANY($2) AND audience = $3
         ORDER BY tenant_id, version DESC, language = $4 DESC, language
        """,
        tenant.actor.tenant_id,
        ids,
        audience,
        language,
    )
    found = by_organisation(ids, rows, RoleStatement)
    return {organisation_id: only[0] for organisation_id, only in found.items() if only}
