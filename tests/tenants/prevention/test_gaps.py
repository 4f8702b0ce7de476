"""Who was not told, in a year of prevention."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk.labels import labels
from tenants.prevention.activities import KINDS, Activity
from tenants.prevention.gaps import Gap, find_gaps

TODAY = date(2026, 6, 30)


def activity(kind: str, days_ago: int) -> Activity:
    return Activity(uuid4(), "information", kind, "T9.1", TODAY - timedelta(days=days_ago), 12)


@pytest.mark.book("R38")
@pytest.mark.parametrize(
    ("year", "gaps"),
    [
        ([], {Gap.NOBODY_SAW_ANYTHING}),
        ([("introduction", 400)], {Gap.NOBODY_SAW_ANYTHING}),
        ([("introduction", 10)], {Gap.ONLY_NEW_PEOPLE_TOLD}),
        ([("introduction", 300), ("introduction", 10)], {Gap.ONLY_NEW_PEOPLE_TOLD}),
        ([("column", 10)], {Gap.NEW_PEOPLE_NOT_TOLD, Gap.ONE_WAY_ONLY}),
        ([("column", 10), ("team_meeting", 50)], {Gap.NEW_PEOPLE_NOT_TOLD}),
        ([("introduction", 400), ("column", 9), ("training", 8)], {Gap.NEW_PEOPLE_NOT_TOLD}),
        ([("introduction", 200), ("column", 100)], {Gap.LONG_SILENCE}),
        ([("introduction", 200), ("column", 20)], set()),
    ],
)
def test_those_who_joined_are_told_and_the_others_told_again(
    year: list[tuple[str, int]], gaps: set[Gap]
) -> None:
    assert set(find_gaps([activity(*one) for one in year], TODAY)) == gaps


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 800))))
def test_doing_more_today_opens_no_gap(year: list[tuple[str, int]]) -> None:
    before = [activity(*one) for one in year]
    after = [*before, activity("introduction", 0), activity("team_meeting", 0)]
    assert set(find_gaps(after, TODAY)) <= set(find_gaps(before, TODAY))


def test_every_gap_has_its_words() -> None:
    assert labels("nl")["gap"].keys() == {*Gap}
