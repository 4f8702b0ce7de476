"""The hot acts in one organisation while others come: ten beside ten thousand, turn by turn."""

import asyncpg

from api.simulation.loading import load_network
from api.simulation.network import Network
from tests.bench.acts import CLIENTS, Bench, open_bench
from tests.bench.figure import Figure
from tests.bench.ground import ORGANISATIONS, Ground, open_ground
from tests.bench.load import load

FEW, MANY = 10, ORGANISATIONS
TURNS, SECONDS = 3, 4
#: what a simulated network has not: in each organisation two talks of ten messages
TALKS = """
INSERT INTO client (tenant_id, id, lookup, public_key, pseudonym, language)
     SELECT o.tenant_id, uuidv7(), uuid_send(uuidv7()), decode(repeat('00', 1216), 'hex'),
            'somebody', 'nl'
       FROM organisation o, generate_series(1, 2);
INSERT INTO conversation (tenant_id, id, client_id, counsellor_id, firm_id, pseudonym, language,
                          channel)
     SELECT c.tenant_id, uuidv7(), c.id, uuidv7(), o.firm_id, c.pseudonym, 'nl', 'messages'
       FROM client c JOIN organisation o USING (tenant_id);
INSERT INTO seal (tenant_id, conversation_id, holder_id, holder, client_id, sealed)
     SELECT tenant_id, id, client_id, 'client', client_id, decode(repeat('00', 1197), 'hex')
       FROM conversation;
INSERT INTO message (tenant_id, conversation_id, id, client_id, counsellor_id, author, body)
     SELECT tenant_id, id, uuidv7(), client_id, counsellor_id, 'client',
            decode(repeat('00', 541), 'hex')
       FROM conversation, generate_series(1, 10);
"""
WALLED = ("organisation", "client", "conversation", "seal", "message")


async def measure(ground: Ground) -> list[Figure]:
    """Reading and posting with ten thousand organisations in the house, beside ten."""
    async with open_ground(ground.console) as larger:
        await _people(ground, FEW)
        await _people(larger, MANY)
        async with open_bench(ground) as few, open_bench(larger) as many:
            return [
                await _figure("read 50 messages", Bench.read, 200, few, many),
                await _figure("post a message", Bench.post, 201, few, many),
            ]


async def _people(ground: Ground, organisations: int) -> None:
    with ground.console.status(f"{organisations:,} organisations"):
        network = Network(seed=1, organisations=organisations, years=2, until=2025)
        await load_network(ground.postgres.url, network)
        connection = await asyncpg.connect(ground.postgres.url)
        try:
            async with connection.transaction():
                for table in WALLED:
                    await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
                await connection.execute(TALKS)
                for table in WALLED:
                    await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            await connection.execute("ANALYZE")
        finally:
            await connection.close()


async def _figure(name: str, request, status: int, few: Bench, many: Bench) -> Figure:
    """Turn by turn, so that whatever else the machine does falls on both."""
    done = {FEW: 0, MANY: 0}
    for turn in range(TURNS):
        for number, bench in ((FEW, few), (MANY, many)):
            with bench.ground.console.status(f"{name}, {number:,} organisations"):
                begun = await load(
                    bench.served.ports,
                    lambda n, bench=bench, turn=turn: request(bench, n + turn * 1_000_000),
                    status=status, seconds=SECONDS, clients=CLIENTS,
                )  # fmt: skip
                done[number] += begun.requests
    seconds = TURNS * SECONDS
    return Figure(f"{name}, {MANY:,} organisations beside {FEW}", done[MANY] / seconds,
                  done[FEW] / seconds, "a second", at_least=0.8)  # fmt: skip
