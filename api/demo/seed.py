"""A living network for the demo: the cast, their neighbours, two years of work, an edition."""

from collections.abc import Callable

from api.demo import neighbours
from api.demo.cast import OPERATOR, Seeder, is_seeded
from api.demo.history import seed_annual_report, seed_history, seed_invoices
from api.demo.prevention import seed_advice, seed_referrals
from api.demo.roster import ORGANISATIONS
from api.demo.talks import seed_talks
from api.house import House, SettingsError
from tenants.insight.disclosure import BenchmarkRules, NotReleasable
from tenants.insight.editions import release_edition
from tenants.network.directory import find_tenant
from tenants.policy import PLATFORM, Actor, Role

#: those whose last year is out: the cast's, and one too small to say anything about people
REPORTED = (*ORGANISATIONS, *(o for o in neighbours.ORGANISATIONS if o.slug == "kleine-wereld"))


def _say_nothing(_: str) -> None: ...


async def seed_demo(house: House, *, progress: Callable[[str], None] = _say_nothing) -> None:
    """Make the demo in an empty, migrated database; where it is there already, do nothing.

    `progress` hears a line on each part. Raises SettingsError in production, and where an earlier
    making was broken off.
    """
    seeder = Seeder(house)
    if await is_seeded(house):
        if not await _is_complete(house):
            raise SettingsError("the demo was broken off while it was made; start afresh")
        return
    progress("two firms and their people")
    await seeder.seed()
    progress("the firms and organisations around them")
    await _seed_neighbours(seeder)
    talks = 0
    for spec in (*ORGANISATIONS, *neighbours.ORGANISATIONS):
        progress(f"two years at {spec.name}")
        talks += await seed_history(seeder, spec)
    progress(f"{talks:,} talks registered; advice, referrals and conversations")
    await seed_advice(seeder)
    await seed_referrals(seeder)
    await seed_talks(seeder)
    for spec in ORGANISATIONS:
        await seed_invoices(seeder, spec)
    for spec in REPORTED:
        await seed_annual_report(seeder, spec)
    progress("last year's benchmark")
    progress(await _release_edition(house, seeder.year - 1))
    # Made last: where it is there, everything is.
    await seeder.seed_draft(neighbours.DRAFT)


async def _is_complete(house: House) -> bool:
    async with house.tenancy.open(OPERATOR) as tenant:
        return await find_tenant(tenant, neighbours.DRAFT.slug) is not None


async def _seed_neighbours(seeder: Seeder) -> None:
    for firm in neighbours.FIRMS:
        await seeder.seed_firm(firm)
    for counsellor in neighbours.COUNSELLORS:
        await seeder.seed_counsellor(counsellor)
    await seeder.seed_logins()
    for organisation in neighbours.ORGANISATIONS:
        await seeder.seed_organisation(organisation)


async def _release_edition(house: House, period: int) -> str:
    """Release, and say how much of it can be read; a refusal is an outcome like any other."""
    rules = BenchmarkRules(p=house.settings.p_percent)
    try:
        async with house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant:
            edition = await release_edition(tenant, period, rules)
    except NotReleasable as refusal:
        return f"no benchmark of {period}: {refusal}"
    return f"benchmark of {period}: {edition.content['shown']} of {edition.content['of']} figures"
