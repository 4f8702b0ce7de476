"""Columns: what counsellors write for everybody at an organisation, under their own name.

The counsellor publishes, the organisation can neither change nor stop it. What is published has
passed the identification check, and can be read without a login.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.identification import Finding, check_identifying, find_identifying
from tenants.network.headcounts import list_unit_names
from tenants.network.organisations import get_organisation
from tenants.policy import Action, Role, require
from tenants.prevention.activities import record_activity
from tenants.session import TenantSession
from tenants.themes import check_themes

LONGEST = {"title": 200, "body": 6000}
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Column:
    """`author` is the name as it was on the day of publication; None with `published_on` None.

    One that was taken down is its author's draft again.
    """

    id: UUID
    language: str
    theme: str
    title: str
    body: str
    author: str | None
    published_on: date | None
    taken_down: bool

    @property
    def is_out(self) -> bool:
        return self.published_on is not None and not self.taken_down

    @property
    def text(self) -> str:
        """All that its readers will read."""
        return f"{self.title}\n\n{self.body}"


async def put_column(
    tenant: TenantSession, column_id: UUID, *, language: str, theme: str, title: str, body: str
) -> None:
    """Write a draft, or write it anew. Raises Invalid, and Conflict `already-published`."""
    require(tenant.actor, Action.WRITE_COLUMN)
    check_themes([theme], "theme")
    organisation = await get_organisation(tenant)
    texts = {"title": title, "body": body}
    texts = {part: text.replace("\r\n", "\n").strip() for part, text in texts.items()}
    problems = {
        part: f"has 1 to {LONGEST[part]:,} characters"
        for part, text in texts.items()
        if not 1 <= len(text) <= LONGEST[part] or "\0" in text
    }
    if language not in organisation.languages:
        problems["language"] = f"must be one of {', '.join(organisation.languages)}"
    if problems:
        raise Invalid(problems)
    try:
        kept = await tenant.connection.fetchval(
            """
            INSERT INTO counsellor_column
                        (tenant_id, id, firm_id, counsellor_id, language, theme, title, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (tenant_id, id) DO UPDATE
                    SET language = $5, theme = $6, title = $7, body = $8
                  WHERE counsellor_column.counsellor_id = $4
                    AND (counsellor_column.published_on IS NULL OR counsellor_column.taken_down)
              RETURNING id
            """,
            tenant.tenant_id,
            column_id,
            tenant.actor.tenant_id,
            tenant.actor.id,
            language,
            theme,
            *texts.values(),
        )
    except asyncpg.InsufficientPrivilegeError:  # another firm's, of the same organisation
        raise NotFound from None
    if kept is None:
        raise Conflict("already-published") if await find_column(tenant, column_id) else NotFound
    await record(tenant, Action.WRITE_COLUMN, "column", column_id)


async def publish_column(
    tenant: TenantSession,
    column_id: UUID,
    *,
    reason: str,
    audience_size: int,
    planned_item_id: UUID | None = None,
    group_ids: Collection[UUID] = (),
) -> None:
    """Let everybody read it, with author and date; the first time that is an activity as well.

    Raises Invalid while something could lead to somebody, or could and `reason` does not say why it
    does not; Conflict `already-published`, and `no-name` for who has not said what to be called.
    """
    require(tenant.actor, Action.PUBLISH_COLUMN)
    column = await get_column(tenant, column_id)
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise Invalid({"reason": f"has at most {LONGEST_REASON} characters"})
    units = await list_unit_names(tenant, tenant.now.year)
    check_identifying(column.text, reason, units=units)
    author = await tenant.connection.fetchval(
        "SELECT name FROM counsellor WHERE tenant_id = $1 AND id = $2",
        tenant.actor.tenant_id,
        tenant.actor.id,
    )
    if author is None:
        raise Conflict("no-name")
    published = await tenant.connection.fetchval(
        """
           UPDATE counsellor_column
              SET author = $4, published_on = $5, taken_down = false, reason = $6
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3
              AND (published_on IS NULL OR taken_down)
        RETURNING id
        """,
        tenant.tenant_id,
        column_id,
        tenant.actor.id,
        author,
        tenant.now.date(),
        reason.strip(),
    )
    if published is None:
        raise Conflict("already-published")
    await record(tenant, Action.PUBLISH_COLUMN, "column", column_id)
    if column.published_on is None:
        await record_activity(
            tenant,
            facet="information",
            kind="column",
            theme=column.theme,
            held_on=tenant.now.date(),
            audience_size=audience_size,
            planned_item_id=planned_item_id,
            group_ids=group_ids,
        )


async def take_column_down(tenant: TenantSession, column_id: UUID) -> None:
    """Let nobody read it any more, as any counsellor of the firm. Raises NotFound."""
    require(tenant.actor, Action.PUBLISH_COLUMN)
    taken = await tenant.connection.fetchval(
        """
           UPDATE counsellor_column
              SET taken_down = true
            WHERE tenant_id = $1 AND id = $2 AND published_on IS NOT NULL AND NOT taken_down
        RETURNING id
        """,
        tenant.tenant_id,
        column_id,
    )
    if taken is None:
        raise NotFound
    await record(tenant, Action.PUBLISH_COLUMN, "column", column_id)


async def find_identifying_column(tenant: TenantSession, column: Column) -> tuple[Finding, ...]:
    """What in it could lead to somebody, where the organisation's own units are known."""
    require(tenant.actor, Action.WRITE_COLUMN)
    units = await list_unit_names(tenant, tenant.now.year)
    return find_identifying(column.text, units=units)


async def list_columns(tenant: TenantSession) -> list[Column]:
    """Drafts of one's own first, then what is published, newest first."""
    require(tenant.actor, Action.READ_COLUMNS)
    own = [tenant.actor.id] if tenant.actor.role is Role.COUNSELLOR else []
    rows = await tenant.connection.fetch(
        f"""
        SELECT id, language, theme, title, body, author, published_on, taken_down
          FROM counsellor_column
         WHERE tenant_id = $1 AND (published_on IS NOT NULL AND NOT taken_down
                                {"OR counsellor_id = $2" if own else ""})
         ORDER BY published_on IS NOT NULL AND NOT taken_down, published_on DESC, id DESC
        """,
        tenant.tenant_id,
        *own,
    )
    return [Column(**row) for row in rows]


async def find_column(tenant: TenantSession, column_id: UUID) -> Column | None:
    return next((column for column in await list_columns(tenant) if column.id == column_id), None)


async def get_column(tenant: TenantSession, column_id: UUID) -> Column:
    column = await find_column(tenant, column_id)
    if column is None:
        raise NotFound
    return column
