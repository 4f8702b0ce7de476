"""The first sign-in: from a code that somebody handed over to a login of one's own."""

from typing import Any

import segno
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from markupsafe import Markup

from api.auth.invitations import Offer, make_login, offer_login
from api.desk.pages import go, page
from api.house import House
from api.pages.forms import Form
from api.pages.rendering import speak
from tenants.errors import Invalid, Unauthenticated


@get("/invitation")
async def show_invitation(request: Request) -> Response[str]:
    return page(request, "invitation", wrong=False)


@post("/invitation", status_code=200)
async def open_invitation(request: Request, form: NamedDependency[Form]) -> Response[str]:
    """What the holder of a code is to choose; nothing is changed yet."""
    try:
        offer = await _offer(request, form)
    except Unauthenticated:
        return page(request, "invitation", status=401, wrong=True)
    return _login_page(request, form, offer)


@post("/invitation/login", status_code=200)
async def take_login(request: Request, form: NamedDependency[Form]) -> Response:
    """The code is used up, and whoever has work at the desk is signed in."""
    try:
        offer = await _offer(request, form)
        if form.text("passphrase") != form.text("passphrase_again"):
            raise Invalid({"passphrase_again": "differs"})
        cookie = await make_login(
            request.app.state.house,
            form.text("email"),
            form.text("invitation"),
            passphrase=form.text("passphrase"),
            wrapped=form.text("totp"),
            totp_code=form.text("code"),
        )
    except Unauthenticated:
        return page(request, "invitation", status=401, wrong=True)
    except Invalid as error:
        return _login_page(request, form, offer, status=422, problems=error.problems)
    if cookie is None:
        return page(request, "invitation_used")
    response = go(request, "/desk")
    response.set_cookie(cookie.as_cookie())
    return response


async def _offer(request: Request, form: Form) -> Offer:
    house: House = request.app.state.house
    email, code = form.text("email"), form.text("invitation")
    offer = await offer_login(house, email, code, form.text("totp"))
    speak(request, offer.language)
    return offer


def _login_page(request: Request, form: Form, offer: Offer, **more: Any) -> Response[str]:
    groups = " ".join(offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4))
    return page(
        request,
        "invitation_login",
        offer=offer,
        groups=groups,
        picture=_picture(offer.uri),
        email=form.text("email"),
        invitation=form.text("invitation"),
        **more,
    )


def _picture(uri: str) -> Markup:
    """The secret for the app's camera, drawn into the page itself: it is fetched from nowhere."""
    made = segno.make(uri, error="m", micro=False)
    return Markup(  # noqa: S704 - drawn by segno, which escapes nothing because it writes no text
        made.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass=None, omitsize=True)
    )
