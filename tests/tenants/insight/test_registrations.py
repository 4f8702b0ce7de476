"""Coded facets, and no way back from them."""

import asyncio
import dataclasses
from datetime import UTC, date, datetime
from uuid import uuid4

import asyncpg
import pytest

from api.house import House
from tenants.errors import Forbidden, Invalid, NotFound
from tenants.insight.facets import (
    Channel,
    Facets,
    FeltHeard,
    FormalRoute,
    Outcome,
    Requester,
)
from tenants.insight.registrations import (
    correct_registration,
    get_registration,
    register,
    shuffle_registrations,
)
from tenants.policy import PLATFORM, Actor, Role
from tests.conventions.test_schema import OF_CONVERSATIONS
from tests.people import Cast, start_talk

SPRING = datetime(2025, 5, 17, 14, 3, tzinfo=UTC)
FACETS = Facets(
    primary_theme="T1.5.2",
    themes=("T3.3", "T3.1"),
    requester=Requester.WITNESS,
    channel=Channel.PHONE,
    first_of_year=True,
    outcome=Outcome.RECOGNITION,
    felt_heard=FeltHeard.YES,
    formal_route=FormalRoute.FORMAL_REPORT,
)


async def test_amina_registers_and_corrects(house: House, cast: Cast) -> None:
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with house.tenancy.open(amina, noorderlicht, now=SPRING) as tenant:
        registration_id = await register(tenant, FACETS)
        kept = await get_registration(tenant, registration_id)
        assert kept == dataclasses.replace(FACETS, themes=("T3.1", "T3.3"))

        corrected = dataclasses.replace(kept, requester=Requester.MANAGER, themes=())
        await correct_registration(tenant, registration_id, corrected)
        assert await get_registration(tenant, registration_id) == corrected


async def test_the_row_knows_a_quarter_and_a_random_id(house: House, cast: Cast) -> None:
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with house.tenancy.open(amina, noorderlicht, now=SPRING) as tenant:
        registration_id = await register(tenant, FACETS)
        row = await tenant.connection.fetchrow(
            "SELECT * FROM registration WHERE tenant_id = $1 AND id = $2",
            noorderlicht,
            registration_id,
        )
    assert registration_id.version == 4
    assert row["quarter"] == date(2025, 4, 1)
    assert row["edition"] == 1
    assert not any(str(amina.id) == str(value) for value in row.values())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"primary_theme": "T1.99"}, "primary_theme"),
        ({"themes": ("harassment",)}, "themes"),
        ({"themes": ("T1.5.2",)}, "themes"),
    ],
)
async def test_unknown_codes_are_refused(
    house: House, cast: Cast, change: dict[str, object], field: str
) -> None:
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with house.tenancy.open(amina, noorderlicht) as tenant:
        with pytest.raises(Invalid) as refused:
            await register(tenant, dataclasses.replace(FACETS, **change))
    assert set(refused.value.problems) == {field}


