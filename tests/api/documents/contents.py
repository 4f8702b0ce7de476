"""The content of an annual report and of an edition as they are released, small enough to read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenants.insight.annual_reports import AnnualReport
from tenants.insight.canonical import digest_of
from tenants.insight.margins import MARGINS


def cell(value: float | None) -> dict[str, Any]:
    return {"value": value, "suppressed": value is None}


def block(value: int | None, *codes: str, within: str = "") -> dict[str, Any]:
    return {"within": within, "codes": list(codes), **cell(value)}


def content(**talks: Any) -> dict[str, Any]:
    """39 people, three margins with figures and the others with none to show."""
    shown = {
        "theme": [
            block(12, "T1.3", within="T1"),
            block(6, "T1.1", "T1.2", "T1.unspecified", within="T1"),
            block(6, "T2", "T4", "T9"),
            block(15, "T3"),
        ],
        "requester": [
            block(26, "affected"),
            block(None, "witness"),
            block(8, "manager"),
            block(None, "person_discussed"),
            block(None, "other"),
        ],
        "outcome": [block(21, "preventive"), block(18, "unchanged", "open", "not_recorded")],
    }
    return {
        "format": 1,
        "organisation": "Noorderlicht Ziekenhuis",
        "year": 2025,
        "theme_edition": 1,
        "fewer_than": 5,
        "prevention": {
            "activities": [{"kind": "team_meeting", "number": 6, "audience": 1118}],
            "advice": {
                "given": 5,
                "unsolicited": 3,
                "accepted": 1,
                "done": 1,
                "not_funded": 2,
                "declined": 0,
                "unanswered": 1,
            },
        },
        "talks": {
            "years": [2025],
            "people": cell(39),
            "employees": 900,
            "per_100_employees": cell(4.3),
            "margins": {name: shown.get(name, []) for name in MARGINS},
        }
        | talks,
    }


def closed_gate() -> dict[str, Any]:
    """A year in which fewer than five people talked."""
    return content(
        years=[],
        people=cell(None),
        per_100_employees=cell(None),
        margins={name: [] for name in MARGINS},
    )


def report(found: Mapping[str, Any]) -> AnnualReport:
    return AnnualReport(2025, found, digest_of(found).hex(), date(2026, 2, 3))
