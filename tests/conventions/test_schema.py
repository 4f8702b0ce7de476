"""Every table keeps the rules that row-level security and growing past one machine ask for."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from migrations.tables import DOOR_ROLES

#: small tables that every machine has a copy of, and what belongs to no tenant
SHARED = {
    "alembic_version",
    "edition",
    "login",
    "pgqueuer",
    "pgqueuer_log",
    "pgqueuer_schedules",
    "pgqueuer_statistics",
    "prevalence",
    "release",
    "tenant",
}

#: what a conversation leaves behind, in any form
OF_CONVERSATIONS = {
    "attachment",
    "attachment_chunk",
    "client",
    "client_conflict",
    "client_recovery",
    "client_session",
    "consent",
    "conversation",
    "conversation_entry",
    "effort",
    "formal_route",
    "message",
    "registration",
    "seal",
    "stored_object",
    "weighing",
}


@pytest.fixture
async def catalog(owner_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def tables(catalog: asyncpg.Connection) -> set[str]:
    """The tenant tables: all that are not in the short list of shared ones."""
    rows = await catalog.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    return {row["relname"] for row in rows} - SHARED


async def test_every_tenant_table_has_forced_row_level_security_and_a_policy(
    catalog: asyncpg.Connection, tables: set[str]
) -> None:
    assert len(tables) > 20
    walled = await catalog.fetch(
        """
        SELECT relname
          FROM pg_class c
         WHERE relnamespace = 'public'::regnamespace
           AND relrowsecurity AND relforcerowsecurity
           AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)
        """
    )
    # Logins are shared and walled as well: a firm ends its own alone.
    assert {row["relname"] for row in walled} == tables | {"login"}


async def test_tenant_id_is_first_in_every_key(
    catalog: asyncpg.Connection, tables: set[str]
) -> None:
    rows = await catalog.fetch(
        """
        SELECT t.relname, x.relname AS index, a.attname
          FROM pg_index i
          JOIN pg_class t ON t.oid = i.indrelid
          JOIN pg_class x ON x.oid = i.indexrelid
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
         WHERE t.relnamespace = 'public'::regnamespace AND i.indisunique
        """
    )
    keys = [row for row in rows if row["relname"] in tables]
    assert {row["relname"] for row in keys} == tables
    assert not [row["index"] for row in keys if row["attname"] != "tenant_id"]


async def test_foreign_keys_go_by_tenant_and_never_set_null(
    catalog: asyncpg.Connection, tables: set[str]
) -> None:
    rows = await catalog.fetch(
        """
        SELECT c.conname, t.relname, r.relname AS target, a.attname, b.attname AS target_column,
               c.confdeltype = 'n' AS sets_null
          FROM pg_constraint c
          JOIN pg_class t ON t.oid = c.conrelid
          JOIN pg_class r ON r.oid = c.confrelid
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
          JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = c.confkey[1]
         WHERE c.contype = 'f'
        """
    )
    assert rows
    for row in rows:
        assert not row["sets_null"], row["conname"]
        assert row["relname"] in tables, f"{row['conname']}: a shared table points at nothing"
        if row["target"] in tables:
            assert (row["attname"], row["target_column"]) == ("tenant_id", "tenant_id"), row
    assert not [row["conname"] for row in rows if row["target"] in SHARED - {"tenant"}]


async def test_no_triggers_and_no_policy_that_asks_another_table(
    catalog: asyncpg.Connection, tables: set[str]
) -> None:
    triggers = await catalog.fetch(
        "SELECT t.relname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid "
        "WHERE NOT g.tgisinternal"
    )
    assert {row["relname"] for row in triggers} & tables == set()
    policies = await catalog.fetch(
        """
        SELECT polname, polrelid::regclass::text AS name,
               concat_ws(' ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
               AS condition
          FROM pg_policy
        """
    )
    assert not [p["name"] for p in policies if "SELECT" in p["condition"].upper()]


async def test_every_policy_fails_closed_but_for_sums_over_coded_facets(
    catalog: asyncpg.Connection,
) -> None:
    open_policies = await catalog.fetch(
        "SELECT polrelid::regclass::text AS name, polname FROM pg_policy "
        "WHERE pg_get_expr(polqual, polrelid) = 'true'"
    )
    by_name = {(row["polname"], row["name"]) for row in open_policies}
    # Whoever signs in is of no tenant yet.
    assert {role for role, _ in by_name - {("gp_entrance", "login")}} <= {"gp_insight"}
    for role in DOOR_ROLES:
        if role == "gp_insight":
            continue
        rows = await catalog.fetch(
            "SELECT polrelid::regclass::text AS name, pg_get_expr(polqual, polrelid) AS condition "
            "FROM pg_policy WHERE polname = $1",
            role,
        )
        for row in rows:
            if (role, row["name"]) != ("gp_entrance", "login"):
                assert "current_setting('app." in row["condition"], (role, row["name"])


async def test_no_role_of_a_door_is_above_the_walls(catalog: asyncpg.Connection) -> None:
    roles = await catalog.fetch(
        "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = ANY($1)",
        list(DOOR_ROLES),
    )
    assert len(roles) == len(DOOR_ROLES)
    above = ("rolsuper", "rolbypassrls", "rolcanlogin")
    assert not [role["rolname"] for role in roles if any(role[power] for power in above)]


@pytest.mark.book("R07", "R53", "D6")
async def test_the_organisation_door_reaches_nothing_of_a_conversation(
    catalog: asyncpg.Connection,
) -> None:
    reached = await _readable(catalog, "gp_organisation")
    assert not reached & (OF_CONVERSATIONS | {"counsellor", "pool_member", "referral"})
    assert {"headcount", "annual_report", "advice"} <= reached


@pytest.mark.book("D4")
async def test_the_advisor_door_reads_editions_and_little_else(catalog: asyncpg.Connection) -> None:
    reached = await _readable(catalog, "gp_advisor")
    own = {"advisor", "attempt", "idempotent_request", "staff_session", "tenant"}
    assert reached - own == {"edition"}


@pytest.mark.parametrize("role", ["gp_firm", "gp_operator", "gp_insight", "gp_worker"])
async def test_nobody_but_who_talks_reads_what_was_said(
    catalog: asyncpg.Connection, role: str
) -> None:
    said = {"message", "seal", "attachment_chunk", "consent", "formal_route", "weighing"}
    assert not await _readable(catalog, role) & said


@pytest.mark.book("R46")
async def test_advice_has_no_link_to_a_conversation(catalog: asyncpg.Connection) -> None:
    columns = await catalog.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'advice'::regclass AND attnum > 0"
    )
    assert not {row["attname"] for row in columns} & {"conversation_id", "client_id"}
    pointed_at = await catalog.fetch(
        "SELECT confrelid::regclass::text AS target FROM pg_constraint "
        "WHERE conrelid = 'advice'::regclass AND contype = 'f'"
    )
    assert not {row["target"] for row in pointed_at} & OF_CONVERSATIONS


async def _readable(catalog: asyncpg.Connection, role: str) -> set[str]:
    """Tables of which the role may read at least a column."""
    rows = await catalog.fetch(
        """
        SELECT relname
          FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND has_any_column_privilege($1, oid, 'SELECT')
        """,
        role,
    )
    return {row["relname"] for row in rows}
