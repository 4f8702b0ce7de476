"""What the desk says, in which language, and what it never says."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import api
from api.desk.labels import labels
from api.i18n import LANGUAGES, translations

API = Path(api.__file__).parent
EXTRACT = [("desk/**.py", "python"), ("desk/templates/**.html", "jinja2")]
FORMAL = re.compile(
    r"\b(reports?|complaints?|cases?|tickets?|melding(en)?|klacht(en)?)\b", re.IGNORECASE
)
ANNUAL = re.compile(r"annual reports?", re.IGNORECASE)
#: the same word in both languages
ALIKE = {"Column", "HR", "Open", "Pool", "Sector", "E-mail", "Training", "Opening", "Dialogue",
         "Benchmarks"}  # fmt: skip


def messages() -> set[str | tuple[str, ...]]:
    return {message for _, _, message, *_ in extract_from_dir(str(API), EXTRACT, {})}


def said(message: str | tuple[str, ...], language: str) -> list[str]:
    known = translations(language, ("words", "desk"))
    if isinstance(message, tuple):
        return [known.ngettext(*message, 1), known.ngettext(*message, 2)]
    return [known.gettext(message)]


def test_every_sentence_is_translated():
    for message in messages() - ALIKE:
        forms = message if isinstance(message, tuple) else (message,)
        assert set(forms).isdisjoint(said(message, "nl")), message


def test_every_label_is_translated():
    for name, codes in labels("nl").items():
        for code, text in codes.items():
            english = labels("en")[name][code]
            assert text != english or english in ALIKE, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_names_it_is_given(language):
    for message in messages():
        forms = message if isinstance(message, tuple) else (message,)
        for form, text in zip(forms, said(message, language), strict=True):
            assert sorted(re.findall(r"%\(\w+\)s", text)) == sorted(re.findall(r"%\(\w+\)s", form))


@pytest.mark.book("R01")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_formal_route_is_said(language):
    for message in messages():
        for text in said(message, language):
            assert not FORMAL.search(ANNUAL.sub("", text)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_shouts(language):
    for message in messages():
        assert not any("!" in text for text in said(message, language))


async def test_the_desk_speaks_the_persons_own_language_until_another_is_chosen(amina):
    amina.params = {}
    own = (await amina.get("/desk/conversations")).text
    assert '<html lang="nl">' in own
    chosen = (await amina.get("/desk/conversations", params={"lang": "en"})).text
    assert '<html lang="en">' in chosen
    assert "/desk/hours?lang=en" in chosen
