"""Six words, a pseudonym, and nothing that says who somebody is."""

import pytest

from api.house import House
from tenants.conversations.clients import derive_secrets, return_with_passphrase
from tenants.errors import Unauthenticated
from tenants.policy import Actor, Role
from tests.people import Cast, Talk, start_talk


@pytest.mark.book("R21")
async def test_the_same_words_lead_nowhere_in_another_organisation(
    house: House, cast: Cast, talk: Talk
) -> None:
    async with house.tenancy.open(Actor(Role.VISITOR, talk.organisation_id)) as tenant:
        here = await derive_secrets(tenant, talk.started.passphrase.upper())
        assert (await return_with_passphrase(tenant, here)).id == talk.client.id
    async with house.tenancy.open(Actor(Role.VISITOR, cast.tenants["havenwerk"])) as tenant:
        there = await derive_secrets(tenant, talk.started.passphrase)
        assert (there.seed, there.lookup) != (here.seed, here.lookup)
        with pytest.raises(Unauthenticated):
            await return_with_passphrase(tenant, there)


@pytest.mark.book("R21")
async def test_what_is_kept_of_a_client_is_a_pseudonym_and_keys(house: House, talk: Talk) -> None:
    async with house.tenancy.open(talk.client) as tenant:
        row = await tenant.connection.fetchrow(
            "SELECT * FROM client WHERE tenant_id = $1 AND id = $2",
            talk.organisation_id,
            talk.client.id,
        )
    assert set(row.keys()) == {"tenant_id", "id", "lookup", "public_key", "pseudonym", "language"}
    # Version 7 would tell when the client came.
    assert row["id"].version == 4


async def test_two_conversations_are_two_clients(house: House, cast: Cast, talk: Talk) -> None:
    other = await start_talk(house, cast)
    assert other.client.id != talk.client.id
    assert other.started.passphrase != talk.started.passphrase
