"""Starting a conversation: a language, a channel, a choice of people. Nothing else has to be said.

Whoever wants may say what somebody should know about; it changes the order of the choice, and goes.
It comes in a form and leaves in the page that answers: no row, no log, no cookie and no address has
it, and the form that starts the conversation does not carry it. What remains: the page itself,
while it is open; without JavaScript also the form that a browser keeps with its tab, to send it
again, after asking, to who goes back. With JavaScript the page takes it out of that history.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from api.pages.forms import Form
from api.pages.rendering import address, language_of, render
from api.pages.words import N_
from api.portal.cookies import new_cookie_key, write_cookie
from api.portal.faces import list_faces
from api.portal.places import Place, find_visit
from tenants.conversations.clients import open_client_session
from tenants.conversations.conversations import start_another_conversation
from tenants.conversations.conversations import start_conversation as start
from tenants.conversations.routing import propose_counsellors
from tenants.errors import Conflict, Unauthenticated
from tenants.ids import new_timeless_id
from tenants.network.counsellors import CHANNELS

#: what somebody may want a counsellor to know about, as one would say it oneself; by theme
ABOUT = {
    "T1.1": N_("bullying, or being left out"),
    "T1.2": N_("misuse of power, or being frightened by somebody"),
    "T1.3": N_("sexual remarks, touching or messages"),
    "T1.4": N_("shouting, threats or violence"),
    "T1.5": N_("being treated differently because of who you are"),
    "T2": N_("what is not honest at work"),
    "T3.1": N_("too much work, or too much pressure"),
    "T3.2": N_("a quarrel, or not getting on"),
    "T3": N_("the way we work together"),
    "T4": N_("your own health, home life or limits"),
}


@get("/{slug:str}/start")
async def show_start(request: Request, place: NamedDependency[Place]) -> Response[str]:
    return await _start_page(request, place)


@get("/{slug:str}/choose")
async def choose_counsellor(request: Request, place: NamedDependency[Place]) -> Response[str]:
    query = request.query_params
    return await _choose_page(
        request,
        place,
        query.get("language", ""),
        query.get("channel", ""),
        same=query.get("same") == "yes",
    )


@post("/{slug:str}/choose", status_code=200)
async def choose_again(
    request: Request, place: NamedDependency[Place], form: NamedDependency[Form]
) -> Response[str]:
    """The choice anew, by theme and without those who are left out. Nothing of it is kept."""
    left_out = {*form.uuids("left_out"), *form.uuids("leave_out")} - {*form.uuids("put_back")}
    if form.text("nobody"):
        left_out |= {*form.uuids("shown")}
    return await _choose_page(
        request,
        place,
        form.text("language"),
        form.text("channel"),
        theme=form.text("theme") if form.text("theme") in ABOUT else None,
        left_out=sorted(left_out),
        same=form.text("same") == "yes",
    )


@post("/{slug:str}/words", status_code=200)
async def start_conversation(
    request: Request, place: NamedDependency[Place], form: NamedDependency[Form]
) -> Response:
    """Start, and show the six words; sent again, it starts nothing (Conflict `already-started`).

    Who chose to go on under the same pseudonym has the words already.
    """
    wishes: dict[str, Any] = {
        "conversation_id": form.uuid("conversation"),
        "language": form.text("language"),
        "channel": form.text("channel"),
        "counsellor_id": form.uuid("counsellor"),
    }
    if form.text("same") == "yes":
        return await _start_another(request, place, wishes)
    cookie_key = new_cookie_key()
    async with place.open_for_words() as tenant:
        started = await start(tenant, **wishes)
        session_id = await open_client_session(tenant, started.client_id, started.seed, cookie_key)
    page = render(request, "portal/words.html", place=place, started=started)
    page.set_cookie(write_cookie(request, session_id, cookie_key))
    return page


@get("/{slug:str}/words")
async def words_are_shown_once(request: Request, place: NamedDependency[Place]) -> Redirect:
    return Redirect(address(request, f"{place.root}/start"), status_code=303)


async def _start_another(request: Request, place: Place, wishes: dict[str, Any]) -> Response:
    visit = await find_visit(request, place)
    if visit is None:
        raise Unauthenticated
    try:
        async with visit.open() as tenant:
            await start_another_conversation(tenant, **wishes)
    except Conflict as error:
        if error.reason != "already-started":
            raise
    page = address(request, f"{place.root}/talk/{wishes['conversation_id']}")
    return Redirect(page, status_code=303)


async def _start_page(request: Request, place: Place, *, status: int = 200) -> Response[str]:
    spoken = place.organisation.languages
    language = language_of(request)
    return render(
        request,
        "portal/start.html",
        status=status,
        place=place,
        channels=CHANNELS,
        chosen=language if language in spoken else spoken[0],
        unclear=status != 200,
        signed_in=await find_visit(request, place) is not None,
    )


async def _choose_page(
    request: Request,
    place: Place,
    language: str,
    channel: str,
    *,
    same: bool,
    theme: str | None = None,
    left_out: Sequence[UUID] = (),
) -> Response[str]:
    if language not in place.organisation.languages or channel not in CHANNELS:
        return await _start_page(request, place, status=422)
    # Going on under the same name, it is the client who chooses, and who cannot be theirs is known.
    visit = await find_visit(request, place) if same else None
    async with (visit or place).open() as tenant:
        proposals = await propose_counsellors(
            tenant, language=language, channel=channel, theme=theme, leave_out=left_out
        )
        names = {face.id: face.name for face in await list_faces(tenant)}
    return render(
        request,
        "portal/choose.html",
        place=place,
        proposals=proposals,
        left_out={each: names[each] for each in left_out if each in names},
        about=ABOUT,
        theme=theme,
        wishes={"language": language, "channel": channel} | ({"same": "yes"} if same else {}),
        # It travels with the choice, so that sending it twice cannot start two conversations.
        conversation=new_timeless_id(),
        same=same,
    )
