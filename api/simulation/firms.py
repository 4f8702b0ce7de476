"""Firms and their counsellors, and the seats that they have at organisations."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from api.simulation.chance import Generator, id_at, ids
from api.simulation.names import firm_name, person_name, slug_of

T = TypeVar("T")
#: organisations that one counsellor carries, and counsellors in a pool
CARRIED, POOL = 25, 3
LANGUAGES = ("en", "de", "tr", "ar", "pl", "fr")
THEMES = ("T1.1", "T1.2", "T1.3", "T1.5", "T2", "T3", "T4")


@dataclass(frozen=True, slots=True)
class Counsellor:
    id: UUID
    name: str
    languages: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Firm:
    id: UUID
    slug: str
    name: str
    counsellors: tuple[Counsellor, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A firm's place at an organisation: its mandate, and those of its counsellors in the pool."""

    mandate_id: UUID
    firm: Firm
    pool: tuple[Counsellor, ...]


def draw_firm(rng: Generator, number: int, organisations: int, began: int) -> Firm:
    """With counsellors for so many organisations; `began` is in Unix milliseconds."""
    name = firm_name(rng)
    return Firm(
        id=id_at(rng, began),
        slug=slug_of(name, number),
        name=name,
        counsellors=tuple(
            Counsellor(
                id_,
                person_name(rng),
                ("nl", *_some(rng, LANGUAGES, 2)),
                tuple(sorted(_some(rng, THEMES, 3))),
            )
            for id_ in ids(rng, max(2, round(organisations / CARRIED)))
        ),
    )


def draw_seat(rng: Generator, firm: Firm) -> Seat:
    return Seat(ids(rng, 1)[0], firm, _some(rng, firm.counsellors, POOL))


def _some(rng: Generator, choice: tuple[T, ...], number: int) -> tuple[T, ...]:
    return tuple(choice[i] for i in rng.permutation(len(choice))[:number])
