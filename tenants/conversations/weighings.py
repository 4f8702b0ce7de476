"""Weighing whether to break confidentiality: the profession's questions, and a record of answers.

It is locked like the conversation, added to and never changed, and does nothing: no message to
anybody, no job, no trail. What is done in danger is done by a person, outside this house.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import msgspec

from tenants.conversations.kluis import encrypt_text, find_data_key, text_opener
from tenants.conversations.messages import check_text
from tenants.conversations.retention import GOES_ON
from tenants.errors import Conflict, Invalid, NotFound
from tenants.ids import new_id
from tenants.policy import Action, Role, require
from tenants.session import TenantSession

#: in the order in which the protocol asks them; decision 0009 has them in words
QUESTIONS = ("danger", "client", "less", "who", "colleague", "telling", "reasons")
DECISIONS = ("kept", "broken")
LONGEST = 2_000
LONGEST_DELAY = timedelta(days=14)
#: how long a client can at least read it before the conversation goes
READABLE = timedelta(days=7)


class _Body(msgspec.Struct):
    """What is encrypted as one text; `questions` says which edition of them was answered."""

    decision: str
    answers: dict[str, str]
    delay_reason: str | None = None
    questions: int = 1


@dataclass(frozen=True, slots=True)
class Weighing:
    """`decision` is kept or broken; the client reads it from `shown_on`, and why not before."""

    id: UUID
    decision: str
    answers: dict[str, str]
    delay_reason: str | None
    written_on: date
    shown_on: date


async def record_weighing(
    tenant: TenantSession,
    conversation_id: UUID,
    *,
    decision: str,
    answers: dict[str, str],
    shown_on: date | None = None,
    delay_reason: str = "",
) -> None:
    """Add a record; the client reads it at once, or from `shown_on`, at most two weeks ahead.

    A delay needs a reason, which the client reads then. Only the counsellor in charge can, also
    where the conversation is closed. Raises Invalid, Locked, NotFound; Conflict `goes-too-soon`
    where the conversation might be deleted before its client has had a week to read.
    """
    require(tenant.actor, Action.WEIGH_CONFIDENTIALITY)
    today = tenant.now.date()
    shown_on = shown_on or today
    body = _checked(decision, answers, delay_reason if shown_on > today else None)
    if not today <= shown_on <= today + LONGEST_DELAY:
        raise Invalid({"shown_on": f"is at most {LONGEST_DELAY.days} days ahead"})
    data_key = await find_data_key(tenant, conversation_id)
    weighing_id = new_id()
    goes_on = await tenant.connection.fetchval(
        f"""
           SELECT {GOES_ON}
             FROM conversation
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3
              FOR UPDATE
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if goes_on is None:
        raise NotFound
    if shown_on > today and shown_on + READABLE > goes_on:
        raise Conflict("goes-too-soon")
    await tenant.connection.execute(
        """
        INSERT INTO weighing
                    (tenant_id, id, conversation_id, client_id, counsellor_id, body, written_on,
                     shown_on)
             SELECT tenant_id, $3, id, client_id, counsellor_id, $4, $5, $6
               FROM conversation
              WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $7
        """,
        tenant.tenant_id,
        conversation_id,
        weighing_id,
        encrypt_text(tenant, data_key, conversation_id, weighing_id, "weighing",
                     msgspec.json.encode(body).decode()),
        today,
        shown_on,
        tenant.actor.id,
    )  # fmt: skip


async def show_weighing(tenant: TenantSession, conversation_id: UUID, weighing_id: UUID) -> None:
    """Let the client read it from today on: it is safe by now. Raises NotFound."""
    require(tenant.actor, Action.WEIGH_CONFIDENTIALITY)
    shown = await tenant.connection.fetchval(
        """
           UPDATE weighing
              SET shown_on = least(shown_on, $5)
            WHERE tenant_id = $1 AND id = $2 AND conversation_id = $3 AND counsellor_id = $4
        RETURNING id
        """,
        tenant.tenant_id,
        weighing_id,
        conversation_id,
        tenant.actor.id,
        tenant.now.date(),
    )
    if shown is None:
        raise NotFound


async def list_weighings(tenant: TenantSession, conversation_id: UUID) -> list[Weighing]:
    """All of a conversation, oldest first; the client's without those to be shown later."""
    require(tenant.actor, Action.READ_CONVERSATION)
    rows = await tenant.connection.fetch(
        """
        SELECT id, body, written_on, shown_on
          FROM weighing
         WHERE tenant_id = $1 AND conversation_id = $2 AND ($3 OR shown_on <= $4)
         ORDER BY id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.role is Role.COUNSELLOR,
        tenant.now.date(),
    )
    # Nearly every conversation has none: no seal is opened for that.
    if not rows:
        return []
    opened = text_opener(tenant, await find_data_key(tenant, conversation_id), conversation_id)
    found = []
    for row in rows:
        body = msgspec.json.decode(opened(row["id"], "weighing", row["body"]), type=_Body)
        found.append(
            Weighing(
                row["id"],
                body.decision,
                body.answers,
                body.delay_reason,
                row["written_on"],
                row["shown_on"],
            )
        )
    return found


def _checked(decision: str, answers: dict[str, str], delay_reason: str | None) -> _Body:
    """The record as it is kept. Raises Invalid with every field that needs a change."""
    problems: dict[str, str] = {}
    kept: dict[str, str] = {}
    for question in QUESTIONS:
        try:
            kept[question] = check_text(answers.get(question, ""), question, LONGEST)
        except Invalid as error:
            problems |= error.problems
    if decision not in DECISIONS:
        problems["decision"] = f"must be one of {', '.join(DECISIONS)}"
    if delay_reason is not None:
        try:
            delay_reason = check_text(delay_reason, "delay_reason", LONGEST)
        except Invalid as error:
            problems |= error.problems
    if problems:
        raise Invalid(problems)
    return _Body(decision, kept, delay_reason)
