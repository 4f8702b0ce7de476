"""Another secret, a recovery code, and what to do when the secret is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.auth.staff import keep_unlocked
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.attempts import count_attempt, find_delay
from tenants.conversations.counsellor_keys import (
    change_secret,
    make_recovery_code,
    recover_kluis,
    renew_kluis,
)
from tenants.conversations.kluis import unlock_kluis
from tenants.errors import Invalid, Unauthenticated
from tenants.policy import GATEKEEPER
from tenants.session import TenantSession

Done = TypeVar("Done")


@get("/kluis/secret")
async def show_secret(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:  # noqa: ARG001
    return page(request, "kluis_secret", done=request.query_params.get("done"), wrong=None)


@post("/kluis/secret", status_code=200)
async def set_secret(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """Change the secret, with the old one; conversations stay as they are."""

    async def act(tenant: TenantSession) -> None:
        await change_secret(
            tenant,
            form.text("secret"),
            _chosen(form),
            session_id=counsellor.session.session_id,
        )

    try:
        await _slowly(counsellor, act)
        await _open(counsellor, form.text("new_secret"))
    except Invalid as error:
        return page(
            request, "kluis_secret", status=422, done=None, wrong=None, problems=error.problems
        )
    except Unauthenticated:
        return page(request, "kluis_secret", status=422, done=None, wrong="change")
    return go(request, "/desk/kluis/secret", done="changed")


@post("/kluis/code", status_code=200)
async def make_code(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response[str]:
    """Make a recovery code and show it, this once."""
    try:
        code = await _slowly(
            counsellor, lambda tenant: make_recovery_code(tenant, form.text("secret"))
        )
    except Unauthenticated:
        return page(request, "kluis_secret", status=422, done=None, wrong="code")
    return page(request, "kluis_code", code=code, unsent=None, then="/desk/conversations")


@get("/kluis/forgotten")
async def show_forgotten(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:  # noqa: ARG001
    return page(request, "kluis_forgotten", wrong=None)


@post("/kluis/recovery", status_code=200)
async def recover(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """A new secret, with the recovery code."""

    async def act(tenant: TenantSession) -> None:
        await recover_kluis(
            tenant,
            form.text("recovery_code"),
            _chosen(form),
            session_id=counsellor.session.session_id,
        )

    try:
        await _slowly(counsellor, act)
    except Invalid as error:
        return page(request, "kluis_forgotten", status=422, wrong=None, problems=error.problems)
    except Unauthenticated:
        return page(request, "kluis_forgotten", status=422, wrong="code")
    await _open(counsellor, form.text("new_secret"))
    return go(request, "/desk/kluis/secret", done="changed")


@post("/kluis/renewal", status_code=200)
async def renew(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """A new key pair; every conversation then waits for its client."""
    try:
        if form.text("understood") != "yes":
            raise Invalid({"understood": "is needed"})
        async with counsellor.open() as tenant:
            await renew_kluis(tenant, _chosen(form), session_id=counsellor.session.session_id)
    except Invalid as error:
        problems = {f"renewal_{field}": text for field, text in error.problems.items()}
        return page(request, "kluis_forgotten", status=422, wrong=None, problems=problems)
    await _open(counsellor, form.text("new_secret"))
    return go(request, "/desk/conversations", done="renewed")


def _chosen(form: Form) -> str:
    """The new secret, typed twice alike. Raises Invalid."""
    if form.text("new_secret") != form.text("new_secret_again"):
        raise Invalid({"again": "differs"})
    return form.text("new_secret")


async def _open(counsellor: Seat, secret: str) -> None:
    async with counsellor.open() as tenant:
        seed = await unlock_kluis(tenant, secret)
    await keep_unlocked(counsellor.house, counsellor.session, seed)


async def _slowly(counsellor: Seat, act: Callable[[TenantSession], Awaitable[Done]]) -> Done:
    """Try a secret or a code. Guessing is slowed, on the same count as unlocking."""
    subject = f"kluis:{counsellor.session.actor.id}"
    async with counsellor.house.tenancy.open(GATEKEEPER) as platform:
        delay = await find_delay(platform, subject)
    await asyncio.sleep(delay)
    try:
        async with counsellor.open() as tenant:
            return await act(tenant)
    except Unauthenticated:
        async with counsellor.house.tenancy.open(GATEKEEPER) as platform:
            await count_attempt(platform, subject)
        raise
