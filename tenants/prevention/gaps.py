"""What a year of prevention left open: who was not told, and by how many ways the others were."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum, auto

from tenants.prevention.activities import Activity
from tenants.prevention.visibility import AGENDAS, Visibility

YEAR, SEASON = timedelta(days=365), timedelta(days=92)


class Gap(StrEnum):
    """The door has the words."""

    NOBODY_SAW_ANYTHING = auto()
    LONG_SILENCE = auto()
    NEW_PEOPLE_NOT_TOLD = auto()
    ONLY_NEW_PEOPLE_TOLD = auto()
    ONE_WAY_ONLY = auto()
    NOTHING_RETURNS = auto()
    ONLY_LISTED = auto()
    OFF_THE_AGENDA = auto()


def find_gaps(activities: Sequence[Activity], today: date) -> tuple[Gap, ...]:
    """What is missing in the year before `today`; an organisation in which nothing is, has none."""
    year = [one for one in activities if today - YEAR < one.held_on <= today]
    if not year:
        return (Gap.NOBODY_SAW_ANYTHING,)
    kinds = {one.kind for one in year}
    found = {
        Gap.LONG_SILENCE: max(one.held_on for one in year) < today - SEASON,
        Gap.NEW_PEOPLE_NOT_TOLD: "introduction" not in kinds,
        Gap.ONLY_NEW_PEOPLE_TOLD: kinds == {"introduction"},
        Gap.ONE_WAY_ONLY: len(kinds) == 1 and kinds != {"introduction"},
    }
    return tuple(gap for gap, open_ in found.items() if open_)


def find_plan_gaps(visibility: Visibility) -> tuple[Gap, ...]:
    """What the plan itself lacks, however well it is kept up."""
    found = {
        Gap.NOTHING_RETURNS: not visibility.returning and not visibility.listings,
        Gap.ONLY_LISTED: not visibility.returning and visibility.listings > 0,
        Gap.OFF_THE_AGENDA: visibility.off_agenda == AGENDAS,
    }
    return tuple(gap for gap, open_ in found.items() if open_)
