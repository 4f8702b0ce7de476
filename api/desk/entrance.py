"""Signing in and out, and the sessions that are open elsewhere."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth.sessions import ended_cookie
from api.auth.staff import end_session, find_session, list_sessions
from api.auth.staff import sign_in as sign_in_with
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.desk.unsent import carried_in, desk_path
from api.house import House
from api.pages.forms import Form
from tenants.conversations.kluis import has_kluis
from tenants.errors import NotFound, Unauthenticated
from tenants.network.own_profiles import find_own_profile
from tenants.policy import ADDRESSEES, Role

CLEAR = {"Clear-Site-Data": '"cache", "storage"'}


@get("/")
async def show_desk(request: Request, seat: NamedDependency[Seat]) -> Response:
    """Where each person's work is."""
    match seat.role:
        case Role.COUNSELLOR:
            async with seat.open() as tenant:
                known = await find_own_profile(tenant)
            return go(request, "/desk/conversations" if known else "/desk/profile/presentation")
        case Role.FIRM_MANAGER:
            return go(request, "/desk/organisations")
        case Role.ANALYST:
            return go(request, "/desk/benchmarks")
        case role if role in ADDRESSEES:
            return go(request, "/desk/asked")
    raise NotFound


@get("/sign-in")
async def show_sign_in(request: Request) -> Response[str]:
    then = request.query_params.get("then", "")
    return page(request, "sign_in", then=desk_path(then), unsent=None, wrong=False)


@post("/sign-in", status_code=200)
async def sign_in(request: Request, form: NamedDependency[Form]) -> Response:
    """One answer for everything that can be wrong; text that waited to be sent comes along."""
    house: House = request.app.state.house
    unsent = carried_in(form)
    try:
        cookie = await sign_in_with(
            house, form.text("email"), form.text("passphrase"), form.text("code")
        )
    except Unauthenticated:
        return page(
            request, "sign_in", status=401, then=form.text("then"), unsent=unsent, wrong=True
        )
    request.state.seat = seat = Seat(house, await find_session(house, cookie.value))
    response: Response = await _after(request, seat, form)
    response.set_cookie(cookie.as_cookie())
    return response


async def _after(request: Request, seat: Seat, form: Form) -> Response:
    unsent, then = carried_in(form), desk_path(form.text("then"))
    if not seat.is_counsellor:
        return page(request, "again", unsent=unsent) if unsent else go(request, then)
    async with seat.open() as tenant:
        made = await has_kluis(tenant)
    if unsent:
        return page(request, "kluis", unsent=unsent, then="", wrong=False, made=made)
    return go(request, "/desk/kluis", then=then)


@post("/sign-out")
async def sign_out(request: Request, seat: NamedDependency[Seat]) -> Response:
    await end_session(seat.house, seat.session)
    response = go(request, "/desk/sign-in")
    response.headers.update(CLEAR)
    response.set_cookie(ended_cookie(seat.house.settings))
    return response


@get("/sessions")
async def show_sessions(request: Request, seat: NamedDependency[Seat]) -> Response[str]:
    return page(request, "sessions", sessions=await list_sessions(seat.house, seat.session))


@post("/sessions/{session_id:uuid}/ending")
async def end_other_session(
    request: Request, seat: NamedDependency[Seat], session_id: FromPath[UUID]
) -> Response:
    await end_session(seat.house, seat.session, session_id)
    return go(request, "/desk/sessions", done="ended")
