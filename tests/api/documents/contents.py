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
        "since": [block(24, "early"), block(15, "later", "not_recorded")],
        "cause": [block(12, "leadership"), block(27, "workload", "policy")],
        "quarter": [block(9, "1"), block(10, "2"), block(12, "3"), block(8, "4")],
    }
    return {
        "format": 2,
        "organisation": "Noorderlicht Ziekenhuis",
        "year": 2025,
        "audience": "inside",
        "theme_edition": 1,
        "fewer_than": 5,
        "prevention": {
            "activities": [
                {"kind": "team_meeting", "number": 6, "audience": 1118},
                {"kind": "column", "number": 2, "audience": 240},
            ],
            "themes": [{"theme": "T1.6", "number": 3}, {"theme": "T9.1", "number": 5}],
            "months": [1, 3, 5, 9, 10],
            "advice": {
                "given": 5,
                "unsolicited": 3,
                "accepted": 1,
                "done": 1,
                "not_funded": 2,
                "declined": 0,
                "unanswered": 1,
            },
            "not_funded": [{"theme": "T3.1", "number": 2}],
            "barriers": [{"barrier": "no_money", "number": 2}],
        },
        "talks": {
            "years": [2025],
            "people": cell(39),
            "employees": 900,
            "per_100_employees": cell(4.3),
            "early_contacts": cell(24),
            "margins": {name: shown.get(name, []) for name in MARGINS},
            "crossing": None,
        }
        | talks,
        "bottlenecks": ["policy_unknown", "advice_not_followed_up"],
        "changes": [
            {"month": "2025-03", "kind": "reorganisation"},
            {"month": "2025-09", "kind": "new_management"},
        ],
        "comment": "People find us sooner.\n\nOur advice: practise in teams how to speak up.",
    }


def crossed() -> dict[str, Any]:
    """A year in which 90 people talked, with themes by quarter."""
    return content(
        people=cell(90),
        per_100_employees=cell(10.0),
        crossing={
            "rows": [["T1"], ["T2", "T4", "T9"], ["T3"]],
            "columns": [["1"], ["2"], ["3"], ["4"]],
            "cells": [
                [cell(9), cell(12), cell(None), cell(None)],
                [cell(None), cell(None), cell(6), cell(8)],
                [cell(None), cell(None), cell(None), cell(14)],
            ],
        },
    )


def closed_gate() -> dict[str, Any]:
    """A year in which fewer than five people talked."""
    return content(
        years=[],
        people=cell(None),
        per_100_employees=cell(None),
        early_contacts=cell(None),
        margins={name: [] for name in MARGINS},
    )


def pooled() -> dict[str, Any]:
    """A third small year: seven people over three years, and nothing more of them."""
    found = closed_gate()
    found["talks"] |= {"years": [2023, 2024, 2025], "people": cell(7)}
    return found


def bare() -> dict[str, Any]:
    """A year of which nothing at all was recorded."""
    found = closed_gate()
    found["prevention"] = {
        "activities": [],
        "themes": [],
        "months": [],
        "advice": dict.fromkeys(found["prevention"]["advice"], 0),
        "not_funded": [],
        "barriers": [],
    }
    return found | {"bottlenecks": [], "changes": [], "comment": None}


def report(found: Mapping[str, Any]) -> AnnualReport:
    return AnnualReport(2025, found, digest_of(found).hex(), date(2026, 2, 3))
