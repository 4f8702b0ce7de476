"""Client organisations of a firm, and an organisation's view of itself."""

from typing import Any, Self
from uuid import UUID

import strawberry

from api.graphql.activities import Activity, list_activities
from api.graphql.advice import Advice, list_advice
from api.graphql.annual_reports import (
    AnnualReport,
    AnnualReportSummary,
    get_annual_report,
    list_annual_reports,
)
from api.graphql.columns import Column, list_columns
from api.graphql.context import Context
from api.graphql.dialogues import Dialogue, list_dialogues
from api.graphql.headcounts import Headcount, list_headcounts
from api.graphql.invoices import Invoice, list_invoices
from api.graphql.library import LibraryText, NoneFits, get_library_text, list_none_fits
from api.graphql.mandates import Mandate, list_mandates
from api.graphql.measures import PreventionMeasure, list_measures
from api.graphql.nodes import (
    PAGE,
    Connection,
    Node,
    NodeIdOrNone,
    after_of,
    connect,
    node_id,
    one_more,
    organisation_of,
)
from api.graphql.participation import ParticipationLedger, get_participation
from api.graphql.planned_items import PlannedItem, list_planned_items
from api.graphql.pools import PoolMember, list_pool
from api.graphql.role_statements import RoleStatement, get_role_statement
from api.graphql.scalars import Code, Country, Language, Line, Slug
from api.graphql.shapes import Info, act, answer, body, fields_of, of_parent, shape, view
from api.graphql.transparency_notes import TransparencyNote, list_transparency_notes
from tenants.network import organisations
from tenants.network.across import list_organisations_among


@view
class Sector:
    """A code with its scheme and edition: section letters moved between editions."""

    scheme: str
    edition: str
    code: str


@view
class Organisation(Node):
    """`state` is draft until the organisation is opened, then live, at last ended."""

    tenant_id: strawberry.Private[UUID]
    slug: str | None
    name: str
    sector: Sector
    country: str
    languages: list[str]
    state: str
    mandates: list[Mandate] | None = of_parent(list_mandates)
    pool: list[PoolMember] | None = of_parent(list_pool)
    role_statement: RoleStatement | None = of_parent(get_role_statement)
    library_text: LibraryText | None = of_parent(get_library_text)
    none_fits: list[NoneFits] | None = of_parent(list_none_fits)
    invoices: list[Invoice] | None = of_parent(list_invoices)
    activities: list[Activity] | None = of_parent(list_activities)
    advice: list[Advice] | None = of_parent(list_advice)
    dialogues: list[Dialogue] | None = of_parent(list_dialogues)
    prevention_measures: list[PreventionMeasure] | None = of_parent(list_measures)
    planned_items: list[PlannedItem] | None = of_parent(list_planned_items)
    columns: list[Column] | None = of_parent(list_columns)
    transparency_notes: list[TransparencyNote] | None = of_parent(list_transparency_notes)
    headcounts: list[Headcount] | None = of_parent(list_headcounts)
    participation: ParticipationLedger | None = of_parent(get_participation)
    annual_reports: list[AnnualReportSummary] | None = of_parent(list_annual_reports)
    annual_report: AnnualReport | None = of_parent(get_annual_report)

    @classmethod
    def of(cls, organisation: organisations.Organisation) -> Self:
        return cls(
            id=node_id("Organisation", organisation.tenant_id),
            tenant_id=organisation.tenant_id,
            slug=organisation.slug,
            name=organisation.name,
            sector=shape(Sector, organisation.sector),
            country=organisation.country,
            languages=list(organisation.languages),
            state=organisation.state,
        )


@body
class NewSector:
    """SBI 2008, SBI 2025, NACE 2 or NACE 2.1, and a code of two digits or more."""

    scheme: Code
    edition: Code
    code: Code


@body
class NewOrganisation:
    """A client organisation of the firm; the languages are those of its pages."""

    slug: Slug
    name: Line
    sector: NewSector
    country: Country
    languages: list[Language]


async def get_organisation(info: Info, node: str | None) -> Organisation:
    async with info.context.open(organisation_of(node)) as tenant:
        return Organisation.of(await organisations.get_organisation(tenant))


async def organisation_named(root: strawberry.Parent[Any], info: Info) -> Organisation | None:
    """Which organisation."""
    return Organisation.of(await info.context.load(_by_id, root.organisation_id))


async def _by_id(context: Context, ids: list[UUID]) -> list[Any]:
    return await context.by_organisation(
        ids, organisations.get_organisation, list_organisations_among
    )


@strawberry.type
class OrganisationAnswers:
    @answer
    async def organisation(self, info: Info, node: NodeIdOrNone = None) -> Organisation | None:
        """One organisation; without an id, the one that asks."""
        return await get_organisation(info, node)

    @answer
    async def organisations(
        self, info: Info, first: int = PAGE, after: str | None = None
    ) -> Connection[Organisation] | None:
        """The firm's organisations, in the order in which they came."""
        async with info.context.open() as tenant:
            found = await organisations.list_organisations(
                tenant, after=after_of(after), limit=one_more(first)
            )
        return connect(
            [Organisation.of(o) for o in found], [o.tenant_id for o in found], first, after
        )


@strawberry.type
class OrganisationActs:
    @act
    async def create_organisation(
        self, info: Info, organisation: NewOrganisation
    ) -> Organisation | None:
        """Create a client organisation, a draft with a key of its own in the key server."""
        sector = organisations.Sector(**fields_of(organisation.sector))
        kdf = info.context.house.settings.passphrase_kdf
        async with info.context.open() as tenant:
            return Organisation.of(
                await organisations.create_organisation(
                    tenant, **fields_of(organisation) | {"sector": sector, "kdf": kdf}
                )
            )

    @act
    async def open_organisation(
        self, info: Info, organisation_id: strawberry.ID
    ) -> Organisation | None:
        """Go live. Refused without a role statement, a mandate and a pool: `reason` says which."""
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            return Organisation.of(await organisations.open_organisation(tenant))
