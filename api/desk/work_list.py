"""The work list over all organisations: who waits, and for whom; no word of what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.desk.pages import page
from api.desk.seats import Seat
from api.pages.zones import zone_of
from tenants.conversations.conversations import ConversationSummary, list_own_conversations
from tenants.conversations.handovers import list_contacts
from tenants.conversations.retention import list_retention
from tenants.network.assignments import list_assigned_organisations
from tenants.network.organisations import Organisation
from tenants.prevention.activities import list_activities
from tenants.prevention.planned_items import PlannedItem, list_planned_items
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in the list; `state` is waits, new, with_client, no_key or closed."""

    id: UUID
    path: str
    pseudonym: str
    organisation: str
    state: str
    moment: datetime | date


@dataclass(frozen=True, slots=True)
class WorkList:
    open: tuple[Line, ...]
    closed: tuple[Line, ...]
    organisations: Mapping[UUID, Organisation]

    @property
    def waiting(self) -> int:
        return sum(line.state == "waits" for line in self.open)


async def read_work_list(tenant: TenantSession) -> WorkList:
    """All conversations of the acting counsellor; whoever waits longest comes first."""
    organisations = {o.tenant_id: o for o in await list_assigned_organisations(tenant)}
    lines = [
        _line(summary, organisations[summary.organisation_id])
        for summary in await list_own_conversations(tenant)
    ]
    return WorkList(
        tuple(line for line in lines if line.state != "closed"),
        tuple(line for line in lines if line.state == "closed"),
        organisations,
    )


def state_of(conversation: ConversationSummary) -> str:
    if conversation.counsellor_key == "lost":
        return "no_key"
    if conversation.state == "closed":
        return "closed"
    if conversation.waiting_for == "counsellor":
        return "waits"
    return "with_client" if conversation.last_message_at else "new"


def _line(summary: ConversationSummary, organisation: Organisation) -> Line:
    moment = summary.last_message_at
    return Line(
        summary.id,
        f"/desk/conversations/{organisation.tenant_id}/{summary.id}",
        summary.pseudonym,
        organisation.name,
        state_of(summary),
        moment.astimezone(zone_of(organisation)) if moment else summary.opened_on,
    )


@get("/conversations")
async def show_work_list(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:
    """The list, and beside it where the counsellor is due and was last seen."""
    async with counsellor.open() as tenant:
        work = await read_work_list(tenant)
        leaving = await list_retention(tenant)
        contacts = await list_contacts(tenant)
        seen = [
            (organisation, *await _seen(await tenant.within(organisation.tenant_id)))
            for organisation in work.organisations.values()
        ]
        today = tenant.now.date()
    # What is due first comes first; where nothing is planned, who was longest not seen.
    seen.sort(
        key=lambda row: (row[2].due_on if row[2] else date.max, row[1] or date.min, row[0].name)
    )
    return page(
        request,
        "work_list",
        work=work,
        here=None,
        seen=seen,
        today=today,
        leaving=leaving,
        contacts=[work.organisations[each] for each in contacts],
        done=request.query_params.get("done"),
    )


async def _seen(tenant: TenantSession) -> tuple[date | None, PlannedItem | None]:
    """When a counsellor was there last, and what comes next."""
    year = tenant.now.year
    activities = await list_activities(tenant, year) or await list_activities(tenant, year - 1)
    plan = await list_planned_items(tenant)
    return activities[-1].held_on if activities else None, plan[0] if plan else None
