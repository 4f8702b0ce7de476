"""A way back without the six words: a sheet made beforehand, a code handed over by the counsellor.

New words are shown before anything is changed, and count once the client says they are kept: an
answer that gets lost on the way never leaves somebody without both. A slip of the pen shows by
itself, so it is said at once and makes nobody wait; a code that could be one is counted.
"""

from uuid import UUID

import segno
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from api.pages.forms import Form
from api.pages.rendering import address, language_of, render
from api.portal.attempts import slowed
from api.portal.cookies import new_cookie_key, read_cookie, write_cookie
from api.portal.places import Place, Visit
from tenants.conversations.clients import (
    derive_secrets,
    find_session_seed,
    open_client_session,
)
from tenants.conversations.entries import end_entry
from tenants.conversations.recovery import (
    check_code,
    find_recovery_sheet,
    make_recovery_sheet,
    recover,
)
from tenants.errors import Conflict, Unauthenticated
from tenants.policy import Actor, Role
from vault import is_code, is_passphrase, new_passphrase

LONGEST_CODE = 100


@get("/{slug:str}/sheet")
async def show_sheet(request: Request, visit: NamedDependency[Visit]) -> Response[str]:
    """What a recovery sheet is for, and whether there is one."""
    async with visit.open() as tenant:
        made_on = await find_recovery_sheet(tenant)
    return render(request, "portal/sheet.html", place=visit.place, made_on=made_on, code=None)


@post("/{slug:str}/sheet", status_code=200)
async def make_sheet(request: Request, visit: NamedDependency[Visit]) -> Response[str]:
    """A new sheet, shown once; an earlier one ends."""
    cookie = read_cookie(request)
    if cookie is None:
        raise Unauthenticated
    async with visit.place.turn, visit.open() as tenant:
        found = await find_session_seed(
            tenant, cookie.session_id, cookie.key, idle=request.app.state.settings.portal_idle
        )
        if found is None:
            raise Unauthenticated
        code = await make_recovery_sheet(tenant, found[1])
        made_on = tenant.now.date()
    return render(
        request,
        "portal/sheet.html",
        place=visit.place,
        made_on=made_on,
        code=code,
        picture=_picture(code),
    )


@get("/{slug:str}/code")
async def show_code(request: Request, place: NamedDependency[Place]) -> Response[str]:
    return _code_page(request, place)


@post("/{slug:str}/code", status_code=200)
async def offer_words(
    request: Request, place: NamedDependency[Place], form: NamedDependency[Form]
) -> Response[str]:
    """New words for who has a code; nothing is changed yet."""
    code = form.text("code")[:LONGEST_CODE]
    if not is_code(code):
        return _code_page(request, place, wrong=True)
    try:
        async with slowed(place) as tenant:
            await check_code(tenant, code)
    except Unauthenticated:
        return _code_page(request, place, wrong=True)
    return _words_page(request, place, code)


@post("/{slug:str}/code/words")
async def take_words(
    request: Request, place: NamedDependency[Place], form: NamedDependency[Form]
) -> Response:
    """From now on the new words open it; the code is used up."""
    code, words = form.text("code")[:LONGEST_CODE], form.text("words")
    if not (is_code(code) and is_passphrase(words)):
        return _code_page(request, place, wrong=True)
    try:
        async with slowed(place) as tenant:
            secret = await derive_secrets(tenant, words)
            client = await recover(tenant, code, secret)
    except Unauthenticated:
        return _code_page(request, place, wrong=True)
    except Conflict:
        return _words_page(request, place, code)
    cookie_key = new_cookie_key()
    actor = Actor(Role.CLIENT, place.organisation.tenant_id, client.id)
    async with place.tenancy.open(actor) as tenant:
        session_id = await open_client_session(tenant, client.id, secret.seed, cookie_key)
    response = Redirect(address(request, f"{place.root}/talk"), status_code=303)
    response.set_cookie(write_cookie(request, session_id, cookie_key))
    return response


@post("/{slug:str}/talk/{conversation_id:str}/entry")
async def end_code(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Redirect:
    """The client still has the words: the code that the counsellor made opens nothing any more."""
    async with visit.open() as tenant:
        await end_entry(tenant, conversation_id)
    page = address(request, f"{visit.place.root}/talk/{conversation_id}")
    return Redirect(page, status_code=303)


def _code_page(request: Request, place: Place, *, wrong: bool = False) -> Response[str]:
    return render(
        request, "portal/code.html", status=401 if wrong else 200, place=place, wrong=wrong
    )


def _words_page(request: Request, place: Place, code: str) -> Response[str]:
    words = new_passphrase(language_of(request))
    return render(request, "portal/new_words.html", place=place, words=words, code=code)


def _picture(code: str) -> Markup:
    """The code for a camera, drawn into the page itself: it is fetched from nowhere."""
    made = segno.make(code, error="m", micro=False)
    return Markup(  # noqa: S704 - drawn by segno from our own letters
        made.svg_inline(
            scale=5, border=4, dark="#000", light="#fff", svgclass="code", omitsize=True
        )
    )
