"""Prevention as the people of an organisation read it: the plan, measures, what came of incidents.

They change none of it: what counsellors publish is theirs.
"""

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.desk.pages import page
from api.desk.seats import Seat
from api.pages.rendering import language_of
from tenants.errors import NotFound
from tenants.network.organisations import get_organisation
from tenants.policy import Role
from tenants.prevention.measures import list_measures
from tenants.prevention.planned_items import list_planned_items
from tenants.prevention.role_statements import RoleStatement, get_role_statement
from tenants.prevention.transparency_notes import list_transparency_notes
from tenants.session import TenantSession

#: for whom the role statement that somebody reads was written
AUDIENCE = {Role.HR: "hr", Role.MANAGEMENT: "managers"}


@get("/plan")
async def show_plan(request: Request, addressee: NamedDependency[Seat]) -> Response[str]:
    async with addressee.open() as tenant:
        return page(
            request,
            "plan",
            organisation=await get_organisation(tenant),
            plan=await list_planned_items(tenant),
            measures=await list_measures(tenant),
            notes=await list_transparency_notes(tenant),
            statement=await _find_statement(tenant, language_of(request)),
            today=tenant.now.date(),
        )


async def _find_statement(tenant: TenantSession, language: str) -> RoleStatement | None:
    try:
        return await get_role_statement(
            tenant, AUDIENCE.get(tenant.actor.role, "employees"), language
        )
    except NotFound:
        return None
