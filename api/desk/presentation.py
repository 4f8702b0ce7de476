"""What clients choose a counsellor by, in the counsellor's own words: made at the first sign-in."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.desk.fields import decimal, line, prose
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.i18n import LANGUAGES
from api.pages.forms import Form
from tenants.conversations.kluis import has_kluis
from tenants.errors import Invalid
from tenants.network.counsellors import CHANNELS, Counsellor
from tenants.network.own_profiles import find_own_profile, put_own_profile
from tenants.themes import THEMES

#: what many at work in the Netherlands speak; a profile may hold others, and keeps them
SPOKEN = ("nl", "en", "de", "fr", "fy", "pl", "tr", "ar", "uk", "ro", "bg", "es", "pt", "it", "ru",
          "zh", "fa", "ti", "so", "id", "pap")  # fmt: skip
#: what one can be good at: neither a whole chapter nor a single ground
EXPERTISE = tuple(code for code in THEMES if code.count(".") == 1 and not code.startswith("T9"))
BELOW = {
    top: [code for code in EXPERTISE if THEMES[code].top == top]
    for top in dict.fromkeys(THEMES[code].top for code in EXPERTISE)
}
LONGEST = 2000


@get("/profile/presentation")
async def show_presentation(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:
    return await _page(request, counsellor, Form({}))


@post("/profile/presentation", status_code=200)
async def put_presentation(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """Keep it; whoever has no kluis yet makes one next."""
    try:
        async with counsellor.open() as tenant:
            profile = await find_own_profile(tenant)
            await put_own_profile(tenant, **_described(form, profile))
            made = await has_kluis(tenant)
    except Invalid as error:
        return await _page(request, counsellor, form, error)
    return go(request, "/desk/profile", done="changed") if made else go(request, "/desk/kluis")


def _described(form: Form, profile: Counsellor | None) -> dict[str, Any]:
    """What this page does not ask stays as it was: a text or a theme that came by the API."""
    introduction = {
        code: text for code in LANGUAGES if (text := prose(form, f"introduction.{code}", LONGEST))
    }
    themes = [code for code in form.all("themes") if code in EXPERTISE]
    if profile is not None:
        introduction |= {c: t for c, t in profile.introduction.items() if c not in LANGUAGES}
        themes += [code for code in profile.themes if code not in EXPERTISE]
    return {
        "name": line(form, "name"),
        "introduction": introduction,
        "languages": [code for code in _offered(profile) if code in form.all("languages")],
        "themes": themes,
        "channels": [code for code in CHANNELS if code in form.all("channels")],
        "hours_per_week": decimal(form, "hours_per_week"),
    }


def _offered(profile: Counsellor | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*SPOKEN, *(profile.languages if profile else ()))))


async def _page(
    request: Request, counsellor: Seat, form: Form, error: Invalid | None = None
) -> Response[str]:
    async with counsellor.open() as tenant:
        profile = await find_own_profile(tenant)
    return page(
        request,
        "presentation",
        error=error,
        profile=profile,
        form=form,
        filled_in=error is not None,
        texts=LANGUAGES,
        offered=_offered(profile),
        channels=CHANNELS,
        below=BELOW,
    )
