"""What counsellors talked about with whom the organisation has for it."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.shapes import Info, shape_all, view
from tenants.prevention import dialogues


@view
class Dialogue:
    """What was agreed with a stakeholder, and which role does what next; it counts among the
    activities. `audienceSize` is how many sat at the table.
    """

    id: UUID
    stakeholder: str
    held_on: date
    theme: str
    audience_size: int
    subject: str
    agreed: str
    next_step_by: str
    next_step: str


async def list_dialogues(root: strawberry.Parent[Any], info: Info) -> list[Dialogue] | None:
    """Newest first; a counsellor reads all of the firm's, others those with the own role."""
    async with info.context.open(root.tenant_id) as tenant:
        return shape_all(Dialogue, await dialogues.list_dialogues(tenant))
