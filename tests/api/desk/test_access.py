"""Every page of the desk × nobody, the wrong role, the wrong firm, the wrong counsellor."""

from itertools import combinations
from uuid import uuid4

import pytest

from api.desk import for_addressees, for_analysts, for_counsellors, for_managers, router
from tests.people import Cast, Talk

EVERYBODY = {"/desk", "/desk/sign-in", "/desk/sign-out", "/desk/sessions",
             "/desk/sessions/{session_id}/ending", "/desk/invitation", "/desk/invitation/login",
             "/desk/{anything}"}  # fmt: skip
#: who the pages of each role are for
OF_ROLES = {"amina": for_counsellors, "alice": for_managers, "fleur": for_analysts,
            "henk": for_addressees}  # fmt: skip
#: for whoever has no login yet
BEFORE = {"/desk/sign-in", "/desk/invitation", "/desk/invitation/login", "/desk/{anything}"}


def pages() -> set[tuple[str, str]]:
    """Method and address of every page."""
    return {
        (method, route.path_format)
        for route in router.routes
        for method in route.methods - {"OPTIONS"}
    }


def paths_of(handlers) -> set[str]:
    names = {handler.fn.__name__ for handler in handlers}
    return {
        route.path_format
        for route in router.routes
        for handler in route.route_handlers
        if handler.handler_name in names and "OPTIONS" not in handler.http_methods
    }


def address(path: str, talk: Talk) -> str:
    return path.format(
        organisation_id=talk.organisation_id,
        conversation_id=talk.id,
        consent_id=uuid4(),
        weighing_id=uuid4(),
        advice_id=uuid4(),
        counsellor_id=uuid4(),
        note_id=uuid4(),
        question_id=uuid4(),
        measure_id=uuid4(),
        item_id=uuid4(),
        column_id=uuid4(),
        group_id=uuid4(),
        session_id=uuid4(),
        staff_id=uuid4(),
        attachment_id=uuid4(),
        change_id=uuid4(),
        year=2025,
        period=2025,
        file_format="csv",
        size="a6",
        section="norms",
        anything="nowhere",
    )


async def ask(browser, method: str, path: str, talk: Talk):
    sent = {"text": "Not mine."} if method == "POST" else None
    return await browser.request(method, address(path, talk), data=sent)


def test_every_page_has_its_row():
    of_roles = [paths_of(handlers) for handlers in OF_ROLES.values()]
    assert {path for _, path in pages()} == EVERYBODY.union(*of_roles)
    assert not any(one & other for one, other in combinations(of_roles, 2))


async def test_nobody_is_asked_to_sign_in(browser, talk: Talk):
    nobody = await browser()
    for method, path in sorted(pages()):
        if path in BEFORE:
            continue
        answer = await ask(nobody, method, path, talk)
        if method == "POST":
            assert (answer.status_code, "Passphrase" in answer.text) == (401, True), path
        else:
            assert answer.headers["location"].startswith("/desk/sign-in"), path


@pytest.mark.parametrize("name", OF_ROLES)
async def test_a_page_for_others_is_not_there(sit, name: str, talk: Talk):
    others = set().union(*(paths_of(of) for who, of in OF_ROLES.items() if who != name))
    browser = await sit(name)
    for method, path in sorted(pages()):
        if path in others:
            assert (await ask(browser, method, path, talk)).status_code == 404, (method, path)


@pytest.mark.parametrize(
    ("stranger", "handlers"), [("dewi", for_counsellors), ("bob", for_managers)]
)
async def test_another_firm_finds_nothing(sit, talk: Talk, stranger: str, handlers):
    browser = await sit(stranger)
    for method, path in sorted(pages()):
        if path in paths_of(handlers) and "{organisation_id}" in path:
            answer = await ask(browser, method, path, talk)
            assert answer.status_code == 404, (method, path)
            assert "There is nothing here" in answer.text


async def test_a_colleague_finds_no_conversation(sit, talk: Talk):
    bram = await sit("bram")
    for method, path in sorted(pages()):
        if "{conversation_id}" in path:
            answer = await ask(bram, method, path, talk)
            expected = {404, 422} if method == "POST" else {404}
            assert answer.status_code in expected, (method, path)
            assert talk.id.hex not in answer.text


async def test_hours_go_to_own_organisations_alone(sit, cast: Cast):
    dewi = await sit("dewi")
    answer = await dewi.post(
        "/desk/hours",
        data={"organisation": str(cast.tenants["noorderlicht"]), "quarter": "2026-01-01",
              "facet": "support", "minutes": "10"},
    )  # fmt: skip
    assert answer.status_code == 404