async def test_what_is_not_there_cannot_be_corrected(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        with pytest.raises(NotFound):
            await correct_registration(tenant, uuid4(), FACETS)
        with pytest.raises(NotFound):
            await get_registration(tenant, uuid4())


@pytest.mark.book("R07")
@pytest.mark.parametrize("name", ["henk", "marjan", "otto", "petra"])
async def test_the_organisation_cannot_even_select(house: House, cast: Cast, name: str) -> None:
    async with house.tenancy.open(cast.actor(name)) as tenant:
        with pytest.raises(Forbidden):
            await get_registration(tenant, uuid4())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            await tenant.connection.fetch("SELECT id FROM registration")


@pytest.mark.book("R07")
async def test_the_trail_stands_with_the_firm_and_names_a_quarter(
    fresh_house: House, cast: Cast
) -> None:
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(amina, noorderlicht, now=SPRING) as tenant:
        registration_id = await register(tenant, FACETS)
        await correct_registration(tenant, registration_id, FACETS)
    firm, entries = cast.tenants["vertrouwd"], []
    for place in (firm, noorderlicht):
        async with fresh_house.tenancy.open(Actor(Role.WORKER, PLATFORM), place) as tenant:
            entries += await tenant.connection.fetch(
                """
                SELECT tenant_id, subject_kind, subject_id, purpose
                  FROM audit_entry
                 WHERE tenant_id = $1 AND action = 'register'
                """,
                place,
            )
    expected = (firm, "quarter", "2025-04-01", None)
    assert [tuple(entry) for entry in entries] == [expected, expected]


@pytest.mark.book("R46")
@pytest.mark.parametrize("table", ["registration", "advice", "activity", "effort"])
async def test_nothing_leads_from_here_to_a_conversation(owner_url: str, table: str) -> None:
    owner = await asyncpg.connect(owner_url)
    try:
        columns = await owner.fetch(
            """
            SELECT column_name AS name, data_type AS type
              FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = $1
            """,
            table,
        )
        targets = await owner.fetch(
            """
            SELECT unnest(ARRAY[conrelid, confrelid])::regclass::text AS name
              FROM pg_constraint
             WHERE contype = 'f' AND $1::text::regclass IN (conrelid, confrelid)
            """,
            table,
        )
    finally:
        await owner.close()
    talking = ("conversation", "client", "message", "consent", "seal", "formal")
    names = [column["name"] for column in columns if column["name"] != "formal_route"]
    assert names
    assert not [name for name in names if name.startswith(talking)]
    assert not {target["name"] for target in targets} & (OF_CONVERSATIONS - {table})
    # No time of day anywhere: two rows of one evening cannot be laid side by side.
    assert not [column["name"] for column in columns if column["type"].startswith("timestamp")]


async def test_a_registration_has_no_day(house: House, cast: Cast) -> None:
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with house.tenancy.open(amina, noorderlicht) as tenant:
        registration_id = await register(tenant, FACETS)
    with pytest.raises(asyncpg.CheckViolationError):
        async with house.tenancy.open(amina, noorderlicht) as tenant:
            await tenant.connection.execute(
                "UPDATE registration SET quarter = '2025-05-17' WHERE tenant_id = $1 AND id = $2",
                noorderlicht,
                registration_id,
            )


async def test_registrations_written_anew_tell_no_order_and_are_the_same(
    fresh_house: House, cast: Cast
) -> None:
    talk = await start_talk(fresh_house, cast)
    worker = Actor(Role.WORKER, talk.organisation_id)

    async def as_they_lie() -> list[asyncpg.Record]:
        async with fresh_house.tenancy.open(worker) as tenant:
            return await tenant.connection.fetch(
                "SELECT xmin::text AS written_by, * FROM registration "
                "WHERE tenant_id = $1 ORDER BY ctid",
                tenant.tenant_id,
            )

    async def shuffle() -> int:
        async with fresh_house.tenancy.open(worker) as tenant:
            return await shuffle_registrations(tenant)

    before = len(await as_they_lie())
    made = []
    for _ in range(8):
        async with fresh_house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
            made.append(await register(tenant, FACETS))
    first = await as_they_lie()
    # As they were written, so they lie; each by the transaction that wrote somewhere else too.
    assert [row["id"] for row in first[before:]] == made
    assert len({row["written_by"] for row in first[before:]}) == 8

    assert await shuffle() == len(first)
    second = await as_they_lie()
    assert [row["id"] for row in second] == sorted(row["id"] for row in first)
    assert len({row["written_by"] for row in second}) == 1
    assert [tuple(row)[1:] for row in second] == [
        tuple(row)[1:] for row in sorted(first, key=lambda row: row["id"])
    ]
    # Nothing is new: nothing is written.
    assert await shuffle() == 0
    async with fresh_house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        await correct_registration(tenant, made[0], FACETS)
    assert len({row["written_by"] for row in await as_they_lie()}) == 2
    assert await shuffle() == len(first)


async def test_a_correction_waits_for_the_writing_anew_and_is_kept(
    fresh_house: House, cast: Cast
) -> None:
    talk = await start_talk(fresh_house, cast)
    corrected = dataclasses.replace(FACETS, primary_theme="T2", themes=())

    async def correct() -> None:
        async with fresh_house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
            await correct_registration(tenant, registration_id, corrected)

    async with fresh_house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        registration_id = await register(tenant, FACETS)
    async with fresh_house.tenancy.open(Actor(Role.WORKER, talk.organisation_id)) as tenant:
        await shuffle_registrations(tenant)
        correcting = asyncio.create_task(correct())
        await asyncio.sleep(0.2)
        assert not correcting.done()
    await correcting
    async with fresh_house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        assert await get_registration(tenant, registration_id) == corrected


@pytest.mark.parametrize("name", ["amina", "alice", "olga"])
async def test_nobody_but_the_worker_writes_them_anew(house: House, cast: Cast, name: str) -> None:
    organisation_id = cast.tenants["noorderlicht"]
    with pytest.raises(Forbidden):
        async with house.tenancy.open(cast.actor(name), organisation_id) as tenant:
            await shuffle_registrations(tenant)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor(name), organisation_id) as tenant:
            await tenant.connection.execute("SELECT app.shuffle_registrations()")
