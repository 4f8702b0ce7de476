"""A client who lost the words: a code to hand over in person, shown once and kept nowhere."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.conversations import PATH
from api.desk.pages import page
from api.desk.seats import Seat
from api.desk.work_list import read_work_list
from api.pages.zones import zone_of
from tenants.conversations.conversations import get_conversation
from tenants.conversations.entries import Entry
from tenants.conversations.entries import make_entry as make


@get(f"{PATH}/entry")
async def show_entry(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response[str]:
    """What the code is for, before one is made."""
    return await _entry_page(request, counsellor, organisation_id, conversation_id)


@post(f"{PATH}/entry", status_code=200)
async def make_entry(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        made = await make(tenant, conversation_id)
    return await _entry_page(request, counsellor, organisation_id, conversation_id, made)


async def _entry_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    conversation_id: UUID,
    entry: Entry | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        conversation = await get_conversation(tenant, conversation_id)
    async with counsellor.open() as tenant:
        organisation = (await read_work_list(tenant)).organisations[organisation_id]
    return page(
        request,
        "entry",
        path=f"/desk/conversations/{organisation_id}/{conversation_id}",
        conversation=conversation,
        there=f"{request.app.state.settings.base_url}/o/{organisation.slug}/code",
        entry=entry,
        zone=zone_of(organisation),
    )
