"""How the same organisations differ from the year before, on paper and on the page."""

from api.documents.differences import trend
from api.documents.edition_words import EditionWords
from tests.api.documents.edition_contents import edition


def words() -> EditionWords:
    made = edition()
    return EditionWords("en", made.content)


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
