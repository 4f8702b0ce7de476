"""The commands by which what was released is checked: by anybody, and by an auditor's program."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvloop
from rich.console import Console

from api.house import SettingsError, open_house
from api.logs import configure_logs
from api.server import open_database
from api.settings import Settings

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

File = Annotated[Path, typer.Argument(help="A release with its certificate, as JSON.")]
Directory = Annotated[Path, typer.Argument(help="A folder that is new or empty.")]
Truth = Annotated[
    bool, typer.Option("--with-truth", help="The true contributions too: your own audit only.")
]
Digest = Annotated[
    str | None, typer.Option(help="What the edition's page says: is it this release?")
]


def verify_release(file: File, digest: Digest = None) -> None:
    """Check a release by arithmetic: no database, no solver, no secret. Exit code 1 if it fails."""
    from tenants.insight.disclosure.certificate import LEAST_WIDTH, check
    from tenants.insight.disclosure.document import parse

    try:
        released, certificate = parse(file.read_bytes())
    except OSError as error:
        _fail(f"{file} cannot be read: {error.strerror}")
    except ValueError as error:
        _fail(f"{file} cannot be checked: {error}")
    problems = list(check(certificate, released))
    if digest is not None and digest.strip().lower() != released.digest:
        problems.append("it is not the release of that digest")
    if problems:
        for problem in problems[:20]:
            errors.print(f"✘ {problem}", markup=False)
        _fail(f"{file} does not hold; problems found: {len(problems)}")
    hidden = len(released.suppressed)
    empty = sum((cell.stratum, cell.panel) in released.empty for cell in released.figures)
    for line in (
        f"{len(released.figures)} cells: {hidden} suppressed, {empty} without any organisation",
        f"✔ what is shown are multiples of {released.base}, and no people fewer than {released.k}",
        "✔ the rates of a stratum are all of one number of employees",
        f"✔ {len(certificate.witnesses)} witnesses of whole people fit everything that is shown",
        f"✔ each suppressed cell differs between them, by {LEAST_WIDTH} or more: none can be told",
        f"The digest is {released.digest}: compare it with the edition's page.",
        "Arithmetic does not show that the figures are true, nor what participants can subtract.",
    ):
        console.print(line, markup=False)


def export_audit(directory: Directory, with_truth: Truth = False) -> None:
    """Write what each coalition of readers knows to DIR, as CSV for somebody else's program."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise SettingsError(f"{directory} is there already: give a folder that is new or empty")
    settings = Settings()
    configure_logs(settings)
    with open_database(settings) as complete:
        folders = uvloop.run(_export(complete, directory, with_truth=with_truth))
    console.print(
        f"{folders} coalitions are written to {directory}; README.txt says what is there."
    )
    if with_truth:
        console.print("The true contributions are among them: nobody but you may see this folder.")


async def _export(settings: Settings, directory: Path, *, with_truth: bool) -> int:
    from api.coalitions import list_coalitions
    from tenants.insight.audit_folder import readme

    written = 0
    async with open_house(settings) as house:
        async for name, tables in list_coalitions(house, settings.p_percent, with_truth=with_truth):
            _write(directory / name, tables)
            written += 1
    _write(directory, [("README.txt", readme())])
    return written


def _write(directory: Path, files: Iterable[tuple[str, str]]) -> None:
    """For the owner alone, whatever is in it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in files:
        (directory / name).write_text(text, encoding="utf-8")


def _fail(message: str) -> NoReturn:
    errors.print(message, markup=False)
    raise typer.Exit(1)
