"""What counsellors write for everybody at an organisation."""

from datetime import date
from uuid import UUID

from api.dependencies import Tenant
from api.rest.shapes import View, shape_all
from api.rest.verbs import get
from tenants.prevention import columns


class ColumnView(View):
    """To be shown with its author and date, as it is. `body` is plain text.

    An empty line begins a new paragraph. One that is not in the list any more was taken down.
    """

    id: UUID
    language: str
    theme: str
    title: str
    body: str
    author: str
    published_on: date


@get("/columns", scope="columns:read")
async def list_columns(tenant: Tenant) -> list[ColumnView]:
    """Those that counsellors published, newest first."""
    return shape_all(ColumnView, await columns.list_columns(tenant))


for_organisations = [list_columns]
