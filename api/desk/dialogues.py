"""The log of talks with works council, prevention officer, HR, occupational health, management."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import day, find_uuid, number
from api.desk.pages import go, page
from api.desk.prevention import PATH
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.dialogues import LONGEST, find_identifying_in_dialogue, record_dialogue
from tenants.prevention.planned_items import list_planned_items

DIALOGUES = f"{PATH}/dialogues"


@get(DIALOGUES)
async def show_new_dialogue(
    request: Request, counsellor: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    """To be written; `?planned=` is the one of the plan that was held."""
    planned = request.query_params.get("planned", "")
    return await _dialogue_page(
        request, counsellor, organisation_id, Form({"planned_item": [planned]})
    )


@post(DIALOGUES)
async def log_dialogue(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await record_dialogue(
                tenant,
                stakeholder=form.text("stakeholder"),
                theme=form.text("theme"),
                held_on=day(form, "held_on"),
                audience_size=number(form, "audience_size"),
                next_step_by=form.text("next_step_by"),
                reason=form.text("reason"),
                planned_item_id=find_uuid(form, "planned_item"),
                **{part: form.text(part) for part in LONGEST},
            )
    except Invalid as error:
        return await _dialogue_page(request, counsellor, organisation_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}", done="dialogue")


async def _dialogue_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    form: Form,
    error: Invalid | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        texts = [form.text(part) for part in LONGEST]
        plan = [item for item in await list_planned_items(tenant) if item.kind == "dialogue"]
        findings = await find_identifying_in_dialogue(tenant, *texts)
    return page(
        request,
        "dialogue",
        error=error,
        organisation=organisation,
        today=tenant.now.date(),
        plan=plan,
        chosen=next((i for i in plan if str(i.id) == form.text("planned_item")), None),
        findings=findings,
        form=form,
    )
