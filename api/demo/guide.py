"""The way in: where to go in the demo, and how to log in. All of it is known to everybody."""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from api.demo.cast import MACHINE_SECRET, PASSPHRASE, TOTP, UNLOCK_SECRET, machine_id
from api.demo.roster import (
    ADVISOR,
    COUNSELLORS,
    FIRMS,
    ORGANISATION_STAFF,
    ORGANISATIONS,
    first_name,
)
from tenants.policy import Role

#: the people of an organisation, in words that fit beside their addresses
SHORTLY = {
    Role.HR: "HR",
    Role.MANAGEMENT: "Board",
    Role.WORKS_COUNCIL: "Council",
    Role.PREVENTION_OFFICER: "Prevention",
}


def print_guide(console: Console, base_url: str) -> None:
    """Print where to go on `base_url`, how to log in, and how a machine gets its token."""
    at = base_url.rstrip("/")
    firm, counsellor, organisation = FIRMS[0], COUNSELLORS[0], ORGANISATIONS[0]
    machines = (
        (f"Firm {firm.slug}", firm.slug),
        (f"Organisation {organisation.slug}", organisation.slug),
        (f"Advisor {ADVISOR[0]}", ADVISOR[0]),
    )
    guide = Group(
        _table(
            "Pages",
            ("Employee, no login", f"{at}/o/{organisation.slug}"),
            (f"Counsellor {counsellor.email}", f"{at}/desk"),
            (f"Firm manager {firm.manager_email}", f"{at}/desk"),
            (f"Analyst {ADVISOR[3]}", f"{at}/desk"),
            *(
                (
                    f"{what} {first_name(ORGANISATION_STAFF[role])}@{organisation.slug}.example",
                    f"{at}/desk",
                )
                for role, what in SHORTLY.items()
            ),
            ("Systems", f"{at}/docs and /graphql"),
        ),
        _table(
            "At the desk",
            ("Passphrase of everybody", PASSPHRASE),
            ("Secret that unlocks the kluis", UNLOCK_SECRET),
            ("Authenticator app, for codes", TOTP),
        ),
        _table(
            "Systems",
            *((name, str(machine_id(slug))) for name, slug in machines),
            ("Secret of each", MACHINE_SECRET),
        ),
    )
    console.print(Padding(guide, (1, 0, 0, 0), expand=False))
    # For copying: a line of its own, never broken.
    console.print(_curl(at, organisation.slug), soft_wrap=True, highlight=False, markup=False)
    console.print()


def _table(title: str, *rows: tuple[str, str]) -> RenderableType:
    table = Table.grid(
        Column(no_wrap=True, min_width=36), Column(no_wrap=True), padding=(0, 2, 0, 0)
    )
    for what, value in rows:
        table.add_row(f"  {what}", Text(value, style="bold"))
    return Group(Text(title, style="dim"), table, "")


def _curl(at: str, slug: str) -> str:
    credentials = f"{machine_id(slug)}:{MACHINE_SECRET}"
    return f"curl -u {credentials} -d grant_type=client_credentials {at}/oauth/token"
