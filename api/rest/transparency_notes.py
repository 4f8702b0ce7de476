"""What an organisation is told after an incident."""

from datetime import date
from uuid import UUID

from api.dependencies import Tenant
from api.rest.shapes import View, shape_all
from api.rest.verbs import get
from tenants.prevention import transparency_notes


class TransparencyNoteView(View):
    """Written by a counsellor for everybody in the organisation; it has passed a check."""

    id: UUID
    title: str
    happened: str
    handled: str
    prevents: str
    released_on: date


@get("/transparency-notes", scope="transparency-notes:read")
async def list_transparency_notes(tenant: Tenant) -> list[TransparencyNoteView]:
    """Those that counsellors released, newest first."""
    return shape_all(TransparencyNoteView, await transparency_notes.list_transparency_notes(tenant))


for_organisations = [list_transparency_notes]
