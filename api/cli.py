"""The command `gesprekspunt`: one thin function for each thing a person starts."""

import sys
from typing import Annotated
from uuid import UUID

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.table import Column, Table

from api.auth.machines import new_secret
from api.auth.scopes import scopes_for
from api.disclosure_cli import export_audit, verify_release
from api.editions_cli import prevalence
from api.editions_cli import release as release_edition
from api.embedded import EmbeddedError
from api.house import SettingsError, open_house
from api.keys_cli import keys, vault
from api.logs import configure_logs
from api.server import listen, open_as_owner, open_database, serve, work
from api.setting_list import list_settings, render_markdown, variable_of
from api.settings import Settings
from api.simulation.cli import simulate
from tenants.audit import Verification, verify_chain
from tenants.errors import Unavailable
from tenants.jobs import list_tenant_ids
from tenants.network.directory import open_platform
from tenants.network.machines import create_machine_client
from tenants.policy import PLATFORM, Actor, Role
from vault import VaultError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Software that networks of external confidential counsellors run on.",
)
audit = typer.Typer(no_args_is_help=True, help="The trail of what staff and machines did.")
app.add_typer(audit, name="audit")
app.add_typer(vault, name="vault")
app.add_typer(keys, name="keys")
app.add_typer(simulate, name="simulate")
app.command("verify-release")(verify_release)
app.command("export-audit")(export_audit)
app.add_typer(prevalence, name="prevalence")
app.command("release-edition")(release_edition)

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port; 0 takes any.", min=0, max=65535)]


def main() -> None:
    """Run the command; what can be expected to go wrong is one line, and exit code 1 or 2."""
    try:
        app()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = ".".join(str(part) for part in problem["loc"])
            errors.print(f"{variable_of(name)}: {problem['msg']}", markup=False)
        sys.exit(2)
    except SettingsError as error:
        errors.print(str(error), markup=False)
        sys.exit(2)
    except EmbeddedError as error:
        errors.print(str(error), markup=False)
        sys.exit(1)
    except ConnectionError as error:
        errors.print(f"The database does not answer: {error}", markup=False)
        sys.exit(1)
    except Unavailable as error:
        cause = error.__cause__ or error.title
        errors.print(f"The database does not answer: {cause}", markup=False)
        sys.exit(1)
    except VaultError as error:
        errors.print(f"Vault: {error or type(error).__name__}", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command("serve")
def serve_command(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve portal, desk, REST and GraphQL until Ctrl-C or SIGTERM."""
    settings = _settings()
    listener = listen(host, port)
    if settings.metrics_port:
        _serve_metrics(host, settings.metrics_port)
    with open_database(settings) as complete:
        uvloop.run(serve(complete, listener))


@app.command()
def worker() -> None:
    """Do the jobs of the queue and the clock until Ctrl-C or SIGTERM."""
    settings = _settings()
    if settings.metrics_port:
        _serve_metrics("0.0.0.0", settings.metrics_port)  # noqa: S104 (a pod's own address)
    with open_database(settings) as complete:
        uvloop.run(work(complete))


@app.command()
def migrate() -> None:
    """Bring the database up to date; safe to run again."""
    with open_as_owner(_settings()):
        pass
    console.print("The database is up to date.")


@app.command()
def demo(
    port: Port = 8000,
    reset: Annotated[bool, typer.Option("--reset", help="Begin afresh.")] = False,
) -> None:
    """Start everything on this machine, with a small network of firms and organisations in it."""
    from api.demo.running import run_demo

    run_demo(_settings(), console, port=port, reset=reset)


@app.command()
def tour(
    url: Annotated[str | None, typer.Option(help="A running demo; without it, start one.")] = None,
) -> None:
    """Walk the whole job over HTTP as each of the people, saying every step."""
    from api.demo.running import run_tour_somewhere

    if not run_tour_somewhere(_settings(), console, url):
        raise typer.Exit(1)


@app.command()
def operator(name: Annotated[str, typer.Argument(help="Whom or what it is for.")]) -> None:
    """Make a machine client that operates the platform: it creates firms and advisors by REST."""
    with open_database(_settings()) as complete:
        client_id, secret = uvloop.run(_create_operator(complete, name))
    console.print(f"Client id      {client_id}")
    console.print(f"Client secret  {secret}  (shown once)", soft_wrap=True)


@audit.command()
def verify() -> None:
    """Walk every tenant's chain: exit code 1 where a row was changed, added or taken away."""
    settings = _settings()
    with open_database(settings) as complete:
        found = uvloop.run(_verify(complete))
    for chain in found:
        if chain.broken is not None:
            errors.print(f"Tenant {chain.tenant_id}: seal {chain.broken} does not hold.")
    if any(chain.broken is not None for chain in found):
        raise typer.Exit(1)
    sealed, waiting = sum(c.entries for c in found), sum(c.unsealed for c in found)
    console.print(
        f"{len(found)} chains hold: {sum(c.seals for c in found)} seals over {sealed} entries; "
        f"{waiting} entries wait for their seal."
    )


@app.command("settings")
def settings_command(
    markdown: Annotated[bool, typer.Option("--markdown", help="As a page of docs/.")] = False,
) -> None:
    """Every setting: what it means, what it is now and where that comes from."""
    if markdown:
        print(render_markdown(), end="")
        return
    table = Table(Column("Variable", no_wrap=True), "Value", "From", "Meaning", show_edge=False)
    for setting in list_settings(_settings()):
        origin = "environment" if setting.is_set else "default"
        table.add_row(setting.variable, setting.value, origin, setting.description)
    console.print(table)


async def _create_operator(settings: Settings, name: str) -> tuple[UUID, str]:
    secret, secret_hash = new_secret()
    async with (
        open_house(settings) as house,
        house.tenancy.open(Actor(Role.OPERATOR, PLATFORM)) as tenant,
    ):
        await open_platform(tenant)
        client = await create_machine_client(
            tenant,
            name=name,
            scopes=scopes_for(Role.OPERATOR),
            secret_hash=secret_hash,
        )
    return client.id, secret


async def _verify(settings: Settings) -> list[Verification]:
    async with open_house(settings) as house:
        async with house.tenancy.open(Actor(Role.WORKER, PLATFORM)) as tenant:
            tenant_ids = await list_tenant_ids(tenant)
        found = []
        for tenant_id in tenant_ids:
            async with house.tenancy.open(Actor(Role.WORKER, tenant_id)) as tenant:
                found.append(await verify_chain(tenant))
        return found


def _settings() -> Settings:
    settings = Settings()
    configure_logs(settings)
    return settings


def _serve_metrics(host: str, port: int) -> None:
    from prometheus_client import start_http_server

    start_http_server(port, addr=host)


if __name__ == "__main__":
    main()
