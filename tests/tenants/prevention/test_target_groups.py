"""Who was reached, in how many ways, and who was not; a group is never a person."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from api.house import House
from tenants.errors import Forbidden, Invalid, NotFound
from tenants.policy import POLICY, Action, Role
from tenants.prevention.activities import record_activity
from tenants.prevention.target_groups import (
    TargetGroup,
    add_target_group,
    list_target_groups,
    remove_target_group,
)
from tenants.session import TenantSession
from tests.people import Cast


async def reach(tenant: TenantSession, kind: str, days_ago: int, *group_ids: UUID) -> None:
    await record_activity(
        tenant, facet="information", kind=kind, theme="T9.1", audience_size=20,
        held_on=tenant.now.date() - timedelta(days=days_ago), group_ids=group_ids,
    )  # fmt: skip


async def read(tenant: TenantSession, *group_ids: UUID) -> list[TargetGroup]:
    found = {group.id: group for group in await list_target_groups(tenant)}
    return [found[group_id] for group_id in group_ids]


@pytest.mark.book("R39")
async def test_a_group_is_reached_in_two_ways_within_a_year(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        night, north, polish, home = [
            await add_target_group(tenant, kind=kind, name=name, people=40)
            for kind, name in (
                ("shift", "Nacht"), ("site", "Noord"), ("language", "Pools"), ("remote", "Thuis"),
            )
        ]  # fmt: skip
        await reach(tenant, "team_meeting", 0, night, north)
        await reach(tenant, "team_meeting", 40, night, north)  # the same way again
        await reach(tenant, "column", 90, night, polish)
        await reach(tenant, "training", 366, north, home)  # too long ago
        groups = await read(tenant, night, north, polish, home)
        assert [group.is_reached for group in groups] == [True, False, False, False]
        assert [set(group.methods) for group in groups] == [
            {"team_meeting", "column"}, {"team_meeting"}, {"column"}, set(),
        ]  # fmt: skip
        assert [group.kind for group in groups] == ["shift", "site", "language", "remote"]
        await remove_target_group(tenant, night)
        with pytest.raises(NotFound):
            await remove_target_group(tenant, night)
    with pytest.raises(Invalid) as refused:
        async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
            await reach(tenant, "column", 0, night, north)
    assert set(refused.value.problems) == {"groups"}


@pytest.mark.book("R39", "R45")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "mevrouw De Vries"}, "name"),
        ({"name": "j.devries@noorderlicht.example"}, "name"),
        ({"name": "de enige nachtportier"}, "name"),
        ({"name": "twee collega's in Assen"}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"name": " "}, "name"),
        ({"people": 4}, "people"),
        ({"kind": "person"}, "kind"),
    ],
)
async def test_a_group_that_could_be_somebody_is_refused(
    house: House, cast: Cast, wrong: dict[str, object], field: str
) -> None:
    group = {"kind": "site", "name": "Assen", "people": 5} | wrong
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(Invalid) as refused:
            await add_target_group(tenant, **group)  # type: ignore[arg-type]
    assert set(refused.value.problems) == {field}


@pytest.mark.book("R39")
async def test_a_small_group_is_said_to_be_small_and_no_name_comes_twice(
    house: House, cast: Cast
) -> None:
    name = "Emmen"
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        few = await add_target_group(tenant, kind="site", name=name, people=9)
        many = await add_target_group(tenant, kind="shift", name=name, people=10)
        assert [group.is_small for group in await read(tenant, few, many)] == [True, False]
        with pytest.raises(Invalid):
            await add_target_group(tenant, kind="site", name=f" {name} ", people=80)
        await remove_target_group(tenant, few)
        await remove_target_group(tenant, many)


@pytest.mark.book("R45")
async def test_which_group_an_activity_reached_stays_between_counsellors(
    house: House, cast: Cast, owner_url: str
) -> None:
    """A group of ten and an activity for nine would tell an employer of one who was not there."""
    for action in (Action.READ_TARGET_GROUPS, Action.MANAGE_TARGET_GROUPS):
        assert POLICY[action] == {Role.COUNSELLOR}
    async with house.tenancy.open(cast.actor("henk")) as tenant:
        with pytest.raises(Forbidden):
            await list_target_groups(tenant)
    connection = await asyncpg.connect(owner_url)
    try:
        readers = await connection.fetch(
            "SELECT DISTINCT grantee FROM information_schema.column_privileges "
            "WHERE table_name IN ('target_group', 'reached_group') AND grantee LIKE 'gp\\_%'"
        )
    finally:
        await connection.close()
    assert {row["grantee"] for row in readers} == {"gp_desk"}
