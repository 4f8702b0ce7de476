"""Insight at full size: a network is loaded, an edition released, a thousand annual reports made.

Each act is a process of its own, so that its memory is its own. An edition may take twice the time
of its plain GROUP BY, and five seconds for suppression and audit.
"""

import asyncio
import itertools
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from pydantic import SecretStr

from api.documents.annual_report import annual_report_pdf
from api.house import House, open_house
from api.settings import Settings
from api.simulation.loading import load_network
from api.simulation.network import Network
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import release_edition
from tenants.policy import PLATFORM, Actor, Role
from tests.bench.figure import Figure
from tests.bench.ground import Ground

AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)
PERIOD = 2025
NETWORK = Network(seed=7, organisations=10_000, years=4, until=PERIOD, talks=10_000_000)
REPORTS, PROCESSES = 1_000, 2


class Taken(msgspec.Struct):
    """Seconds of the act itself, its process's on a processor, and the most memory, in MB."""

    seconds: float
    processor: float
    memory: float


async def measure(ground: Ground) -> list[Figure]:
    (loaded,) = await _apart(ground, "loading 10 M talks at 10,000 organisations", "load")
    await _apart(ground, "the GROUP BY, to warm up", "group")
    (grouped,) = await _apart(ground, "the GROUP BY of an edition", "group")
    (edition,) = await _apart(ground, "an edition", "edition")
    parts = [f"reports {part}" for part in range(PROCESSES)]
    reports = await _apart(ground, f"{REPORTS:,} annual reports with PDF", *parts)
    most = max(act.memory for act in (loaded, edition, *reports))
    return [
        Figure("load 10 M talks", loaded.seconds, 600, "s", at_most=1),
        Figure("edition, beside 2 GROUP BY + 5 s", edition.seconds, 2 * grouped.seconds + 5, "s",
               at_most=1),
        Figure("1,000 annual reports with PDF", max(r.seconds for r in reports), 60, "s",
               at_most=1),
        # What others do on the machine is in the seconds above, and not in these.
        Figure("their time on two processors", sum(r.processor for r in reports), 2 * 60, "s",
               at_most=1),
        Figure("the largest of these processes", most, 500, "MB", at_most=1),
    ]  # fmt: skip


async def _apart(ground: Ground, what: str, *acts: str) -> list[Taken]:
    """Each act in a process of its own, all at once."""
    place = ground.postgres.url, ground.postgres.app_url, str(ground.directory)
    with ground.console.status(what):
        return await asyncio.gather(*(_run(*act.split(), *place) for act in acts))


async def _run(*arguments: str) -> Taken:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, *arguments, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} failed")
    return msgspec.json.decode(said, type=Taken)


async def load(owner: str, _house: House) -> float:
    began = time.perf_counter()
    await load_network(owner, NETWORK)
    return time.perf_counter() - began


async def group(_owner: str, house: House) -> float:
    """People by organisation, firm and theme: what no edition can do without."""
    async with house.tenancy.open(AGGREGATOR) as tenant:
        began = time.perf_counter()
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
        return time.perf_counter() - began


async def edition(_owner: str, house: House) -> float:
    began = time.perf_counter()
    async with house.tenancy.open(AGGREGATOR) as tenant:
        await release_edition(tenant, PERIOD, BenchmarkRules(p=25))
    return time.perf_counter() - began


async def reports(_owner: str, house: House, part: int) -> float:
    """Every other one of a thousand: drawn up, released, and set as a PDF in Dutch."""
    at = (
        (Actor(Role.COUNSELLOR, o.seats[0].firm.id, o.seats[0].pool[0].id), o.id)
        for o in NETWORK
        if o.left is None
    )
    chosen = list(itertools.islice(at, part, REPORTS, PROCESSES))
    began = time.perf_counter()
    for counsellor, organisation_id in chosen:
        async with house.tenancy.open(counsellor, organisation_id) as tenant:
            report = await release_annual_report(tenant, PERIOD)
        await annual_report_pdf(report, "nl")
    return time.perf_counter() - began


ACTS: dict[str, Callable[..., Awaitable[float]]] = {
    "load": load,
    "group": group,
    "edition": edition,
    "reports": reports,
}


async def main(act: str, *arguments: str) -> None:
    *numbers, owner, app, directory = arguments
    settings = Settings(
        database_url=SecretStr(app), data_directory=Path(directory), vault_addr=None
    )
    async with open_house(settings) as house:
        seconds = await ACTS[act](owner, house, *map(int, numbers))
    processor = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.buffer.write(msgspec.json.encode(Taken(seconds, processor, memory)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
