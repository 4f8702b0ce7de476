"""`make bench`, or `python -m tests.bench GROUP …` for some of it: figures beside their anchors."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
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
    console = Console(highlight=False)
    RESULTS.mkdir(parents=True, exist_ok=True)
    for group in groups or GROUPS:
        async with open_ground(console) as ground:
            figures = await GROUPS[group](ground)
        _show(console, group, figures)
        written = json.dumps([figure.written() for figure in figures], indent=2)
        (RESULTS / f"{group}.json").write_text(written + "\n")
    console.print(f"Written to {RESULTS}")


def _show(console: Console, group: str, figures: list[Figure]) -> None:
    table = Table(group, "Ours", "Anchor", "", "Ratio", "Goal", show_edge=False)
    for figure in figures:
        table.add_row(
            figure.name, f"{figure.ours:,.1f}", f"{figure.anchor:,.1f}", figure.unit,
            f"[bold {'green' if figure.met else 'red'}]{figure.ratio:.2f}[/]", figure.goal,
        )  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
