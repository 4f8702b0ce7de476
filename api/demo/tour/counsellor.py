"""Amina, counsellor of Vertrouwd: she signs in with two factors and unlocks her own kluis."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from api.demo.cast import UNLOCK_SECRET
from api.demo.tour.browser import Browser
from api.demo.tour.client import ANSWER, FIRST, THANKS, StartedTalk
from api.demo.tour.page import Page
from api.demo.tour.signing_in import sign_in
from api.demo.tour.walk import Walk

EMAIL = "amina@vertrouwd.example"
NEXT_STEP = "You talk with your colleague over coffee, and write here how it went."


@asynccontextmanager
async def sit_down(walk: Walk) -> AsyncIterator[Browser]:
    """A browser in which the counsellor is signed in and the kluis is open."""
    walk.person("Amina, counsellor of Vertrouwd", f"{walk.base_url}/desk, {EMAIL}")
    async with Browser.open(walk) as desk:
        page = await desk.visit("/desk/conversations")
        walk.check(page.form_to("/desk/sign-in"), "The desk asks who is there", page.path)
        await sign_in(walk, desk, EMAIL)
        page = await desk.visit("/desk/kluis")
        wrong = await desk.submit(page, "/kluis/unlocking", {"secret": "not her secret"})
        walk.check(wrong.status == 401, "A wrong secret does not open the kluis", wrong.status)
        page = await desk.submit(page, "/kluis/unlocking", {"secret": UNLOCK_SECRET})
        walk.check(page.status == 200, "Her own secret opens it, apart from the login", page.path)
        yield desk


async def answer_client(walk: Walk, desk: Browser, started: StartedTalk) -> str:
    """Read and answer; returns the address of the conversation at the desk."""
    page = await desk.visit("/desk/conversations")
    paths = [path for path in _conversations(page) if path.endswith(started.conversation_id)]
    walk.check(
        paths,
        "The work list goes over all organisations",
        f"{len(_conversations(page))} conversations, this one among them",
    )
    page = await desk.visit(paths[0])
    walk.check(page.says(FIRST), "She reads what was written", f"“{FIRST}”")
    page = await desk.submit(page, page.path, {"text": ANSWER})
    walk.check(page.says(ANSWER), "She answers", f"“{ANSWER}”")
    return page.path


async def close_conversation(walk: Walk, desk: Browser, path: str) -> None:
    walk.person("Amina", "brings the talk to an end")
    page = await desk.visit(path)
    walk.check(page.says(THANKS), "She reads what the client wrote back", f"“{THANKS}”")
    closed = await desk.send(f"{path}/closure")
    walk.check(
        closed.status == 409, "Closing is refused: the limits of confidentiality come first", 409
    )
    page = await desk.submit(page, "/limits")
    walk.check(page.status == 200, "She marks that she explained them")
    closed = await desk.send(f"{path}/closure")
    walk.check(closed.status == 409, "Closing is refused: who does what next is not agreed", 409)
    page = await desk.submit(page, "/next-step", {"next_step": NEXT_STEP})
    walk.check(
        page.says(NEXT_STEP), "The next step is agreed; it is the client's", f"“{NEXT_STEP}”"
    )
    page = await desk.submit(
        page,
        "/facets",
        {
            "primary_theme": "T1.1",
            "requester": "affected",
            "channel": "messages",
            "next_step": "talks_with_other",
            "outcome": "own_step",
            "felt_heard": "yes",
        },
    )
    walk.check(page.status == 200, "Coded facets are registered: no word, no name, no day", "T1.1")
    page = await desk.submit(page, "/closure")
    walk.check(
        page.status == 200 and page.form_to("/closure") is None,
        "Now it closes; no notes were asked for",
    )


def _conversations(page: Page) -> set[str]:
    paths = {urlsplit(href).path for href in page.links}
    return {path for path in paths if re.fullmatch(r"/desk/conversations/[^/]+/[^/]+", path)}
