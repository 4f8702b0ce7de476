"""`make bench`, or `python -m tests.bench GROUP …` for some of it: figures beside their anchors."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import acts, growth, insight, keys
from tests.bench.figure import Figure
from tests.bench.ground import Ground, open_ground

#: each on a fresh ground, so that what one leaves behind is not in the figures of the next
GROUPS: dict[str, Callable[[Ground], Awaitable[list[Figure]]]] = {
    "acts": acts.measure,
    "growth": growth.measure,
    "insight": insight.measure,
    "keys": keys.measure_acts,
    "rotation": keys.measure_rotation,
}
RESULTS = Path(".data/bench")


async def main(groups: list[str]) -> None:
    if unknown := set(groups) - set(GROUPS):
        sys.exit(f"no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    # Where there is no terminal, a line wide enough for the longest name.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)
    RESULTS.mkdir(parents=True, exist_ok=True)
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    console.print(f"{processors} processors, and others wanted {load:.1f} of them at the start")
    if load > processors / 4:
        console.print("[bold]What follows is slower than this machine is.[/]")
    for group in groups or GROUPS:
        async with open_ground(console) as ground:
            figures = await GROUPS[group](ground)
        _show(console, group, figures)
        written = {
            "at": f"{datetime.now(UTC):%F %R}", "processors": processors, "load": load,
            "figures": [figure.written() for figure in figures],
        }  # fmt: skip
        (RESULTS / f"{group}.json").write_text(json.dumps(written, indent=2) + "\n")
    console.print(f"Written to {RESULTS}")


def _show(console: Console, group: str, figures: list[Figure]) -> None:
    table = Table(group, show_edge=False)
    for heading in ("Ours", "Anchor", "", "Ratio", "Goal"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for figure in figures:
        table.add_row(
            figure.name, f"{figure.ours:,.1f}", f"{figure.anchor:,.1f}", figure.unit,
            f"[bold {'green' if figure.met else 'red'}]{figure.ratio:.2f}[/]",
            f"{figure.goal} {'met' if figure.met else 'MISSED'}",
        )  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
