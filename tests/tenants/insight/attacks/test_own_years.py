"""What an organisation's own readers put together over three years: reports, invoices, position.

Every world of small years is gone through. Worlds in which all that is told is alike cannot be told
apart, so a year that is hidden must be anything, among them, that its gate and its invoice leave.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import product

import pytest

from tenants.insight.disclosure import may_pool
from tenants.insight.disclosure.positions import OwnYear, position
from tenants.insight.disclosure.quantiles import Quantiles
from tenants.insight.reported_talks import known_range

pytestmark = [pytest.mark.book("R07"), pytest.mark.book("R48")]
INSIDE, PUBLISHED = 5, 10  # the gates of a report that stays, and of one that leaves
BY_HOUR = 5  # people from whom on an invoice has hours

Years = tuple[int, int, int]
World = tuple[Years, int]  # people in each year, and how many they are when each is counted once


def worlds(top: int) -> Iterable[World]:
    for years in product(range(top + 1), repeat=3):
        for people in range(max(years), sum(years) + 1):
            yield years, people  # type: ignore[misc]


def reports_and_invoices(years: Years, gate: int) -> tuple[object, ...]:
    return (
        tuple(n if n >= gate else None for n in years),
        tuple("hours" if n >= BY_HOUR else "flat fee" for n in years),
    )


def narrowed(tell: Callable[[World], object], gate: int, top: int) -> list[tuple[object, set[int]]]:
    """What is told where a hidden year is less than its whole range, and what it then can be."""
    alike: dict[object, list[Years]] = defaultdict(list)
    for world in worlds(top):
        alike[reports_and_invoices(world[0], gate), tell(world)].append(world[0])
    found = []
    for told, possible in alike.items():
        for values in (set(year) for year in zip(*possible, strict=True)):
            small = next(iter(values)) < BY_HOUR
            whole = set(range(BY_HOUR)) if small else set(range(BY_HOUR, gate))
            if values & whole and values != whole:
                found.append((told, values))
    return found


@pytest.mark.parametrize("gate", [INSIDE, PUBLISHED])
def test_a_pool_that_looks_at_its_own_gate_alone_tells_of_years(gate: int) -> None:
    def pool(world: World) -> int | None:
        years, people = world
        return people if max(years) < gate <= people <= 2 * (gate - 1) else None

    found = narrowed(pool, gate, top=10)
    assert bool(found) == (gate == PUBLISHED), "invoices have a gate of their own"
    if gate == PUBLISHED:
        assert any(values == {4} for _, values in found), "12 people in three years of flat fees"


@pytest.mark.parametrize("gate", [INSIDE, PUBLISHED])
def test_our_pool_leaves_every_year_its_range(gate: int) -> None:
    pools = set()

    def pool(world: World) -> int | None:
        years, people = world
        told = max(years) < gate and may_pool(people, [known_range(n, gate) for n in years], gate)
        pools.add(people if told else None)
        return people if told else None

    assert narrowed(pool, gate, top=10) == []
    assert len(pools) > 3


QUARTILES = Quantiles(1.0, 2.5, 4.0)


def with_employees(years: Years, employees: int) -> dict[int, OwnYear]:
    return {2025 - ago: OwnYear(people, employees) for ago, people in enumerate(years)}


@pytest.mark.parametrize("employees", [100, 150, 200, 400])
def test_a_position_from_ten_people_of_any_years_tells_of_them(employees: int) -> None:
    """Ten people or more are known to be in three years below five: two at the least in each."""

    def told(world: World) -> object:
        years, _ = world
        people = sum(years)
        rate = 100 * people / (3 * employees)
        return None if people < 10 else (rate >= 1.0) + (rate >= 2.5) + (rate >= 4.0)

    found = narrowed(told, INSIDE, top=6)
    assert found
    assert any(values <= {2, 3, 4} for _, values in found)


@pytest.mark.parametrize("employees", [100, 150, 200, 400])
def test_our_position_tells_of_no_hidden_year(employees: int) -> None:
    positions = set()

    def told(world: World) -> object:
        found = position(with_employees(world[0], employees), 2025, QUARTILES)
        positions.add(found)
        return found

    assert narrowed(told, INSIDE, top=6) == []
    assert len(positions) > 1
