"""Migrations go up, down and up again, with people in the tables."""

import asyncio
import os
import subprocess

import asyncpg
import pytest
from alembic.script import ScriptDirectory

import migrations
from api.embedded import binary
from tests.conftest import BARE, clone, database_at


async def test_up_down_and_up_again_with_data() -> None:
    async with clone() as name:
        url = _at(name)
        assert await _count(url, "audit_entry") > 0
        await asyncio.to_thread(migrations.revert, url, "base")
        assert await _tables(url) == {"alembic_version"}
        await asyncio.to_thread(migrations.migrate, url)
        assert await _dump(url) == await _dump(_at(BARE))


@pytest.mark.parametrize("revision", [s.revision for s in ScriptDirectory.from_config(
    migrations.configure("postgresql://")).walk_revisions()])  # fmt: skip
async def test_each_migration_goes_down_to_what_was_before_it(revision: str) -> None:
    async with clone(BARE) as name:
        url = _at(name)
        await asyncio.to_thread(migrations.revert, url, revision)
        before = await _dump(url)
        await asyncio.to_thread(migrations.revert, url, "-1")
        await asyncio.to_thread(migrations.migrate, url, revision)
        assert await _dump(url) == before


async def test_a_database_that_is_there_already_is_left_alone() -> None:
    async with clone() as name:
        url = _at(name)
        before = await _count(url, "audit_entry")
        await asyncio.to_thread(migrations.migrate, url)
        assert await _count(url, "audit_entry") == before


def _at(name: str) -> str:
    return database_at(os.environ["TEST_OWNER_URL"], name)


async def _count(url: str, table: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        counted: int = await connection.fetchval(f"SELECT count(*) FROM {table}")
        return counted
    finally:
        await connection.close()


async def _tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT relname FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        return {row["relname"] for row in rows}
    finally:
        await connection.close()


async def _dump(url: str) -> str:
    """The schema as pg_dump writes it, without what differs each time."""
    command = [str(binary("pg_dump")), "--schema-only", "--dbname", url]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))
