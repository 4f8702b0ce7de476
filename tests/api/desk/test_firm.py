"""A firm manager: organisations and their terms, load and hours, and no way to a conversation."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tenants.network.mandates import Mandate
from tenants.network.standing import Review, Standing, review_of, standing_of
from tests.api.desk.conftest import path_of
from tests.people import Cast, Talk

TODAY = datetime.now(UTC).date()
MANDATE = {
    "starts_on": TODAY.isoformat(),
    "ends_on": "",
    "hours_per_year": "80",
    "board_access": "yes",
    "independence": "Nobody there can replace a counsellor.",
    "works_council_consent_on": "",
    "review_on": (TODAY + timedelta(days=300)).isoformat(),
}


@pytest.fixture
async def draft(alice) -> str:
    """An organisation that Alice just created."""
    created = await alice.post(
        "/desk/organisations/new",
        data={"name": "Zuidwal", "slug": f"z-{uuid4().hex[:8]}", "scheme": "SBI 2025",
              "sector": "8411", "country": "nl", "languages": ["nl", "en"]},
    )  # fmt: skip
    assert created.status_code == 303, created.text
    return created.headers["location"].partition("?")[0]


@pytest.mark.book("R06")
@pytest.mark.book("D5")
async def test_an_organisation_opens_once_its_terms_are_there(alice, cast: Cast, draft: str):
    async def refused(because: str) -> None:
        answer = await alice.post(f"{draft}/opening")
        assert answer.status_code == 409
        assert because in answer.text

    await refused("there is no role statement")
    statement = {"employees.nl": "Er is iemand.", "employees.en": "Somebody is there."}
    lacking = await alice.post(f"{draft}/role-statement", data={"employees.nl": "Er is iemand."})
    assert lacking.status_code == 422
    assert "Er is iemand." in lacking.text
    assert (await alice.post(f"{draft}/role-statement", data=statement)).status_code == 303
    await refused("there is no mandate")
    early = await alice.post(f"{draft}/pool", data={"member": str(cast.staff["amina"])})
    assert "Record a mandate first." in early.text
    assert (await alice.post(f"{draft}/mandate", data=MANDATE)).status_code == 303
    await refused("there is nobody in the pool")
    pool = {"member": str(cast.staff["amina"]), "deputy": str(cast.staff["bram"])}
    assert (await alice.post(f"{draft}/pool", data=pool)).status_code == 303
    assert (await alice.post(f"{draft}/opening")).status_code == 303
    page = (await alice.get(draft)).text
    assert "Amina Haddad" in page
    assert "Version 1" in page
    assert "Open for clients" not in page


@pytest.mark.parametrize(
    "change",
    [{"slug": "noorderlicht"}, {"slug": "Not A Slug"}, {"sector": "Q"}, {"scheme": "ISIC 4"},
     {"name": ""}, {"languages": []}, {"country": "Holland"}],
)  # fmt: skip
async def test_an_organisation_that_cannot_be_stays_on_the_page(alice, change):
    answer = await alice.post(
        "/desk/organisations/new",
        data={"name": "Kept as typed", "slug": f"k-{uuid4().hex[:8]}", "scheme": "SBI 2025",
              "sector": "8411", "country": "NL", "languages": ["nl"]} | change,
    )  # fmt: skip
    assert answer.status_code in {409, 422}
    assert ("Kept as typed" in answer.text) == ("name" not in change)


@pytest.mark.parametrize(
    "change", [{"starts_on": ""}, {"hours_per_year": "0"}, {"review_on": "2001-01-01"},
               {"independence": ""}, {"ends_on": "soon"}],
)  # fmt: skip
async def test_terms_that_cannot_be_are_refused_beside_their_field(alice, draft: str, change):
    answer = await alice.post(f"{draft}/mandate", data=MANDATE | change)
    assert answer.status_code == 422
    assert f'id="{next(iter(change))}-trouble"' in answer.text


async def test_a_counsellor_of_another_firm_comes_into_no_pool(alice, cast: Cast, draft: str):
    await alice.post(f"{draft}/mandate", data=MANDATE)
    for pool in ({"member": str(cast.staff["dewi"])}, {}):
        assert (await alice.post(f"{draft}/pool", data=pool)).status_code == 422


def mandate(**others: object) -> Mandate:
    terms = {"starts_on": date(2026, 1, 1), "ends_on": None, "review_on": date(2027, 1, 1)} | others
    return Mandate(
        id=uuid4(), firm_id=uuid4(), hours_per_year=80, board_access=True, independence="",
        works_council_consent_on=None, **terms,
    )  # fmt: skip


@pytest.mark.book("R08")
@pytest.mark.parametrize(
    ("terms", "last", "standing"),
    [
        ({}, None, Standing.ON_PAPER_ONLY),
        ({}, date(2026, 1, 2), Standing.ON_PAPER_ONLY),
        ({}, date(2026, 8, 1), Standing.IN_PRACTICE),
        ({"starts_on": date(2026, 12, 1)}, None, Standing.NOT_BEGUN),
        ({"ends_on": date(2026, 10, 31)}, date(2026, 8, 1), Standing.ENDED),
    ],
)
def test_a_mandate_is_worth_what_is_done_on_it(terms, last, standing):
    assert standing_of(mandate(**terms), last, date(2026, 11, 1)) is standing


@pytest.mark.book("R09")
@pytest.mark.parametrize(
    ("on", "review"),
    [(date(2026, 10, 31), Review.LAPSED), (date(2026, 12, 15), Review.DUE_SOON),
     (date(2027, 6, 1), Review.PLANNED)],
)  # fmt: skip
def test_a_review_that_lapses_is_said(on, review):
    assert review_of(mandate(review_on=on), date(2026, 11, 1)) is review


@pytest.mark.book("R08")
async def test_a_mandate_without_activity_shows_as_on_paper_only(alice, draft: str):
    await alice.post(f"{draft}/mandate", data=MANDATE | {"starts_on": "2025-01-01"})
    assert "On paper only" in (await alice.get(draft)).text
    assert "On paper only" in (await alice.get("/desk/organisations")).text


@pytest.mark.book("R09")
async def test_a_lapsed_review_shows(alice, draft: str):
    lapsed = {"starts_on": "2025-01-01", "review_on": "2026-01-01"}
    await alice.post(f"{draft}/mandate", data=MANDATE | lapsed)
    assert "The yearly review lapsed on 1 January 2026." in (await alice.get(draft)).text
    assert "lapsed" in (await alice.get("/desk/organisations")).text


async def test_load_is_a_number_and_nothing_more(alice, talk: Talk):
    page = (await alice.get("/desk/counsellors")).text
    assert "Amina Haddad" in page
    assert str(talk.id) not in page
    assert "Noorderlicht" not in page


async def test_a_manager_never_sees_a_conversation(alice, talk: Talk):
    for path in (path_of(talk), f"{path_of(talk)}/consents", "/desk/conversations", "/desk/kluis"):
        assert (await alice.get(path)).status_code == 404
    for act in ("", "/limits", "/next-step", "/facets", "/closure", "/consents"):
        assert (await alice.post(f"{path_of(talk)}{act}", data={"text": "x"})).status_code == 404
