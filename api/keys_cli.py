"""The commands `gesprekspunt vault` and `gesprekspunt keys`: what an operator does with keys."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Column, Table

from api.house import PLATFORM_KEYS, House, SettingsError, login_of, open_house
from api.logs import configure_logs
from api.server import open_database
from api.settings import Settings
from tenants.network.keys import (
    SETTLING,
    OrganisationKey,
    Turn,
    destroy_key,
    get_organisation_key,
    list_organisation_ids,
    rotate_keys,
)
from tenants.network.replacements import Replacing, replace_keks
from tenants.policy import PLATFORM, Actor, Role
from vault import calibrate
from vault.policies import Power

if TYPE_CHECKING:
    from vault.setup import Cluster

vault = typer.Typer(no_args_is_help=True, help="The Vault server that keeps the keys.")
keys = typer.Typer(no_args_is_help=True, help="The keys of the organisations; never shows one.")

console = Console(highlight=False, soft_wrap=True)
OPERATOR = Actor(Role.OPERATOR, PLATFORM)
NEEDED = (Power.API, Power.PROVISIONER)
SECONDS = int(SETTLING.total_seconds())

One = Annotated[str | None, typer.Option(help="Only this one, by its slug.")]
All = Annotated[bool, typer.Option("--all", help="Every organisation.")]
Settling = Annotated[
    int, typer.Option(help="Seconds before old versions are closed, for acts that began.")
]


@vault.command()
def setup(
    kubernetes_host: Annotated[
        str | None, typer.Option(help="The cluster's address as Vault sees it: pods may log in.")
    ] = None,
    kubernetes_ca: Annotated[
        Path | None, typer.Option(help="Its certificate (PEM); not where Vault runs inside.")
    ] = None,
    namespace: str = "gesprekspunt",
    service_account: str = "gesprekspunt",
) -> None:
    """Prepare a Vault server, as an administrator: engine, keys, policies, roles. No secret."""
    from vault.setup import Cluster  # hvac: not for who does not ask a server

    cluster = None
    if kubernetes_host:
        ca = kubernetes_ca.read_text() if kubernetes_ca else None
        cluster = Cluster(kubernetes_host, namespace, service_account, ca)
    uvloop.run(_setup(_settings(), cluster))


@vault.command()
def check() -> None:
    """Tell what the server lacks and what this login may do; exit code 1 where something lacks."""
    if not uvloop.run(_check(_settings())):
        raise typer.Exit(1)


@keys.command()
def status() -> None:
    """Each organisation's key: how old, which version, when it was rotated last."""
    for_house(_status)


@keys.command()
def rotate(
    organisation: One = None,
    all_of_them: All = False,
    older_than: Annotated[
        int, typer.Option(help="With --all: leave keys that were rotated in so many days.", min=0)
    ] = 1,
    settling: Settling = SECONDS,
) -> None:
    """Rotate keys and re-wrap what they wrap, inside Vault; stop it when you like, run it again."""
    since = _since(organisation, all_of_them, older_than)
    for_house(lambda house: _rotate(house, organisation, since, timedelta(seconds=settling)))


@keys.command()
def replace(
    organisation: One = None,
    all_of_them: All = False,
    older_than: Annotated[
        int, typer.Option(help="With --all: leave what was replaced in so many days.", min=0)
    ] = 1,
    settling: Settling = SECONDS,
) -> None:
    """Put new secrets in the place of what the keys wrap: old backups close, talk goes on."""
    since = _since(organisation, all_of_them, older_than)
    for_house(lambda house: _replace(house, organisation, since, timedelta(seconds=settling)))


@keys.command(name="calibrate")
def calibrate_words(
    seconds: Annotated[
        float, typer.Option(help="How long opening with six words may take.", min=0.05, max=5)
    ] = 0.25,
    memory: Annotated[int, typer.Option(help="MiB for each at once.", min=19, max=1024)] = 64,
) -> None:
    """Find what makes guessing six words slow on this machine; run it where the pages run."""
    chosen, took = calibrate(seconds, memory_kib=memory * 1024)
    console.print(f"GESPREKSPUNT_PASSPHRASE_KDF={chosen}")
    console.print(
        f"It takes {took:.2f} s of one core and {memory} MiB, each time somebody comes back. "
        "It holds for organisations that are made from now on; each keeps the one it was made with."
    )


@keys.command()
def destroy(slug: str) -> None:
    """Shred an organisation: nothing of it ever opens again, in no backup either."""
    console.print(
        f"Every conversation of {slug} closes for ever, in every backup too. Nobody can undo it."
    )
    if typer.prompt("Type the organisation's slug to go on") != slug:
        raise SettingsError("that is not the slug: nothing was destroyed")
    for_house(lambda house: _destroy(house, slug))


def for_house(act: Any) -> None:
    """Do `act(house)` with a house opened for it."""

    async def run(settings: Settings) -> None:
        async with open_house(settings) as house:
            await act(house)

    with open_database(_settings()) as complete:
        uvloop.run(run(complete))


