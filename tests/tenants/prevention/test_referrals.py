"""The referral directory: for clients, fresh, and out of an employer's sight."""

from datetime import timedelta

import asyncpg
import pytest

from api.house import House
from tenants.errors import Forbidden
from tenants.policy import Actor, Role
from tenants.prevention.referrals import add_referral, list_referrals
from tests.people import Cast

LINE = {
    "name": "Luisterlijn",
    "contact": "088 0767 000",
    "description": {"nl": "Dag en nacht een luisterend oor.", "en": "Day and night."},
    "themes": ("T4.2",),
    "region": "NL",
    "languages": ("nl",),
    "crisis": True,
}


@pytest.mark.book("R53")
async def test_stale_entries_are_hidden(fresh_house: House, cast: Cast) -> None:
    vertrouwd = cast.tenants["vertrouwd"]
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        today = tenant.now.date()
        await add_referral(tenant, **LINE, verified_on=today)
        stale = LINE | {"name": "Long ago"}
        await add_referral(tenant, **stale, verified_on=today - timedelta(days=366))
    visitor = Actor(Role.VISITOR, cast.tenants["noorderlicht"])
    async with fresh_house.tenancy.open(visitor) as tenant:
        beside = await tenant.beside(vertrouwd)
        assert [r.name for r in await list_referrals(beside, vertrouwd)] == ["Luisterlijn"]


@pytest.mark.book("R53")
async def test_an_employer_sees_none(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        with pytest.raises(Forbidden):
            await list_referrals(tenant, cast.tenants["vertrouwd"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("henk")) as tenant:
            await tenant.connection.fetch("SELECT name FROM referral")
