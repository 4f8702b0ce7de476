"""Organisations by the dozen that take part in a benchmark, put straight into the tables."""

from datetime import date
from random import Random
from uuid import UUID, uuid4

from api.house import House
from tenants.insight.facets import Channel, Requester, Since
from tenants.policy import PLATFORM, Actor, Role
from tenants.themes import THEMES

LEAVES = [code for code in THEMES if code.count(".") == 1]


async def enrol_members(
    house: House,
    *,
    sections: dict[str, int],
    firms: int,
    year: int = 2025,
    before: tuple[int, ...] = (),
    people_per_100: float = 5,
    employees: tuple[int, int] = (400, 1200),
    seed: int = 1,
) -> list[UUID]:
    """`sections` maps an SBI 2025 code to how many organisations; firms take turns.

    `before` are years in which they took part as well.
    """
    random = Random(seed)
    firm_ids = [uuid4() for _ in range(firms)]
    async with house.tenancy.open(Actor(Role.OPERATOR, PLATFORM)) as tenant:
        await tenant.connection.executemany(
            "INSERT INTO tenant (id, kind, slug) VALUES ($1, 'firm', $2)",
            [(firm, f"firm-{firm.hex}") for firm in firm_ids],
        )
    members: list[UUID] = []
    for code in [code for code, number in sections.items() for _ in range(number)]:
        member = uuid4()
        firm = firm_ids[len(members) % firms]
        size = random.randint(*employees)
        counsellor = await _enrol(house, member, firm, code)
        await _take_part(house, member, (*before, year), size)
        talked = round(size * people_per_100 / 100)
        for one in (*before, year):
            await _register(house, member, counsellor, one, talked, random)
        members.append(member)
    return members


async def _enrol(house: House, member: UUID, firm: UUID, code: str) -> Actor:
    async with house.tenancy.open(Actor(Role.OPERATOR, PLATFORM)) as tenant:
        await tenant.connection.execute(
            "INSERT INTO tenant (id, kind, slug) VALUES ($1, 'organisation', $2)",
            member,
            f"member-{member.hex}",
        )
    counsellor, mandate = Actor(Role.COUNSELLOR, firm, uuid4()), uuid4()
    async with house.tenancy.open(Actor(Role.FIRM_MANAGER, firm, uuid4())) as tenant:
        await tenant.connection.execute(
            """
            INSERT INTO organisation
                        (tenant_id, firm_id, name, sector_scheme, sector_edition, sector_code,
                         country, languages, state, passphrase_salt, passphrase_kdf, wrapped_kek)
                 VALUES ($1, $2, 'Member', 'SBI', '2025', $3, 'NL', '{nl}', 'live', $4, '', '')
            """,
            member,
            firm,
            code,
            bytes(32),
        )
        await tenant.connection.execute(
            """
            INSERT INTO mandate
                        (tenant_id, id, firm_id, starts_on, hours_per_year, board_access,
                         independence, review_on)
                 VALUES ($1, $2, $3, '2024-01-01', 100, true, '', '2027-01-01')
            """,
            member,
            mandate,
            firm,
        )
        await tenant.connection.execute(
            """
            INSERT INTO pool_member (tenant_id, counsellor_id, mandate_id, firm_id)
                 VALUES ($1, $2, $3, $4)
            """,
            member,
            counsellor.id,
            mandate,
            firm,
        )
    return counsellor


async def _take_part(house: House, member: UUID, years: tuple[int, ...], employees: int) -> None:
    async with house.tenancy.open(Actor(Role.HR, member, uuid4())) as tenant:
        await tenant.connection.execute(
            """
            INSERT INTO benchmark_participation (tenant_id, decided_on, takes_part)
                 VALUES ($1, $2, true)
            """,
            member,
            date(min(years) - 1, 11, 3),
        )
        await tenant.connection.executemany(
            "INSERT INTO headcount (tenant_id, year, unit, employees) VALUES ($1, $2, 'all', $3)",
            [(member, year, employees) for year in years],
        )


async def _register(
    house: House, member: UUID, counsellor: Actor, year: int, people: int, random: Random
) -> None:
    async with house.tenancy.open(counsellor, member) as tenant:
        await tenant.connection.executemany(
            """
            INSERT INTO registration
                        (tenant_id, id, firm_id, quarter, edition, primary_theme, requester,
                         channel, source, depth, duration, since, cause, next_step, outcome,
                         felt_heard, formal_route, first_of_year)
                 VALUES ($1, $2, $3, $4, 1, $5, $6, $7, 'not_recorded', 'not_recorded',
                         'not_recorded', $8, 'not_recorded', 'not_recorded',
                         'not_recorded', 'not_asked', 'none', true)
            """,
            [
                (
                    member,
                    uuid4(),
                    counsellor.tenant_id,
                    date(year, random.choice((1, 4, 7, 10)), 1),
                    random.choice(LEAVES),
                    random.choice(list(Requester)),
                    random.choice(list(Channel)),
                    random.choice(list(Since)),
                )
                for _ in range(people)
            ],
        )
