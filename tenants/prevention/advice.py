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
#: whoever says one of these says why
NO = ("declined", "not_funded")
LONGEST_RESPONSE = 20_000
#: what may follow on what; an advice that was accepted may still find no money
FOLLOWS = {"given": ANSWERS, "accepted": ("not_funded", "done"), "not_funded": ("accepted", "done")}
#: why an advice does not move, as its counsellors see it
BARRIERS = ("no_money", "no_time", "no_owner", "no_backing", "resistance", "beliefs",
            "risk_not_seen")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Advice:
    """`addressee` is the role that is asked to answer before `respond_by`.

    `barrier` is told to counsellors alone: it is what they see in the way.
    """

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
    barrier: str | None = None

    @property
    def may_follow(self) -> tuple[str, ...]:
        """The answers that its addressee may give now."""
        return FOLLOWS.get(self.state, ())

    def stalls(self, today: date) -> bool:
        """Whether it was turned down, found no money or has waited too long for its answer."""
        return self.is_late(today) or self.state in {"declined", "not_funded"}

    def is_late(self, today: date) -> bool:
        return self.state == "given" and self.respond_by < today

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to say: it was done, or one knows what stood in the way."""
        return self.state == "done" or (
            self.state in {"declined", "not_funded"} and self.barrier is not None
        )


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
          RETURNING {TOLD}
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
    gave = tenant.actor.role is Role.COUNSELLOR
    rows = await tenant.connection.fetch(
        f"""
        SELECT {f"{TOLD}, barrier" if gave else TOLD}
          FROM advice
         WHERE tenant_id = $1 AND ($2::text IS NULL OR addressee = $2)
         ORDER BY given_on DESC, id DESC
        """,
        tenant.tenant_id,
        None if gave else tenant.actor.role,
    )
    return [Advice(**row) for row in rows]


async def get_advice(tenant: TenantSession, advice_id: UUID) -> Advice:
    """One of those. Raises NotFound."""
    found = next((one for one in await list_advice(tenant) if one.id == advice_id), None)
    if found is None:
        raise NotFound
    return found


async def answer_advice(
    tenant: TenantSession, advice_id: UUID, *, state: str, response: str
) -> Advice:
    """Answer as its addressee. Raises Invalid, NotFound for what is addressed to another role, and
    Conflict `answer-does-not-follow`.
    """
    require(tenant.actor, Action.ANSWER_ADVICE)
    problems, response = {}, response.replace("\r\n", "\n").strip()
    if state not in ANSWERS:
        problems["state"] = f"must be one of {', '.join(ANSWERS)}"
    if len(response) > LONGEST_RESPONSE or "\0" in response:
        problems["response"] = f"has at most {LONGEST_RESPONSE:,} characters"
    elif state in NO and not response:
        problems["response"] = "says why"
    if problems:
        raise Invalid(problems)
    row = await tenant.connection.fetchrow(
        f"""
           UPDATE advice
              SET state = $5, response = $6
            WHERE tenant_id = $1 AND id = $2 AND addressee = $3 AND state = ANY($4)
        RETURNING {TOLD}
        """,
        tenant.tenant_id,
        advice_id,
        tenant.actor.role,
        [before for before, after in FOLLOWS.items() if state in after],
        state,
        response,
    )
    if row is None:
        await get_advice(tenant, advice_id)
        raise Conflict("answer-does-not-follow")
    await record(tenant, Action.ANSWER_ADVICE, "advice", advice_id, purpose=state)
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
        await get_advice(tenant, advice_id)
        raise Conflict("advice-moves")
    await record(tenant, Action.NAME_BARRIER, "advice", advice_id)


TOLD = "id, kind, addressee, theme, title, body, given_on, respond_by, state, response"
