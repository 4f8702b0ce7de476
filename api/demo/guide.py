"""The way in: where to go in the demo, and how to log in. All of it is known to everybody."""

import pyotp
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.demo.cast import MACHINE_SECRET, PASSPHRASE, TOTP, UNLOCK_SECRET, machine_id
from api.demo.roster import ADVISOR, COUNSELLORS, FIRMS, ORGANISATIONS


def print_guide(console: Console, base_url: str) -> None:
    """Print where to go on `base_url`, how to log in, and how a machine gets its token."""
    console.print(Padding(Group(*_guide(base_url.rstrip("/"))), (1, 0)))
    # For copying: on a line of its own, and never wrapped.
    console.print(_curl(base_url.rstrip("/")), soft_wrap=True, highlight=False, markup=False)
    console.print()


def current_code() -> str:
    """The six digits that the second factor asks for now; each is taken once by each person."""
    return pyotp.TOTP(TOTP).now()


def _guide(at: str) -> list[RenderableType]:
    firm, organisation = FIRMS[0], ORGANISATIONS[0]
    counsellors = [c.email for c in COUNSELLORS if c.firm == firm.slug]
    return [
        _table(
            "Pages",
            ("An employee of Noorderlicht", f"{at}/o/{organisation.slug}", "no login"),
            ("Its counsellors", f"{at}/desk", ", ".join(counsellors[:2])),
            ("The manager of their firm", f"{at}/desk", firm.manager_email),
            ("The API, described", f"{at}/docs", f"GraphQL: {at}/graphql"),
        ),
        _table(
            "To log in at the desk",
            ("Passphrase", PASSPHRASE, "the same for everybody"),
            ("Code", current_code(), f"for an authenticator app: {TOTP}"),
            ("Unlock secret", UNLOCK_SECRET, "for the kluis of a counsellor"),
        ),
        _table(
            "Machines",
            *(
                (name, str(machine_id(slug)), slug)
                for name, slug in (
                    ("Firm", firm.slug),
                    ("Organisation", organisation.slug),
                    ("Advisor", ADVISOR[0]),
                )
            ),
            ("Their secret", MACHINE_SECRET, "the same for all"),
        ),
    ]


def _table(title: str, *rows: tuple[str, str, str]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=30)
    for what, value, more in rows:
        table.add_row(f"  {what}", Text(value, style="bold"), Text(more, style="dim"))
    return Group(Text(title, style="underline"), table, "")


def _curl(at: str) -> str:
    client = machine_id(ORGANISATIONS[0].slug)
    return f"curl -u {client}:{MACHINE_SECRET} -d grant_type=client_credentials {at}/oauth/token"
