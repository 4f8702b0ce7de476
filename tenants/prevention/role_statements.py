"""What a counsellor is and is not, per organisation, versioned; nobody goes live without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tenants.audit import record
from tenants.errors import Invalid, NotFound
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.session import TenantSession

Audience = Literal["employees", "managers", "hr"]
AUDIENCES = ("employees", "managers", "hr")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class RoleStatement:
    """`body` is plain text; an empty line begins a new paragraph."""

    version: int
    audience: str
    language: str
    body: str
    published_on: date


async def publish_role_statement(
    tenant: TenantSession, texts: Mapping[str, Mapping[str, str]]
) -> int:
    """Publish the next version: per audience, per language, a text; returns the version.

    Employees must be addressed in every language of the organisation. Raises Invalid.
    """
    require(tenant.actor, Action.PUBLISH_ROLE_STATEMENT)
    organisation = await get_organisation(tenant)
    if unknown := set(texts) - set(AUDIENCES):
        raise Invalid({"texts": f"unknown audience: {', '.join(sorted(unknown))}"})
    if missing := set(organisation.languages) - set(texts.get("employees", {})):
        raise Invalid({"texts": f"employees lack a text in: {', '.join(sorted(missing))}"})
    rows = [(a, language, body.strip()) for a, by in texts.items() for language, body in by.items()]
    if any(not 1 <= len(body) <= LONGEST for _, _, body in rows):
        raise Invalid({"texts": f"each text has 1 to {LONGEST} characters"})
    await tenant.hold("role statement")
    version = await tenant.connection.fetchval(
        "SELECT coalesce(max(version), 0) + 1 FROM role_statement WHERE tenant_id = $1",
        tenant.tenant_id,
    )
    await tenant.connection.executemany(
        """
        INSERT INTO role_statement
                    (tenant_id, version, audience, language, firm_id, body, published_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
            (tenant.tenant_id, version, audience, language, organisation.firm_id, body,
             tenant.now.date())
            for audience, language, body in rows
        ],
    )  # fmt: skip
    await record(tenant, Action.PUBLISH_ROLE_STATEMENT, "role_statement", version)
    return version


async def get_role_statement(tenant: TenantSession, audience: str, language: str) -> RoleStatement:
    """The newest statement for an audience, in this language or else in any."""
    require(tenant.actor, Action.READ_ROLE_STATEMENT)
    row = await tenant.connection.fetchrow(
        """
        SELECT version, audience, language, body, published_on
          FROM role_statement
         WHERE tenant_id = $1 AND audience = $2
         ORDER BY version DESC, language = $3 DESC, language
         LIMIT 1
        """,
        tenant.tenant_id,
        audience,
        language,
    )
    if row is None:
        raise NotFound
    return RoleStatement(**row)
