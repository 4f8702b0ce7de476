"""Role statements: what a counsellor is and is not, for whom, in which language."""

from datetime import date
from typing import Literal

from litestar import Response
from litestar.params import FromPath, JSONBody

from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, Code, Language, LanguageInPath, Text, View, shape
from api.rest.verbs import get, post
from tenants.prevention import role_statements

Audience = Literal["employees", "managers", "hr"]


class NewRoleStatement(Body):
    """A text by audience (employees, managers, hr), by language; the first is required."""

    texts: dict[Code, dict[Language, Text]]


class PublishedVersion(View):
    version: int


class RoleStatementView(View):
    version: int
    audience: str
    language: str
    body: str
    published_on: date


@post("/organisations/{organisation_id:uuid}/role-statements", scope="firm:manage")
async def publish_role_statement(
    tenant: Tenant,
    once: OnceDependency,
    data: JSONBody[NewRoleStatement],
) -> Response[PublishedVersion]:
    """Publish the next version; it holds from now on."""
    await once.begin(tenant)
    version = await role_statements.publish_role_statement(tenant, data.texts)
    return await once.answer(PublishedVersion(version=version))


@get(
    "/organisations/{organisation_id:uuid}/role-statements/{audience:str}/{language:str}",
    scope="firm:manage",
)
async def get_role_statement(
    tenant: Tenant,
    audience: FromPath[Audience],
    language: LanguageInPath,
) -> RoleStatementView:
    """The newest statement for an audience, in this language or else in any."""
    found = await role_statements.get_role_statement(tenant, audience, language)
    return shape(RoleStatementView, found)


@get("/role-statements/{audience:str}/{language:str}", scope="organisation:read")
async def get_own_role_statement(
    tenant: Tenant, audience: FromPath[Audience], language: LanguageInPath
) -> RoleStatementView:
    """The newest statement for an audience, in this language or else in any."""
    found = await role_statements.get_role_statement(tenant, audience, language)
    return shape(RoleStatementView, found)


for_firms = [publish_role_statement, get_role_statement]
for_organisations = [get_own_role_statement]
