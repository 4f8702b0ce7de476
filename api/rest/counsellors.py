"""Counsellors of a firm: the face that a client may choose."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.pages import PageDependency
from api.rest.shapes import Body, Code, Language, Line, Text, View, shape, shape_all
from api.rest.verbs import get, post, put
from tenants.network import counsellors

Channel = Literal["messages", "phone", "video", "in_person"]


class NewCounsellor(Body):
    """A profile for a staff member whose role is counsellor; `introduction` by language."""

    staff_id: UUID
    name: Line
    introduction: dict[Language, Text]
    languages: Annotated[list[Language], Meta(min_length=1, max_length=40)]
    themes: Annotated[list[Code], Meta(max_length=60)]
    channels: Annotated[list[Channel], Meta(min_length=1, max_length=4)]
    hours_per_week: Annotated[Decimal, Meta(description="from 0.1 to 80, to one decimal")]
    trained_until: date | None = None


class Training(Body):
    """The last day of the certificate, or null where none is known."""

    trained_until: date | None


class CounsellorView(View):
    """`ready` once the counsellor has made the own kluis."""

    id: UUID
    name: str
    introduction: dict[str, str]
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    channels: tuple[str, ...]
    hours_per_week: Decimal
    available: bool
    trained_until: date | None
    ready: bool


@post("/counsellors", scope="firm:manage")
async def create_counsellor(
    tenant: Tenant, once: OnceDependency, data: JSONBody[NewCounsellor]
) -> Response[CounsellorView]:
    """Give a staff member of the firm a counsellor's profile."""
    await once.begin(tenant)
    created = await counsellors.create_counsellor(tenant, **data.fields())
    return await once.answer(shape(CounsellorView, created))


@get("/counsellors", scope="firm:manage")
async def list_counsellors(tenant: Tenant, page: PageDependency) -> Response[list[CounsellorView]]:
    """The firm's counsellors, in the order in which they came."""
    found = await counsellors.list_counsellors(
        tenant, after=await page.after(tenant.actor), limit=page.one_more
    )
    return await page.answer(tenant.actor, shape_all(CounsellorView, found), [c.id for c in found])


@put("/counsellors/{counsellor_id:uuid}/training", scope="firm:manage")
async def record_training(
    tenant: Tenant, counsellor_id: FromPath[UUID], data: JSONBody[Training]
) -> CounsellorView:
    """Say until when a counsellor is trained: it is not theirs to say."""
    recorded = await counsellors.record_training(tenant, counsellor_id, data.trained_until)
    return shape(CounsellorView, recorded)


for_firms = [create_counsellor, list_counsellors, record_training]
