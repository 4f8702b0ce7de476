"""What the counsellor weighed about telling somebody without a yes: the client may read it."""

from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.rendering import render
from api.pages.weighings import QUESTIONS
from api.portal.faces import find_face
from api.portal.places import Visit
from tenants.conversations.conversations import get_conversation
from tenants.conversations.weighings import list_weighings


@get("/{slug:str}/talk/{conversation_id:str}/weighing")
async def show_weighings(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Response[str]:
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        weighings = await list_weighings(tenant, conversation_id)
        face = await find_face(tenant, conversation.counsellor_id)
    return render(
        request,
        "portal/weighing.html",
        place=visit.place,
        conversation=conversation,
        weighings=weighings,
        questions=QUESTIONS,
        name=face.name if face else None,
    )
