"""The commands by which anybody checks what was released."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

File = Annotated[Path, typer.Argument(help="A release with its certificate, as JSON.")]
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


def _fail(message: str) -> NoReturn:
    errors.print(message, markup=False)
    raise typer.Exit(1)
