"""What is measured of insight, each act in a process of its own so that its memory is its own.

`python -m tests.bench.insight_acts ACT … OWNER APP DIRECTORY` prints what it took as JSON.
"""

import asyncio
import itertools
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from pydantic import SecretStr

from api.documents.annual_report import annual_report_pdf
from api.house import House, open_house
from api.settings import Settings
from api.simulation.loading import load_network
from api.simulation.network import Network
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.contributing import list_contributions
from tenants.policy import PLATFORM, Actor, Role
from tenants.session import TenantSession
from tests.bench.ground import ORGANISATIONS

AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)
PERIOD, TURNS = 2025, 3
TALKS = 1000 * ORGANISATIONS
NETWORK = Network(seed=7, organisations=ORGANISATIONS, years=4, until=PERIOD, talks=TALKS)
REPORTS, PROCESSES = ORGANISATIONS // 10, 2


class Taken(msgspec.Struct):
    """Seconds of each part of the act, all its on a processor, and the most memory, in MB."""

    seconds: dict[str, float]
    processor: float
    memory: float


class Clock:
    """Seconds by what they were spent on, each time apart."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.spent.setdefault(part, []).append(time.perf_counter() - began)

    def medians(self) -> dict[str, float]:
        return {part: statistics.median(times) for part, times in self.spent.items()}

    def sums(self) -> dict[str, float]:
        return {part: sum(times) for part, times in self.spent.items()}


async def load(owner: str, _house: House) -> dict[str, float]:
    clock = Clock()
    with clock.on("load"):
        await load_network(owner, NETWORK)
    return clock.sums()


async def count(_owner: str, house: House) -> dict[str, float]:
    """An edition's counts and their plain GROUP BY, turn by turn, after one that warms up."""
    clock = Clock()
    async with house.tenancy.open(AGGREGATOR) as tenant:
        await _group(tenant)
        for _ in range(TURNS):
            with clock.on("group"):
                await _group(tenant)
            with clock.on("count"):
                await list_contributions(tenant, PERIOD)
    return clock.medians()


async def _group(tenant: TenantSession) -> None:
    """People by organisation, firm and theme: what no edition can do without."""
    await tenant.connection.fetch(
        """
        SELECT tenant_id, firm_id, primary_theme, count(*)
          FROM registration
         WHERE quarter BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31) AND first_of_year
         GROUP BY tenant_id, firm_id, primary_theme
        """,
        PERIOD,
        timeout=600,
    )


async def reports(_owner: str, house: House, part: int) -> dict[str, float]:
    """Every other one of them: drawn up and released, and set as a PDF in Dutch."""
    at = (
        (Actor(Role.COUNSELLOR, o.seats[0].firm.id, o.seats[0].pool[0].id), o.id)
        for o in NETWORK
        if o.left is None
    )
    chosen = list(itertools.islice(at, part, REPORTS, PROCESSES))
    clock = Clock()
    for counsellor, organisation_id in chosen:
        with clock.on("release"):
            async with house.tenancy.open(counsellor, organisation_id) as tenant:
                report = await release_annual_report(tenant, PERIOD)
        with clock.on("pdf"):
            await annual_report_pdf(report, "nl")
    return clock.sums()


ACTS: dict[str, Callable[..., Awaitable[dict[str, float]]]] = {
    "load": load,
    "count": count,
    "reports": reports,
}


async def main(act: str, *arguments: str) -> None:
    *numbers, owner, app, directory = arguments
    settings = Settings(
        database_url=SecretStr(app), data_directory=Path(directory), vault_addr=None
    )
    async with open_house(settings) as house:
        idle = time.process_time()
        seconds = await ACTS[act](owner, house, *map(int, numbers))
        processor = time.process_time() - idle
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    sys.stdout.buffer.write(msgspec.json.encode(Taken(seconds, processor, memory)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
