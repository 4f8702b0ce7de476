"""From a conversation to coded facets; the link lives only inside the encrypted conversation."""

from dataclasses import replace
from uuid import UUID

from tenants.conversations.kluis import decrypt_text, encrypt_text, find_data_key
from tenants.errors import NotFound
from tenants.insight.facets import Channel, Facets, Waited
from tenants.insight.registrations import correct_registration, get_registration, register
from tenants.policy import Action, require
from tenants.session import TenantSession


async def register_conversation(
    tenant: TenantSession, conversation_id: UUID, facets: Facets
) -> None:
    """Register the facets of a conversation, or correct them if it was registered before."""
    require(tenant.actor, Action.REGISTER)
    data_key = await find_data_key(tenant, conversation_id)
    # Two at once would both find none: one person would count twice, and hide one who is alone.
    await tenant.hold(f"registration/{conversation_id}")
    registration_id = await _registration_id(tenant, conversation_id, data_key)
    if registration_id is not None:
        before = await get_registration(tenant, registration_id)
        facets = await _with_waits(tenant, conversation_id, facets, before.first_response)
        await correct_registration(tenant, registration_id, facets)
        return
    facets = await _with_waits(tenant, conversation_id, facets)
    registration_id = await register(tenant, facets)
    linked = await tenant.connection.fetchval(
        """
           UPDATE conversation
              SET registration = $4
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        encrypt_text(
            tenant, data_key, conversation_id, conversation_id, "registration", str(registration_id)
        ),
    )
    if linked is None:
        raise NotFound


async def find_conversation_registration(
    tenant: TenantSession, conversation_id: UUID
) -> Facets | None:
    """The facets that were registered of this conversation, or None."""
    require(tenant.actor, Action.REGISTER)
    data_key = await find_data_key(tenant, conversation_id)
    registration_id = await _registration_id(tenant, conversation_id, data_key)
    if registration_id is None:
        return None
    return await get_registration(tenant, registration_id)


async def _with_waits(
    tenant: TenantSession,
    conversation_id: UUID,
    facets: Facets,
    response: Waited = Waited.NOT_RECORDED,
) -> Facets:
    """The facets with the days that the client waited; what was counted before stands.

    Messages go after a year, so a later count could be of another one than the first.
    """
    if response is Waited.NOT_RECORDED:
        days = await tenant.connection.fetchval(
            """
            SELECT min(m.sent_at AT TIME ZONE 'UTC')::date - c.opened_on
              FROM conversation c
              JOIN message m
                ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id
             WHERE c.tenant_id = $1 AND c.id = $2 AND m.author = 'counsellor'
             GROUP BY c.opened_on
            """,
            tenant.tenant_id,
            conversation_id,
        )
        response = Waited.NOT_RECORDED if days is None else Waited.of(days)
    talk = facets.first_talk
    if talk is Waited.NOT_RECORDED and facets.channel is Channel.MESSAGES:
        talk = response  # where people write, the first answer is where the talk begins
    return replace(facets, first_response=response, first_talk=talk)


async def _registration_id(
    tenant: TenantSession, conversation_id: UUID, data_key: bytes
) -> UUID | None:
    blob = await tenant.connection.fetchval(
        "SELECT registration FROM conversation WHERE tenant_id = $1 AND id = $2",
        tenant.tenant_id,
        conversation_id,
    )
    if blob is None:
        return None
    return UUID(
        decrypt_text(tenant, data_key, conversation_id, conversation_id, "registration", blob)
    )
