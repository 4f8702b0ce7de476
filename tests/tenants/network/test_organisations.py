"""From a draft to a live organisation, with a key of its own."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.network.mandates import create_mandate, list_mandates
from tenants.network.organisations import (
    Sector,
    create_organisation,
    get_organisation,
    list_organisations,
    open_organisation,
)
from tenants.network.pools import PoolMember, put_pool
from tenants.prevention.role_statements import publish_role_statement
from tests.people import Cast

HEALTH = Sector("SBI", "2025", "8610")
TERMS = {
    "starts_on": date(2026, 1, 1),
    "ends_on": None,
    "hours_per_year": 40,
    "board_access": True,
    "independence": "The organisation cannot instruct a counsellor.",
    "works_council_consent_on": None,
    "review_on": date(2027, 1, 1),
}


async def draft(house: House, cast: Cast) -> UUID:
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        organisation = await create_organisation(
            tenant,
            slug=f"zorg-{uuid4().hex[:8]}",
            name="Zorggroep Zuid",
            sector=HEALTH,
            country="NL",
            languages=("nl",),
            kdf="argon2id:64:1:1",
        )
    assert organisation.state == "draft"
    return organisation.tenant_id


async def go_live(house: House, cast: Cast, organisation_id: UUID) -> None:
    async with house.tenancy.open(cast.actor("alice"), organisation_id) as tenant:
        await open_organisation(tenant)


@pytest.mark.book("R06", "D5")
async def test_nobody_goes_live_without_statement_mandate_and_pool(
    house: House, cast: Cast
) -> None:
    organisation_id = await draft(house, cast)
    with pytest.raises(Conflict, match="no-role-statement"):
        await go_live(house, cast, organisation_id)
    async with house.tenancy.open(cast.actor("alice"), organisation_id) as tenant:
        assert await publish_role_statement(tenant, {"employees": {"nl": "Wij luisteren."}}) == 1
    with pytest.raises(Conflict, match="no-mandate"):
        await go_live(house, cast, organisation_id)
    async with house.tenancy.open(cast.actor("alice"), organisation_id) as tenant:
        mandate = await create_mandate(tenant, **TERMS)
    with pytest.raises(Conflict, match="no-pool"):
        await go_live(house, cast, organisation_id)
    async with house.tenancy.open(cast.actor("alice"), organisation_id) as tenant:
        await put_pool(tenant, mandate.id, [PoolMember(cast.staff["amina"])])
    await go_live(house, cast, organisation_id)
    with pytest.raises(Conflict, match="not-a-draft"):
        await go_live(house, cast, organisation_id)


@pytest.mark.book("D2")
async def test_each_organisation_has_a_key_of_its_own(house: House, cast: Cast) -> None:
    first, second = await draft(house, cast), await draft(house, cast)
    for organisation_id in (first, second):
        described = await house.keys.describe(f"organisation-{organisation_id}")
        assert described.latest_version == 1


@pytest.mark.book("D5")
async def test_a_firm_holds_its_own_organisations_alone(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("bob")) as tenant:
        held = {o.name for o in await list_organisations(tenant)}
    assert "Meesterschap Scholen" in held
    assert "Noorderlicht Ziekenhuis" not in held
    with pytest.raises(NotFound):
        async with house.tenancy.open(cast.actor("bob"), cast.tenants["noorderlicht"]) as tenant:
            await get_organisation(tenant)


@pytest.mark.parametrize(
    "sector",
    [
        Sector("SBI", "2025", "Q"),
        Sector("NACE", "3", "86"),
        Sector("", "", ""),
        Sector("X", "2", "86"),
    ],
)
async def test_a_bare_letter_or_unknown_scheme_is_refused(
    house: House, cast: Cast, sector: Sector
) -> None:
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        with pytest.raises(Invalid):
            await create_organisation(
                tenant,
                slug=f"x-{uuid4().hex[:8]}",
                name="X",
                sector=sector,
                country="NL",
                languages=("nl",),
                kdf="argon2id:64:1:1",
            )


async def test_a_slug_is_taken_once(house: House, cast: Cast) -> None:
    with pytest.raises(Conflict, match="slug-taken"):
        async with house.tenancy.open(cast.actor("bob")) as tenant:
            await create_organisation(
                tenant,
                slug="noorderlicht",
                name="X",
                sector=HEALTH,
                country="NL",
                languages=("nl",),
                kdf="argon2id:64:1:1",
            )


async def test_only_a_firm_creates_and_everybody_reads_the_own_mandates(
    house: House, cast: Cast
) -> None:
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        (mandate,) = await list_mandates(tenant)
        assert mandate.board_access
        with pytest.raises(Forbidden):
            await create_mandate(tenant, **TERMS)


async def test_terms_that_cannot_be_are_refused(house: House, cast: Cast) -> None:
    wrong = TERMS | {
        "ends_on": date(2025, 1, 1),
        "hours_per_year": 0,
        "review_on": date(2020, 1, 1),
    }
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["havenwerk"]) as tenant:
        with pytest.raises(Invalid) as refused:
            await create_mandate(tenant, **wrong)
    assert set(refused.value.problems) == {"ends_on", "hours_per_year", "review_on"}


async def test_a_pool_takes_no_strangers(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["havenwerk"]) as tenant:
        mandate = (await list_mandates(tenant))[0]
        for members in ([], [PoolMember(cast.staff["dewi"])], [PoolMember(uuid4())]):
            with pytest.raises(Invalid):
                await put_pool(tenant, mandate.id, members)
