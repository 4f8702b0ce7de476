"""What a firm knows of one organisation of its own, beside what it works with itself.

A firm reads all of its organisations. What it is told of two adds up to nothing, so each
has a folder, and the name of the firm is in front.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.insight.audit_folder import (
    TOTAL,
    AuditFolder,
    KnownOrganisation,
    ShownCell,
    ShownRate,
    TrueCount,
)
from tenants.insight.effort_overviews import MARGINS, EffortOverview
from tenants.insight.report_folder import Counts, add_blocks, add_invoices, in_year
from tenants.network.hours import Hours
from tenants.network.invoices import Invoice
from tenants.prevention.examples import ROUNDED_TO, NoneFits
from tenants.prevention.library import EXAMPLES


@dataclass(frozen=True, slots=True)
class ToldFirm:
    """Of one organisation. A year without an overview is not told."""

    overviews: Sequence[EffortOverview]
    none_fits: Sequence[NoneFits]
    hours: Sequence[Hours]
    invoices: Sequence[Invoice]

    def __bool__(self) -> bool:
        return any((self.overviews, self.none_fits, self.hours, self.invoices))


def compose_firm(
    organisation: str, firm: str, told: ToldFirm, truth: dict[int, Counts]
) -> AuditFolder:
    folder = AuditFolder()
    for overview in told.overviews:
        release, name = f"effort of {overview.year}", in_year(organisation, overview.year)
        folder.add_member(release, KnownOrganisation(name, firm, {}, None))
        _add_overview(folder, release, overview)
        for margin, counts in truth.get(overview.year, {}).items():
            dimension = f"{margin}_{overview.year}"
            folder.truth += [
                TrueCount(release, name, firm, {dimension: code}, people, people)
                for code, people in counts.items()
            ]
    for rate in told.none_fits:
        release = f"examples of {rate.quarter}"
        name = in_year(organisation, rate.quarter.year)
        folder.add_member(release, KnownOrganisation(name, firm, {}, None))
        folder.trees.setdefault("examples", dict.fromkeys(EXAMPLES, TOTAL))
        stat = f"none fits, of 100 answers, to {ROUNDED_TO}"
        folder.rates.append(ShownRate(release, stat, {"examples": rate.theme}, rate.percent))
    add_invoices(folder, organisation, told.invoices)
    folder.others["hours.csv"] = (
        ("org", "counsellor", "quarter", "facet", "minutes"),
        [
            [in_year(organisation, h.quarter.year), h.counsellor_id, h.quarter, h.facet, h.minutes]
            for h in told.hours
        ],
    )
    return folder


def _add_overview(folder: AuditFolder, release: str, overview: EffortOverview) -> None:
    """Both margins are of the same people: where one is told, their number is."""
    margins = {"depth": overview.depth, "duration": overview.duration}
    people = max(sum(share.people for share in shares) for shares in margins.values())
    for name, shares in margins.items():
        measure = f"people of {overview.year} by {name}"
        folder.cells.append(ShownCell(release, measure, {}, people, people, people))
        add_blocks(
            folder,
            release,
            measure,
            (f"{name}_{overview.year}", MARGINS[name]),
            [("", share.codes, share.people) for share in shares],
        )
