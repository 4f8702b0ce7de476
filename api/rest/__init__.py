"""The REST door under /v1, one file per feature; each audience has its own routes and actor."""

from collections.abc import Sequence
from typing import Any

from litestar import Router
from litestar.di import Provide

from api.dependencies import provide_tenant
from api.limits import TellLimits
from api.pages.origin import require_same_origin
from api.rest import (
    activities,
    advice,
    annual_reports,
    attachments,
    columns,
    conversations,
    counsellors,
    editions,
    headcounts,
    hours,
    invoices,
    library,
    machine_clients,
    mandates,
    measures,
    oauth,
    organisations,
    participation,
    planned_items,
    referrals,
    role_statements,
    staff,
    tenants,
    transparency_notes,
)
from api.rest.audience import (
    AT_DESK,
    actor_in,
    provide_addressee,
    provide_created_tenant,
    provide_staff,
)
from api.rest.idempotency import provide_once, replay_response
from api.rest.pages import provide_page
from api.rest.shapes import StrictRequest
from tenants.policy import ADVISOR, FIRM, ORGANISATION, Role
from tenants.receipts import Replayed

LARGEST_BODY = 200_000

__all__ = ["router"]


def _for(audience: str, roles: frozenset[Role], handlers: Sequence[Any], **more: Any) -> Router:
    dependencies = {"actor": actor_in(*roles), "tenant": Provide(provide_tenant)}
    dependencies |= more.pop("dependencies", {})
    return Router(
        "/",
        route_handlers=handlers,
        dependencies=dependencies,
        middleware=[TellLimits()],
        tags=[audience],
        **more,
    )


def _at_desk(audience: str, staff: Any, handlers: Sequence[Any]) -> Router:
    return Router(
        "/",
        route_handlers=handlers,
        dependencies={"staff": Provide(staff), "tenant": AT_DESK},
        guards=[require_same_origin],
        # A browser is what calls here, and it keeps what it is not told to forget.
        response_headers={"Cache-Control": "no-store"},
        tags=[audience],
    )


_v1 = Router(
    "/v1",
    route_handlers=[
        _for(
            "firm",
            FIRM,
            [
                *organisations.for_firms,
                *mandates.for_firms,
                *role_statements.for_firms,
                *library.for_firms,
                *counsellors.for_firms,
                *staff.for_firms,
                *machine_clients.for_firms,
                *hours.for_firms,
                *invoices.for_firms,
                *referrals.for_firms,
            ],
        ),
        _for(
            "organisation",
            ORGANISATION,
            [
                *organisations.for_organisations,
                *mandates.for_organisations,
                *role_statements.for_organisations,
                *library.for_organisations,
                *headcounts.for_organisations,
                *invoices.for_organisations,
                *activities.for_organisations,
                *measures.for_organisations,
                *planned_items.for_organisations,
                *columns.for_organisations,
                *transparency_notes.for_organisations,
                *annual_reports.for_organisations,
                *participation.for_organisations,
            ],
        ),
        _for("advisor", ADVISOR, editions.for_advisors),
        _for("operator", frozenset({Role.OPERATOR}), tenants.for_operators),
        _for(
            "operator",
            frozenset({Role.OPERATOR}),
            machine_clients.for_operators,
            dependencies={"tenant": Provide(provide_created_tenant)},
        ),
        _at_desk(
            "counsellor",
            provide_staff,
            [*conversations.for_counsellors, *attachments.for_counsellors],
        ),
        _at_desk("addressee", provide_addressee, advice.for_addressees),
    ],
    dependencies={"once": Provide(provide_once), "page": Provide(provide_page)},
    exception_handlers={Replayed: replay_response},
    request_class=StrictRequest,
)

router = Router("/", route_handlers=[*oauth.handlers, _v1], request_max_body_size=LARGEST_BODY)
