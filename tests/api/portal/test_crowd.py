"""Many at one organisation's door keep nobody waiting at another's."""

import asyncio
from contextlib import AsyncExitStack

from api.house import House
from tests.api.test_outages import browser_of
from tests.people import Cast

CROWD = 24


async def test_many_wrong_words_here_leave_the_pages_there_as_fast(
    fresh_house: House, cast: Cast
) -> None:
    """Deriving keys takes a tenth of a second, and a connection of which there are four here."""
    async with fresh_house.tenancy.open(
        cast.actor("alice"), cast.tenants["noorderlicht"]
    ) as tenant:
        await tenant.connection.execute(
            "UPDATE organisation SET passphrase_kdf = 'argon2id:65536:3:1' WHERE tenant_id = $1",
            tenant.tenant_id,
        )
    async with AsyncExitStack() as stack:
        browser = await browser_of(fresh_house, stack)
        await browser.get("/o/havenwerk")
        crowd = [
            asyncio.create_task(
                browser.post("/o/noorderlicht/return", data={"words": f"not these six words {n}"})
            )
            for n in range(CROWD)
        ]
        await asyncio.sleep(0.1)
        assert (await browser.get("/o/havenwerk")).status_code == 200
        assert sum(task.done() for task in crowd) < CROWD / 4
        assert {answer.status_code for answer in await asyncio.gather(*crowd)} == {401}
