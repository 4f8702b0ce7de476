"""How visible a counsellor is where people work: what is planned and kept up, never what hangs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenants.prevention.planned_items import LISTING, PlannedItem

#: whose agenda prevention should stand on
AGENDAS = ("management", "works_council", "hr")


@dataclass(frozen=True, slots=True)
class Visibility:
    """`kept_up` of `returning` items that people see; a static listing is in neither.

    `overdue` are the items, of whatever kind, whose day has gone by; `off_agenda` names those of
    AGENDAS on which prevention does not return.
    """

    kept_up: int
    returning: int
    listings: int
    overdue: tuple[PlannedItem, ...]
    off_agenda: tuple[str, ...]


def find_visibility(plan: Sequence[PlannedItem], today: date) -> Visibility:
    returning = [item for item in plan if item.every_months is not None]
    seen = [item for item in returning if item.addressee is None and item.kind != LISTING]
    agendas = {item.addressee for item in returning}
    return Visibility(
        kept_up=sum(item.is_kept_up(today) for item in seen),
        returning=len(seen),
        listings=sum(item.kind == LISTING for item in plan),
        overdue=tuple(item for item in plan if item.is_overdue(today)),
        off_agenda=tuple(role for role in AGENDAS if role not in agendas),
    )
