"""The plan of an organisation: what returns, whose agenda it stands on, what is due."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import day, find_number
from api.desk.pages import go, page
from api.desk.prevention import PATH
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.planned_items import (
    find_planned_item,
    look_after_listing,
    put_planned_item,
    remove_planned_item,
)

ITEM = f"{PATH}/plan/{{item_id:uuid}}"


@get(ITEM)
async def show_planned_item(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    item_id: FromPath[UUID],
) -> Response[str]:
    """The item of this id, to be planned where there is none yet."""
    return await _item_page(request, counsellor, organisation_id, item_id, Form({}))


@post(ITEM, status_code=200)
async def put_item(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    item_id: FromPath[UUID],
) -> Response:
    try:
        kind, _, addressee = form.text("what").partition(".")
        async with counsellor.open(organisation_id) as tenant:
            await put_planned_item(
                tenant,
                item_id,
                kind=kind,
                addressee=addressee or None,
                theme=form.text("theme"),
                every_months=find_number(form, "every_months"),
                due_on=day(form, "due_on"),
            )
    except Invalid as error:
        return await _item_page(request, counsellor, organisation_id, item_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}", done="planned")


@post(f"{ITEM}/check", status_code=200)
async def look_after_item(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    item_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await look_after_listing(tenant, item_id)
    return go(request, f"/desk/prevention/{organisation_id}", done="looked-after")


@post(f"{ITEM}/removal", status_code=200)
async def remove_item(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    item_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await remove_planned_item(tenant, item_id)
    return go(request, f"/desk/prevention/{organisation_id}", done="off-plan")


async def _item_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    item_id: UUID,
    form: Form,
    error: Invalid | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        item = await find_planned_item(tenant, item_id)
    return page(
        request,
        "planned_item",
        error=error,
        organisation=organisation,
        path=f"/desk/prevention/{organisation_id}/plan/{item_id}",
        item=item,
        form=form,
    )
