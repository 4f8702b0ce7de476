"""Machine clients: systems of a firm, an organisation or an advisor that call the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from tenants.audit import record
from tenants.errors import NotFound
from tenants.ids import new_id
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class MachineClient:
    """`scopes` are names of the token endpoint; the door knows which acts each opens."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    state: str


async def create_machine_client(
    tenant: TenantSession,
    *,
    name: str,
    scopes: Sequence[str],
    secret_hash: str | None = None,
    public_jwk: dict[str, Any] | None = None,
    client_id: UUID | None = None,
) -> MachineClient:
    """Create a client of the session's tenant that proves itself by a secret or by its key."""
    require(tenant.actor, Action.MANAGE_MACHINES)
    machine = MachineClient(client_id or new_id(), name, tuple(scopes), "active")
    await tenant.connection.execute(
        "INSERT INTO login (handle, kind, tenant_id, subject_id) VALUES ($1, 'machine', $2, $3)",
        str(machine.id),
        tenant.tenant_id,
        machine.id,
    )
    await tenant.connection.execute(
        """
        INSERT INTO machine_client (tenant_id, id, name, scopes, secret_hash, public_jwk)
             VALUES ($1, $2, $3, $4, $5, $6)
        """,
        tenant.tenant_id,
        machine.id,
        name,
        list(scopes),
        secret_hash,
        msgspec.json.encode(public_jwk).decode() if public_jwk else None,
    )
    await record(tenant, Action.MANAGE_MACHINES, "machine_client", machine.id)
    return machine


async def list_machine_clients(tenant: TenantSession) -> list[MachineClient]:
    require(tenant.actor, Action.MANAGE_MACHINES)
    rows = await tenant.connection.fetch(
        "SELECT id, name, scopes, state FROM machine_client WHERE tenant_id = $1 ORDER BY id",
        tenant.tenant_id,
    )
    return [MachineClient(r["id"], r["name"], tuple(r["scopes"]), r["state"]) for r in rows]


async def end_machine_client(tenant: TenantSession, client_id: UUID) -> None:
    require(tenant.actor, Action.MANAGE_MACHINES)
    ended = await tenant.connection.fetchval(
        """
           UPDATE machine_client
              SET state = 'ended'
            WHERE tenant_id = $1 AND id = $2 AND state = 'active'
        RETURNING id
        """,
        tenant.tenant_id,
        client_id,
    )
    if ended is None:
        raise NotFound
    await tenant.connection.execute(
        "DELETE FROM login WHERE tenant_id = $1 AND subject_id = $2", tenant.tenant_id, client_id
    )
    await record(tenant, Action.MANAGE_MACHINES, "machine_client", client_id, purpose="ended")
