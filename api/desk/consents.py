"""Consents: exact text, recipient, purpose, last day; one changed character, and it is refused."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.conversations import PATH
from api.desk.fields import day
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.consents import STAGES
from api.pages.forms import Form
from tenants.conversations.consents import (
    ask_consent,
    find_beyond,
    find_identifying_request,
    list_consents,
    use_consent,
)
from tenants.conversations.conversations import get_conversation
from tenants.errors import Conflict, Invalid, NotFound
from tenants.identification import Finding


@get(f"{PATH}/consents")
async def show_consents(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response[str]:
    return await _consents_page(request, counsellor, organisation_id, conversation_id)


@post(f"{PATH}/consents", status_code=200)
async def ask(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    """Ask; a text that could lead to somebody is shown with what could, and asked if sent again."""
    text = form.text("text").replace("\r\n", "\n")
    try:
        async with counsellor.open(organisation_id) as tenant:
            findings = await find_identifying_request(tenant, text)
            if findings and form.text("looked_at").replace("\r\n", "\n") != text:
                return await _consents_page(
                    request, counsellor, organisation_id, conversation_id,
                    form=form, findings=findings,
                )  # fmt: skip
            await ask_consent(
                tenant,
                conversation_id,
                stage=form.text("stage"),
                text=text,
                recipient=form.text("recipient"),
                purpose=form.text("purpose"),
                until=day(form, "until"),
            )
    except Invalid as error:
        return await _consents_page(
            request, counsellor, organisation_id, conversation_id, form=form, error=error
        )
    path = f"/desk/conversations/{organisation_id}/{conversation_id}/consents"
    return go(request, path, done="asked")


@get(f"{PATH}/consents/{{consent_id:uuid}}")
async def show_use(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
    consent_id: FromPath[UUID],
) -> Response[str]:
    return await _use_page(request, counsellor, organisation_id, conversation_id, consent_id)


@post(f"{PATH}/consents/{{consent_id:uuid}}", status_code=200)
async def use(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
    consent_id: FromPath[UUID],
) -> Response[str]:
    """What may now be handed over, once; refused where the text is not the very text."""
    text = form.text("text").replace("\r\n", "\n")
    try:
        async with counsellor.open(organisation_id) as tenant:
            await use_consent(tenant, conversation_id, consent_id, text)
    except Conflict as error:
        return await _use_page(
            request, counsellor, organisation_id, conversation_id, consent_id,
            text=text, error=error,
        )  # fmt: skip
    return await _use_page(request, counsellor, organisation_id, conversation_id, consent_id)


async def _consents_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    conversation_id: UUID,
    *,
    form: Form | None = None,
    error: Invalid | None = None,
    findings: tuple[Finding, ...] = (),
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        consents = await list_consents(tenant, conversation_id)
    return page(
        request,
        "consents",
        error=error,
        conversation=conversation,
        consents=consents,
        path=f"/desk/conversations/{organisation_id}/{conversation_id}",
        form=form or Form({}),
        findings=findings,
        beyond=find_beyond(findings, form.text("stage")) if form else (),
        STAGES=STAGES,
        done=request.query_params.get("done"),
    )


async def _use_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    conversation_id: UUID,
    consent_id: UUID,
    *,
    text: str = "",
    error: Conflict | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        consents = await list_consents(tenant, conversation_id)
    consent = next((c for c in consents if c.id == consent_id), None)
    if consent is None:
        raise NotFound
    return page(
        request,
        "consent",
        error=error,
        consent=consent,
        path=f"/desk/conversations/{organisation_id}/{conversation_id}",
        text=text,
        STAGES=STAGES,
    )
