"""The library of an organisation: what its people can read, and how often no example fitted."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.organisations import PATH
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from api.pages.library import SECTIONS
from tenants.errors import Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.examples import FEWEST_ANSWERS, list_none_fits
from tenants.prevention.library import EXAMPLES, get_library_text, publish_library_text


@get(f"{PATH}/library")
async def show_library(
    request: Request, manager: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        texts = {
            section: await get_library_text(tenant, section, organisation.languages[0])
            for section in (*SECTIONS, *EXAMPLES)
        }
        none_fits = await list_none_fits(tenant)
    quarters: dict[Any, dict[str, int]] = {}
    for each in none_fits:
        quarters.setdefault(each.quarter, {})[each.theme] = each.percent
    return page(
        request,
        "library",
        organisation=organisation,
        path=f"/desk/organisations/{organisation_id}/library",
        texts=texts,
        SECTIONS=SECTIONS,
        EXAMPLES=EXAMPLES,
        quarters=quarters,
        fewest=FEWEST_ANSWERS,
        done=request.query_params.get("done"),
    )


@get(f"{PATH}/library/{{section:str}}")
async def show_library_text(
    request: Request,
    manager: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    section: FromPath[str],
) -> Response[str]:
    return await _text_page(request, manager, organisation_id, section)


@post(f"{PATH}/library/{{section:str}}")
async def put_library_text(
    request: Request,
    manager: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    section: FromPath[str],
) -> Response:
    """The next version of the firm's own text."""
    try:
        async with manager.open(organisation_id) as tenant:
            organisation = await get_organisation(tenant)
            await get_library_text(tenant, section, organisation.languages[0])
            texts = {code: _written(form, code) for code in organisation.languages}
            await publish_library_text(tenant, section, texts)
    except Invalid as error:
        return await _text_page(request, manager, organisation_id, section, form, error)
    return go(request, f"/desk/organisations/{organisation_id}/library", done="published")


async def _text_page(
    request: Request,
    manager: Seat,
    organisation_id: UUID,
    section: str,
    form: Form | None = None,
    error: Invalid | None = None,
) -> Response[str]:
    """What holds now, to be changed into the next version."""
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        found = {c: await get_library_text(tenant, section, c) for c in organisation.languages}
    if form:
        written = {code: form.text(code) for code in organisation.languages}
    else:
        written = {code: text.body for code, text in found.items()}
    return page(
        request,
        "library_text",
        error=error,
        organisation=organisation,
        path=f"/desk/organisations/{organisation_id}/library",
        chosen=section,
        SECTIONS=SECTIONS,
        written=written,
    )


def _written(form: Form, code: str) -> str:
    return form.text(code).replace("\r\n", "\n")
