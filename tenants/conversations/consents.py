"""No act towards a third party without the client's consent to exactly this text.

A consent fixes text, recipient, purpose and end date. All four are encrypted or keyed: what was to
be shared, with whom and why is as much the client's as the conversation is.

Nobody tells everything at once. A consent is one stage of disclosure to one recipient, and each
stage has a consent of its own: it can be asked once those before it were given to this recipient,
and used once they were used. So a client decides on the next when the recipient has the last, and
can stop anywhere. A text that goes further than its stage is marked, for both who look at it.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import asyncpg

from tenants.audit import record
from tenants.conversations.kluis import decrypt_text, encrypt_text, find_data_key
from tenants.conversations.messages import LONGEST, check_text
from tenants.errors import Conflict, Invalid, NotFound
from tenants.identification import Finding, Kind, find_identifying
from tenants.ids import new_id
from tenants.network.headcounts import list_unit_names
from tenants.policy import Action, require
from tenants.session import TenantSession

#: each tells more than the one before it, and none can be skipped
STAGES = ("theme", "unit", "situation", "identity")
#: what belongs to another stage than `situation`
_STAGE_OF = {
    Kind.UNIT: "unit",
    Kind.NAME: "identity",
    Kind.CAPITALS: "identity",
    Kind.CONTACT: "identity",
    Kind.ONLY: "identity",
    Kind.COMBINATION: "identity",
}


@dataclass(frozen=True, slots=True)
class Consent:
    """`state` is asked, given, refused, withdrawn or used; `until` is the last day it holds.

    `stage` is None where it was asked before there were stages.
    """

    id: UUID
    stage: str | None
    text: str
    recipient: str
    purpose: str
    until: date
    state: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What in the text could lead to somebody: said to whoever decides, never in the way."""
        return _findings(self.text)

    @property
    def beyond(self) -> tuple[Finding, ...]:
        """What in the text goes further than its stage."""
        return find_beyond(self.findings, self.stage or STAGES[-1])


def find_beyond(findings: Iterable[Finding], stage: str) -> tuple[Finding, ...]:
    """Those that belong to a stage after this one."""
    later = STAGES[STAGES.index(stage) + 1 :] if stage in STAGES else ()
    return tuple(one for one in findings if _STAGE_OF.get(one.kind, "situation") in later)


async def find_identifying_request(tenant: TenantSession, text: str) -> tuple[Finding, ...]:
    """The same before it is asked, where the organisation's own units are known."""
    require(tenant.actor, Action.ASK_CONSENT)
    units = await list_unit_names(tenant, tenant.now.year)
    return _findings(text[:LONGEST], units)


