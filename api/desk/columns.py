"""A column: written, checked for what could lead to somebody, published under one's own name."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import find_number, find_uuid
from api.desk.pages import go, page
from api.desk.prevention import PATH
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Conflict, Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.columns import (
    find_column,
    find_identifying_column,
    publish_column,
    put_column,
    take_column_down,
)
from tenants.prevention.planned_items import list_planned_items
from tenants.prevention.target_groups import list_target_groups

COLUMN = f"{PATH}/columns/{{column_id:uuid}}"


@get(COLUMN)
async def show_column(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    column_id: FromPath[UUID],
) -> Response[str]:
    """The column of this id, to be written where there is none yet."""
    return await _column_page(request, counsellor, organisation_id, column_id, Form({}))


@post(COLUMN, status_code=200)
async def put_text(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    column_id: FromPath[UUID],
) -> Response:
    parts = {part: form.text(part) for part in ("language", "theme", "title", "body")}
    try:
        async with counsellor.open(organisation_id) as tenant:
            await put_column(tenant, column_id, **parts)
    except Invalid as error:
        return await _column_page(request, counsellor, organisation_id, column_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}/columns/{column_id}", done="kept")


@post(f"{COLUMN}/publication", status_code=200)
async def publish_text(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    column_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await publish_column(
                tenant,
                column_id,
                reason=form.text("reason"),
                audience_size=find_number(form, "audience_size") or 0,
                planned_item_id=find_uuid(form, "planned_item"),
                group_ids=form.uuids("group"),
            )
    except (Invalid, Conflict) as error:
        return await _column_page(request, counsellor, organisation_id, column_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}/columns/{column_id}", done="published")


@post(f"{COLUMN}/removal", status_code=200)
async def take_down(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    column_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await take_column_down(tenant, column_id)
    return go(request, f"/desk/prevention/{organisation_id}", done="taken-down")


async def _column_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    column_id: UUID,
    form: Form,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        column = await find_column(tenant, column_id)
        findings = await find_identifying_column(tenant, column) if column else ()
        groups = await list_target_groups(tenant)
        planned = [item for item in await list_planned_items(tenant) if item.kind == "column"]
    return page(
        request,
        "column",
        error=error,
        organisation=organisation,
        path=f"/desk/prevention/{organisation_id}/columns/{column_id}",
        column=column,
        findings=findings,
        groups=groups,
        planned=planned,
        form=form,
        filled_in=bool(form.text("title") or form.text("body")),
        done=request.query_params.get("done"),
    )
