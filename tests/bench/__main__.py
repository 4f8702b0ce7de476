"""`make bench`: the hot acts beside pgbench with the same statements, in one run, as ratios.

Absolute figures only orient: whoever else works on the machine is in them. The server's two
processes, PostgreSQL and the load share the same processors; pgbench has them for itself.
"""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import httpx
import psutil
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from api.app import create_app
from api.embedded import open_embedded
from api.graphql.nodes import node_id
from api.house import House, open_house
from api.settings import Settings
from migrations import migrate
from tenants.conversations.messages import post_message
from tests.api.conftest import sit_at_desk
from tests.bench.load import Load, load
from tests.bench.statements import KEY, recorded, run_pgbench, script
from tests.people import Cast, Talk, seed_cast, start_talk
from vault import KdfParameters

RESULT = Path(".data/bench.json")
SECONDS = 10
CLIENTS = 16
CONVERSATIONS = 32
TEXT = "I have thought about what you asked, and I think I know what to do next. " * 7
QUERY = """
query($id: ID!) { conversation(id: $id) {
  id pseudonym state waitingFor nextStep nextStepBy messages { id author text sentAt } } }
"""
Act = Callable[[str], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Figure:
    act: str
    ours: float
    anchor: float
    unit: str
    ratio: float
    goal: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What the acts need: a house, its processes, talks, and a counsellor's cookie."""

    house: House
    cast: Cast
    talks: list[Talk]
    cookie: str
    ports: list[int]
    processes: list[psutil.Process]

    def path(self, talk: Talk) -> str:
        return f"/v1/organisations/{talk.organisation_id}/conversations/{talk.id}"

    def request(self, method: str, path: str, body: object = None, **headers: str) -> bytes:
        content = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"cookie: desk={self.cookie}"]
        lines += [f"content-length: {len(content)}", "content-type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def cpu(self) -> float:
        """Seconds of processor that the server's processes have used."""
        return sum(sum(p.cpu_times()[:2]) for p in self.processes)


async def main() -> None:
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="gesprekspunt-bench-") as name:
        directory = Path(name)
        with console.status("PostgreSQL with fsync, migrations, the cast"):
            server = contextlib.ExitStack()
            postgres = server.enter_context(open_embedded(directory / "postgres"))
            migrate(postgres.url)
        with server:
            settings = Settings(
                database_url=SecretStr(postgres.app_url),
                data_directory=directory,
                passphrase_kdf="argon2id:64:1:1",
                connections_per_door=1,
                vault_addr=None,
            )
            async with open_house(settings) as house:
                figures = await _measure(house, settings, directory, console)
    _show(console, figures)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")
    console.print(f"Written to {RESULT}")


async def _measure(
    house: House, settings: Settings, directory: Path, console: Console
) -> list[Figure]:
    cast = await seed_cast(house, kdf=KdfParameters(memory_kib=64, iterations=1, lanes=1))
    talks = [await start_talk(house, cast) for _ in range(CONVERSATIONS)]
    for talk in talks:
        for _ in range(50):
            async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
                await post_message(tenant, talk.id, TEXT[:500])
    app = create_app(settings, house=house)
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
        ) as browser,
    ):
        await sit_at_desk(house, cast, browser, "amina")
        with _two_processes(settings) as (ports, processes):
            bench = Bench(house, cast, talks, browser.cookies["desk"], ports, processes)
            return await _acts(bench, browser, directory, console)


