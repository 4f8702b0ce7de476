"""Where a counsellor works: organisations whose pool names them, or where they still talk."""

from tenants.network.organisations import Organisation, get_organisation
from tenants.policy import Action, require
from tenants.session import TenantSession


async def list_assigned_organisations(tenant: TenantSession) -> list[Organisation]:
    """The acting counsellor's organisations by name, from a session in the own firm."""
    require(tenant.actor, Action.LIST_OWN_CONVERSATIONS)
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id
          FROM pool_member
         WHERE counsellor_id = $1
         UNION
        SELECT tenant_id
          FROM conversation
         WHERE counsellor_id = $1
        """,
        tenant.actor.id,
    )
    # The wall shows one organisation at a time; each is entered, and let in by app.admit.
    found = [await get_organisation(await tenant.within(row["tenant_id"])) for row in rows]
    await tenant.within(tenant.tenant_id)
    return sorted(found, key=lambda organisation: organisation.name)
