"""Machine clients: systems that call this API with a token of their own."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.auth.machines import check_public_jwk, new_secret
from api.auth.scopes import MACHINE_ROLES, check_scopes
from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, Line, View, shape, shape_all
from api.rest.verbs import delete, get, post
from tenants.network import machines
from tenants.network.directory import get_tenant

PATHS = ["/machine-clients", "/organisations/{organisation_id:uuid}/machine-clients"]
CREATED_PATHS = [
    "/firms/{firm_id:uuid}/machine-clients",
    "/advisors/{advisor_id:uuid}/machine-clients",
]


class NewMachineClient(Body):
    """With a `public_jwk` it proves itself by `private_key_jwt`, else by a secret."""

    name: Line
    scopes: Annotated[list[str], Meta(min_length=1, max_length=40)]
    public_jwk: dict[str, Any] | None = None


class MachineClientView(View):
    id: UUID
    name: str
    scopes: tuple[str, ...]
    state: str


class CreatedMachineClient(MachineClientView):
    """`client_secret` is shown this once; it is null where the answer is replayed."""

    client_secret: str | None


async def create_machine_client(
    tenant: Tenant, once: OnceDependency, data: JSONBody[NewMachineClient]
) -> Response[CreatedMachineClient]:
    """Create a machine client; its `id` is the `client_id` at the token endpoint."""
    await once.begin(tenant)
    kind = (await get_tenant(tenant, tenant.tenant_id)).kind
    check_scopes(data.scopes, MACHINE_ROLES[kind])
    secret, secret_hash = (None, None) if data.public_jwk is not None else new_secret()
    if data.public_jwk is not None:
        check_public_jwk(data.public_jwk)
    client = await machines.create_machine_client(tenant, **data.fields(), secret_hash=secret_hash)
    shown = CreatedMachineClient(
        **msgspec.structs.asdict(shape(MachineClientView, client)), client_secret=secret
    )
    return await once.answer(shown, shown_once=("client_secret",))


async def list_machine_clients(tenant: Tenant) -> list[MachineClientView]:
    """Every machine client, ended ones too; never a secret."""
    return shape_all(MachineClientView, await machines.list_machine_clients(tenant))


async def end_machine_client(tenant: Tenant, client_id: FromPath[UUID]) -> None:
    """End a machine client; a token that it holds works for ten minutes at most."""
    await machines.end_machine_client(tenant, client_id)


def _handlers(paths: list[str]) -> list[Any]:
    one = [f"{path}/{{client_id:uuid}}" for path in paths]
    return [
        post(paths, scope="machines:manage")(create_machine_client),
        get(paths, scope="machines:manage")(list_machine_clients),
        delete(one, scope="machines:manage")(end_machine_client),
    ]


for_firms = _handlers(PATHS)
for_operators = _handlers(CREATED_PATHS)
