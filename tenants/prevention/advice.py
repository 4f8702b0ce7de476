"""Asked and unasked advice to the organisation; it can have no link to a conversation."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.ids import new_id
from tenants.policy import ADDRESSEES, Action, Role, require
from tenants.session import TenantSession
from tenants.themes import check_themes

KINDS = ("solicited", "unsolicited")
ANSWERS = ("accepted", "declined", "not_funded", "done")
#: what may follow on what; an advice that was accepted may still find no money
FOLLOWS = {"given": ANSWERS, "accepted": ("not_funded", "done"), "not_funded": ("accepted", "done")}
#: why an advice does not move, as its counsellors see it
BARRIERS = ("no_money", "no_time", "no_owner", "no_backing", "resistance", "beliefs",
            "risk_not_seen")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Advice:
    """`addressee` is the role that is asked to answer before `respond_by`."""

    id: UUID
    kind: str
    addressee: str
    theme: str
    title: str
    body: str
    given_on: date
    respond_by: date
    state: str
    response: str | None
    barrier: str | None

    def stalls(self, today: date) -> bool:
        """Whether it was turned down, found no money or has waited too long for its answer."""
        late = self.state == "given" and self.respond_by < today
        return late or self.state in {"declined", "not_funded"}


async def give_advice(
    tenant: TenantSession,
    *,
    kind: str,
    addressee: str,
    theme: str,
    title: str,
    body: str,
    respond_by: date,
) -> Advice:
    """Give advice to one addressee of the session's organisation. Raises Invalid."""
    require(tenant.actor, Action.GIVE_ADVICE)
    check_themes([theme], "theme")
    problems = {}
    if kind not in KINDS:
        problems["kind"] = f"must be one of {', '.join(KINDS)}"
    if addressee not in ADDRESSEES:
        problems["addressee"] = f"must be one of {', '.join(sorted(ADDRESSEES))}"
    if not 1 <= len(title.strip()) <= 200:
        problems["title"] = "has 1 to 200 characters"
    if not 1 <= len(body.strip()) <= 20_000:
        problems["body"] = "has 1 to 20,000 characters"
    if respond_by < tenant.now.date():
        problems["respond_by"] = "is in the past"
    if problems:
        raise Invalid(problems)
    row = await tenant.connection.fetchrow(
        f"""
        INSERT INTO advice
                    (tenant_id, id, firm_id, counsellor_id, kind, addressee, theme, title, body,
                     given_on, respond_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
          RETURNING {COLUMNS}
        """,
        tenant.tenant_id,
        new_id(),
        tenant.actor.tenant_id,
        tenant.actor.id,
        kind,
        addressee,
        theme,
        title.strip(),
        body.strip(),
        tenant.now.date(),
        respond_by,
    )
    advice = Advice(**row)
    await record(tenant, Action.GIVE_ADVICE, "advice", advice.id)
    return advice


async def list_advice(tenant: TenantSession) -> list[Advice]:
    """What the firm's counsellors gave; an addressee sees what was addressed to its own role."""
    require(tenant.actor, Action.READ_ADVICE)
    rows = await tenant.connection.fetch(
        f"""
        SELECT {COLUMNS}
          FROM advice
         WHERE tenant_id = $1 AND ($2::text IS NULL OR addressee = $2)
         ORDER BY given_on DESC, id DESC
        """,
        tenant.tenant_id,
        None if tenant.actor.role is Role.COUNSELLOR else tenant.actor.role,
    )
    return [Advice(**row) for row in rows]


async def answer_advice(
    tenant: TenantSession, advice_id: UUID, *, state: str, response: str
) -> Advice:
    """Answer as its addressee. Raises Conflict where this answer cannot follow."""
    require(tenant.actor, Action.ANSWER_ADVICE)
    if state not in ANSWERS or len(response) > 20_000:
        raise Invalid({"state": f"must be one of {', '.join(ANSWERS)}"})
    advice = next((a for a in await list_advice(tenant) if a.id == advice_id), None)
    if advice is None:
        raise NotFound
    row = await tenant.connection.fetchrow(
        f"""
           UPDATE advice
              SET state = $4, response = $5
            WHERE tenant_id = $1 AND id = $2 AND state = ANY($3)
        RETURNING {COLUMNS}
        """,
        tenant.tenant_id,
        advice_id,
        [before for before, after in FOLLOWS.items() if state in after],
        state,
        response.strip(),
    )
    if row is None:
        raise Conflict("answer-does-not-follow")
    await record(tenant, Action.ANSWER_ADVICE, "advice", advice_id)
    return Advice(**row)


async def name_barrier(tenant: TenantSession, advice_id: UUID, barrier: str) -> None:
    """Say why an advice does not move. Raises Invalid, Conflict `advice-moves`."""
    require(tenant.actor, Action.NAME_BARRIER)
    if barrier not in BARRIERS:
        raise Invalid({"barrier": f"must be one of {', '.join(BARRIERS)}"})
    named = await tenant.connection.fetchval(
        """
           UPDATE advice
              SET barrier = $3
            WHERE tenant_id = $1 AND id = $2
              AND (state IN ('declined', 'not_funded') OR state = 'given' AND respond_by < $4)
        RETURNING id
        """,
        tenant.tenant_id,
        advice_id,
        barrier,
        tenant.now.date(),
    )
    if named is None:
        known = any(advice.id == advice_id for advice in await list_advice(tenant))
        raise Conflict("advice-moves") if known else NotFound
    await record(tenant, Action.NAME_BARRIER, "advice", advice_id)


COLUMNS = "id, kind, addressee, theme, title, body, given_on, respond_by, state, response, barrier"
