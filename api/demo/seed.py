"""A living network for the demo: those around them, the cast, two years of work, an edition."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from api.demo.cast import OPERATOR, Seeder, is_seeded
from api.demo.dialogues import seed_dialogues
from api.demo.history import seed_annual_report, seed_history, seed_invoices
from api.demo.measures import seed_measures
from api.demo.peer_supervision import seed_peer_supervision
from api.demo.plan import seed_columns, seed_plan
from api.demo.prevention import seed_advice, seed_answers, seed_referrals
from api.demo.roster import DRAFT, ORGANISATIONS, SMALL
from api.demo.talks import seed_talks
from api.house import House, SettingsError
from api.simulation.loading import NotEmptyError, load_network
from api.simulation.network import Network
from tenants.insight import prevalence
from tenants.insight.disclosure import BenchmarkRules, NotReleasable
from tenants.insight.editions import release_edition
from tenants.insight.effort_overviews import tell_effort
from tenants.network.directory import find_tenant
from tenants.policy import PLATFORM, Actor, Role

#: those whose every day is there, and whose last year is out
LIVED_IN = (*ORGANISATIONS, SMALL)
#: those around them, without whom no benchmark could be: they have figures, and no days
AROUND, SEED = 500, 7


def _say_nothing(_: str) -> None: ...


async def seed_demo(house: House, *, progress: Callable[[str], None] = _say_nothing) -> None:
    """Make the demo in an empty, migrated database; where it is there already, do nothing.

    The settings say who owns the tables. A network that was simulated before stays, however large.
    `progress` hears a line on each part. Raises SettingsError in production, and where an earlier
    making was broken off.
    """
    seeder = Seeder(house)
    if await is_seeded(house):
        if not await _is_complete(house):
            raise SettingsError("the demo was broken off while it was made; start afresh")
        return
    progress("the firms and organisations around them")
    await _simulate_others(house, seeder.year - 1)
    progress("two firms and their people")
    await seeder.seed()
    await seeder.seed_organisation(SMALL)
    talks = 0
    for spec in LIVED_IN:
        progress(f"two years at {spec.name}")
        talks += await seed_history(seeder, spec)
    progress(f"{talks:,} talks with them registered; a plan, advice, referrals and conversations")
    await seed_plan(seeder)
    await seed_columns(seeder)
    await seed_dialogues(seeder)
    await seed_advice(seeder)
    await seed_measures(seeder)
    await seed_referrals(seeder)
    await seed_answers(seeder)
    await seed_talks(seeder)
    await seed_peer_supervision(seeder)
    for spec in ORGANISATIONS:
        await seed_invoices(seeder, spec)
    for spec in LIVED_IN:
        await seed_annual_report(seeder, spec)
        await _tell_effort(seeder, spec.slug)
    progress("the benchmarks of two years")
    await _load_prevalence(house)
    for year in (seeder.year - 2, seeder.year - 1):
        progress(await _release_edition(house, year))
    # Made last: where it is there, everything is.
    await seeder.seed_draft(DRAFT)


async def _tell_effort(seeder: Seeder, slug: str) -> None:
    """What the worker does in the first night of a year."""
    worker = Actor(Role.WORKER, seeder.cast.tenants[slug])
    async with seeder.house.tenancy.open(worker) as tenant:
        await tell_effort(tenant)


async def _is_complete(house: House) -> bool:
    async with house.tenancy.open(OPERATOR) as tenant:
        return await find_tenant(tenant, DRAFT.slug) is not None


async def _simulate_others(house: House, until: int) -> None:
    owner = house.settings.migrations_database_url
    if owner is None:
        raise SettingsError("the demo needs MIGRATIONS_DATABASE_URL: the tables' owner")
    with contextlib.suppress(NotEmptyError):
        await load_network(owner.get_secret_value(), Network(SEED, AROUND, years=3, until=until))


async def _load_prevalence(house: House) -> None:
    """The table that comes along; it says of itself that it is made up."""
    file = Path(prevalence.__file__).with_name("prevalence.example.csv")
    async with house.tenancy.open(OPERATOR) as tenant:
        await prevalence.load_prevalence(tenant, file.read_bytes())


async def _release_edition(house: House, period: int) -> str:
    """Release, and say how much of it can be read; a refusal is an outcome like any other."""
    rules = BenchmarkRules(p=house.settings.p_percent)
    try:
        async with house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant:
            edition = await release_edition(tenant, period, rules)
    except NotReleasable as refusal:
        return f"no benchmark of {period}: {refusal}"
    return f"benchmark of {period}: {edition.content['shown']} of {edition.content['of']} figures"