async def ask_consent(
    tenant: TenantSession,
    conversation_id: UUID,
    *,
    stage: str,
    text: str,
    recipient: str,
    purpose: str,
    until: date,
) -> Consent:
    """Ask the client. Nothing can be shared on an asked consent.

    Raises Invalid, also for a stage before which another has to be given to this recipient; Locked.
    """
    require(tenant.actor, Action.ASK_CONSENT)
    if stage not in STAGES:
        raise Invalid({"stage": f"must be one of {', '.join(STAGES)}"})
    consent = Consent(
        new_id(),
        stage,
        check_text(text),
        check_text(recipient, "recipient", 200),
        check_text(purpose, "purpose", 500),
        until,
        "asked",
    )
    if until < tenant.now.date():
        raise Invalid({"until": "is in the past"})
    given = await list_consents(tenant, conversation_id)
    today = tenant.now.date()
    if missing := _missing(consent, [c for c in given if c.until >= today or c.state == "used"]):
        raise Invalid({"stage": f"first needs a yes to {', '.join(missing)}"})
    data_key = await find_data_key(tenant, conversation_id)
    written = {
        column: encrypt_text(
            tenant, data_key, conversation_id, consent.id, column, getattr(consent, column)
        )
        for column in ("stage", "text", "recipient", "purpose")
    }
    asked = await tenant.connection.fetchval(
        """
        INSERT INTO consent
                    (tenant_id, id, conversation_id, client_id, counsellor_id, text, recipient,
                     purpose, digest, until, asked_on, stage)
             SELECT tenant_id, $3, id, client_id, counsellor_id, $4, $5, $6, $7, $8, $10, $11
               FROM conversation
              WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $9 AND state = 'open'
          RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        consent.id,
        written["text"],
        written["recipient"],
        written["purpose"],
        _digest(data_key, consent.id, consent.text),
        until,
        tenant.actor.id,
        today,
        written["stage"],
    )
    if asked is None:
        raise NotFound
    await record(tenant, Action.ASK_CONSENT, "consent", consent.id)
    return consent


async def list_consents(tenant: TenantSession, conversation_id: UUID) -> list[Consent]:
    """All of a conversation, oldest first, opened with both locks."""
    require(tenant.actor, Action.READ_CONVERSATION)
    data_key = await find_data_key(tenant, conversation_id)
    rows = await tenant.connection.fetch(
        """
        SELECT id, stage, text, recipient, purpose, until, state
          FROM consent
         WHERE tenant_id = $1 AND conversation_id = $2
         ORDER BY id
        """,
        tenant.tenant_id,
        conversation_id,
    )

    def opened(row: asyncpg.Record, column: str) -> str:
        return decrypt_text(tenant, data_key, conversation_id, row["id"], column, row[column])

    return [
        Consent(
            row["id"],
            row["stage"] and opened(row, "stage"),
            opened(row, "text"),
            opened(row, "recipient"),
            opened(row, "purpose"),
            row["until"],
            row["state"],
        )
        for row in rows
    ]


async def give_consent(tenant: TenantSession, consent_id: UUID) -> None:
    """The client says yes, before the last day. Raises Conflict `consent-not-asked`."""
    await _decide(tenant, consent_id, ("asked",), "given")


async def refuse_consent(tenant: TenantSession, consent_id: UUID) -> None:
    await _decide(tenant, consent_id, ("asked",), "refused")


async def withdraw_consent(tenant: TenantSession, consent_id: UUID) -> None:
    """The client takes back a yes that was not used yet."""
    await _decide(tenant, consent_id, ("given",), "withdrawn")


async def use_consent(
    tenant: TenantSession, conversation_id: UUID, consent_id: UUID, text: str
) -> Consent:
    """The counsellor is about to share `text`: it must be the very text, and the consent alive.

    Returns what may now be handed over, to whom and for what, once. The house itself sends nothing.
    Raises Conflict `consent-missing`, `consent-ended`, `text-changed`; `stage-skipped` where this
    recipient was not told an earlier stage.
    """
    require(tenant.actor, Action.USE_CONSENT)
    data_key = await find_data_key(tenant, conversation_id)
    row = await tenant.connection.fetchrow(
        """
        SELECT digest, until, state
          FROM consent
         WHERE tenant_id = $1 AND id = $2 AND conversation_id = $3 AND counsellor_id = $4
           FOR UPDATE
        """,
        tenant.tenant_id,
        consent_id,
        conversation_id,
        tenant.actor.id,
    )
    if row is None:
        raise NotFound
    if row["state"] != "given":
        raise Conflict("consent-missing")
    if row["until"] < tenant.now.date():
        raise Conflict("consent-ended")
    if not hmac.compare_digest(row["digest"], _digest(data_key, consent_id, text)):
        raise Conflict("text-changed")
    consents = await list_consents(tenant, conversation_id)
    consent = next(c for c in consents if c.id == consent_id)
    if _missing(consent, [c for c in consents if c.state == "used"]):
        raise Conflict("stage-skipped")
    await tenant.connection.execute(
        "UPDATE consent SET state = 'used' WHERE tenant_id = $1 AND id = $2",
        tenant.tenant_id,
        consent_id,
    )
    await record(tenant, Action.USE_CONSENT, "consent", consent_id)
    return replace(consent, state="used")


def _missing(consent: Consent, others: Iterable[Consent]) -> tuple[str, ...]:
    """Stages before this one to which there is no yes for the same recipient among the others."""
    if consent.stage is None:
        return ()
    yes = {
        other.stage
        for other in others
        if other.state in {"given", "used"} and _same(other.recipient, consent.recipient)
    }
    return tuple(s for s in STAGES[: STAGES.index(consent.stage)] if s not in yes)


def _same(one: str, other: str) -> bool:
    """Whether two recipients are written alike, but for capitals and spaces."""
    return one.casefold().split() == other.casefold().split()


def _findings(text: str, units: Collection[str] = ()) -> tuple[Finding, ...]:
    """That it is about one person says nothing yet: what somebody shares with consent always is."""
    found = find_identifying(text, units=units)
    return tuple(one for one in found if one.kind is not Kind.PERSON)


async def _decide(
    tenant: TenantSession, consent_id: UUID, before: tuple[str, ...], after: str
) -> None:
    require(tenant.actor, Action.GIVE_CONSENT)
    decided = await tenant.connection.fetchval(
        """
           UPDATE consent
              SET state = $4
            WHERE tenant_id = $1 AND id = $2 AND client_id = $3 AND state = ANY($5)
              AND ($4 <> 'given' OR until >= $6)
        RETURNING id
        """,
        tenant.tenant_id,
        consent_id,
        tenant.actor.id,
        after,
        list(before),
        tenant.now.date(),
    )
    if decided is not None:
        return
    known = await tenant.connection.fetchval(
        "SELECT EXISTS (SELECT FROM consent WHERE tenant_id = $1 AND id = $2)",
        tenant.tenant_id,
        consent_id,
    )
    raise Conflict("consent-not-asked") if known else NotFound


def _digest(data_key: bytes, consent_id: UUID, text: str) -> bytes:
    key = hmac.digest(data_key, b"gesprekspunt/consent/1" + consent_id.bytes, hashlib.sha256)
    return hmac.digest(key, text.encode(), hashlib.sha256)
