"""Role statements: versioned, for employees, managers and HR."""

import pytest

from api.house import House
from tenants.errors import Forbidden, Invalid
from tenants.policy import Actor, Role
from tenants.prevention.role_statements import get_role_statement, publish_role_statement
from tests.people import Cast


@pytest.mark.book("R06")
async def test_the_newest_version_is_shown_before_contact(fresh_house: House, cast: Cast) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(cast.actor("alice"), noorderlicht) as tenant:
        texts = {"employees": {"nl": "Nieuw.", "en": "New."}}
        assert await publish_role_statement(tenant, texts) == 2
    async with fresh_house.tenancy.open(Actor(Role.VISITOR, noorderlicht)) as tenant:
        statement = await get_role_statement(tenant, "employees", "en")
        assert (statement.version, statement.body) == (2, "New.")
        # What has no newer text keeps the one it had.
        assert (await get_role_statement(tenant, "hr", "en")).version == 1


@pytest.mark.parametrize(
    "texts",
    [{}, {"employees": {"nl": "Alleen Nederlands."}}, {"staff": {"nl": "x"}},
     {"employees": {"nl": " ", "en": "x"}}],
)  # fmt: skip
async def test_employees_are_addressed_in_their_languages(
    house: House, cast: Cast, texts: dict[str, dict[str, str]]
) -> None:
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["havenwerk"]) as tenant:
        with pytest.raises(Invalid):
            await publish_role_statement(tenant, texts)


async def test_the_organisation_cannot_write_it(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("marjan")) as tenant:
        with pytest.raises(Forbidden):
            await publish_role_statement(tenant, {"employees": {"nl": "x", "en": "x"}})
