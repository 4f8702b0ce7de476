"""The client's own decision for a formal route: first what they lose control of, then the kind.

It is a note between client and counsellor. Nothing is sent to anybody, now or later.
"""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.formal_routes import KINDS
from api.pages.forms import Form
from api.pages.rendering import address, render
from api.portal.places import Visit
from tenants.conversations.conversations import get_conversation
from tenants.conversations.formal_routes import decide_formal_route as decide
from tenants.conversations.formal_routes import list_formal_routes
from tenants.conversations.formal_routes import retract_formal_route as retract


@get("/{slug:str}/talk/{conversation_id:str}/decision")
async def show_formal_route(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Response[str]:
    return await _page(request, visit, conversation_id)


@post("/{slug:str}/talk/{conversation_id:str}/decision", status_code=200)
async def decide_formal_route(
    request: Request,
    visit: NamedDependency[Visit],
    form: NamedDependency[Form],
    conversation_id: FromPath[UUID],
) -> Response:
    """Record the decision of who has read what it costs; else the page that comes first."""
    if not form.text("read"):
        return await _page(request, visit, conversation_id)
    if form.text("kind") not in KINDS:
        return await _page(request, visit, conversation_id, step="kind")
    async with visit.open() as tenant:
        await decide(tenant, conversation_id, form.text("kind"))
    return _back(request, visit, conversation_id)


@post("/{slug:str}/talk/{conversation_id:str}/decision/{formal_route_id:str}")
async def retract_formal_route(
    request: Request,
    visit: NamedDependency[Visit],
    conversation_id: FromPath[UUID],
    formal_route_id: FromPath[UUID],
) -> Redirect:
    """The client takes the decision back, and the note of it is gone."""
    async with visit.open() as tenant:
        await retract(tenant, formal_route_id)
    return _back(request, visit, conversation_id)


async def _page(
    request: Request, visit: Visit, conversation_id: UUID, *, step: str = "read"
) -> Response[str]:
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        decided = await list_formal_routes(tenant, conversation_id)
    return render(
        request,
        "portal/formal_route.html",
        place=visit.place,
        conversation=conversation,
        decided=decided,
        kinds=KINDS,
        step=step,
    )


def _back(request: Request, visit: Visit, conversation_id: UUID) -> Redirect:
    page = address(request, f"{visit.place.root}/talk/{conversation_id}/decision")
    return Redirect(page, status_code=303)
