"""After an incident: what happened, how it was handled, what prevents the next.

Everybody in the organisation may read it, so it passes the identification check, and a counsellor
releases it. Until then nobody else knows that there is one; afterwards it stays as it is.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.identification import Finding, check_identifying, find_identifying
from tenants.network.headcounts import list_unit_names
from tenants.policy import Action, Role, require
from tenants.session import TenantSession

PARTS = ("title", "happened", "handled", "prevents")
LONGEST = {"title": 200, "happened": 4000, "handled": 4000, "prevents": 4000}
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class TransparencyNote:
    """`released_on` None: a draft, which counsellors of the firm alone can read."""

    id: UUID
    title: str
    happened: str
    handled: str
    prevents: str
    released_on: date | None

    @property
    def text(self) -> str:
        """All that its readers will read."""
        return "\n\n".join(getattr(self, part) for part in PARTS)


async def put_transparency_note(
    tenant: TenantSession,
    note_id: UUID,
    *,
    title: str,
    happened: str,
    handled: str,
    prevents: str,
) -> None:
    """Write a draft, or write it anew. Raises Invalid, and Conflict `already-released`."""
    require(tenant.actor, Action.WRITE_TRANSPARENCY_NOTE)
    texts = {"title": title, "happened": happened, "handled": handled, "prevents": prevents}
    texts = {part: text.replace("\r\n", "\n").strip() for part, text in texts.items()}
    if problems := {
        part: f"has 1 to {LONGEST[part]:,} characters"
        for part, text in texts.items()
        if not 1 <= len(text) <= LONGEST[part] or "\0" in text
    }:
        raise Invalid(problems)
    try:
        kept = await tenant.connection.fetchval(
            """
            INSERT INTO transparency_note
                        (tenant_id, id, firm_id, counsellor_id, title, happened, handled,
                         prevents, written_on)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (tenant_id, id) DO UPDATE
                    SET title = $5, happened = $6, handled = $7, prevents = $8, written_on = $9
                  WHERE transparency_note.released_on IS NULL
              RETURNING id
            """,
            tenant.tenant_id,
            note_id,
            tenant.actor.tenant_id,
            tenant.actor.id,
            *texts.values(),
            tenant.now.date(),
        )
    except asyncpg.InsufficientPrivilegeError:  # another firm's, of the same organisation
        raise NotFound from None
    if kept is None:
        raise Conflict("already-released")
    await record(tenant, Action.WRITE_TRANSPARENCY_NOTE, "transparency_note", note_id)


async def release_transparency_note(tenant: TenantSession, note_id: UUID, reason: str) -> None:
    """Let the organisation read it, for good.

    Raises Invalid while something could lead to somebody, or could and `reason` does not say why it
    does not; Conflict `already-released`.
    """
    require(tenant.actor, Action.RELEASE_TRANSPARENCY_NOTE)
    note = await get_transparency_note(tenant, note_id)
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise Invalid({"reason": f"has at most {LONGEST_REASON} characters"})
    units = await list_unit_names(tenant, tenant.now.year)
    check_identifying(note.text, reason, units=units)
    released = await tenant.connection.fetchval(
        """
           UPDATE transparency_note
              SET released_on = $3, reason = $4
            WHERE tenant_id = $1 AND id = $2 AND released_on IS NULL
        RETURNING id
        """,
        tenant.tenant_id,
        note_id,
        tenant.now.date(),
        reason.strip(),
    )
    if released is None:
        raise Conflict("already-released")
    await record(tenant, Action.RELEASE_TRANSPARENCY_NOTE, "transparency_note", note_id)


async def find_identifying_note(
    tenant: TenantSession, note: TransparencyNote
) -> tuple[Finding, ...]:
    """What in it could lead to somebody, where the organisation's own units are known."""
    require(tenant.actor, Action.WRITE_TRANSPARENCY_NOTE)
    units = await list_unit_names(tenant, tenant.now.year)
    return find_identifying(note.text, units=units)


async def list_transparency_notes(tenant: TenantSession) -> list[TransparencyNote]:
    """Newest first; an organisation reads released ones only."""
    require(tenant.actor, Action.READ_TRANSPARENCY_NOTES)
    rows = await tenant.connection.fetch(
        """
        SELECT id, title, happened, handled, prevents, released_on
          FROM transparency_note
         WHERE tenant_id = $1 AND ($2 OR released_on IS NOT NULL)
         ORDER BY id DESC
        """,
        tenant.tenant_id,
        tenant.actor.role is Role.COUNSELLOR,
    )
    return [TransparencyNote(**row) for row in rows]


async def find_transparency_note(tenant: TenantSession, note_id: UUID) -> TransparencyNote | None:
    found = await list_transparency_notes(tenant)
    return next((note for note in found if note.id == note_id), None)


async def get_transparency_note(tenant: TenantSession, note_id: UUID) -> TransparencyNote:
    note = await find_transparency_note(tenant, note_id)
    if note is None:
        raise NotFound
    return note
