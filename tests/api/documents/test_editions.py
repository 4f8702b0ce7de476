"""An edition as CSV: safe to open, and nothing suppressed that could be read as zero."""

import csv
import io

import pytest

from api.documents.editions import edition_csv
from tests.api.documents.contents import cell

CONTENT = {
    "period": 2025,
    "cells": [
        {"sector": "R", "theme": "T1.other", "people": cell(40), "per_100_employees": cell(1.2)},
        {"sector": "R", "theme": "total", "people": cell(None), "per_100_employees": cell(None)},
        {
            "sector": "A",
            "theme": "T2",
            "people": cell(0),
            "per_100_employees": {"value": None, "suppressed": False},
        },
    ],
}


@pytest.mark.book("D4")
def test_what_is_suppressed_is_empty_and_marked() -> None:
    rows = list(csv.DictReader(io.StringIO(edition_csv(CONTENT, "en").decode("utf-8-sig"))))
    figures = [(r["people"], r["per_100_employees"], r["suppressed"]) for r in rows]
    assert figures == [("40", "1.2", "no"), ("", "", "yes"), ("0", "", "no")]
    assert rows[0]["sector_name"] == "Health and social care"
    assert rows[0]["theme_name"] == "Unwanted behaviour: other"
    assert rows[1]["theme_name"] == "All themes"


def test_names_are_in_the_readers_language() -> None:
    assert "Zorg en welzijn" in edition_csv(CONTENT, "nl").decode()
