"""A hold: the counsellor in charge keeps a conversation from deletion, with a reason, a while."""

from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.conversations import PATH, conversation_page
from api.desk.fields import day
from api.desk.pages import go
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.conversations.retention import end_hold, hold_conversation
from tenants.errors import Invalid


@post(f"{PATH}/hold")
async def hold(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    """Hold it, or renew the hold that there is."""
    try:
        async with counsellor.open(organisation_id) as tenant:
            await hold_conversation(
                tenant, conversation_id, reason=form.text("reason"), until=day(form, "until")
            )
    except Invalid as error:
        return await conversation_page(
            request, counsellor, organisation_id, conversation_id, form=form, error=error
        )
    return go(request, f"/desk/conversations/{organisation_id}/{conversation_id}", done="held")


@post(f"{PATH}/hold/ending")
async def end(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await end_hold(tenant, conversation_id)
    return go(request, f"/desk/conversations/{organisation_id}/{conversation_id}", done="unheld")
