"""Taking part in benchmarks: what it means, what was decided, and where the organisation stands."""

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from api.pages.rendering import language_of
from tenants.errors import Invalid
from tenants.insight.participation import decide_participation, explanation, list_decisions
from tenants.insight.positions import list_positions
from tenants.policy import Action, require


@get("/participation")
async def show_participation(request: Request, addressee: NamedDependency[Seat]) -> Response[str]:
    return await _participation_page(request, addressee, Form({}))


@post("/participation", status_code=200)
async def decide(
    request: Request, addressee: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    try:
        async with addressee.open() as tenant:
            require(tenant.actor, Action.DECIDE_PARTICIPATION)
            await decide_participation(
                tenant,
                _takes_part(form),
                publishes_figures=form.text("publishes_figures") == "yes",
                own_position=form.text("own_position") == "yes",
            )
    except Invalid as error:
        return await _participation_page(request, addressee, form, error)
    return go(request, "/desk/participation", done="decided")


def _takes_part(form: Form) -> bool:
    """Raises Invalid where neither was chosen: nobody takes part, or leaves, by a slip."""
    try:
        return {"yes": True, "no": False}[form.text("takes_part")]
    except KeyError:
        raise Invalid({"takes_part": "choose one"}) from None


async def _participation_page(
    request: Request, addressee: Seat, form: Form, error: Invalid | None = None
) -> Response[str]:
    async with addressee.open() as tenant:
        return page(
            request,
            "participation",
            error=error,
            explained=explanation(language_of(request)),
            decisions=await list_decisions(tenant),
            positions=await list_positions(tenant),
            may_decide=tenant.actor.may(Action.DECIDE_PARTICIPATION),
            form=form,
            done=request.query_params.get("done"),
        )
