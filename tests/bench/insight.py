"""Insight at full size: a network is loaded, an edition released, a thousand annual reports made.

An edition may take twice the time of its plain GROUP BY, and five seconds for suppression and
audit. It is released by the command that an operator gives.
"""

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass

import msgspec
import psutil

from tests.bench import insight_acts
from tests.bench.figure import Figure
from tests.bench.ground import ORGANISATIONS, Ground, environment, serve
from tests.bench.insight_acts import PERIOD, PROCESSES, REPORTS, TALKS, Taken

#: reports a second, of which a thousand take a minute
RATE = 1000 / 60
LARGEST = 500  # MB


async def measure(ground: Ground) -> list[Figure]:
    (loaded,) = await _apart(ground, f"loading {TALKS:,} talks", "load")
    (counted,) = await _apart(ground, "counting, beside its GROUP BY", "count")
    with ground.console.status("an edition"):
        edition = await asyncio.to_thread(_release, ground)
    parts = [f"reports {part}" for part in range(PROCESSES)]
    reports = await _apart(ground, f"{REPORTS:,} annual reports with PDF", *parts)
    with serve(ground, processes=1) as served:
        started = served.memory()
    group, count = counted.seconds["group"], counted.seconds["count"]
    released = max(r.seconds["release"] for r in reports)
    whole = max(sum(r.seconds.values()) for r in reports)
    return [
        Figure(f"load {TALKS:,} talks by COPY", loaded.seconds["load"], 0.06 * ORGANISATIONS, "s",
               at_most=1),
        Figure("counting an edition, beside its GROUP BY", count, group, "s", at_most=2),
        Figure("suppression and audit", edition.audited - edition.tabulated, 5, "s", at_most=1),
        # What others do on the machine is in seconds, and not in those of the processor.
        Figure("the same, on its processor", edition.processor, 5, "s", at_most=1),
        Figure("the edition, beside 2 GROUP BY + 5 s", edition.seconds, 2 * group + 5, "s",
               at_most=1),
        Figure("memory of the edition", edition.memory, LARGEST, "MB", at_most=1),
        Figure("annual reports drawn up and released", REPORTS / released, RATE, "a second",
               at_least=1),
        Figure("the same, each with its PDF", REPORTS / whole, RATE, "a second", at_least=1),
        Figure("processor of an annual report", sum(r.processor for r in reports) / REPORTS * 1000,
               PROCESSES / RATE * 1000, "ms", at_most=1),
        Figure("memory of who makes them", max(r.memory for r in reports), LARGEST, "MB",
               at_most=1),
        Figure("memory of a server that has started", started, 200, "MB", at_most=1),
    ]  # fmt: skip


async def _apart(ground: Ground, what: str, *acts: str) -> list[Taken]:
    """Each act in a process of its own, all at once."""
    place = ground.postgres.url, ground.postgres.app_url, str(ground.directory)
    with ground.console.status(what):
        return await asyncio.gather(*(_run(*act.split(), *place) for act in acts))


async def _run(*arguments: str) -> Taken:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", insight_acts.__name__, *arguments, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} failed")
    return msgspec.json.decode(said, type=Taken)


@dataclass(frozen=True, slots=True)
class _Edition:
    """Seconds from the command on to the tables, to the end of the audit and to its own end;
    `processor` is of the audit and what is before it, after the tables. MB at most.
    """

    tabulated: float
    audited: float
    seconds: float
    processor: float
    memory: float


def _release(ground: Ground) -> _Edition:
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "release-edition", str(PERIOD)],
        env=environment(ground), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    watched, stages = psutil.Process(process.pid), {}
    for line in process.stderr or ():
        spent = sum(watched.cpu_times()[:2])
        stages.setdefault(line.partition(":")[0], (time.perf_counter() - began, spent))
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"no edition: {', '.join(stages)}")
    tabulated, audited = stages["tables"], stages["audit"]
    return _Edition(
        tabulated[0], audited[0], time.perf_counter() - began, audited[1] - tabulated[1],
        used.ru_maxrss * 1024 / 1e6,
    )  # fmt: skip
