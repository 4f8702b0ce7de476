"""The commands of benchmarks: what a survey says, and the release of an edition."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import uvloop
from rich.console import Console

from api.house import open_house
from api.logs import configure_logs
from api.server import open_database
from api.settings import Settings
from tenants.errors import Conflict, Invalid
from tenants.insight.disclosure import BenchmarkRules, NotReleasable
from tenants.insight.prevalence import load_prevalence
from tenants.policy import PLATFORM, Actor, Role

if TYPE_CHECKING:
    from tenants.insight.editions import Edition

prevalence = typer.Typer(
    no_args_is_help=True, help="How often things happen by a published survey, for the reach."
)

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@prevalence.command()
def load(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
) -> None:
    """Put the table of FILE (CSV) in the place of the former one: a percentage by sector and theme.

    Its columns: classification (NACE 2.1 or SBI 2025), sector (a section, or total), theme,
    percent, source, year. As a spreadsheet saves it, in English or Dutch.
    """
    settings = _settings()
    try:
        with open_database(settings) as complete:
            number = uvloop.run(_load(complete, file.read_bytes()))
    except Invalid as problem:
        for where, what in problem.problems.items():
            errors.print(f"{file.name}, {where}: {what}", markup=False)
        raise typer.Exit(1) from None
    console.print(f"{number} figures are laid beside the next edition.")


def release(year: Annotated[int, typer.Argument(help="An ended year.", min=2000)]) -> None:
    """Release the benchmark of YEAR, once; where it is not shown to be safe there is none."""
    settings = _settings()
    try:
        with open_database(settings) as complete:
            edition = uvloop.run(_release(complete, year))
    except Conflict as conflict:
        errors.print(f"No benchmark of {year}: {conflict.reason}.")
        raise typer.Exit(1) from None
    except NotReleasable as refusal:
        errors.print(f"No benchmark of {year}:")
        for reason in refusal.reasons:
            errors.print(f"  {reason}", markup=False)
        raise typer.Exit(1) from None
    content = edition.content
    trend = "with a trend" if content["trend"] else "without a trend"
    console.print(
        f"{content['id']} is released, {trend}: {content['shown']} of {content['of']} figures.\n"
        f"SHA-256 {edition.digest}"
    )


async def _load(settings: Settings, file: bytes) -> int:
    async with (
        open_house(settings) as house,
        house.tenancy.open(Actor(Role.OPERATOR, PLATFORM)) as tenant,
    ):
        return await load_prevalence(tenant, file)


async def _release(settings: Settings, year: int) -> "Edition":
    from tenants.insight.editions import release_edition  # numpy, scipy and a solver

    async with (
        open_house(settings) as house,
        house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant,
    ):
        rules = BenchmarkRules(p=settings.p_percent)
        return await release_edition(tenant, year, rules, progress=_say)


def _say(stage: str, done: int, of: int) -> None:
    """A line for each stage that is through; a terminal sees how far it is in between."""
    if done >= of:
        errors.print(f"{stage}: done", markup=False)
    elif errors.is_terminal:
        errors.print(f"{stage}: {done} of {of}", end="\r", markup=False)


def _settings() -> Settings:
    settings = Settings()
    configure_logs(settings)
    return settings
