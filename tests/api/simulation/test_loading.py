"""What was simulated is in the tables, behind the same walls, and only in an empty house."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from api.demo.cast import machine_id
from api.house import open_house
from api.simulation.loading import NotEmptyError, load_network
from api.simulation.network import Network
from tenants.conversations.clients import derive_secrets, return_with_passphrase
from tenants.conversations.routing import propose_counsellors
from tenants.errors import Unauthenticated
from tenants.insight.contributing import list_contributions
from tenants.network.organisations import list_organisations
from tenants.policy import PLATFORM, Actor, Role
from tests.conftest import BARE, clone, database_at, settings_for

ROOT = Path(__file__).parents[3]
NETWORK = Network(seed=7, organisations=40, years=3, until=2025, talks=3_000)


@pytest.fixture(scope="module")
async def loaded() -> AsyncIterator[str]:
    """The name of a database with the network in it."""
    async with clone(BARE) as name:
        rows = await load_network(database_at(os.environ["TEST_OWNER_URL"], name), NETWORK)
        assert rows["organisation"] == 40
        yield name


@pytest.fixture
async def empty() -> AsyncIterator[str]:
    """The owner's address of a migrated database with nothing in it."""
    async with clone(BARE) as name:
        yield database_at(os.environ["TEST_OWNER_URL"], name)


async def count(url: str, table: str) -> int:
    """All rows of a walled table: its owner steps past the wall, and takes that back."""
    connection = await asyncpg.connect(url)
    try:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        found = await connection.fetchval(f"SELECT count(*) FROM {table}")
        await transaction.rollback()
        return found
    finally:
        await connection.close()


async def test_it_is_all_there(loaded: str, directory: Path) -> None:
    expected = {
        (o.id, firm, theme): number
        for o in NETWORK
        for place, themes in o.talks.people(2025).items()
        for firm, theme, number in [(o.seats[place].firm.id, *one) for one in themes.items()]
    }
    settings = settings_for(database_at(os.environ["TEST_APP_URL"], loaded), directory)
    async with (
        open_house(settings) as house,
        house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant,
    ):
        rows = await tenant.connection.fetch(
            """
            SELECT tenant_id, firm_id, primary_theme, count(*) AS people
              FROM registration
             WHERE first_of_year AND extract(year FROM quarter) = 2025
             GROUP BY tenant_id, firm_id, primary_theme
            """
        )
        assert {tuple(row)[:3]: row["people"] for row in rows} == expected
        facets = await tenant.connection.fetch(
            "SELECT outcome, channel, count(*) AS talks FROM registration GROUP BY outcome, channel"
        )
        drawn = Counter((f.outcome, f.channel) for o in NETWORK for f in o.talks.facets())
        assert {tuple(row)[:2]: row["talks"] for row in facets} == drawn
        contributions = await list_contributions(tenant, 2025)
    taking_part = {
        str(o.id): sum(o.headcounts[2025].values())
        for o in NETWORK
        if 2025 in o.headcounts
        and [d.takes_part for d in o.decisions if d.counts_from <= 2025][-1:] == [True]
    }
    assert {c.organisation: c.employees for c in contributions} == taking_part


async def test_the_walls_stand_again(loaded: str, directory: Path) -> None:
    owner = database_at(os.environ["TEST_OWNER_URL"], loaded)
    connection = await asyncpg.connect(owner)
    try:
        down = await connection.fetch(
            """
            SELECT relname
              FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
               AND NOT relforcerowsecurity
            """
        )
        assert down == []
        assert await connection.fetchval("SELECT count(*) FROM registration") == 0
    finally:
        await connection.close()

    firm = NETWORK.firms[0]
    settings = settings_for(database_at(os.environ["TEST_APP_URL"], loaded), directory)
    manager = Actor(Role.FIRM_SYSTEM, firm.id, machine_id(firm.slug))
    async with open_house(settings) as house, house.tenancy.open(manager) as tenant:
        seen = await list_organisations(tenant, limit=100)
    assert {o.tenant_id for o in seen} == {o.id for o in NETWORK if o.seats[0].firm.id == firm.id}
    assert seen


async def test_a_visitor_finds_an_organisation_where_nobody_can_talk(
    loaded: str, directory: Path
) -> None:
    settings = settings_for(database_at(os.environ["TEST_APP_URL"], loaded), directory)
    visitor = Actor(Role.VISITOR, NETWORK[0].id)
    async with open_house(settings) as house, house.tenancy.open(visitor) as tenant:
        assert await propose_counsellors(tenant, language="nl", channel="phone") == []
        secret = await derive_secrets(tenant, "six words that nobody has here")
        with pytest.raises(Unauthenticated):
            await return_with_passphrase(tenant, secret)


async def test_there_is_no_second_network_and_none_beside_people(loaded: str) -> None:
    owner = database_at(os.environ["TEST_OWNER_URL"], loaded)
    before = await count(owner, "registration")
    for seed in (7, 8):
        with pytest.raises(NotEmptyError, match="organisations already"):
            await load_network(owner, Network(seed, 3, 1, 2025))
    assert await count(owner, "registration") == before > 2_000
    async with clone() as lived_in:
        with pytest.raises(NotEmptyError, match="organisations already"):
            await load_network(
                database_at(os.environ["TEST_OWNER_URL"], lived_in), Network(7, 3, 1, 2025)
            )


async def test_what_is_broken_off_leaves_nothing(empty: str) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await load_network(empty, NETWORK, progress=stop)
    assert await count(empty, "registration") == 0
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT count(*) FROM tenant") == 0
    await connection.close()
    assert (await load_network(empty, NETWORK))["organisation"] == 40


async def test_the_command(empty: str, tmp_path: Path) -> None:
    def simulate(**settings: str) -> subprocess.CompletedProcess[str]:
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("GESPREKS", "VAULT"))}
        place = {"GESPREKSPUNT_DATA_DIRECTORY": str(tmp_path), "MIGRATIONS_DATABASE_URL": empty}
        return subprocess.run(
            [sys.executable, "-m", "api.cli", "simulate", "network", "--organisations", "30",
             "--years", "2", "--seed", "5", "--until", "2025"],
            cwd=ROOT, env=kept | place | settings, capture_output=True, text=True, check=False,
        )  # fmt: skip

    refused = simulate(GESPREKSPUNT_ENVIRONMENT="production")
    assert refused.returncode == 2
    assert "not in production" in refused.stderr
    assert await count(empty, "organisation") == 0

    done = simulate()
    assert done.returncode == 0, done.stderr
    assert "3 firms and 30 organisations: " in done.stdout
    network = Network(5, 30, 2, 2025)
    assert await count(empty, "registration") == sum(len(o.talks) for o in network)
    assert await count(empty, "advice") == sum(len(o.prevention.advice) for o in network)

    again = simulate()
    assert again.returncode == 2
    assert again.stderr.splitlines() == [
        "there are organisations already: a network needs an empty database"
    ]
