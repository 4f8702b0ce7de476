"""The schema, put together from the features."""

import strawberry
from graphql import GraphQLSchema, print_schema
from strawberry.schema.config import StrawberryConfig

from api.graphql.advice import AdviceActs
from api.graphql.annual_reports import get_annual_report_named
from api.graphql.conversations import ConversationActs, ConversationAnswers, get_conversation
from api.graphql.counsellors import CounsellorActs, CounsellorAnswers, get_counsellor
from api.graphql.editions import EditionAnswers, get_edition_named
from api.graphql.headcounts import HeadcountActs
from api.graphql.hours import HoursAnswers
from api.graphql.invoices import InvoiceActs
from api.graphql.library import LibraryActs
from api.graphql.mandates import MandateActs, get_mandate
from api.graphql.measures import MeasureActs
from api.graphql.nodes import Node, NodeId, kind_of
from api.graphql.organisations import OrganisationActs, OrganisationAnswers, get_organisation
from api.graphql.participation import ParticipationActs
from api.graphql.pools import PoolActs
from api.graphql.role_statements import RoleStatementActs
from api.graphql.scalars import SCALARS
from api.graphql.shapes import Info, answer
from api.graphql.staff import StaffActs, StaffAnswers
from api.graphql.themes import ThemeAnswers
from api.graphql.viewer import ViewerAnswers
from tenants.errors import NotFound

READERS = {
    "Organisation": get_organisation,
    "Mandate": get_mandate,
    "Counsellor": get_counsellor,
    "Conversation": get_conversation,
    "AnnualReport": get_annual_report_named,
    "Edition": get_edition_named,
}


@strawberry.type
class NodeAnswers:
    @answer
    async def node(self, info: Info, node: NodeId) -> Node | None:
        """Whatever has this id, if the viewer may see it."""
        read = READERS.get(kind_of(node))
        if read is None:
            raise NotFound
        return await read(info, node)


@strawberry.type(description="What can be read.")
class Query(
    NodeAnswers,
    ViewerAnswers,
    OrganisationAnswers,
    CounsellorAnswers,
    StaffAnswers,
    HoursAnswers,
    ConversationAnswers,
    EditionAnswers,
    ThemeAnswers,
):
    pass


@strawberry.type(description="What can be done. Each act is kept or undone by itself.")
class Mutation(
    OrganisationActs,
    MandateActs,
    RoleStatementActs,
    LibraryActs,
    StaffActs,
    CounsellorActs,
    PoolActs,
    InvoiceActs,
    HeadcountActs,
    ParticipationActs,
    MeasureActs,
    AdviceActs,
    ConversationActs,
):
    pass


def _schema() -> GraphQLSchema:
    config = StrawberryConfig(scalar_map=SCALARS)
    # Strawberry builds it; from there on graphql-core does the work.
    return strawberry.Schema(query=Query, mutation=Mutation, config=config)._schema  # noqa: SLF001


SCHEMA = _schema()


def sdl() -> str:
    """The schema in the words of its language."""
    return f"{print_schema(SCHEMA)}\n"
