"""The command `gesprekspunt simulate`: a network that nobody works in, for trying out."""

import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.house import SettingsError
from api.server import open_as_owner
from api.settings import Settings

if TYPE_CHECKING:
    from api.simulation.network import Network

simulate = typer.Typer(no_args_is_help=True, help="What nobody lived, for trying out.")
console = Console(highlight=False, soft_wrap=True)
LAST_YEAR = datetime.now(UTC).year - 1


@simulate.callback()
def _keep_the_name() -> None:
    """What nobody lived, for trying out."""


@simulate.command()
def network(
    organisations: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    years: Annotated[int, typer.Option(min=1, max=20)] = 4,
    until: Annotated[
        int, typer.Option(help="The last of the years.", min=2020, max=2100)
    ] = LAST_YEAR,
    seed: Annotated[int, typer.Option(help="The same seed makes the same network.", min=0)] = 7,
    talks: Annotated[
        int | None,
        typer.Option(help="About so many in all, not 2.4 a year per 100 employees.", min=0),
    ] = None,
) -> None:
    """Fill an empty database with firms, organisations and years of work; no conversations."""
    from api.simulation.network import Network

    settings = Settings()
    if settings.environment == "production":
        raise SettingsError("a simulated network is for trying out: not in production")
    made = Network(seed, organisations, years, until, talks)
    began = time.monotonic()
    with open_as_owner(settings) as url:
        loaded = uvloop.run(_load(url, made))
    console.print(
        f"{loaded['firm']:,} firms and {loaded['organisation']:,} organisations: "
        f"{loaded['registration']:,} talks, {loaded['activity']:,} activities, "
        f"{loaded['advice']:,} pieces of advice in {time.monotonic() - began:.1f} s"
    )


async def _load(url: str, made: "Network") -> Counter[str]:
    from api.simulation.loading import load_network

    columns = TextColumn("Organisations"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("", total=len(made))
        return await load_network(
            url, made, progress=lambda done: progress.update(bar, completed=done)
        )
