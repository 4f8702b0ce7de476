"""The demo's data: a network in which something can be seen, made once, and never in production."""

from uuid import UUID

import pytest

from api.demo.cast import OPERATOR, machine_id, seed_cast
from api.demo.seed import seed_demo
from api.house import House, SettingsError
from tenants.insight.disclosure.certificate import check
from tenants.insight.disclosure.document import parse
from tenants.insight.editions import get_edition, get_release_document, list_editions
from tenants.network.directory import find_tenant
from tenants.policy import Actor, Role
from tests.api.demo.conftest import Demo


async def tenant_id(house: House, slug: str) -> UUID:
    async with house.tenancy.open(OPERATOR) as tenant:
        found = await find_tenant(tenant, slug)
    assert found
    return found.id


async def test_it_is_made_once_and_shows_something(keystore_demo: Demo) -> None:
    demo = keystore_demo
    told = []
    await seed_demo(demo.house, progress=told.append)
    assert told == []

    home = await tenant_id(demo.house, "peilstok")
    analyst = Actor(Role.ADVISOR_SYSTEM, home, machine_id("peilstok"))
    async with demo.house.tenancy.open(analyst) as tenant:
        editions = await list_editions(tenant)
        last, before = (one.period for one in editions)
        assert last == before + 1
        content = (await get_edition(tenant, last)).content
    assert 100 < content["shown"] < content["of"]
    members = {s["code"]: s["organisations"] for s in content["members"]["sector"]}
    few = {sector for sector, number in members.items() if number == "fewer_than_5"}
    cells = next(t for t in content["tables"] if t["name"] == "theme_by_sector")["cells"]
    shown = {c["sector"] for c in cells if c["number"]["value"]}
    assert {"R", "Q", "P"} <= shown
    assert few
    assert not few & shown
    assert any(q["median"]["value"] for q in content["quartiles"])
    assert any(r["reach"]["value"] for r in content["reach"])
    async with demo.house.tenancy.open(analyst) as tenant:
        released, certificate = parse(await get_release_document(tenant, last))
    assert check(certificate, released) == ()
    assert released.digest == content["table_digest"]


async def test_what_was_broken_off_is_not_taken_for_whole(fresh_house: House) -> None:
    """The template holds the cast alone: as far as a demo came that was stopped on its way."""
    with pytest.raises(SettingsError, match="start afresh"):
        await seed_demo(fresh_house)


@pytest.mark.parametrize("make", [seed_demo, seed_cast])
async def test_known_secrets_are_refused_in_production(house: House, make) -> None:
    production = House(
        house.settings.model_copy(update={"environment": "production"}),
        house.keys,
        house.keyring,
        house.tenancy,
        house.tokens,
    )
    with pytest.raises(SettingsError, match="production"):
        await make(production)
