"""Every page × nobody, somebody else's client, one's own: a page without a row fails."""

from uuid import uuid4

import pytest

from api.portal import router
from tests.api.portal.walking import HOME, Walker

#: pages of the organisation, for whoever comes
OPEN = {
    ("GET", ""),
    ("GET", "/others"),
    ("GET", "/columns"),
    ("GET", "/columns/{column_id}"),
    ("GET", "/steps"),
    ("GET", "/start"),
    ("GET", "/choose"),
    ("POST", "/choose"),
    ("GET", "/words"),
    ("POST", "/words"),
    ("GET", "/return"),
    ("POST", "/return"),
    ("GET", "/code"),
    ("POST", "/code"),
    ("POST", "/code/words"),
    ("GET", "/library"),
    ("GET", "/library/{section}"),
    ("GET", "/examples"),
    ("POST", "/examples"),
    ("GET", "/examples/answered"),
    ("GET", "/end"),
    ("POST", "/end"),
    ("GET", "/leave"),
    ("GET", "/{rest}"),
}
#: the list of one's own, empty for nobody: it asks for the six words
SIGNED_IN = {
    ("GET", "/talk"),
    ("GET", "/copy"),
    ("GET", "/copy/file"),
    ("GET", "/sheet"),
    ("POST", "/sheet"),
}
#: of one conversation, for its client alone
OWN = {
    ("GET", "/talk/{conversation_id}"),
    ("POST", "/talk/{conversation_id}"),
    ("GET", "/talk/{conversation_id}/files/{attachment_id}"),
    ("POST", "/talk/{conversation_id}/files/{attachment_id}/removal"),
    ("POST", "/talk/{conversation_id}/entry"),
    ("GET", "/talk/{conversation_id}/sharing"),
    ("POST", "/talk/{conversation_id}/sharing/{consent_id}"),
    ("GET", "/talk/{conversation_id}/keeping"),
    ("GET", "/talk/{conversation_id}/weighing"),
    ("GET", "/talk/{conversation_id}/handover"),
    ("POST", "/talk/{conversation_id}/handover"),
    ("GET", "/talk/{conversation_id}/handover/key"),
    ("POST", "/talk/{conversation_id}/handover/key"),
    ("GET", "/talk/{conversation_id}/decision"),
    ("POST", "/talk/{conversation_id}/decision"),
    ("POST", "/talk/{conversation_id}/decision/{formal_route_id}"),
}
#: what makes each of these forms complete, so that only who sends it decides
COMPLETE = {
    "/talk/{conversation_id}": {"text": "Not mine"},
    "/talk/{conversation_id}/sharing/{consent_id}": {"decision": "give"},
    "/talk/{conversation_id}/handover": {"decision": "stay"},
    "/talk/{conversation_id}/handover/key": {"decision": "yes"},
    "/talk/{conversation_id}/decision": {"read": "yes", "kind": "formal_report"},
}


def test_every_route_has_its_row():
    routes = {
        (method, route.path_format.removeprefix("/o/{slug}"))
        for route in router.routes
        for method in route.methods - {"OPTIONS"}
    }
    assert routes == OPEN | SIGNED_IN | OWN


async def arrive(walker: Walker, method: str, path: str, conversation_id: object) -> int:
    there = HOME + path.format(
        conversation_id=conversation_id,
        consent_id=uuid4(),
        formal_route_id=uuid4(),
        attachment_id=uuid4(),
    )
    answer = await walker.browser.request(method, there, data=COMPLETE.get(path, {}))
    if answer.status_code == 303:
        assert answer.headers["location"].partition("?")[0] == f"{HOME}/return"
    return answer.status_code


@pytest.mark.parametrize(("method", "path"), sorted(SIGNED_IN | OWN))
async def test_nobody_is_asked_for_the_words(walker, stranger, method, path):
    await walker.start()
    conversation_id = walker.path.partition("/talk/")[2][:36]
    asked = 401 if COMPLETE.get(path, {}).get("text") and method == "POST" else 303
    assert await arrive(stranger, method, path, conversation_id) == asked


@pytest.mark.parametrize(("method", "path"), sorted(OWN))
async def test_another_client_finds_nothing(walker, stranger, method, path):
    await walker.start()
    conversation_id = walker.path.partition("/talk/")[2][:36]
    await stranger.start()
    assert await arrive(stranger, method, path, conversation_id) == 404
