"""Headcounts: the denominator of every rate."""

import pytest

from api.house import House
from tenants.errors import Forbidden, Invalid
from tenants.network.headcounts import Headcount, list_headcounts, put_headcounts
from tests.people import Cast


@pytest.mark.book("D6")
async def test_a_year_is_replaced_as_a_whole(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.machine("noorderlicht")) as tenant:
        await put_headcounts(tenant, 2025, {"Nursing": 400, "Kitchen": 30})
        await put_headcounts(tenant, 2025, {"Nursing": 410})
        assert await list_headcounts(tenant, 2025) == [Headcount("Nursing", 410)]


@pytest.mark.parametrize(
    ("year", "units"),
    [
        (1999, {"a": 1}),
        (2099, {"a": 1}),
        (2025, {}),
        (2025, {"": 1}),
        (2025, {"a": -1}),
        (2025, {"a": 10_000_001}),
        (2025, {"a\x00": 1}),
        (2025, {str(n): 1 for n in range(1001)}),
    ],
)
async def test_what_cannot_be_is_refused(
    house: House, cast: Cast, year: int, units: dict[str, int]
) -> None:
    async with house.tenancy.open(cast.machine("havenwerk")) as tenant:
        with pytest.raises(Invalid):
            await put_headcounts(tenant, year, units)


async def test_the_works_council_reads_and_does_not_write(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("otto")) as tenant:
        await list_headcounts(tenant, 2025)
        with pytest.raises(Forbidden):
            await put_headcounts(tenant, 2025, {"a": 1})
