"""Peer supervision: what a counsellor wants to think about with colleagues, and their thoughts.

It is about the work and never about a person, so there is nothing by which anybody could be found:
no author, no organisation, no conversation, no day. A question stands under the quarter, in no
order of time, and leaves no trail. Each text passes the identification check, which here also knows
the organisations, units and pseudonyms of the one who writes. Whoever recognises somebody all the
same takes the question away, whoever wrote it. The firm's manager cannot read it.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.conversations.conversations import list_own_conversations
from tenants.errors import Invalid, NotFound
from tenants.identification import Finding, find_identifying
from tenants.ids import new_timeless_id
from tenants.network.assignments import list_assigned_organisations
from tenants.network.headcounts import list_unit_names
from tenants.network.hours import quarter_of
from tenants.policy import Action, require
from tenants.session import TenantSession
from tenants.themes import check_themes

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class PeerQuestion:
    """`quarter` is its first day; thoughts are in no order."""

    id: UUID
    quarter: date
    theme: str
    body: str
    thoughts: tuple[str, ...] = ()


async def find_identifying_in_supervision(tenant: TenantSession, text: str) -> tuple[Finding, ...]:
    """What could lead to somebody, known to the acting counsellor or not."""
    require(tenant.actor, Action.SHARE_WITH_PEERS)
    names = {conversation.pseudonym for conversation in await list_own_conversations(tenant)}
    units: set[str] = set()
    for organisation in await list_assigned_organisations(tenant):
        names |= {organisation.name, organisation.slug or ""}
        inside = await tenant.within(organisation.tenant_id)
        units.update(await list_unit_names(inside, tenant.now.year))
    await tenant.within(tenant.tenant_id)
    return find_identifying(text[:LONGEST], names=names, units=units)


async def ask_peers(tenant: TenantSession, theme: str, body: str, *, looked_at: bool) -> UUID:
    """Share a question with the firm's counsellors. `looked_at` says that what may stay was seen.

    Raises Invalid, also while something in it points at somebody.
    """
    require(tenant.actor, Action.SHARE_WITH_PEERS)
    check_themes([theme], "theme")
    body = await _checked(tenant, body, looked_at=looked_at)
    question_id = new_timeless_id()
    await tenant.connection.execute(
        """
        INSERT INTO peer_question (tenant_id, id, quarter, theme, body)
             VALUES ($1, $2, $3, $4, $5)
        """,
        tenant.actor.tenant_id,
        question_id,
        quarter_of(tenant.now.date()),
        theme,
        body,
    )
    return question_id


async def add_thought(
    tenant: TenantSession, question_id: UUID, body: str, *, looked_at: bool
) -> None:
    """Think along. Raises Invalid as for a question, NotFound."""
    require(tenant.actor, Action.SHARE_WITH_PEERS)
    body = await _checked(tenant, body, looked_at=looked_at)
    added = await tenant.connection.fetchval(
        """
        INSERT INTO peer_thought (tenant_id, question_id, id, body)
             SELECT tenant_id, id, $3, $4
               FROM peer_question
              WHERE tenant_id = $1 AND id = $2
          RETURNING id
        """,
        tenant.actor.tenant_id,
        question_id,
        new_timeless_id(),
        body,
    )
    if added is None:
        raise NotFound


async def list_peer_questions(tenant: TenantSession) -> list[PeerQuestion]:
    """Those of the acting counsellor's firm with the thoughts on them, the newest quarter first."""
    require(tenant.actor, Action.SHARE_WITH_PEERS)
    rows = await tenant.connection.fetch(
        """
        SELECT q.id, q.quarter, q.theme, q.body,
               array_agg(t.body ORDER BY t.id) FILTER (WHERE t.id IS NOT NULL) AS thoughts
          FROM peer_question q
          LEFT JOIN peer_thought t ON t.tenant_id = q.tenant_id AND t.question_id = q.id
         WHERE q.tenant_id = $1
         GROUP BY q.id, q.quarter, q.theme, q.body
         ORDER BY q.quarter DESC, q.id
        """,
        tenant.actor.tenant_id,
    )
    return [
        PeerQuestion(r["id"], r["quarter"], r["theme"], r["body"], tuple(r["thoughts"] or ()))
        for r in rows
    ]


async def get_peer_question(tenant: TenantSession, question_id: UUID) -> PeerQuestion:
    found = await list_peer_questions(tenant)
    question = next((each for each in found if each.id == question_id), None)
    if question is None:
        raise NotFound
    return question


async def remove_peer_question(tenant: TenantSession, question_id: UUID) -> None:
    """Take a question and its thoughts away, for good. Raises NotFound."""
    require(tenant.actor, Action.SHARE_WITH_PEERS)
    removed = await tenant.connection.fetchval(
        "DELETE FROM peer_question WHERE tenant_id = $1 AND id = $2 RETURNING id",
        tenant.actor.tenant_id,
        question_id,
    )
    if removed is None:
        raise NotFound


async def _checked(tenant: TenantSession, body: str, *, looked_at: bool) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not 1 <= len(body) <= LONGEST or "\0" in body:
        raise Invalid({"body": f"has 1 to {LONGEST:,} characters"})
    found = await find_identifying_in_supervision(tenant, body)
    if any(one.blocks for one in found) or (found and not looked_at):
        raise Invalid({"text": "could lead to somebody"})
    return body
