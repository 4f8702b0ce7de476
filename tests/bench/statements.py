"""What one request asks of PostgreSQL, as a script for pgbench: the anchor of each figure."""

import os
import re
import subprocess
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from asyncpg.connection import LoggedQuery

from api.embedded import binary
from api.house import House
from tenants.policy import Door

PARAMETER = re.compile(r"\$(\d+)")
#: sent with the recorded request, and another value in each transaction of pgbench
KEY = "benchmark-idempotency-key"


@asynccontextmanager
async def recorded(house: House, door: Door = Door.DESK) -> AsyncIterator[list[LoggedQuery]]:
    """The statements that a door sends meanwhile; the house has one connection a door."""
    pool = await house.tenancy._pool(door)
    statements: list[LoggedQuery] = []
    async with pool.acquire() as connection:
        connection.add_query_logger(statements.append)
    yield statements
    async with pool.acquire() as connection:
        connection.remove_query_logger(statements.append)


def script(statements: list[LoggedQuery], known: Collection[UUID]) -> str:
    """The same statements for pgbench. Ids that are not `known` are new ones each time."""
    lines = ["\\set key random(1, 9000000000000000)"]
    for statement in statements:
        text = PARAMETER.sub(
            lambda found, args=statement.args: _literal(args[int(found[1]) - 1], known),
            statement.query.strip(),
        )
        parts = text.split("; ")
        if len(parts) > 1:  # what goes out in one trip goes out in one trip
            lines += ["\\startpipeline", *(f"{part};" for part in parts), "\\endpipeline"]
        else:
            lines.append(f"{text};")
    return "\n".join(lines) + "\n"


def _literal(value: object, known: Collection[UUID]) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int():
            return str(value)
        case UUID():
            return f"'{value}'::uuid" if value in known else "uuidv7()"
        case bytes():
            return f"'\\x{value.hex()}'::bytea"
        case datetime():
            return "now()"
        case date():
            return "current_date"
        case str() if value == KEY:
            return "('key-' || :key)"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            raise TypeError(f"no literal for {type(value).__name__}")


def run_pgbench(
    url: str, scripts: list[str], directory: Path, *, seconds: int, clients: int
) -> float:
    """Transactions a second; each client takes one of the scripts at random, each time."""
    where = urlsplit(url)
    files = []
    for number, text in enumerate(scripts):
        path = directory / f"{number}.sql"
        path.write_text(text)
        files += ["--file", str(path)]
    done = subprocess.run(
        [str(binary("pgbench")), "--no-vacuum", "--protocol=prepared", f"--time={seconds}",
         f"--client={clients}", "--jobs=2", *files,
         f"--host={where.hostname}", f"--port={where.port}", f"--username={where.username}",
         where.path[1:]],
        env={"PATH": os.environ["PATH"], "PGPASSWORD": where.password or "",
             "PGOPTIONS": f"-c role={Door.DESK.value}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    failed = re.search(r"number of failed transactions: ([1-9])", done.stdout)
    if done.returncode or not rate or failed or "ERROR" in done.stderr:
        raise RuntimeError(f"pgbench: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return float(rate[1])
