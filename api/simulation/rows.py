"""A simulated network as rows of the tables, each table's in the order of its columns here."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import repeat
from typing import Any

import msgspec

from api.auth.scopes import scopes_for
from api.demo.cast import MACHINE_SECRET, machine_id
from api.demo.roster import ROLE_STATEMENT
from api.simulation.firms import Firm
from api.simulation.network import Organisation
from api.simulation.talks import FACETS
from tenants.policy import Role
from tenants.themes import EDITION
from vault import KdfParameters

Row = tuple[Any, ...]
_SECRET_HASH = hashlib.sha256(MACHINE_SECRET.encode()).hexdigest()
_KDF = str(KdfParameters())
_INTRODUCTION = msgspec.json.encode(
    {"nl": "Ik neem de tijd om te luisteren.", "en": "I take the time to listen."}
).decode()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that one firm or organisation has in a table."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Any], Iterable[Row]]


def _tenant(one: Firm | Organisation) -> Iterable[Row]:
    yield one.id, "firm" if isinstance(one, Firm) else "organisation", one.slug


def _login(one: Firm | Organisation) -> Iterable[Row]:
    yield str(machine_id(one.slug)), "machine", one.id, machine_id(one.slug)


def _machine(one: Firm | Organisation) -> Iterable[Row]:
    role = Role.FIRM_SYSTEM if isinstance(one, Firm) else Role.ORGANISATION_SYSTEM
    yield one.id, machine_id(one.slug), f"{one.slug} systems", scopes_for(role), _SECRET_HASH


def _firm(firm: Firm) -> Iterable[Row]:
    yield firm.id, firm.name, "nl", "Gesprekspunt"


def _staff(firm: Firm) -> Iterable[Row]:
    # Invited, with nothing that signs them in.
    for c in firm.counsellors:
        yield firm.id, c.id, c.name, f"{c.id.hex}@{firm.slug}.example", "counsellor", "nl"


def _counsellors(firm: Firm) -> Iterable[Row]:
    channels = ("messages", "phone", "in_person")
    for c in firm.counsellors:
        yield firm.id, c.id, c.name, _INTRODUCTION, c.languages, c.themes, channels, 24


def _organisation(o: Organisation) -> Iterable[Row]:
    # No key: nobody can talk here, and no counsellor is offered since none of them has one either.
    yield (
        o.id, o.seats[0].firm.id, o.name, o.sector.scheme, o.sector.edition, o.sector.code, "NL",
        ("nl", "en"), "live" if o.left is None else "ended", hashlib.sha256(o.id.bytes).digest(),
        _KDF, "",
    )  # fmt: skip


def _mandates(o: Organisation) -> Iterable[Row]:
    starts_on, ends_on = date(o.joined, 1, 1), date(o.left, 12, 31) if o.left else None
    for seat in o.seats:
        yield (
            o.id, seat.mandate_id, seat.firm.id, starts_on, ends_on, 120, True,
            "The counsellors answer to the firm.", starts_on, date(o.joined + 1, 1, 1),
        )  # fmt: skip


def _pool(o: Organisation) -> Iterable[Row]:
    for seat in o.seats:
        for c in seat.pool:
            yield o.id, c.id, seat.mandate_id, seat.firm.id, c is not seat.pool[0]


def _role_statements(o: Organisation) -> Iterable[Row]:
    for audience, bodies in ROLE_STATEMENT.items():
        for language, body in bodies.items():
            yield o.id, 1, audience, language, o.seats[0].firm.id, body, date(o.joined, 1, 1)


def _headcounts(o: Organisation) -> Iterable[Row]:
    for year, units in o.headcounts.items():
        for unit, employees in units.items():
            yield o.id, year, unit, employees


def _participation(o: Organisation) -> Iterable[Row]:
    for d in o.decisions:
        at = datetime(d.decided_on.year, d.decided_on.month, d.decided_on.day, 9, tzinfo=UTC)
        yield o.id, d.decided_on, at, d.takes_part, d.publishes_figures, d.own_position


def _activities(o: Organisation) -> Iterable[Row]:
    for by, a in o.prevention.activities:
        yield (
            o.id, a.id, by.firm_id, by.counsellor_id, a.facet, a.kind, a.theme, a.held_on,
            a.audience_size,
        )  # fmt: skip


def _advice(o: Organisation) -> Iterable[Row]:
    for by, a in o.prevention.advice:
        yield (
            o.id, a.id, by.firm_id, by.counsellor_id, a.kind, a.addressee, a.theme, a.title, a.body,
            a.given_on, a.respond_by, a.state, a.response, a.barrier,
        )  # fmt: skip


def _effort(o: Organisation) -> Iterable[Row]:
    for e in o.prevention.effort:
        yield o.id, e.id, e.by.firm_id, e.by.counsellor_id, e.quarter, e.facet, e.minutes


def _registrations(o: Organisation) -> Iterable[Row]:
    firms = [seat.firm.id for seat in o.seats]
    return zip(
        repeat(o.id),
        repeat(EDITION),
        o.talks.ids,
        [firms[place] for place in o.talks.firm.tolist()],
        *o.talks.columns(),
    )


def _table(name: str, columns: str, rows: Callable[[Any], Iterable[Row]]) -> Table:
    return Table(name, tuple(columns.split()), rows)


#: of firms and organisations alike, before all others
OF_EVERYBODY = (
    _table("tenant", "id kind slug", _tenant),
    _table("login", "handle kind tenant_id subject_id", _login),
    _table("machine_client", "tenant_id id name scopes secret_hash", _machine),
)
OF_FIRMS = (
    _table("firm", "tenant_id name language sender", _firm),
    _table("staff", "tenant_id id name email role language", _staff),
    _table(
        "counsellor",
        "tenant_id id name introduction languages themes channels hours_per_week",
        _counsellors,
    ),
)
OF_ORGANISATIONS = (
    _table(
        "organisation",
        "tenant_id firm_id name sector_scheme sector_edition sector_code country languages state "
        "passphrase_salt passphrase_kdf wrapped_kek",
        _organisation,
    ),
    _table(
        "mandate",
        "tenant_id id firm_id starts_on ends_on hours_per_year board_access independence "
        "works_council_consent_on review_on",
        _mandates,
    ),
    _table("pool_member", "tenant_id counsellor_id mandate_id firm_id deputy", _pool),
    _table(
        "role_statement",
        "tenant_id version audience language firm_id body published_on",
        _role_statements,
    ),
    _table("headcount", "tenant_id year unit employees", _headcounts),
    _table(
        "benchmark_participation",
        "tenant_id decided_on decided_at takes_part publishes_figures own_position",
        _participation,
    ),
    _table(
        "activity",
        "tenant_id id firm_id counsellor_id facet kind theme held_on audience_size",
        _activities,
    ),
    _table(
        "advice",
        "tenant_id id firm_id counsellor_id kind addressee theme title body given_on respond_by "
        "state response barrier",
        _advice,
    ),
    _table("effort", "tenant_id id firm_id counsellor_id quarter facet minutes", _effort),
    _table(
        "registration",
        "tenant_id edition id firm_id quarter primary_theme themes "
        f"{' '.join(FACETS)} first_of_year",
        _registrations,
    ),
)
