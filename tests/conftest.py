"""One PostgreSQL for a run, one migrated and seeded template, one clone of it for each process."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import httpx
import hypothesis
import pytest
from litestar import Litestar
from pydantic import SecretStr

import migrations
from api.embedded import open_embedded
from api.house import House, open_house
from api.settings import Settings
from tests import people
from tests.waiting import PATIENCE
from vault import KdfParameters

pytest_plugins = ["tests.book"]

# A busy machine is no fault. CI draws the same examples each time; ours are new, and may find more.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
BARE = "gesprekspunt_bare"
TEMPLATE = "gesprekspunt_template"
_run = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the run prepares the template; the workers only hear where it is."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    directory = Path(_run.enter_context(tempfile.TemporaryDirectory(prefix="gesprekspunt-")))
    os.environ["TEST_DIRECTORY"] = str(directory)
    owner, app = os.environ.get("MIGRATIONS_DATABASE_URL"), os.environ.get("DATABASE_URL")
    if not (owner and app):
        server = _run.enter_context(open_embedded(directory / "postgres", fsync=False))
        owner, app = server.url, server.app_url
    os.environ["TEST_OWNER_URL"], os.environ["TEST_APP_URL"] = owner, app
    asyncio.run(_make_template(directory, owner, app))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo first: while one process makes it, the others share the many small ones out."""
    items.sort(key=lambda item: "tests/api/demo/" not in item.nodeid)


def pytest_unconfigure() -> None:
    _run.close()


async def _make_template(directory: Path, owner: str, app: str) -> None:
    await _administer(
        owner, *(f"DROP DATABASE IF EXISTS {name}" for name in (TEMPLATE, BARE)),
        f"CREATE DATABASE {BARE}",
    )  # fmt: skip
    await asyncio.to_thread(migrations.migrate, database_at(owner, BARE))
    await _administer(owner, f"CREATE DATABASE {TEMPLATE} TEMPLATE {BARE}")
    async with open_house(settings_for(database_at(app, TEMPLATE), directory)) as house:
        cast = await people.seed_cast(house, kdf=CHEAP)
    (directory / "cast.json").write_bytes(people.dump(cast))


async def _administer(owner: str, *statements: str) -> None:
    connection = await asyncpg.connect(owner)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def database_at(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def settings_for(app_url: str, directory: Path, **others: object) -> Settings:
    return Settings(
        environment="test",
        database_url=SecretStr(app_url),
        data_directory=directory,
        passphrase_kdf=str(CHEAP),
        **{
            "base_url": "http://testserver.local",
            "vault_addr": None,
            "vault_token": None,
            "connections_per_door": 4,
        }
        | others,
    )


@contextlib.asynccontextmanager
async def clone(template: str = TEMPLATE) -> AsyncIterator[str]:
    """A database of its own, cloned from the template; gives its name, and drops it afterwards."""
    name = f"gesprekspunt_{uuid4().hex[:12]}"
    owner = os.environ["TEST_OWNER_URL"]
    await _administer(owner, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name
    finally:
        await _drop(owner, name)


async def _drop(owner: str, name: str) -> None:
    for patience in range(int(2 * PATIENCE), -1, -1):
        try:
            await _administer(owner, f"DROP DATABASE {name} WITH (FORCE)")
        except asyncpg.InsufficientPrivilegeError:
            # Autovacuum is at work in it, which only a superuser may send away.
            if not patience:
                raise
            await asyncio.sleep(0.5)
        else:
            return


@pytest.fixture(scope="session")
def directory() -> Path:
    """Where this run keeps its keystore and the cast."""
    return Path(os.environ["TEST_DIRECTORY"])


@pytest.fixture(scope="session")
async def database() -> AsyncIterator[str]:
    """The name of this process's clone."""
    async with clone() as name:
        yield name


@pytest.fixture(scope="session")
def owner_url(database: str) -> str:
    """The clone, as the owner of its tables."""
    return database_at(os.environ["TEST_OWNER_URL"], database)


@pytest.fixture(scope="session")
def settings(database: str, directory: Path) -> Settings:
    return settings_for(database_at(os.environ["TEST_APP_URL"], database), directory)


@pytest.fixture(scope="session")
async def house(settings: Settings) -> AsyncIterator[House]:
    """The house on this process's clone. Tests make what they change; nobody resets it."""
    async with open_house(settings) as opened:
        yield opened


@pytest.fixture
async def fresh_house(directory: Path) -> AsyncIterator[House]:
    """A house on a clone of its own, for tests that count, break or look at everything."""
    async with clone() as name:
        settings = settings_for(database_at(os.environ["TEST_APP_URL"], name), directory)
        async with open_house(settings) as opened:
            yield opened


@pytest.fixture(scope="session")
def cast(directory: Path) -> people.Cast:
    return people.load((directory / "cast.json").read_bytes())


@pytest.fixture(scope="session")
async def app(house: House) -> Litestar:
    from api.app import create_app

    return create_app(house.settings, house=house)


@pytest.fixture(scope="session")
async def served(app: Litestar) -> AsyncIterator[Litestar]:
    """The application, started. It lives in one task: its task group may not change hands."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await ended.wait()

    life = asyncio.create_task(live())
    await asyncio.wait({life, asyncio.create_task(started.wait())}, return_when="FIRST_COMPLETED")
    yield app
    ended.set()
    await life


@pytest.fixture
async def client(served: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript, with cookies of its own; redirects are the test's business."""
    transport = httpx.ASGITransport(served, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver.local"
    ) as browser:
        yield browser


@pytest.fixture
async def talk(house: House, cast: people.Cast) -> people.Talk:
    """A conversation of somebody new with Amina, at Noorderlicht."""
    return await people.start_talk(house, cast)
