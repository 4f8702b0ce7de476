"""What a conversation is about: permanent codes, versioned, never reused. This is edition 1."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tenants.errors import Invalid

EDITION = 1


@dataclass(frozen=True, slots=True)
class Theme:
    """A code of the list; `label` is its English name, translated by the door."""

    code: str
    label: str

    @property
    def parent(self) -> str | None:
        """The code one level up: T1.3.1 → T1.3 → T1 → None."""
        head, dot, _ = self.code.rpartition(".")
        return head if dot else None

    @property
    def top(self) -> str:
        return self.code.partition(".")[0]


def _edition(*rows: tuple[str, str]) -> Mapping[str, Theme]:
    return MappingProxyType({code: Theme(code, label) for code, label in rows})


THEMES = _edition(
    ("T1", "Unwanted behaviour"),
    ("T1.1", "Bullying and exclusion"),
    ("T1.2", "Intimidation, abuse of power"),
    ("T1.3", "Sexual harassment"),
    ("T1.3.1", "Sexual harassment, verbal"),
    ("T1.3.2", "Sexual harassment, non-verbal"),
    ("T1.3.3", "Sexual harassment, physical"),
    ("T1.3.4", "Sexual harassment, online"),
    ("T1.4", "Aggression and violence"),
    ("T1.5", "Discrimination"),
    ("T1.5.1", "Discrimination: sex, pregnancy"),
    ("T1.5.2", "Discrimination: origin, colour, nationality"),
    ("T1.5.3", "Discrimination: religion, belief"),
    ("T1.5.4", "Discrimination: orientation, gender identity"),
    ("T1.5.5", "Discrimination: age"),
    ("T1.5.6", "Discrimination: disability, chronic illness"),
    ("T1.5.7", "Discrimination: contract, hours"),
    ("T1.5.8", "Discrimination: political opinion"),
    ("T1.5.9", "Discrimination: other ground"),
    ("T1.6", "Micro-aggression"),
    ("T1.7", "Stalking"),
    ("T2", "Integrity"),
    ("T2.1", "Corruption"),
    ("T2.2", "Fraud, theft"),
    ("T2.3", "Waste"),
    ("T2.4", "Misuse of powers"),
    ("T2.5", "Conflict of interest, side jobs"),
    ("T2.6", "Misuse of information"),
    ("T2.7", "Misconduct in private time"),
    ("T2.8", "Gifts"),
    ("T2.9", "Suspected wrongdoing"),
    ("T2.10", "Detriment after speaking up"),
    ("T3", "Working climate"),
    ("T3.1", "Work pressure"),
    ("T3.2", "Conflict"),
    ("T3.3", "Leadership"),
    ("T3.4", "Change, reorganisation"),
    ("T3.5", "Inclusion"),
    ("T3.6", "Assessment, contract"),
    ("T4", "Personal"),
    ("T4.1", "Own boundaries"),
    ("T4.2", "Private circumstances"),
    ("T4.3", "Health"),
    ("T9", "Other"),
    ("T9.1", "Question about the role"),
    ("T9.2", "Not recorded"),
)

TOP_LEVEL = tuple(code for code, theme in THEMES.items() if theme.parent is None)


def check_themes(codes: Iterable[str], field: str = "themes") -> None:
    """Raise Invalid where a code is not in this edition."""
    if unknown := sorted(set(codes) - THEMES.keys()):
        raise Invalid({field: f"unknown theme code: {', '.join(unknown)}"})


def overlap(one: str, other: str) -> bool:
    """Whether one of two codes is the other, or lies below it."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
