"""What the counsellor asks to share: the exact text, with whom, for what, until when; yes or no."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.consents import STAGES
from api.pages.forms import Form
from api.pages.identification import TO_CLIENT
from api.pages.rendering import address, render
from api.portal.faces import find_name
from api.portal.places import Visit
from tenants.conversations.consents import (
    give_consent,
    list_consents,
    refuse_consent,
    withdraw_consent,
)
from tenants.conversations.conversations import get_conversation
from tenants.errors import Invalid

DECISIONS = {"give": give_consent, "refuse": refuse_consent, "withdraw": withdraw_consent}


@get("/{slug:str}/talk/{conversation_id:str}/sharing")
async def show_consents(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Response[str]:
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        consents = await list_consents(tenant, conversation_id)
        name = await find_name(tenant, conversation.counsellor_id)
        today = tenant.now.date()
    return render(
        request,
        "portal/sharing.html",
        place=visit.place,
        conversation=conversation,
        consents=consents,
        name=name,
        today=today,
        TO_CLIENT=TO_CLIENT,
        STAGES=STAGES,
    )


@post("/{slug:str}/talk/{conversation_id:str}/sharing/{consent_id:str}")
async def decide_consent(
    request: Request,
    visit: NamedDependency[Visit],
    form: NamedDependency[Form],
    conversation_id: FromPath[UUID],
    consent_id: FromPath[UUID],
) -> Redirect:
    """Give, refuse or withdraw. Raises Conflict once it is no longer open."""
    decide = DECISIONS.get(form.text("decision"))
    if decide is None:
        raise Invalid({"decision": f"must be one of {', '.join(DECISIONS)}"})
    async with visit.open() as tenant:
        await decide(tenant, consent_id)
    page = address(request, f"{visit.place.root}/talk/{conversation_id}/sharing")
    return Redirect(f"{page}#{consent_id}", status_code=303)
