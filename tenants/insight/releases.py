"""The ledger of releases: all that was ever shown about a year, and from what. It stays inside.

One vintage a year: contributions are frozen with the release, so a later correction reaches none
that is out. What was shown about a year binds every later release about it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from tenants.insight.canonical import canonical
from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.layout import Cell, Layout
from tenants.insight.disclosure.released import Figure, Released
from tenants.insight.disclosure.rounding import rounding_range
from tenants.session import TenantSession
from tenants.themes import EDITION

if TYPE_CHECKING:
    from tenants.insight.disclosure import Release

ADVISORS = "advisors"


class KeptCell(msgspec.Struct, frozen=True, array_like=True):
    """A cell as an audience has it: `low` to `high` is all it can conclude from the figure."""

    stratum: tuple[str, ...]
    facet: str
    code: str
    panel: str
    status: str
    value: int | None
    per_100_employees: float | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Vintage:
    """A year as it was released: who contributed what, and every figure shown about it since."""

    contributions: list[Contribution]
    shown: dict[Cell, Figure | None]

    @property
    def panels(self) -> tuple[str, ...]:
        return tuple(sorted({cell.panel for cell in self.shown if cell.panel}))


async def find_vintage(tenant: TenantSession, about: int) -> Vintage | None:
    """What was released about this year; None where nothing was."""
    rows = await tenant.connection.fetch(
        """
        SELECT contributions, cells
          FROM release
         WHERE about = $1
         ORDER BY period
        """,
        about,
    )
    if not rows:
        return None
    shown: dict[Cell, Figure | None] = {}
    for row in rows:
        for kept in msgspec.json.decode(row["cells"], type=list[KeptCell]):
            cell = Cell(kept.stratum, kept.facet, kept.code, kept.panel)
            shown[cell] = None if kept.value is None else Figure(kept.value, kept.per_100_employees)
    # The last release about it knows every panel.
    frozen = msgspec.json.decode(rows[-1]["contributions"], type=list[Contribution])
    return Vintage(frozen, shown)


async def keep_release(
    tenant: TenantSession,
    period: int,
    about: int,
    release: "Release",
    contributions: Sequence[Contribution],
    rules: BenchmarkRules,
) -> None:
    """Write a release into the ledger; `about` is the year of its contributions."""
    released = release.released
    await tenant.connection.execute(
        """
        INSERT INTO release
                    (period, about, vintage, audience, specification, members, contributions,
                     cells, certificate, seed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        period,
        about,
        tenant.now.date(),
        ADVISORS,
        specification(released.layout, rules),
        sorted({UUID(one.organisation) for one in contributions}),
        msgspec.json.encode(contributions),
        msgspec.json.encode(_cells(released)),
        canonical(asdict(release.certificate)),
        release.seed,
    )


def specification(layout: Layout, rules: BenchmarkRules) -> bytes:
    """SHA-256 over what was to be published and by which rules, but for the one that is secret."""
    public = {name: value for name, value in asdict(rules).items() if name != "p"}
    return hashlib.sha256(canonical([EDITION, asdict(layout), public])).digest()


def _cells(released: Released) -> list[KeptCell]:
    return [_kept(cell, figure, released) for cell, figure in released.figures.items()]


def _kept(cell: Cell, figure: Figure | None, released: Released) -> KeptCell:
    if figure is None:
        return KeptCell(*cell, "suppressed", None, None, None, None)
    if (cell.stratum, cell.panel) in released.empty:
        return KeptCell(*cell, "empty", 0, None, 0, 0)
    low, high = rounding_range(figure.value, released.base)
    return KeptCell(*cell, "open", figure.value, figure.per_100_employees, max(0, low), high)


def frozen_with_panel(
    contributions: Sequence[Contribution], panel: str, matched: Mapping[str, bool]
) -> list[Contribution]:
    """The same contributions, those of `matched` in the panel; its values say who is public now."""
    return [
        Contribution(
            organisation=one.organisation,
            firm=one.firm,
            stratum=one.stratum,
            employees=one.employees,
            counts=one.counts,
            public=one.public or matched.get(one.organisation, False),
            panels=one.panels | ({panel} if one.organisation in matched else frozenset()),
        )
        for one in contributions
    ]
