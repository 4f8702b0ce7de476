"""What the pages say, in which language, and what they never say."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.extract import extract_from_dir

import api
from api.i18n import LANGUAGES, translations
from tenants.network.counsellors import get_counsellor, record_training
from tenants.network.own_profiles import set_absence
from tenants.prevention.referrals import add_referral
from tests.api.graphql.conftest import serve
from tests.api.portal.walking import HOME, Page

API = Path(api.__file__).parent
EXTRACT = [
    ("pages/**.py", "python"),
    ("portal/**.py", "python"),
    ("pages/templates/**.html", "jinja2"),
    ("portal/templates/**.html", "jinja2"),
]
#: of the formal route, which has a page of its own and says so
FORMAL = re.compile(
    r"\b(reports?|complaints?|cases?|tickets?|melding(en)?|klacht(en)?)\b", re.IGNORECASE
)


def messages() -> set[str | tuple[str, ...]]:
    return {message for _, _, message, *_ in extract_from_dir(str(API), EXTRACT, {})}


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_every_sentence_is_translated(language):
    known = translations(language, ("words", "portal"))
    for message in messages():
        one, many = message if isinstance(message, tuple) else (message, message)
        if one != many:
            assert known.ngettext(one, many, 2) != many
        assert known.gettext(one) != one or isinstance(message, tuple), one


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_names_it_is_given(language):
    known = translations(language, ("words", "portal"))
    for message in messages():
        if isinstance(message, str):
            holes = re.findall(r"%\(\w+\)s", message)
            assert sorted(re.findall(r"%\(\w+\)s", known.gettext(message))) == sorted(holes)


@pytest.mark.book("R01")
@pytest.mark.book("R21")
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_formal_route_stand_on_its_own_page_alone(language):
    known = translations(language, ("words", "portal"))
    for file, _, message, *_ in extract_from_dir(str(API), EXTRACT, {}):
        for text in message if isinstance(message, tuple) else (message,):
            said = known.gettext(text)
            assert "anon" not in said.lower()
            assert "formal_route" in file or not FORMAL.search(said), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_shouts(language):
    for message in messages():
        if isinstance(message, str):
            assert "!" not in translations(language, ("words", "portal")).gettext(message)


async def test_the_language_is_chosen_in_its_own_name_and_stays_without_a_cookie(walker):
    await walker.visit(HOME)
    await walker.follow("Nederlands")
    assert '<html lang="nl">' in walker.page.response.text
    await walker.follow("Begin een gesprek")
    assert "Hoe wil je praten?" in walker.page.text
    await walker.press("Verder")
    assert "Met wie wil je praten?" in walker.page.text
    await walker.press("Praat met")
    assert "Je zes woorden" in walker.page.text
    await walker.follow("Ik heb ze bewaard, verder")
    await walker.press("Versturen", text="Goedemorgen")
    assert "Wie dit leest" in walker.page.text


async def test_the_browser_says_the_language_until_somebody_chooses(walker):
    page = await walker.visit(HOME)
    assert '<html lang="en">' in page.response.text
    walker.browser.headers["Accept-Language"] = "fr, nl;q=0.8, en;q=0.5"
    page = await walker.visit(HOME)
    assert '<html lang="nl">' in page.response.text


@pytest.mark.book("R06")
async def test_the_role_statement_stands_there_before_any_contact(walker):
    page = await walker.visit(HOME)
    assert "A counsellor is there to listen to you." in page.text
    assert "Version 1, published on" in page.text


@pytest.mark.book("R23")
@pytest.mark.parametrize("path", ["", "/start"])
async def test_the_limits_of_confidentiality_are_explained_before_contact(walker, path):
    page = await walker.visit(HOME + path)
    assert "There is a limit: if somebody is in serious danger" in page.text


@pytest.mark.book("R51")
async def test_the_counsellors_are_accounted_for(walker):
    page = await walker.visit(HOME)
    for shown in ("Amina Haddad", "Bram de Wit", "Training is up to date until",
                  "If you are not content with your counsellor", "Vertrouwd"):  # fmt: skip
        assert shown in page.text


@pytest.mark.book("R53")
async def test_the_directory_says_so_where_it_is_empty(walker):
    page = await walker.visit(f"{HOME}/others")
    assert page.response.status_code == 200
    assert "Others who can help" in page.text


@pytest.mark.book("R53")
async def test_a_number_can_be_called_at_a_touch(fresh_house, cast):
    contact = "113, of 0800-0113; 088 0767 000, +31 6 1234 5678; 113.nl, sinds 1995"
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        await add_referral(
            tenant, name="113", contact=contact, description={"nl": "Dag en nacht."},
            themes=(), region="NL", languages=("nl",), crisis=True, verified_on=tenant.now.date(),
        )  # fmt: skip
    async with serve(fresh_house) as client:
        page = Page(await client.get(f"{HOME}/others"))
    assert contact in page.text.replace(" ,", ",").replace(" ;", ";")
    called = [there for there in page.references if there.startswith("tel:")]
    assert called == ["tel:113", "tel:08000113", "tel:0880767000", "tel:+31612345678", "tel:112"]


async def test_a_shoulder_surfer_learns_no_name_of_an_employer(walker):
    await walker.start()
    for path in ("", "/others", "/steps", "/start", "/return", "/end", "/talk"):
        page = await walker.visit(HOME + path)
        assert page.title.endswith("· Gesprekspunt")
        assert "Noorderlicht" not in page.text
        assert not re.search("harass|integrity|abuse", page.text, re.IGNORECASE)


@pytest.mark.book("R14", "R51")
async def test_no_page_says_of_a_lapsed_certificate_that_it_holds(walker, house, cast):
    """Nor that it lapsed: that is between the counsellor, whose desk tells, and the firm."""
    for left, said in ((0, 3), (-1, 2)):
        async with house.tenancy.open(cast.actor("alice")) as tenant:
            until = tenant.now.date() + timedelta(days=left)
            before = await get_counsellor(tenant, cast.staff["amina"])
            await record_training(tenant, before.id, until)
        for path in ("", "/choose?language=en&channel=messages"):
            page = await walker.visit(HOME + path)
            assert page.text.count("Training is up to date until") == said
        async with house.tenancy.open(cast.actor("alice")) as tenant:
            await record_training(tenant, before.id, before.trained_until)


@pytest.mark.book("D3")
async def test_the_day_until_which_somebody_is_away_is_said(walker, house, cast):
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        until = tenant.now.date() + timedelta(days=9)
        await set_absence(tenant, until)
    page = await walker.visit(HOME)
    assert f"Away until {format_date(until, 'd MMMM y', locale='en')}." in page.text
    page = await walker.visit(f"{HOME}/choose?language=en&channel=messages")
    assert "Amina" not in page.text
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        await set_absence(tenant, None)
    assert "Away" not in (await walker.visit(HOME)).text
