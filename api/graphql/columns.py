"""What counsellors write for everybody at an organisation."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.shapes import Info, shape_all, view
from tenants.prevention import columns


@view
class Column:
    """`body` is plain text; `author` is the counsellor, and a draft has none."""

    id: UUID
    language: str
    theme: str
    title: str
    body: str
    author: str | None
    published_on: date | None
    taken_down: bool


async def list_columns(root: strawberry.Parent[Any], info: Info) -> list[Column] | None:
    """Newest first; drafts are for who writes them."""
    async with info.context.open(root.tenant_id) as tenant:
        return shape_all(Column, await columns.list_columns(tenant))
