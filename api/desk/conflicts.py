"""A counsellor who cannot be this client's counsellor: no reason is asked, and none is kept."""

from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.conversations import PATH, conversation_page
from api.desk.pages import go
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.conversations.conflicts import declare_client_conflict
from tenants.errors import Invalid


@post(f"{PATH}/conflict")
async def declare_conflict(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    """Step back, knowingly: it cannot be taken back."""
    if form.text("understood") != "yes":
        error = Invalid({"understood": "is yes"})
        return await conversation_page(
            request, counsellor, organisation_id, conversation_id, error=error
        )
    async with counsellor.open(organisation_id) as tenant:
        await declare_client_conflict(tenant, conversation_id)
    return go(request, "/desk/conversations", done="conflict")
