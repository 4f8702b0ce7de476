"""The preventive work of a counsellor: activities, and advice that was asked for or not."""

from collections import Counter
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import day, find_uuid, number
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.ids import new_id
from tenants.insight.patterns import list_patterns
from tenants.network.assignments import list_assigned_organisations
from tenants.network.organisations import get_organisation
from tenants.prevention.activities import list_activities, record_activity
from tenants.prevention.advice import give_advice, list_advice, name_barrier
from tenants.prevention.columns import list_columns
from tenants.prevention.dialogues import list_dialogues
from tenants.prevention.gaps import find_gaps, find_plan_gaps
from tenants.prevention.measures import list_measures
from tenants.prevention.planned_items import list_planned_items
from tenants.prevention.target_groups import list_target_groups
from tenants.prevention.transparency_notes import list_transparency_notes
from tenants.prevention.visibility import find_visibility

PATH = "/prevention/{organisation_id:uuid}"


@get("/prevention")
async def show_prevention(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:
    """Each organisation with its plan, last activity and what waits; over all, what stalls."""
    in_the_way: Counter[str] = Counter()
    async with counsellor.open() as tenant:
        organisations = await list_assigned_organisations(tenant)
        today, rows = tenant.now.date(), []
        for organisation in organisations:
            inside = await tenant.within(organisation.tenant_id)
            activities = await list_activities(inside, tenant.now.year)
            advice = await list_advice(inside)
            rows.append(
                (
                    organisation,
                    find_visibility(await list_planned_items(inside), today),
                    activities,
                    [a for a in advice if a.state == "given"],
                    [m for m in await list_measures(inside) if m.waits(today)],
                )
            )
            in_the_way.update(a.barrier for a in advice if a.barrier and a.stalls(today))
    return page(request, "prevention", rows=rows, today=today, in_the_way=in_the_way.most_common())


@get(PATH)
async def show_organisation_prevention(
    request: Request, counsellor: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _prevention_page(request, counsellor, organisation_id, "prevention_of")


@get(f"{PATH}/activities")
async def show_new_activity(
    request: Request, counsellor: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _prevention_page(
        request, counsellor, organisation_id, "activity", chosen=request.query_params.get("planned")
    )


@post(f"{PATH}/activities")
async def record(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await record_activity(
                tenant,
                facet=form.text("facet"),
                kind=form.text("kind"),
                theme=form.text("theme"),
                held_on=day(form, "held_on"),
                audience_size=number(form, "audience_size"),
                planned_item_id=find_uuid(form, "planned_item"),
                group_ids=form.uuids("group"),
            )
    except Invalid as error:
        return await _prevention_page(
            request, counsellor, organisation_id, "activity", form=form, error=error
        )
    return go(request, f"/desk/prevention/{organisation_id}", done="activity")


@get(f"{PATH}/advice")
async def show_new_advice(
    request: Request, counsellor: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _prevention_page(request, counsellor, organisation_id, "advice")


@post(f"{PATH}/advice")
async def give(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await give_advice(
                tenant,
                kind=form.text("kind"),
                addressee=form.text("addressee"),
                theme=form.text("theme"),
                title=form.text("title"),
                body=form.text("body"),
                respond_by=day(form, "respond_by"),
            )
    except Invalid as error:
        return await _prevention_page(
            request, counsellor, organisation_id, "advice", form=form, error=error
        )
    return go(request, f"/desk/prevention/{organisation_id}", done="advice")


@post(f"{PATH}/advice/{{advice_id:uuid}}/barrier", status_code=200)
async def say_what_is_in_the_way(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    advice_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await name_barrier(tenant, advice_id, form.text("barrier"))
    except Invalid as error:
        return await _prevention_page(
            request, counsellor, organisation_id, "prevention_of", error=error, here=advice_id
        )
    return go(request, f"/desk/prevention/{organisation_id}", done="barrier")


async def _prevention_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    template: str,
    *,
    form: Form | None = None,
    error: Invalid | None = None,
    here: UUID | None = None,
    chosen: str | None = None,
) -> Response[str]:
    told: dict[str, Any] = {}
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        today = told["today"] = tenant.now.date()
        plan = told["plan"] = await list_planned_items(tenant)
        told["groups"] = await list_target_groups(tenant)
        if template == "prevention_of":
            year = tenant.now.year
            told["activities"] = [
                activity
                for y in (year, year - 1)
                for activity in reversed(await list_activities(tenant, y))
            ]
            told["visibility"] = find_visibility(plan, today)
            told["plan_gaps"] = find_plan_gaps(told["visibility"])
            told["gaps"] = find_gaps(told["activities"], today)
            told["advice"] = await list_advice(tenant)
            told["late"] = [each for each in told["advice"] if each.is_late(today)]
            told["dialogues"] = await list_dialogues(tenant)
            told["measures"] = await list_measures(tenant)
            told["to_look_at"] = [each for each in told["measures"] if each.waits(today)]
            told["notes"] = await list_transparency_notes(tenant)
            told["columns"] = await list_columns(tenant)
            told["next_note"], told["next_item"] = new_id(), new_id()
            told["next_column"] = new_id()
            told["patterns"] = await list_patterns(tenant)
    return page(
        request,
        template,
        error=error,
        organisation=organisation,
        form=form or Form({}),
        here=here,
        chosen=chosen,
        done=request.query_params.get("done"),
        **told,
    )
