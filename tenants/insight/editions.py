"""Benchmark editions: sector x theme per 100 employees, released once a year and then frozen."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from tenants.audit import record
from tenants.errors import Conflict, NotFound
from tenants.insight.canonical import canonical, digest_of
from tenants.insight.contributing import list_contributions
from tenants.insight.disclosure import (
    TOTAL,
    BenchmarkRules,
    Cell,
    Contribution,
    Dimension,
    Facet,
    Figure,
    Layout,
    Release,
    Shape,
    dotted,
    flat,
    release_benchmark,
)
from tenants.insight.method import method_note
from tenants.insight.sections import SECTIONS
from tenants.policy import Action, require
from tenants.session import TenantSession
from tenants.themes import EDITION

FORMAT = 1

#: the same rows and columns in every edition, whoever talked about what
LAYOUT = Layout(
    strata=(Dimension("sector", flat(SECTIONS)),),
    facets=(
        Facet(
            "theme",
            dotted((
                "T1.1", "T1.2", "T1.3", "T1.4", "T1.5", "T1.other",
                "T2",
                "T3.1", "T3.2", "T3.3", "T3.4", "T3.other",
                "T4",
                "T9",
            )),
        ),
    ),
    shapes=(Shape("theme", ("sector",)),),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """`content` is JSON; `digest` is the hex SHA-256 over it."""

    period: int
    content: Mapping[str, Any]
    digest: str
    released_on: date


@dataclass(frozen=True, slots=True)
class EditionSummary:
    period: int
    digest: str
    released_on: date


async def release_edition(tenant: TenantSession, period: int, rules: BenchmarkRules) -> Edition:
    """Release an ended year once. Raises Conflict `period-not-ended`, `already-released`, and
    NotReleasable where the audit of the table fails: then there is no edition.
    """
    require(tenant.actor, Action.RELEASE_EDITION)
    if period >= tenant.now.year:
        raise Conflict("period-not-ended")
    contributions = await list_contributions(tenant, period)
    seed = secrets.randbits(63)
    # Seconds of arithmetic: a thread of its own keeps the house answering.
    release = await asyncio.to_thread(release_benchmark, contributions, LAYOUT, rules, seed)
    content = _compose(period, release, contributions, rules)
    digest = digest_of(content)
    try:
        await tenant.connection.execute(
            """
            INSERT INTO edition (period, content, digest, released_on)
                 VALUES ($1, $2, $3, $4)
            """,
            period,
            canonical(content).decode(),
            digest,
            tenant.now.date(),
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("already-released") from None
    await tenant.connection.execute(
        "INSERT INTO release_certificate (period, certificate, members) VALUES ($1, $2, $3)",
        period,
        canonical(asdict(release.certificate) | {"seed": seed}).decode(),
        sorted({UUID(c.organisation) for c in contributions}),
    )
    await record(tenant, Action.RELEASE_EDITION, "edition", period)
    return Edition(period, content, digest.hex(), tenant.now.date())


async def get_edition(tenant: TenantSession, period: int) -> Edition:
    """An edition as it was released."""
    require(tenant.actor, Action.READ_EDITION)
    row = await tenant.connection.fetchrow(
        "SELECT period, content, digest, released_on FROM edition WHERE period = $1", period
    )
    if row is None:
        raise NotFound
    content = msgspec.json.decode(row["content"])
    return Edition(row["period"], content, row["digest"].hex(), row["released_on"])


async def list_editions(tenant: TenantSession) -> list[EditionSummary]:
    """What was released, newest period first."""
    require(tenant.actor, Action.READ_EDITION)
    rows = await tenant.connection.fetch(
        "SELECT period, digest, released_on FROM edition ORDER BY period DESC"
    )
    return [EditionSummary(r["period"], r["digest"].hex(), r["released_on"]) for r in rows]


def _compose(
    period: int,
    release: Release,
    contributions: list[Contribution],
    rules: BenchmarkRules,
) -> dict[str, Any]:
    homes = {c.organisation: c.stratum["sector"] for c in contributions}
    members = {s: sum(s in {home, TOTAL} for home in homes.values()) for s in (*SECTIONS, TOTAL)}
    cells = [_cell(cell, figure) for cell, figure in release.released.figures.items()]
    told = [cell for cell in cells if members[cell["sector"]]]
    return {
        "format": FORMAT,
        "period": period,
        "classification": "NACE 2.1",
        "theme_edition": EDITION,
        "fewer_than": rules.k,
        "rounded_to": rules.base,
        "strata": [{"sector": s, "organisations": _band(n)} for s, n in members.items()],
        "shown": sum(not c["people"]["suppressed"] for c in told),
        "of": len(told),
        "cells": cells,
        "table_digest": release.released.digest,
        "method_note": method_note(period, rules),
    }


def _cell(cell: Cell, figure: Figure | None) -> dict[str, Any]:
    """A sector where no organisation takes part has nobody in it, and no rate."""
    suppressed = figure is None
    return {
        "sector": cell.stratum[0],
        "theme": cell.code,
        "people": {"value": figure and figure.value, "suppressed": suppressed},
        "per_100_employees": {
            "value": figure and figure.per_100_employees,
            "suppressed": suppressed,
        },
    }


def _band(organisations: int) -> str:
    """Bands: exact numbers of organisations in a sector would tell who joined or left."""
    for least, name in ((100, "100_or_more"), (25, "25_to_99"), (10, "10_to_24"), (5, "5_to_9")):
        if organisations >= least:
            return name
    return "fewer_than_5" if organisations else "none"
