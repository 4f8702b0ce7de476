"""Asking the client to go on with a colleague. Whom, and what they may read, the client decides."""

from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.conversations import PATH
from api.desk.pages import go
from api.desk.seats import Seat
from tenants.conversations.handovers import ask_handover


@post(f"{PATH}/handover")
async def ask_to_hand_over(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await ask_handover(tenant, conversation_id)
    path = f"/desk/conversations/{organisation_id}/{conversation_id}"
    return go(request, path, done="handover")
