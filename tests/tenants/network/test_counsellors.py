"""Counsellors: a firm says who they are, and holds no key in their name."""

from uuid import uuid4

import asyncpg
import pytest

from api.house import House
from tenants.conversations.routing import propose_counsellors
from tenants.network.staff import end_staff
from tenants.policy import Actor, Role
from tests.people import Cast


@pytest.mark.book("R16")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO counsellor (tenant_id, id, public_key) VALUES ($1, $2, '')",
        "INSERT INTO counsellor (tenant_id, id, locked_seed) VALUES ($1, $2, '')",
        "UPDATE counsellor SET public_key = '' WHERE tenant_id = $1 AND id = $2",
        "UPDATE counsellor SET locked_seed = '' WHERE tenant_id = $1 AND id = $2",
    ],
)
async def test_a_firm_cannot_set_what_messages_are_sealed_to(
    house: House, cast: Cast, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("alice")) as tenant:
            await tenant.connection.execute(statement, tenant.tenant_id, uuid4())


async def test_nobody_chooses_a_counsellor_who_has_left(fresh_house: House, cast: Cast) -> None:
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        await end_staff(tenant, cast.staff["amina"])
    async with fresh_house.tenancy.open(
        Actor(Role.VISITOR, cast.tenants["noorderlicht"])
    ) as tenant:
        proposals = await propose_counsellors(tenant, language="en", channel="messages")
    assert cast.staff["amina"] not in {p.counsellor_id for p in proposals}
    assert proposals