async def _acts(
    bench: Bench, browser: httpx.AsyncClient, directory: Path, console: Console
) -> list[Figure]:
    first, new = bench.talks[0], {"text": TEXT[:500]}

    def post(n: int) -> bytes:
        talk = bench.talks[n % CONVERSATIONS]
        key = {"idempotency-key": f"bench-{os.getpid()}-{n}"}
        return bench.request("POST", f"{bench.path(talk)}/messages", new, **key)

    def read(n: int) -> bytes:
        return bench.request("GET", bench.path(bench.talks[n % CONVERSATIONS]))

    def query(n: int) -> bytes:
        talk = bench.talks[n % CONVERSATIONS]
        variables = {"id": node_id("Conversation", talk.organisation_id, talk.id)}
        return bench.request("POST", "/graphql", {"query": QUERY, "variables": variables})

    read_anchor = await _anchor(
        bench, directory, console, lambda _: browser.get(bench.path(first)), "reading"
    )
    rest, rest_cpu = await _ours(bench, read, 200, console, "reading through REST")
    _, graphql_cpu = await _ours(bench, query, 200, console, "reading through GraphQL")
    post_anchor = await _anchor(
        bench, directory, console,
        lambda key: browser.post(
            f"{bench.path(first)}/messages", json=new, headers={"Idempotency-Key": key}
        ),
        "posting",
    )  # fmt: skip
    posted, _ = await _ours(bench, post, 201, console, "posting through REST")
    return [
        Figure("post a 500-byte message", posted.rate, post_anchor, "a second",
               posted.rate / post_anchor, "≥ 0.50"),
        Figure("read 50 messages, REST", rest.rate, read_anchor, "a second",
               rest.rate / read_anchor, "≥ 0.40"),
        Figure("the same, GraphQL, beside REST", graphql_cpu * 1000, rest_cpu * 1000,
               "ms of processor", graphql_cpu / rest_cpu, "≤ 3.00"),
    ]  # fmt: skip


async def _anchor(bench: Bench, directory: Path, console: Console, act: Act, name: str) -> float:
    """What pgbench reaches with what this act asks of the database, in all the conversations."""
    await act("benchmark-first")  # opens connections and fetches keys
    async with recorded(bench.house) as statements:
        answer = await act(KEY)
    assert answer.is_success, answer.text
    talk = bench.talks[0]
    known = {talk.id, talk.organisation_id, bench.cast.staff["amina"], bench.cast.homes["amina"]}
    template = script(statements, known | set(_ids_in(statements, talk)))
    scripts = [template.replace(str(talk.id), str(other.id)) for other in bench.talks]
    url = bench.house.settings.database_url
    assert url
    with console.status(f"pgbench: {name}"):
        return await asyncio.to_thread(
            run_pgbench, url.get_secret_value(), scripts, directory,
            seconds=SECONDS, clients=CLIENTS,
        )  # fmt: skip


def _ids_in(statements, talk: Talk) -> Iterator[UUID]:
    """Ids of what is read; those of an INSERT are new."""
    for statement in statements:
        if "INSERT" not in statement.query:
            yield from (value for value in statement.args if isinstance(value, UUID))
    yield talk.started.client_id


async def _ours(
    bench: Bench, request: Callable[[int], bytes], status: int, console: Console, name: str
) -> tuple[Load, float]:
    """The load, and processor seconds for each request."""
    with console.status(name):
        await load(bench.ports, request, status=status, seconds=1, clients=CLIENTS)
        before = bench.cpu()
        done = await load(
            bench.ports, lambda n: request(n + 1_000_000), status=status, seconds=SECONDS,
            clients=CLIENTS,
        )  # fmt: skip
        return done, (bench.cpu() - before) / done.requests


@contextlib.contextmanager
def _two_processes(settings: Settings) -> Iterator[tuple[list[int], list[psutil.Process]]]:
    assert settings.database_url
    environment = os.environ | {
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "GESPREKSPUNT_DATA_DIRECTORY": str(settings.data_directory),
    }
    environment.pop("VAULT_ADDR", None)
    ports = [_free_port(), _free_port()]
    started = [
        subprocess.Popen([sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
                         env=environment)
        for port in ports
    ]  # fmt: skip
    try:
        for port in ports:
            _wait(port)
        yield ports, [psutil.Process(process.pid) for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        return int(candidate.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/livez")
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def _show(console: Console, figures: list[Figure]) -> None:
    table = Table("Act", "Ours", "Anchor", "", "Ratio", "Goal", show_edge=False)
    for figure in figures:
        table.add_row(
            figure.act, f"{figure.ours:,.1f}", f"{figure.anchor:,.1f}", figure.unit,
            f"[bold]{figure.ratio:.2f}[/]", figure.goal,
        )  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    asyncio.run(main())
