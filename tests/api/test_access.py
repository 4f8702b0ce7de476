"""Every page with every kind of visitor: who does not get in, gets what is not there."""

import re
from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from api.house import House
from tenants.conversations.arrivals import send_attachments
from tenants.conversations.messages import post_message
from tenants.conversations.saying import receive
from tests.access_matrix import (
    ANALYST,
    CLIENT,
    COLLEAGUE,
    COUNCIL,
    HR,
    IN_CHARGE,
    MANAGER,
    NOBODY,
    NOT_PAGES,
    OTHER_CLIENT,
    PAGES,
    REST,
    RIVAL,
    VISITORS,
)
from tests.api.conftest import sit_at_desk
from tests.api.portal.walking import HOME, Walker
from tests.people import Cast, Talk, start_talk

NAMES = {IN_CHARGE: "amina", COLLEAGUE: "bram", MANAGER: "alice", RIVAL: "bob", ANALYST: "fleur",
         HR: "henk", COUNCIL: "otto"}  # fmt: skip
#: where somebody is sent who has to show something first
DOORSTEPS = ("/desk/sign-in", f"{HOME}/return")
#: pages that answer 401 to whoever sends no secret, also to those who may try
ASK_A_SECRET = (
    "/o/{slug}/return",
    "/o/{slug}/code",
    "/o/{slug}/code/words",
    "/desk/sign-in",
    "/desk/invitation",
    "/desk/invitation/login",
    "/desk/kluis/unlocking",
)
SAID = "What only two may read."


def served_routes(app: Litestar) -> set[tuple[str, str]]:
    """Every (method, path) that is served, with parameters by name alone."""
    return {
        (method, re.sub(r"{(\w+):\w+}", r"{\1}", route.path))
        for route in app.routes
        for method in getattr(route, "methods", ())
        if method not in {"OPTIONS", "HEAD"}
    }


def test_every_page_has_its_row(served: Litestar) -> None:
    pages = {
        (method, path) for method, path in served_routes(served) - REST.keys()
        if path not in NOT_PAGES
    }  # fmt: skip
    assert pages == PAGES.keys()


@pytest.fixture(scope="module")
async def talks(house: House, cast: Cast) -> tuple[Talk, Talk]:
    mine, theirs = await start_talk(house, cast), await start_talk(house, cast)
    async with house.tenancy.open(mine.client, person=mine.client_key) as tenant:
        await post_message(tenant, mine.id, SAID)
    return mine, theirs


@pytest.fixture
async def attachment_id(house: House, talks: tuple[Talk, Talk]) -> UUID:
    """A file of the first client's."""
    mine, _ = talks

    sessions = partial(house.tenancy.open, mine.client, person=mine.client_key)

    async def content() -> AsyncIterator[bytes]:
        yield SAID.encode()

    sent = await receive(sessions, mine.id, content())
    async with sessions() as tenant:
        await send_attachments(tenant, mine.id, [sent])
    return sent


async def arrive(
    visitor: str, client: httpx.AsyncClient, house: House, cast: Cast, talks: tuple[Talk, Talk]
) -> None:
    """Show what this visitor has to show."""
    if visitor in NAMES:
        await sit_at_desk(
            house, cast, client, NAMES[visitor], unlock=visitor in {IN_CHARGE, COLLEAGUE}
        )
    elif visitor != NOBODY:
        words = talks[visitor == OTHER_CLIENT].started.passphrase
        walker = Walker(client)
        await walker.visit(f"{HOME}/return")
        await walker.press("Open", words=words)


@pytest.mark.book("R04", "R07")
@pytest.mark.parametrize("visitor", VISITORS)
async def test_visitor(
    visitor: str,
    client: httpx.AsyncClient,
    house: House,
    cast: Cast,
    talks: tuple[Talk, Talk],
    attachment_id: UUID,
) -> None:
    await arrive(visitor, client, house, cast, talks)
    wrong = []
    # Ending comes last: what was shown must hold until then.
    for (method, path), admitted in sorted(PAGES.items(), key=_ends_last):
        if path.endswith(("/leave", "/end", "/sign-out")) and visitor in admitted:
            continue
        address = path.format(
            slug="noorderlicht",
            organisation_id=talks[0].organisation_id,
            conversation_id=talks[0].id,
            consent_id=uuid4(),
            formal_route_id=uuid4(),
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
            attachment_id=attachment_id,
            change_id=uuid4(),
            year=2015,  # a counsellor releases it, and no other test does
            period=2019,
            file_format="csv",
            size="a6",
            section="norms",
        )
        answer = await client.request(
            method,
            address,
            headers={"Sec-Fetch-Site": "same-origin"},
            data={"decision": "give", "available": "yes"} if method == "POST" else None,
        )
        nothing_there = (
            "{staff_id}" in path
            or "{counsellor_id}" in path
            or "{period}" in path
            or "{measure_id}" in path
            or path.startswith(("/desk/asked/advice/", "/desk/released/", "/desk/headcounts/"))
            or "{question_id}" in path
            or path.endswith(
                (
                    "{consent_id}",
                    "{formal_route_id}",
                    "{weighing_id}",
                    "/document",
                    "/spreadsheet",
                    "{change_id}/removal",
                    "{note_id}/release",
                    "{item_id}/check",
                    "{item_id}/removal",
                    "/o/{slug}/columns/{column_id}",
                    "{column_id}/publication",
                    "{column_id}/removal",
                    "{group_id}/removal",
                )
            )
        )
        if visitor in admitted and (nothing_there or path in ASK_A_SECRET):
            came_in = answer.status_code in {200, 303, 401, 404}
        else:
            came_in = _came_in(answer)
        if (visitor in admitted) != came_in:
            wrong.append((method, path, answer.status_code, answer.headers.get("location")))
        assert answer.status_code < 500, (method, path)
        assert (SAID in answer.text) <= (visitor in {CLIENT, IN_CHARGE}), (method, path)
    assert wrong == []


def _ends_last(row: tuple[tuple[str, str], object]) -> tuple[bool, str, str]:
    (method, path), _ = row
    return path.endswith(("/leave", "/end", "/sign-out", "/ending")), path, method


def _came_in(answer: httpx.Response) -> bool:
    if answer.is_redirect:
        return not answer.headers["location"].startswith(DOORSTEPS)
    return answer.status_code not in {401, 403, 404}


@pytest.mark.book("R07")
async def test_not_yours_and_not_there_read_the_same(
    client: httpx.AsyncClient, house: House, cast: Cast, talks: tuple[Talk, Talk]
) -> None:
    await arrive(CLIENT, client, house, cast, talks)
    mine, theirs = talks
    assert SAID in (await client.get(f"{HOME}/talk/{mine.id}")).text
    await sit_at_desk(house, cast, client, "bram")
    for place, hidden in (
        (f"{HOME}/talk", theirs),
        (f"/desk/conversations/{mine.organisation_id}", mine),
    ):
        absent = uuid4()
        not_yours = await client.get(f"{place}/{hidden.id}")
        not_there = await client.get(f"{place}/{absent}")
        assert not_yours.status_code == not_there.status_code == 404
        # The address itself stands in the language links.
        assert not_yours.text.replace(str(hidden.id), "") == not_there.text.replace(str(absent), "")
