"""How the same organisations differ from the year before, on paper and on the page."""

import pytest

from api.documents.differences import quartile_bands, trend
from api.documents.edition_words import EditionWords
from tests.api.documents.edition_contents import edition


def words() -> EditionWords:
    made = edition()
    return EditionWords("en", made.content)


@pytest.mark.parametrize("hidden", [("lower",), ("upper",), ("lower", "upper")])
def test_a_quarter_may_be_told_without_the_other(hidden: tuple[str, ...]) -> None:
    made = words()
    for row in made.content["quartiles"]:
        row["median"] = {"value": 5.5, "suppressed": False}
        row |= {name: {"value": 5.5, "suppressed": False} for name in ("lower", "upper")}
        row |= {name: {"value": None, "suppressed": True} for name in hidden}

    (figure,) = quartile_bands(made)

    assert "Half of" not in figure["title"]
    for row in figure["rows"]:
        assert row.count("withheld") == len(hidden)


def test_a_trend_begins_with_all_and_tells_what_they_talked_about() -> None:
    (figure,) = trend(words())

    groups = [row[0] for row in figure["rows"]]
    assert groups[0] == "All sectors"
    assert groups[1] == "Unwanted behaviour"
    assert groups.index("250 to 999 employees") < groups.index("Education")


def test_a_theme_of_a_sector_is_there_where_it_can_be_read() -> None:
    (figure,) = trend(words())

    groups = [row[0] for row in figure["rows"]]
    assert "Education: Unwanted behaviour" in groups
    assert "Manufacturing" in groups
    assert not any(group.startswith("Manufacturing: ") for group in groups)
