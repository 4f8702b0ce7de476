"""The own profile: whether new clients may come, the training date, the role in short."""

from datetime import timedelta

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.desk.fields import day
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.network.own_profiles import find_own_profile, set_absence, set_availability

#: how long before a certificate ends the desk begins to say so
REMIND = timedelta(days=180)


@get("/profile")
async def show_profile(request: Request, counsellor: NamedDependency[Seat]) -> Response:
    return await _page(request, counsellor)


@post("/profile/availability")
async def change_availability(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    async with counsellor.open() as tenant:
        await set_availability(tenant, available=form.text("available") == "yes")
    return go(request, "/desk/profile", done="changed")


@post("/profile/absence", status_code=200)
async def change_absence(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """Away until the end of a day, or back again."""
    try:
        until = None if form.text("back") else day(form, "away_until")
        async with counsellor.open() as tenant:
            await set_absence(tenant, until)
    except Invalid as error:
        return await _page(request, counsellor, form=form, error=error)
    return go(request, "/desk/profile", done="changed")


async def _page(
    request: Request, counsellor: Seat, *, form: Form | None = None, error: Invalid | None = None
) -> Response:
    async with counsellor.open() as tenant:
        profile = await find_own_profile(tenant)
        today = tenant.now.date()
    if profile is None:
        return go(request, "/desk/profile/presentation")
    until = profile.trained_until
    return page(
        request,
        "profile",
        error=error,
        form=form or Form({}),
        today=today,
        profile=profile,
        training=(
            "unknown" if until is None
            else "ended" if until < today
            else "ends_soon" if until <= today + REMIND
            else "fine"
        ),
        done=request.query_params.get("done"),
    )  # fmt: skip
