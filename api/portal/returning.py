"""Coming back with six words, signing out, and leaving in a hurry."""

from contextlib import suppress

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.forms import Form
from api.pages.rendering import address, render
from api.portal.attempts import slowed
from api.portal.conversations import conversation_page
from api.portal.cookies import CLEAR, ended_cookie, new_cookie_key, read_cookie, write_cookie
from api.portal.places import Place, Visit, provide_place
from tenants.conversations.clients import (
    Client,
    derive_secrets,
    end_client_session,
    open_client_session,
)
from tenants.conversations.clients import return_with_passphrase as find_by_words
from tenants.errors import DomainError, Unauthenticated
from tenants.policy import Actor, Role
from vault import ClientSecrets, KeyPair, VaultError

LONGEST_WORDS = 200


@get("/{slug:str}/return")
async def show_return(request: Request, place: NamedDependency[Place]) -> Response[str]:
    return return_page(request, place)


@post("/{slug:str}/return", status_code=200)
async def return_with_passphrase(
    request: Request, place: NamedDependency[Place], form: NamedDependency[Form]
) -> Response:
    """Open a session for who has the words; a text that waited for them is on the page again."""
    try:
        client, secret = await _recognise(place, form.text("words")[:LONGEST_WORDS])
    except Unauthenticated:
        return return_page(
            request,
            place,
            status=401,
            wrong=True,
            draft=form.text("text"),
            conversation=form.text("conversation"),
        )
    cookie_key = new_cookie_key()
    async with place.tenancy.open(
        Actor(Role.CLIENT, place.organisation.tenant_id, client.id)
    ) as tenant:
        session_id = await open_client_session(tenant, client.id, secret.seed, cookie_key)
    response: Response = Redirect(address(request, f"{place.root}/talk"), status_code=303)
    if form.text("text") and form.text("conversation"):
        visit = Visit(place, client.id, session_id, KeyPair.from_seed(secret.seed))
        request.state.signed_in = True
        response = await conversation_page(
            request, visit, form.uuid("conversation"), draft=form.text("text")
        )
    response.set_cookie(write_cookie(request, session_id, cookie_key))
    return response


@post("/{slug:str}/end")
async def sign_out(request: Request, place: NamedDependency[Place]) -> Redirect:
    await _end_session(request, place)
    return Redirect(
        address(request, f"{place.root}/end"),
        status_code=303,
        headers=CLEAR,
        cookies=[ended_cookie(request)],
    )


@get("/{slug:str}/end")
async def show_signed_out(request: Request, place: NamedDependency[Place]) -> Response[str]:
    return render(request, "portal/signed_out.html", place=place)


@get("/{slug:str}/leave")
async def leave(request: Request, slug: FromPath[str]) -> Redirect:
    """End the session and go somewhere harmless, at once, whatever else does not work.

    A link, not a form: the policy against forms that lead elsewhere would stop it.
    """
    cookies: list[Cookie] = []
    if read_cookie(request):
        cookies.append(ended_cookie(request))
        # Without its cookie the session's row opens nothing, and it ends by itself.
        with suppress(DomainError, VaultError):
            await _end_session(request, await provide_place(request, slug, Form({})))
    return Redirect(
        request.app.state.settings.exit_url, status_code=303, headers=CLEAR, cookies=cookies
    )


def return_page(
    request: Request,
    place: Place,
    *,
    status: int = 200,
    wrong: bool = False,
    draft: str = "",
    conversation: str = "",
) -> Response[str]:
    """Where the six words are asked; `draft` waits on it for the `conversation` it is for."""
    return render(
        request,
        "portal/return.html",
        status=status,
        place=place,
        wrong=wrong,
        draft=draft,
        conversation=conversation,
    )


async def _recognise(place: Place, words: str) -> tuple[Client, ClientSecrets]:
    """Whose words these are. Wrong ones make everybody's next try here wait, up to some seconds."""
    async with slowed(place) as tenant:
        secret = await derive_secrets(tenant, words)
        return await find_by_words(tenant, secret), secret


async def _end_session(request: Request, place: Place) -> None:
    if cookie := read_cookie(request):
        async with place.open() as tenant:
            await end_client_session(tenant, cookie.session_id)
