"""Somebody who wants to talk: no name, no account, no JavaScript, six words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from api.demo.tour.browser import Browser
from api.demo.tour.page import Page
from api.demo.tour.walk import Walk

ROOT = "/o/noorderlicht"
FIRST = "Since the summer somebody in my team leaves me out. I want to think aloud about it."
ANSWER = "Thank you for writing. What would you like to be different?"
THANKS = "Thank you. I will try that."
WISHES = {"language": "en", "channel": "messages"}
PREFERRED, LEFT_OUT = "Amina Haddad", "Chloé Martens"


@dataclass(frozen=True, slots=True)
class StartedTalk:
    """What the client holds: the words, and the address of the conversation."""

    words: str
    path: str

    @property
    def conversation_id(self) -> str:
        return self.path.rpartition("/")[2]


async def start_talking(walk: Walk) -> StartedTalk:
    walk.person("An employee of Noorderlicht", f"{walk.base_url}{ROOT}, on their own phone")
    async with Browser.open(walk) as phone:
        await _read_entrance(walk, phone)
        return await _choose_and_write(walk, phone)


async def _read_entrance(walk: Walk, phone: Browser) -> None:
    page = await phone.visit(ROOT)
    walk.check(page.status == 200, "The organisation has a page of its own", page.path)
    walk.check(page.says(PREFERRED, LEFT_OUT), "It says who the counsellors are", PREFERRED)
    walk.check(
        page.says("What a counsellor does", "What a counsellor does not do"),
        "It says what the role is, and what it is not",
        "“Does not pass anything on to your manager or to HR.”",
    )
    walk.check(
        page.says("What stays between you, and where that ends"),
        "It says what confidentiality means, and where it ends",
    )
    walk.check(
        page.says("Use your own phone"), "It says which device to use", "“Use your own phone”"
    )
    walk.check(
        all(asset.startswith("/") for asset in page.assets),
        "Nothing comes from a third party",
        f"{len(page.assets)} files, all from here",
    )
    walk.check(not phone.cookies, "There is no cookie yet")
    others = await phone.visit(f"{ROOT}/others")
    walk.check(
        others.says("113"), "Who else can help is there to read, without a login", "112, 113"
    )


async def _choose_and_write(walk: Walk, phone: Browser) -> StartedTalk:
    page = await phone.visit(f"{ROOT}/start")
    asked = {name for form in page.forms for name, _ in form.fields} - {"lang"}
    walk.check(asked == set(WISHES), "Two things are asked, and no more", ", ".join(sorted(asked)))
    page = await phone.submit(page, "/choose", WISHES)
    proposed = _proposed(page)
    walk.check(
        1 < len(proposed) <= 3 and all(proposed.values()),
        "Up to three counsellors are proposed, each with reasons",
        "; ".join(f"{name}: {', '.join(why).lower()}" for name, why in proposed.items()),
    )
    out = next(b for b in page.buttons("leave_out") if LEFT_OUT in b.text)
    page = await phone.submit(page, "/choose", WISHES, press=(out.name, out.value))
    walk.check(
        _proposed(page) and LEFT_OUT not in _proposed(page),
        "One is left out, and nobody asks why",
        " and ".join(_proposed(page)) or page.text[:200],
    )
    walk.check(not phone.cookies, "There is still no cookie")
    chosen = next(b for b in page.buttons("counsellor") if PREFERRED in b.text)
    page = await phone.submit(page, "/words", press=(chosen.name, chosen.value))
    words = page.by_id["words"].split()
    walk.check(len(words) == 6, f"{PREFERRED} is chosen; six words are shown", f"{words[0]} …")
    path = urlsplit(next(href for href in page.links if "/talk/" in href)).path
    again = await phone.visit(f"{ROOT}/words")
    walk.check(not again.by_id["words"], "They are shown once", "going back leads to the start")
    page = await phone.submit(await phone.visit(path), path, {"text": FIRST})
    walk.check(page.says(FIRST), "A message is written and kept", f"“{FIRST}”")
    exit_to = await phone.leave(page)
    walk.check(exit_to and not phone.cookies, "“Leave this page” leads elsewhere at once", exit_to)
    page = await phone.visit(path)
    walk.check(not page.says(FIRST), "Without the words the conversation is closed to this phone")
    return StartedTalk(" ".join(words), path)


def _proposed(page: Page) -> dict[str, list[str]]:
    return {
        label.removeprefix("Why "): reasons
        for label, reasons in page.lists.items()
        if label.startswith("Why ")
    }


@asynccontextmanager
async def come_back(walk: Walk, started: StartedTalk) -> AsyncIterator[Browser]:
    """The client returns later, with the six words, in a browser that knows nothing."""
    walk.person("The same employee", "that evening, with the six words")
    async with Browser.open(walk) as phone:
        page = await phone.submit(
            await phone.visit(f"{ROOT}/return"),
            "/return",
            {"words": "these are not the six words"},
        )
        walk.check(page.status == 401, "Wrong words open nothing", f"{page.status}")
        page = await phone.submit(page, "/return", {"words": started.words})
        walk.check(page.says(FIRST), "The six words open the conversation again", page.path)
        yield phone


async def read_answer(walk: Walk, phone: Browser, started: StartedTalk) -> None:
    """Read what the counsellor wrote, look at the formal route, and answer."""
    walk.person("The employee", "reads the answer")
    page = await phone.visit(started.path)
    walk.check(page.says(ANSWER), "The answer is there", f"“{ANSWER}”")
    page = await phone.visit(f"{started.path}/decision")
    walk.check(
        page.says("What you no longer decide after that", "Others decide what happens"),
        "Before a formal route, a page says what one no longer decides",
        "“Others decide what happens, how fast, and when it ends.”",
    )
    page = await phone.submit(page, "/decision", press=("read", "yes"))
    page = await phone.submit(page, "/decision", {"kind": "formal_complaint"})
    walk.check(
        page.says("Nobody was told by us"), "The decision is noted, and nothing is sent to anybody"
    )
    note = next(f.action for f in page.forms if "/decision/" in f.action)
    page = await phone.submit(page, note)
    walk.check(
        not page.says("Nobody was told by us"), "Only the client can, and can take it away again"
    )
    page = await phone.submit(await phone.visit(started.path), started.path, {"text": THANKS})
    walk.check(page.says(THANKS), "The client writes back", f"“{THANKS}”")
