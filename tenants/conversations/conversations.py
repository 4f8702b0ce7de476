"""Conversations: started by a client with a language and a channel, and nothing else asked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tenants.conversations.attachments import Attachment, opened_attachment
from tenants.conversations.clients import Client, create_client, derive_secrets
from tenants.conversations.kluis import open_data_key, text_opener
from tenants.conversations.seals import IN_CHARGE, insert_conversation, public_key_of
from tenants.errors import Conflict, Invalid, Locked, NotFound, Unauthenticated
from tenants.network.counsellors import CHANNELS
from tenants.policy import Action, Actor, Role, require
from tenants.session import TenantSession
from vault import KeyPair, new_passphrase


@dataclass(frozen=True, slots=True)
class Started:
    """What only the client is told, and only now: the six words. `seed` opens the conversation."""

    conversation_id: UUID
    client_id: UUID
    passphrase: str
    seed: bytes


@dataclass(frozen=True, slots=True)
class Message:
    id: UUID
    author: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What one of the two sent at one moment: words, files, or both."""

    author: str
    sent_at: datetime
    text: str | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """`next_step` in words and `next_step_by` whose it is; messages and files oldest first.

    `handover` is none, asked or refused; `counsellor_key` held, lost, removed (by
    the client) or given_up (by the counsellor).
    """

    id: UUID
    organisation_id: UUID
    counsellor_id: UUID
    pseudonym: str
    language: str
    channel: str
    state: str
    waiting_for: str
    limits_explained: bool
    next_step: str | None
    next_step_by: str | None
    registered: bool
    handover: str
    counsellor_key: str
    opened_on: date
    closed_on: date | None
    messages: tuple[Message, ...]
    attachments: tuple[Attachment, ...]

    @property
    def said(self) -> tuple[Said, ...]:
        """Messages and files as they were sent, the oldest first."""
        files: dict[tuple[datetime, str], list[Attachment]] = {}
        for each in self.attachments:
            files.setdefault((each.sent_at, each.author), []).append(each)
        said = [
            Said(m.author, m.sent_at, m.text, tuple(files.pop((m.sent_at, m.author), ())))
            for m in self.messages
        ]
        said += [
            Said(author, moment, None, tuple(each)) for (moment, author), each in files.items()
        ]
        return tuple(sorted(said, key=lambda each: each.sent_at))


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A line of a work list: no word of what was said."""

    id: UUID
    organisation_id: UUID
    counsellor_id: UUID
    pseudonym: str
    language: str
    channel: str
    state: str
    waiting_for: str
    limits_explained: bool
    next_step_by: str | None
    handover: str
    counsellor_key: str
    opened_on: date
    last_message_at: datetime | None


async def start_conversation(
    tenant: TenantSession,
    *,
    conversation_id: UUID,
    language: str,
    channel: str,
    counsellor_id: UUID,
) -> Started:
    """Start a conversation with the counsellor whom the client chose, under a new pseudonym.

    A visitor becomes a client: the words are made here and shown once. `conversation_id` is chosen
    by the door when it shows the form, so that sending the form again cannot start a second one:
    that raises Conflict `already-started`. Raises Invalid, Conflict `not-live`,
    NotFound for a counsellor outside the pool.
    """
    require(tenant.actor, Action.START_CONVERSATION)
    firm_id = await _check_wishes(tenant, language, channel)
    recipient = await public_key_of(tenant, firm_id, counsellor_id)
    passphrase = new_passphrase(language)
    secret = await derive_secrets(tenant, passphrase)
    client = await create_client(tenant, secret, language)
    mine = await _as_client(tenant, client)
    await insert_conversation(
        mine,
        conversation_id=conversation_id,
        pseudonym=client.pseudonym,
        language=language,
        channel=channel,
        firm_id=firm_id,
        client_key=KeyPair.from_seed(secret.seed).public,
        counsellor_id=counsellor_id,
        counsellor_key=recipient,
    )
    return Started(conversation_id, client.id, passphrase, secret.seed)


async def start_another_conversation(
    tenant: TenantSession,
    *,
    conversation_id: UUID,
    language: str,
    channel: str,
    counsellor_id: UUID,
) -> None:
    """Start one more under the acting client's pseudonym; the words they have open it as well.

    Raises as `start_conversation` does; Locked without a person, Unauthenticated where the words of
    this session were replaced in the meantime.
    """
    require(tenant.actor, Action.START_CONVERSATION)
    if tenant.person is None:
        raise Locked
    firm_id = await _check_wishes(tenant, language, channel)
    recipient = await public_key_of(tenant, firm_id, counsellor_id)
    # Shared until commit: new words that came in between would not open this conversation.
    client = await tenant.connection.fetchrow(
        """
        SELECT public_key, pseudonym
          FROM client
         WHERE tenant_id = $1 AND id = $2
           FOR SHARE
        """,
        tenant.tenant_id,
        tenant.actor.id,
    )
    if client is None or client["public_key"] != tenant.person.public:
        raise Unauthenticated
    await insert_conversation(
        tenant,
        conversation_id=conversation_id,
        pseudonym=client["pseudonym"],
        language=language,
        channel=channel,
        firm_id=firm_id,
        client_key=client["public_key"],
        counsellor_id=counsellor_id,
        counsellor_key=recipient,
    )


async def get_conversation(tenant: TenantSession, conversation_id: UUID) -> Conversation:
    """The whole conversation, opened with both locks. Raises Locked, NotFound."""
    require(tenant.actor, Action.READ_CONVERSATION)
    row = await tenant.connection.fetchrow(
        f"""
        SELECT {COLUMNS}, next_step, registration IS NOT NULL AS registered, closed_on,
               (SELECT s.sealed
                  FROM seal s
                 WHERE s.tenant_id = $1 AND s.conversation_id = $2 AND s.holder_id = $3),
               (SELECT o.wrapped_kek
                  FROM organisation o
                 WHERE o.tenant_id = $1),
               (SELECT array_agg((m.id, m.author, m.body, m.sent_at) ORDER BY m.id)
                  FROM message m
                 WHERE m.tenant_id = $1 AND m.conversation_id = $2) AS messages,
               (SELECT array_agg((a.id, a.number, a.author, a.sent_at, a.details)
                                 ORDER BY a.number)
                  FROM attachment a
                 WHERE a.tenant_id = $1 AND a.conversation_id = $2 AND a.state = 'sent')
               AS attachments
          FROM conversation
         WHERE tenant_id = $1 AND id = $2
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if row is None or row["sealed"] is None:
        raise NotFound
    data_key = await open_data_key(tenant, conversation_id, row["sealed"], row["wrapped_kek"])
    opened = text_opener(tenant, data_key, conversation_id)
    return Conversation(
        id=row["id"],
        organisation_id=row["organisation_id"],
        counsellor_id=row["counsellor_id"],
        pseudonym=row["pseudonym"],
        language=row["language"],
        channel=row["channel"],
        state=row["state"],
        waiting_for=row["waiting_for"],
        limits_explained=row["limits_explained"],
        next_step=row["next_step"] and opened(conversation_id, "next_step", row["next_step"]),
        next_step_by=row["next_step_by"],
        registered=row["registered"],
        handover=row["handover"],
        counsellor_key=row["counsellor_key"],
        opened_on=row["opened_on"],
        closed_on=row["closed_on"],
        messages=tuple(
            Message(message_id, author, opened(message_id, "body", body), sent_at)
            for message_id, author, body, sent_at in row["messages"] or ()
        ),
        attachments=tuple(
            opened_attachment(tenant, data_key, conversation_id, *each)
            for each in row["attachments"] or ()
        ),
    )


