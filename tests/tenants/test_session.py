"""The wall: what a door may not see it cannot select, whatever the code does."""

import asyncpg
import pytest

from api.house import House
from tenants.attempts import count_attempt
from tenants.errors import NotFound
from tenants.policy import PLATFORM, Actor, Door, Role
from tests.people import Cast, Talk

SECRET_TABLES = ("conversation", "message", "seal", "consent", "formal_route", "client",
                 "client_recovery", "conversation_entry", "weighing")  # fmt: skip
OTHERS = {
    Role.HR: ("registration", "effort", "pool_member", "counsellor", "client_session"),
    Role.FIRM_MANAGER: ("registration", "client_session", "staff_session.unlocked"),
    Role.ANALYST: ("registration", "organisation", "headcount", "annual_report", "mandate"),
    Role.OPERATOR: ("registration", "headcount", "staff_session", "effort"),
    Role.WORKER: ("staff", "machine_client"),
    Role.AGGREGATOR: ("staff", "counsellor", "annual_report", "effort"),
    Role.VISITOR: ("registration", "headcount", "staff", "effort", "annual_report", "advice"),
}


@pytest.mark.book("R07", "R15")
@pytest.mark.parametrize("role", OTHERS)
async def test_a_door_cannot_read_what_is_not_its_business(
    house: House, cast: Cast, role: Role
) -> None:
    home = {
        Role.HR: cast.tenants["noorderlicht"],
        Role.VISITOR: cast.tenants["noorderlicht"],
        Role.FIRM_MANAGER: cast.tenants["vertrouwd"],
        Role.ANALYST: cast.tenants["peilstok"],
        Role.WORKER: cast.tenants["noorderlicht"],
    }.get(role, PLATFORM)
    actor = Actor(role, home, cast.staff["alice"])
    secret = () if role is Role.VISITOR else SECRET_TABLES
    for name in (*secret, *OTHERS[role]):
        table, _, column = name.partition(".")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.tenancy.open(actor) as tenant:
                await tenant.connection.fetch(f"SELECT {column or '*'} FROM {table}")


async def test_without_a_tenant_there_are_no_rows(house: House, talk: Talk) -> None:
    url = house.settings.database_url.get_secret_value()
    for door in Door:
        connection = await asyncpg.connect(url, server_settings={"role": door.value})
        try:
            readable = await connection.fetch(
                """
                SELECT c.relname, a.attname
                  FROM pg_class c
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                 WHERE c.relrowsecurity AND has_column_privilege(c.oid, a.attnum, 'SELECT')
                """
            )
            for table, column in readable:
                if door is Door.INSIGHT or (door is Door.ENTRANCE and table == "login"):
                    continue  # coded sums across tenants; and whoever signs in has no tenant yet
                assert await connection.fetch(f"SELECT {column} FROM {table}") == [], (door, table)
        finally:
            await connection.close()


async def test_a_door_cannot_become_another(house: House, cast: Cast) -> None:
    """The login may become every door; code at a door never does, and no pool is shared."""
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        assert await tenant.connection.fetchval("SELECT current_user") == Door.ORGANISATION
        await tenant.connection.execute("RESET ROLE")
        assert await tenant.connection.fetchval("SELECT current_user") == Door.ORGANISATION


@pytest.mark.parametrize("name", ["henk", "fleur", "noorderlicht", "peilstok"])
async def test_nobody_enters_another_tenant(house: House, cast: Cast, name: str) -> None:
    actor = cast.actor(name) if name in cast.staff else cast.machine(name)
    for slug, tenant_id in cast.tenants.items():
        if tenant_id == actor.tenant_id:
            continue
        with pytest.raises(NotFound):
            async with house.tenancy.open(actor, tenant_id):
                raise AssertionError(slug)


async def test_an_error_keeps_nothing(house: House, cast: Cast) -> None:
    henk = cast.actor("henk")

    async def stumble() -> None:
        async with house.tenancy.open(henk) as tenant:
            await tenant.connection.execute(
                "INSERT INTO headcount VALUES ($1, 2030, 'nowhere', 1)", tenant.tenant_id
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stumble()
    async with house.tenancy.open(henk) as tenant:
        assert not await tenant.connection.fetchval(
            "SELECT count(*) FROM headcount WHERE year = 2030"
        )


async def test_settings_end_with_the_transaction(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        connection = tenant.connection
        assert await connection.fetchval("SELECT current_setting('app.tenant')")
        raw = connection._con  # what the pool lends
    assert not await raw.fetchval("SELECT current_setting('app.tenant', true)")


@pytest.mark.book("R07")
async def test_what_doors_share_tells_an_organisation_of_nobody_else(
    house: House, cast: Cast, talk: Talk
) -> None:
    """Repeated answers and counts of attempts lie in one table each, everybody's together."""
    noorderlicht = cast.tenants["noorderlicht"]
    async with house.tenancy.open(talk.counsellor, noorderlicht) as tenant:
        await tenant.connection.execute(
            "INSERT INTO idempotent_request (tenant_id, actor_id, key, fingerprint) "
            "VALUES ($1, $2, $3, '')",
            noorderlicht,
            talk.counsellor.id,
            str(talk.id),
        )
    async with house.tenancy.open(Actor(Role.VISITOR, noorderlicht)) as tenant:
        await count_attempt(tenant, "portal words")
    for actor, home in ((cast.machine("noorderlicht"), None), (cast.actor("alice"), noorderlicht)):
        async with house.tenancy.open(actor, home) as tenant:
            await count_attempt(tenant, f"requests:{actor.id}")
            counted = await tenant.connection.fetch("SELECT subject FROM attempt")
            others = "SELECT count(*) FROM idempotent_request WHERE actor_id <> $1"
            assert await tenant.connection.fetchval(others, actor.id) == 0
        assert {row["subject"] for row in counted} == {f"requests:{actor.id}"}


async def test_a_brief_session_is_no_way_round_the_wall(
    house: House, cast: Cast, talk: Talk
) -> None:
    find = "SELECT sealed FROM app.find_seal($1, $2, $3, $4, $5)"
    for stranger in ("dewi", "henk"):
        with pytest.raises((NotFound, asyncpg.InsufficientPrivilegeError)):
            async with house.tenancy.open(
                cast.actor(stranger), talk.organisation_id, brief=True
            ) as tenant:
                await tenant.ask(find, talk.id)
    for actor in (cast.actor("chloé"), Actor(Role.VISITOR, talk.organisation_id)):
        async with house.tenancy.open(actor, talk.organisation_id, brief=True) as tenant:
            assert await tenant.ask(find, talk.id) is None
    async with house.tenancy.open(talk.counsellor, talk.organisation_id, brief=True) as tenant:
        assert await tenant.ask(find, talk.id)
        assert await tenant._connection.fetch("SELECT FROM conversation") == []
        with pytest.raises(RuntimeError, match="brief"):
            _ = tenant.connection
