"""What an organisation is told after an incident."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.shapes import Info, shape_all, view
from tenants.prevention import transparency_notes


@view
class TransparencyNote:
    """Written by a counsellor for everybody in the organisation; a draft has no `releasedOn`."""

    id: UUID
    title: str
    happened: str
    handled: str
    prevents: str
    released_on: date | None


async def list_transparency_notes(
    root: strawberry.Parent[Any], info: Info
) -> list[TransparencyNote] | None:
    """Newest first; drafts are for counsellors."""
    async with info.context.open(root.tenant_id) as tenant:
        return shape_all(TransparencyNote, await transparency_notes.list_transparency_notes(tenant))