async def list_own_conversations(tenant: TenantSession) -> list[ConversationSummary]:
    """A client's own, or a counsellor's over all organisations; who waits longest comes first."""
    require(tenant.actor, Action.LIST_OWN_CONVERSATIONS)
    # A counsellor's list is no way round the wall: the wall admits rows by the counsellor's id.
    whose = OWN_AS_COUNSELLOR if tenant.actor.role is Role.COUNSELLOR else OWN_AS_CLIENT
    arguments = [tenant.actor.id]
    if tenant.actor.role is Role.CLIENT:
        arguments.append(tenant.tenant_id)
    rows = await tenant.connection.fetch(
        f"""
        SELECT {COLUMNS}, last_message_at
          FROM conversation
         WHERE {whose}
         ORDER BY state DESC, waiting_for = 'counsellor' DESC, last_message_at NULLS LAST, id
        """,
        *arguments,
    )
    return [ConversationSummary(**row) for row in rows]


OWN_AS_CLIENT = "client_id = $1 AND tenant_id = $2"
OWN_AS_COUNSELLOR = f"counsellor_id = $1 AND {IN_CHARGE}"
COLUMNS = (
    "id, tenant_id AS organisation_id, counsellor_id, pseudonym, language, channel, state, "
    "waiting_for, limits_explained, next_step_by, handover, counsellor_key, opened_on"
)


async def _check_wishes(tenant: TenantSession, language: str, channel: str) -> UUID:
    """The firm of this organisation. Raises Invalid, Conflict `not-live`, NotFound."""
    if channel not in CHANNELS:
        raise Invalid({"channel": f"must be one of {', '.join(CHANNELS)}"})
    row = await tenant.connection.fetchrow(
        "SELECT firm_id, languages, state FROM organisation WHERE tenant_id = $1",
        tenant.tenant_id,
    )
    if row is None:
        raise NotFound
    if row["state"] != "live":
        raise Conflict("not-live")
    if language not in row["languages"]:
        raise Invalid({"language": f"must be one of {', '.join(row['languages'])}"})
    return row["firm_id"]


async def _as_client(tenant: TenantSession, client: Client) -> TenantSession:
    """The visitor has become this client, in the same transaction."""
    return await tenant.become(Actor(Role.CLIENT, tenant.tenant_id, client.id))
