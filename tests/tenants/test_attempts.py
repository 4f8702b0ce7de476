"""Wrong secrets make the next try wait, also over the edge of a window."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.house import House
from tenants.attempts import SECRETS, count_attempt, find_delay
from tenants.policy import GATEKEEPER

EDGE = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def _fail(house: House, subject: str, at: datetime, times: int) -> float:
    async with house.tenancy.open(GATEKEEPER, now=at) as tenant:
        return [await count_attempt(tenant, subject) for _ in range(times)][-1]


async def _delay(house: House, subject: str, at: datetime) -> float:
    async with house.tenancy.open(GATEKEEPER, now=at) as tenant:
        return await find_delay(tenant, subject)


async def test_five_are_free_and_then_each_waits_longer(house: House) -> None:
    subject = f"secret:{uuid4()}"
    assert await _fail(house, subject, EDGE, 5) == 0
    assert [await _fail(house, subject, EDGE, 1) for _ in range(6)] == [0.25, 0.5, 1, 2, 4, 4]


@pytest.mark.parametrize("before", [1, 4, 7])
async def test_the_edge_of_a_window_forgives_nothing(house: House, before: int) -> None:
    subject = f"secret:{uuid4()}"
    await _fail(house, subject, EDGE - SECOND, before)
    assert await _fail(house, subject, EDGE, 8 - before) == await _delay(house, subject, EDGE) == 1


async def test_a_window_later_it_is_forgotten(house: House) -> None:
    subject = f"secret:{uuid4()}"
    await _fail(house, subject, EDGE - SECOND, 12)
    later = [EDGE + share * timedelta(seconds=SECRETS.seconds) for share in (0, 0.3, 0.6, 1)]
    delays = [await _delay(house, subject, at) for at in later]
    assert delays == sorted(delays, reverse=True)
    assert delays[-1] == 0 < delays[0]
