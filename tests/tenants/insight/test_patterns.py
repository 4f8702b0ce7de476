"""What stands together more often than chance, and nothing of the few."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.house import House
from tenants.errors import Forbidden
from tenants.insight.disclosure.margins import LEAST_OUTSIDE
from tenants.insight.facets import Cause, Channel, Facets, Requester, Source
from tenants.insight.patterns import LEAST, find_patterns, list_patterns
from tenants.insight.registrations import register
from tests.people import Cast

NOW = datetime(2026, 5, 17, 14, tzinfo=UTC)
THEMES = ("T1.1", "T1.2", "T3.1", "T3.2")
LEADERSHIP = ("cause", Cause.LEADERSHIP)


def _people(random: Random, number: int, *, tied: bool) -> list[tuple[list[tuple[str, str]], int]]:
    """Codes at random, but that bullying goes with leadership where they are tied."""
    found = []
    for _ in range(number):
        theme = random.choice(THEMES)
        cause = random.choice([Cause.WORKLOAD, Cause.LEADERSHIP, Cause.POLICY])
        if tied and theme == "T1.1":
            cause = Cause.LEADERSHIP
        source = random.choice([Source.MANAGER, Source.COLLEAGUE, Source.NOT_RECORDED])
        found.append(([("theme", theme), ("cause", cause), ("source", source)], 1))
    return found


@pytest.mark.book("R29")
@pytest.mark.parametrize("seed", range(5))
def test_what_is_tied_is_found(seed: int) -> None:
    strongest = next(find_patterns(_people(Random(seed), 160, tied=True)))
    assert {strongest.one, strongest.other} == {("theme", "T1.1"), LEADERSHIP}
    assert strongest.people > 1.5 * strongest.expected


@pytest.mark.book("R29")
def test_chance_is_hardly_ever_called_a_pattern() -> None:
    alarms = [len(list(find_patterns(_people(Random(n), 160, tied=False)))) for n in range(100)]
    assert sum(number > 0 for number in alarms) <= 10


@pytest.mark.book("R29")
@given(
    st.lists(
        st.tuples(
            st.sampled_from(THEMES),
            st.sampled_from([*Cause]),
            st.sampled_from([*Source]),
            st.integers(1, 12),
        ),
        max_size=30,
    )
)
def test_nothing_is_shown_of_few_and_nothing_of_all(rows) -> None:
    counted = [([("theme", t), ("cause", c), ("source", s)], n) for t, c, s, n in rows]
    total = sum(n for *_, n in rows)
    for pattern in find_patterns(counted):
        assert LEAST <= pattern.people <= total - LEAST_OUTSIDE
        assert not {"not_recorded", "none_seen"} & {pattern.one[1], pattern.other[1]}


@pytest.mark.book("R29")
async def test_the_last_four_quarters_of_the_own_firm(fresh_house: House, cast: Cast) -> None:
    """What is still going on and what is long ago is not counted, nor what others registered."""
    noorderlicht = cast.tenants["noorderlicht"]
    amina = cast.actor("amina")
    whose = {"requester": Requester.AFFECTED, "channel": Channel.PHONE, "first_of_year": True}
    tied = Facets(**whose, primary_theme="T1.3.1", cause=Cause.LEADERSHIP)
    plain = Facets(**whose, primary_theme="T3.1", cause=Cause.WORKLOAD)
    for when, facets, number in (
        (NOW.replace(year=2025, month=4), tied, 14),
        (NOW.replace(month=3), plain, 20),
        (NOW, tied, 40),
        (NOW.replace(year=2025, month=3), tied, 40),
    ):
        async with fresh_house.tenancy.open(amina, noorderlicht, now=when) as tenant:
            for _ in range(number):
                await register(tenant, facets)
    async with fresh_house.tenancy.open(amina, noorderlicht, now=NOW) as tenant:
        patterns = await list_patterns(tenant)
    assert (patterns.first, patterns.end) == (date(2025, 4, 1), date(2026, 4, 1))
    seen = {(p.one, p.other): p.people for p in patterns.found}
    assert seen[("theme", "T1.3"), LEADERSHIP] == 14
    async with fresh_house.tenancy.open(cast.actor("alice"), noorderlicht) as tenant:
        with pytest.raises(Forbidden):
            await list_patterns(tenant)