async def _setup(settings: Settings, cluster: "Cluster | None") -> None:
    async with _administration(settings) as server:
        async for line in server.setup(PLATFORM_KEYS, cluster):
            console.print(line, markup=False)
    console.print(
        "A secret id for a role: vault write -f auth/approle/role/gesprekspunt/secret-id",
        markup=False,
    )


async def _check(settings: Settings) -> bool:
    async with _administration(settings) as server:
        if not await server.health():
            console.print("The server does not answer, or is sealed.")
            return False
        lacking = await server.list_powers()
        sees = await server.is_administrator()
        missing = await server.list_missing(PLATFORM_KEYS) if sees else []
    for power, paths in lacking.items():
        console.print(f"This login {'lacks' if paths else 'has'} the power {power}.")
        for path in paths if power in NEEDED else ():
            console.print(f"  it may not {path}", markup=False)
    if not sees:
        console.print("With an administrator's login it also tells what is missing on the server.")
    for thing in missing:
        console.print(f"Missing: {thing}.", markup=False)
    return not missing and not any(lacking[power] for power in NEEDED)


async def _status(house: House) -> None:
    table = Table(
        Column("Organisation", no_wrap=True), "State", "Made", "Rotated",
        Column("Days", justify="right"), "Version", "Opens from", "To do", show_edge=False,
    )  # fmt: skip
    for organisation_id in await _organisations(house):
        async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
            table.add_row(*_row(await get_organisation_key(tenant)))
    console.print(table)


def _row(key: OrganisationKey) -> tuple[str, ...]:
    start = (key.slug, key.state, f"{key.made_at:%Y-%m-%d}")
    if (described := key.described) is None:
        return (*start, "", "", "", "", "" if key.state == "ended" else "the key is not there")
    return (
        *start,
        f"{described.rotated_at:%Y-%m-%d %H:%M}",
        str((datetime.now(UTC) - described.rotated_at).days),
        str(described.latest_version),
        str(described.minimum_version),
        "replace" if key.being_replaced else "" if key.is_settled else "rotate",
    )


async def _rotate(
    house: House, slug: str | None, since: datetime | None, settling: timedelta
) -> None:
    organisation_ids = await _organisations(house, slug)
    counted = dict.fromkeys(Turn, 0)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console) as progress:
        task = progress.add_task("Rotating", total=len(organisation_ids))
        turns = rotate_keys(
            house.tenancy, OPERATOR, organisation_ids, unless_since=since, settling=settling
        )
        async for _, turn in turns:
            counted[turn] += 1
            progress.advance(task)
            if sum(counted.values()) == len(organisation_ids):
                progress.update(task, description="Closing old versions")
    told = ", ".join(f"{number} {turn}" for turn, number in counted.items() if number)
    console.print(f"Done: {told or 'there is no organisation'}.")


async def _replace(
    house: House, slug: str | None, since: datetime | None, settling: timedelta
) -> None:
    organisation_ids = await _organisations(house, slug)
    counted = dict.fromkeys(Replacing, 0)
    seals: dict[UUID, int] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console) as bar:
        task = bar.add_task("Replacing", total=len(organisation_ids))
        run = replace_keks(
            house.tenancy, OPERATOR, organisation_ids, unless_since=since, settling=settling
        )
        async for step in run:
            seals[step.organisation_id] = step.seals
            bar.update(task, description=f"Replacing, {sum(seals.values()):,} seals")
            if step.outcome is not None:
                counted[step.outcome] += 1
                bar.advance(task)
    told = ", ".join(f"{number} {outcome}" for outcome, number in counted.items() if number)
    console.print(f"Done: {told or 'there is no organisation'}; {sum(seals.values())} seals.")


async def _destroy(house: House, slug: str) -> None:
    (organisation_id,) = await _organisations(house, slug)
    async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
        await destroy_key(tenant)
    bound = house.settings.kek_seconds
    console.print(
        f"The key of {slug} is destroyed. A process that heard of it has forgotten it already, "
        f"any other within {bound} s."
    )


def _since(organisation: str | None, all_of_them: bool, days: int) -> datetime | None:
    """From when on what was done is left alone: never, where one organisation is named."""
    if (organisation is None) != all_of_them:
        raise SettingsError("give either --organisation SLUG or --all")
    return datetime.now(UTC) - timedelta(days=days) if all_of_them else None


async def _organisations(house: House, slug: str | None = None) -> list[UUID]:
    async with house.tenancy.open(OPERATOR) as tenant:
        found = await list_organisation_ids(tenant, slug)
    if slug and not found:
        raise SettingsError(f"there is no organisation called {slug}")
    return found


def _administration(settings: Settings) -> Any:
    from vault.setup import Administration

    try:
        login = login_of(settings)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    if login is None or settings.vault_addr is None:
        raise SettingsError("VAULT_ADDR says where the server is")
    return Administration.open(settings.vault_addr, login)


def _settings() -> Settings:
    settings = Settings()
    configure_logs(settings)
    return settings
