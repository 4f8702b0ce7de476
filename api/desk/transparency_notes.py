"""After an incident: a note for the organisation, checked before a counsellor releases it."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.pages import go, page
from api.desk.prevention import PATH
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.transparency_notes import (
    PARTS,
    find_identifying_note,
    find_transparency_note,
    put_transparency_note,
    release_transparency_note,
)

NOTE = f"{PATH}/notes/{{note_id:uuid}}"


@get(NOTE)
async def show_note(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    note_id: FromPath[UUID],
) -> Response[str]:
    """The note of this id, to be written where there is none yet."""
    return await _note_page(request, counsellor, organisation_id, note_id, Form({}))


@post(NOTE, status_code=200)
async def put_note(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    note_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await put_transparency_note(
                tenant, note_id, **{part: form.text(part) for part in PARTS}
            )
    except Invalid as error:
        return await _note_page(request, counsellor, organisation_id, note_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}/notes/{note_id}", done="kept")


@post(f"{NOTE}/release", status_code=200)
async def release_note(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    note_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await release_transparency_note(tenant, note_id, form.text("reason"))
    except Invalid as error:
        return await _note_page(request, counsellor, organisation_id, note_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}/notes/{note_id}", done="released")


async def _note_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    note_id: UUID,
    form: Form,
    error: Invalid | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        note = await find_transparency_note(tenant, note_id)
        findings = await find_identifying_note(tenant, note) if note else ()
    return page(
        request,
        "transparency_note",
        error=error,
        organisation=organisation,
        path=f"/desk/prevention/{organisation_id}/notes/{note_id}",
        note=note,
        findings=findings,
        form=form,
        filled_in=any(form.text(part) for part in PARTS),
        done=request.query_params.get("done"),
    )
