"""Counsellors of a firm: the face that a client may choose."""

from datetime import date
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.nodes import PAGE, Connection, Node, after_of, connect, key_of, node_id, one_more
from api.graphql.scalars import Code, Language, Line, Text
from api.graphql.shapes import Info, act, answer, body, fields_of, view
from tenants.errors import Invalid, NotFound
from tenants.network import counsellors
from tenants.network.across import list_counsellors_among


@view
class Translation:
    """A text in one language."""

    language: str
    text: str


@view
class Counsellor(Node):
    """`ready` once the counsellor has made the own kluis."""

    counsellor_id: strawberry.Private[UUID]
    name: str
    introduction: list[Translation]
    languages: list[str]
    themes: list[str]
    channels: list[str]
    hours_per_week: Decimal
    available: bool
    trained_until: date | None
    ready: bool

    @classmethod
    def of(cls, counsellor: counsellors.Counsellor) -> Self:
        return cls(
            id=node_id("Counsellor", counsellor.id),
            counsellor_id=counsellor.id,
            name=counsellor.name,
            introduction=[
                Translation(language=language, text=text)
                for language, text in counsellor.introduction.items()
            ],
            languages=list(counsellor.languages),
            themes=list(counsellor.themes),
            channels=list(counsellor.channels),
            hours_per_week=counsellor.hours_per_week,
            available=counsellor.available,
            trained_until=counsellor.trained_until,
            ready=counsellor.ready,
        )


@body
class NewTranslation:
    """A text in one language."""

    language: Language
    text: Text


@body
class NewCounsellor:
    """A profile for the member of staff with this id, whose role is counsellor.

    Channels are messages, phone, video, in_person.
    """

    staff_id: UUID
    name: Line
    introduction: list[NewTranslation]
    languages: list[Language]
    themes: list[Code]
    channels: list[Code]
    hours_per_week: Decimal
    trained_until: date | None = None


async def get_counsellor(info: Info, node: str) -> Counsellor:
    (counsellor_id,) = key_of(node, "Counsellor", UUID)
    async with info.context.open() as tenant:
        return Counsellor.of(await counsellors.get_counsellor(tenant, counsellor_id))


async def counsellor_of(root: strawberry.Parent[Any], info: Info) -> Counsellor | None:
    """Who it is."""
    return Counsellor.of(await info.context.load(_by_id, root.counsellor_id))


async def _by_id(context: Context, ids: list[UUID]) -> list[Any]:
    async with context.open() as tenant:
        found = await list_counsellors_among(tenant, list(dict.fromkeys(ids)))
    return [found.get(counsellor_id, NotFound()) for counsellor_id in ids]


@strawberry.type
class CounsellorAnswers:
    @answer
    async def counsellors(
        self, info: Info, first: int = PAGE, after: str | None = None
    ) -> Connection[Counsellor] | None:
        """The firm's counsellors, in the order in which they came."""
        async with info.context.open() as tenant:
            found = await counsellors.list_counsellors(
                tenant, after=after_of(after), limit=one_more(first)
            )
        return connect([Counsellor.of(c) for c in found], [c.id for c in found], first, after)


@strawberry.type
class CounsellorActs:
    @act
    async def create_counsellor(self, info: Info, counsellor: NewCounsellor) -> Counsellor | None:
        """Give a member of staff of the firm a counsellor's profile."""
        introduction = {text.language: text.text for text in counsellor.introduction}
        if len(introduction) < len(counsellor.introduction):
            raise Invalid({"introduction": "has one text in a language"})
        wanted = fields_of(counsellor) | {"introduction": introduction}
        async with info.context.open() as tenant:
            return Counsellor.of(await counsellors.create_counsellor(tenant, **wanted))

    @act
    async def record_training(
        self, info: Info, counsellor_id: strawberry.ID, trained_until: date | None
    ) -> Counsellor | None:
        """Say until when a counsellor is trained, or that it is not known."""
        (key,) = key_of(counsellor_id, "Counsellor", UUID)
        async with info.context.open() as tenant:
            return Counsellor.of(await counsellors.record_training(tenant, key, trained_until))
