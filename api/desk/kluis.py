"""The own kluis: made once, with a secret apart from the login; unlocked in each session."""

import asyncio

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.auth.staff import keep_unlocked
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.desk.unsent import carried_in, desk_path
from api.pages.forms import Form
from tenants.attempts import count_attempt, find_delay
from tenants.conversations.counsellor_keys import make_recovery_code
from tenants.conversations.kluis import enrol_kluis, has_kluis, unlock_kluis
from tenants.errors import Conflict, Invalid, Unauthenticated
from tenants.network.own_profiles import find_own_profile
from tenants.policy import GATEKEEPER


@get("/kluis")
async def show_kluis(request: Request, counsellor: NamedDependency[Seat]) -> Response:
    """Whoever has not said yet what clients choose by does that first: the key is kept with it."""
    async with counsellor.open() as tenant:
        made = await has_kluis(tenant)
        if not made and await find_own_profile(tenant) is None:
            return go(request, "/desk/profile/presentation")
    then = desk_path(request.query_params.get("then", ""))
    return page(request, "kluis", made=made, then=then, unsent=None, wrong=False)


@post("/kluis", status_code=200)
async def make_kluis(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """Make the key pair under the secret that was given twice, and unlock it."""
    secret, problems = form.text("secret"), {}
    if secret != form.text("secret_again"):
        problems = {"secret_again": "differs"}
    try:
        if not problems:
            async with counsellor.open() as tenant:
                await enrol_kluis(tenant, secret)
    except Invalid as error:
        problems = error.problems
    except Conflict:
        return go(request, "/desk/kluis")
    if problems:
        return page(
            request, "kluis", status=422, made=False, then=form.text("then"),
            unsent=carried_in(form), wrong=False, problems=problems,
        )  # fmt: skip
    return await _unlocked(request, counsellor, form)


@post("/kluis/unlocking", status_code=200)
async def unlock(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """Open it for as long as the session lives. Guessing is slowed, never ended by a lock-out."""
    subject = f"kluis:{counsellor.session.actor.id}"
    async with counsellor.house.tenancy.open(GATEKEEPER) as platform:
        delay = await find_delay(platform, subject)
    await asyncio.sleep(delay)
    try:
        return await _unlocked(request, counsellor, form)
    except Unauthenticated:
        async with counsellor.house.tenancy.open(GATEKEEPER) as platform:
            await count_attempt(platform, subject)
        return page(
            request, "kluis", status=401, made=True, then=form.text("then"),
            unsent=carried_in(form), wrong=True,
        )  # fmt: skip


async def _unlocked(request: Request, counsellor: Seat, form: Form) -> Response:
    async with counsellor.open() as tenant:
        seed = await unlock_kluis(tenant, form.text("secret"))
    await keep_unlocked(counsellor.house, counsellor.session, seed)
    if form.text("recovery") == "yes":
        async with counsellor.open() as tenant:
            code = await make_recovery_code(tenant, form.text("secret"))
        return page(
            request, "kluis_code", code=code, unsent=carried_in(form),
            then=desk_path(form.text("then")),
        )  # fmt: skip
    if unsent := carried_in(form):
        return page(request, "again", unsent=unsent)
    return go(request, desk_path(form.text("then")))
