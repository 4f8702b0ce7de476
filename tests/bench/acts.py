"""The hot acts beside pgbench with the same statements, in one run.

The server's two processes, PostgreSQL and the load share the same processors; pgbench has them for
itself.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from asyncpg.connection import LoggedQuery

from api.app import create_app
from api.graphql.nodes import node_id
from tenants.conversations.messages import post_message
from tests.api.conftest import sit_at_desk
from tests.bench.figure import Figure
from tests.bench.ground import Ground, Served, serve
from tests.bench.load import Load, load
from tests.bench.statements import KEY, recorded, run_pgbench, script
from tests.people import Cast, Talk, seed_cast, start_talk
from vault import KdfParameters

SECONDS = 10
CLIENTS = 16
CONVERSATIONS = 32
TEXT = "I have thought about what you asked, and I think I know what to do next. " * 7
NEW = {"text": TEXT[:500]}
QUERY = """
query($id: ID!) { conversation(id: $id) {
  id pseudonym state waitingFor nextStep nextStepBy messages { id author text sentAt } } }
"""
Act = Callable[[str], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Bench:
    """What the acts need: a ground, talks on it, a counsellor's browser and servers."""

    ground: Ground
    cast: Cast
    talks: list[Talk]
    browser: httpx.AsyncClient
    served: Served

    def path(self, talk: Talk) -> str:
        return f"/v1/organisations/{talk.organisation_id}/conversations/{talk.id}"

    def request(self, method: str, path: str, body: object = None, **headers: str) -> bytes:
        content = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
        lines += [f"cookie: desk={self.browser.cookies['desk']}"]
        lines += [f"content-length: {len(content)}", "content-type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def post(self, n: int) -> bytes:
        talk = self.talks[n % CONVERSATIONS]
        key = {"idempotency-key": f"bench-{os.getpid()}-{n}"}
        return self.request("POST", f"{self.path(talk)}/messages", NEW, **key)

    def read(self, n: int) -> bytes:
        return self.request("GET", self.path(self.talks[n % CONVERSATIONS]))

    def query(self, n: int) -> bytes:
        talk = self.talks[n % CONVERSATIONS]
        variables = {"id": node_id("Conversation", talk.organisation_id, talk.id)}
        return self.request("POST", "/graphql", {"query": QUERY, "variables": variables})


@asynccontextmanager
async def open_bench(ground: Ground) -> AsyncIterator[Bench]:
    """The cast on this ground, Amina at the desk with 32 talks of 50 messages, two servers."""
    with ground.console.status("the cast"):
        kdf = KdfParameters(memory_kib=64, iterations=1, lanes=1)
        cast = await seed_cast(ground.house, kdf=kdf)
        talks = [await start_talk(ground.house, cast) for _ in range(CONVERSATIONS)]
        for talk in talks:
            for _ in range(50):
                async with ground.house.tenancy.open(talk.client, person=talk.client_key) as tenant:
                    await post_message(tenant, talk.id, TEXT[:500])
    app = create_app(ground.settings, house=ground.house)
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
        ) as browser,
    ):
        await sit_at_desk(ground.house, cast, browser, "amina")
        with serve(ground, processes=2) as served:
            yield Bench(ground, cast, talks, browser, served)


async def measure(ground: Ground) -> list[Figure]:
    """Posting a message, and reading fifty through REST and through GraphQL."""
    async with open_bench(ground) as bench:
        return await _acts(bench)


async def _acts(bench: Bench) -> list[Figure]:
    first = bench.talks[0]
    read_anchor = await _anchor(bench, lambda _: bench.browser.get(bench.path(first)), "reading")
    await _ours(bench, bench.read, 200, "warming up")
    fresh = bench.served.memory()
    rest, rest_cpu = await _ours(bench, bench.read, 200, "reading through REST")
    _, graphql_cpu = await _ours(bench, bench.query, 200, "reading through GraphQL")
    post_anchor = await _anchor(
        bench,
        lambda key: bench.browser.post(
            f"{bench.path(first)}/messages", json=NEW, headers={"Idempotency-Key": key}
        ),
        "posting",
    )
    posted, _ = await _ours(bench, bench.post, 201, "posting through REST")
    return [
        Figure("post a 500-byte message", posted.rate, post_anchor, "a second", at_least=0.5),
        Figure("read 50 messages, REST", rest.rate, read_anchor, "a second", at_least=0.4),
        Figure("the same, GraphQL, beside REST", graphql_cpu * 1000, rest_cpu * 1000,
               "ms of processor", at_most=3),
        Figure("memory of a process", bench.served.memory(), 200, "MB", at_most=1),
        Figure("the same, beside before the load", bench.served.memory(), fresh, "MB",
               at_most=1.05),
    ]  # fmt: skip


async def _anchor(bench: Bench, act: Act, name: str) -> float:
    """What pgbench reaches with what this act asks of the database, in all the conversations."""
    await act("benchmark-first")  # opens connections and fetches keys
    async with recorded(bench.ground.house) as before:
        await act("benchmark-second")
    async with recorded(bench.ground.house) as statements:
        answer = await act(KEY)
    assert answer.is_success, answer.text
    # What was the same both times is what is acted on; what was not is new each time.
    template = script(statements, _ids_in(before) & _ids_in(statements))
    talk = bench.talks[0]
    scripts = [template.replace(str(talk.id), str(other.id)) for other in bench.talks]
    with bench.ground.console.status(f"pgbench: {name}"):
        return await asyncio.to_thread(
            run_pgbench, bench.ground.postgres.app_url, scripts, bench.ground.directory,
            seconds=SECONDS, clients=CLIENTS,
        )  # fmt: skip


def _ids_in(statements: list[LoggedQuery]) -> set[UUID]:
    return {value for each in statements for value in each.args if isinstance(value, UUID)}


async def _ours(
    bench: Bench, request: Callable[[int], bytes], status: int, name: str
) -> tuple[Load, float]:
    """The load, and processor seconds for each request."""
    served = bench.served
    with bench.ground.console.status(name):
        await load(served.ports, request, status=status, seconds=1, clients=CLIENTS)
        before = served.cpu()
        done = await load(
            served.ports, lambda n: request(n + 1_000_000), status=status, seconds=SECONDS,
            clients=CLIENTS,
        )  # fmt: skip
        return done, (served.cpu() - before) / done.requests
