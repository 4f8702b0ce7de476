"""Pools: the counsellors whom clients of an organisation may choose."""

from typing import Any
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.counsellors import Counsellor, counsellor_of
from api.graphql.nodes import key_of
from api.graphql.shapes import Info, act, body, of_parent, shape_all, view
from tenants.network import pools
from tenants.network.across import list_pools_across


@view
class PoolMember:
    """A deputy is proposed only when the others have no room."""

    counsellor_id: strawberry.Private[UUID]
    deputy: bool
    counsellor: Counsellor | None = of_parent(counsellor_of)


@body
class NewPoolMember:
    """A counsellor of the firm, as a deputy or not."""

    counsellor_id: strawberry.ID
    deputy: bool = False


async def list_pool(root: strawberry.Parent[Any], info: Info) -> list[PoolMember] | None:
    """The counsellors whom clients of the organisation may choose."""
    return shape_all(PoolMember, await info.context.load(_by_organisation, root.tenant_id))


async def _by_organisation(context: Context, ids: list[UUID]) -> list[Any]:
    return await context.by_organisation(ids, pools.list_pool, list_pools_across)


@strawberry.type
class PoolActs:
    @act
    async def put_pool(
        self, info: Info, mandate_id: strawberry.ID, members: list[NewPoolMember]
    ) -> list[PoolMember] | None:
        """Set the counsellors under a mandate; who is not named leaves, conversations stay."""
        organisation_id, mandate = key_of(mandate_id, "Mandate", UUID, UUID)
        wanted = [
            pools.PoolMember(key_of(member.counsellor_id, "Counsellor", UUID)[0], member.deputy)
            for member in members
        ]
        async with info.context.open(organisation_id) as tenant:
            return shape_all(PoolMember, await pools.put_pool(tenant, mandate, wanted))
