"""The client's own note of the client's own decision; the house tells nobody."""

import asyncpg
import pytest

from api.house import House
from tenants.conversations.formal_routes import (
    decide_formal_route,
    list_formal_routes,
    retract_formal_route,
)
from tenants.errors import Forbidden, NotFound
from tenants.policy import POLICY, Action, Role
from tests.people import Cast, Talk, start_talk


@pytest.mark.book("R02")
async def test_only_the_client_decides(house: House, cast: Cast, talk: Talk) -> None:
    assert POLICY[Action.DECIDE_FORMAL_ROUTE] == {Role.CLIENT}
    async with house.tenancy.open(talk.client) as tenant:
        await decide_formal_route(tenant, talk.id, "formal_complaint")
        (noted,) = await list_formal_routes(tenant, talk.id)
        assert noted.kind == "formal_complaint"
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        with pytest.raises(Forbidden):
            await decide_formal_route(tenant, talk.id, "formal_complaint")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
            await tenant.connection.execute("DELETE FROM formal_route")
    other = await start_talk(house, cast)
    async with house.tenancy.open(other.client) as tenant:
        with pytest.raises(NotFound):
            await decide_formal_route(tenant, talk.id, "formal_report")
    async with house.tenancy.open(talk.client) as tenant:
        await retract_formal_route(tenant, noted.id)
        assert await list_formal_routes(tenant, talk.id) == []


@pytest.mark.book("R02")
async def test_it_tells_nobody(fresh_house: House, cast: Cast) -> None:
    talk = await start_talk(fresh_house, cast)

    async def traces() -> list[int]:
        connection = await asyncpg.connect(
            fresh_house.settings.database_url.get_secret_value(),
            server_settings={"role": "gp_worker"},
        )
        try:
            await connection.execute(f"SET app.tenant = '{talk.organisation_id}'")
            return [
                await connection.fetchval(f"SELECT count(*) FROM {table}")
                for table in ("pgqueuer", "pgqueuer_log", "audit_entry")
            ]
        finally:
            await connection.close()

    before = await traces()
    async with fresh_house.tenancy.open(talk.client) as tenant:
        await decide_formal_route(tenant, talk.id, "formal_report")
    assert await traces() == before
