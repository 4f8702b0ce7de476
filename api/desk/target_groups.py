"""The groups that are to be reached at an organisation, and which of them are not."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import number
from api.desk.pages import go, page
from api.desk.prevention import PATH
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Conflict, Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.target_groups import (
    KINDS,
    add_target_group,
    list_target_groups,
    remove_target_group,
)


@get(f"{PATH}/groups")
async def show_target_groups(
    request: Request, counsellor: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _groups_page(request, counsellor, organisation_id, Form({}))


@post(f"{PATH}/groups", status_code=200)
async def add_group(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await add_target_group(
                tenant,
                kind=form.text("kind"),
                name=form.text("name"),
                people=number(form, "people"),
            )
    except (Invalid, Conflict) as error:
        return await _groups_page(request, counsellor, organisation_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}/groups", done="added")


@post(f"{PATH}/groups/{{group_id:uuid}}/removal", status_code=200)
async def remove_group(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    group_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await remove_target_group(tenant, group_id)
    return go(request, f"/desk/prevention/{organisation_id}/groups", done="removed")


async def _groups_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    form: Form,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        groups = await list_target_groups(tenant)
    named = {group.kind for group in groups}
    return page(
        request,
        "target_groups",
        error=error,
        organisation=organisation,
        path=f"/desk/prevention/{organisation_id}/groups",
        groups=groups,
        nobody_by=[kind for kind in KINDS if kind not in named],
        form=form,
        done=request.query_params.get("done"),
    )
