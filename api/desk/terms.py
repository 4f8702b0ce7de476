"""What an organisation needs before it can open: a mandate, a role statement, a pool."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import day, find_day, line, number
from api.desk.organisations import PATH
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid, NotFound
from tenants.network.counsellors import list_counsellors
from tenants.network.mandates import create_mandate, list_mandates
from tenants.network.organisations import Organisation, get_organisation
from tenants.network.pools import PoolMember, list_pool, put_pool
from tenants.prevention.role_statements import (
    AUDIENCES,
    get_role_statement,
    publish_role_statement,
)


@get(f"{PATH}/mandate")
async def show_mandate(
    request: Request, manager: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _mandate_page(request, manager, organisation_id, Form({}))


@post(f"{PATH}/mandate")
async def record_mandate(
    request: Request,
    manager: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        async with manager.open(organisation_id) as tenant:
            await create_mandate(
                tenant,
                starts_on=day(form, "starts_on"),
                ends_on=find_day(form, "ends_on"),
                hours_per_year=number(form, "hours_per_year"),
                board_access=form.text("board_access") == "yes",
                independence=line(form, "independence", 1000),
                works_council_consent_on=find_day(form, "works_council_consent_on"),
                review_on=day(form, "review_on"),
            )
    except Invalid as error:
        return await _mandate_page(request, manager, organisation_id, form, error)
    return go(request, f"/desk/organisations/{organisation_id}", done="mandate")


async def _mandate_page(
    request: Request, manager: Seat, organisation_id: UUID, form: Form, error: Invalid | None = None
) -> Response[str]:
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        today = tenant.now.date()
    return _page(request, "mandate", organisation, form, error, today=today)


@get(f"{PATH}/role-statement")
async def show_role_statement(
    request: Request, manager: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _statement_page(request, manager, organisation_id, Form({}))


@post(f"{PATH}/role-statement")
async def publish(
    request: Request,
    manager: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        async with manager.open(organisation_id) as tenant:
            organisation = await get_organisation(tenant)
            texts = {
                audience: {
                    language: text.replace("\r\n", "\n")
                    for language in organisation.languages
                    if (text := form.text(f"{audience}.{language}")).strip()
                }
                for audience in AUDIENCES
            }
            await publish_role_statement(tenant, texts)
    except Invalid as error:
        return await _statement_page(request, manager, organisation_id, form, error)
    return go(request, f"/desk/organisations/{organisation_id}", done="role-statement")


async def _statement_page(
    request: Request, manager: Seat, organisation_id: UUID, form: Form, error: Invalid | None = None
) -> Response[str]:
    """The statement that is out, to be changed into the next version."""
    written: dict[str, str] = {}
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        for audience in AUDIENCES:
            for language in organisation.languages:
                name = f"{audience}.{language}"
                try:
                    statement = await get_role_statement(tenant, audience, language)
                except NotFound:
                    continue
                if statement.language == language:
                    written[name] = statement.body
    if error:
        written = {
            f"{a}.{language}": form.text(f"{a}.{language}")
            for a in AUDIENCES
            for language in organisation.languages
        }
    return _page(
        request, "role_statement", organisation, form, error, written=written, audiences=AUDIENCES
    )


@get(f"{PATH}/pool")
async def show_pool(
    request: Request, manager: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _pool_page(request, manager, organisation_id, Form({}))


@post(f"{PATH}/pool")
async def set_pool(
    request: Request,
    manager: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        members = [PoolMember(i) for i in form.uuids("member")]
        members += [PoolMember(i, deputy=True) for i in form.uuids("deputy")]
        async with manager.open(organisation_id) as tenant:
            mandates = await list_mandates(tenant)
            if not mandates:
                raise Invalid({"mandate": "comes first"})
            await put_pool(tenant, mandates[0].id, members)
    except Invalid as error:
        return await _pool_page(request, manager, organisation_id, form, error)
    return go(request, f"/desk/organisations/{organisation_id}", done="pool")


async def _pool_page(
    request: Request, manager: Seat, organisation_id: UUID, form: Form, error: Invalid | None = None
) -> Response[str]:
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        mandates = await list_mandates(tenant)
        pool = {member.counsellor_id: member for member in await list_pool(tenant)}
    async with manager.open() as tenant:
        counsellors = await list_counsellors(tenant, limit=1000)
    return _page(
        request, "pool", organisation, form, error,
        pool=pool, counsellors=counsellors, mandated=bool(mandates),
    )  # fmt: skip


def _page(
    request: Request,
    template: str,
    organisation: Organisation,
    form: Form,
    error: Invalid | None,
    **context: Any,
) -> Response[str]:
    return page(
        request,
        template,
        error=error,
        organisation=organisation,
        form=form,
        **context,
    )
