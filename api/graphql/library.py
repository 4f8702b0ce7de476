"""The library: rights, norms, small steps and the formal route, and examples, for whoever reads."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.nodes import organisation_of
from api.graphql.role_statements import PublishedVersion
from api.graphql.scalars import Code, Language, Text
from api.graphql.shapes import Info, act, body, view
from tenants.errors import Invalid
from tenants.prevention import examples, library


@view
class LibraryText:
    """`version` is 0, with no day, for a text that every organisation begins with."""

    section: str
    language: str
    body: str
    version: int
    published_on: date | None


@view
class NoneFits:
    """Of those who answered in a quarter, about how many per cent found that no example fits."""

    quarter: date
    theme: str
    percent: int


@body
class NewLibraryText:
    """The text of a section in one language."""

    language: Language
    body: Text


async def get_library_text(
    root: strawberry.Parent[Any], info: Info, section: Code, language: Language
) -> LibraryText | None:
    """What people of the organisation read, in this language or else in any."""
    return await info.context.load(_texts, (root.tenant_id, section, language))


async def _texts(context: Context, keys: list[tuple[UUID, str, str]]) -> list[Any]:
    found: dict[Any, Any] = {}
    for section, language in dict.fromkeys((key[1], key[2]) for key in keys):
        ids = [key[0] for key in keys if key[1:] == (section, language)]
        texts = await context.by_organisation(
            ids, partial(library.get_library_text, section=section, language=language)
        )
        found |= {(i, section, language): text for i, text in zip(ids, texts, strict=True)}
    return [found[key] for key in keys]


async def list_none_fits(root: strawberry.Parent[Any], info: Info) -> list[NoneFits] | None:
    """How often no example fitted, by theme and ended quarter; few answers are left out."""
    return await info.context.load(_none_fits, root.tenant_id)


async def _none_fits(context: Context, ids: list[UUID]) -> list[Any]:
    return await context.by_organisation(ids, examples.list_none_fits)


@strawberry.type
class LibraryActs:
    @act
    async def publish_library_text(
        self,
        info: Info,
        organisation_id: strawberry.ID,
        section: Code,
        texts: list[NewLibraryText],
    ) -> PublishedVersion | None:
        """Publish the firm's own text of a section in every language of the organisation."""
        by_language: dict[str, str] = {text.language: text.body for text in texts}
        if len(by_language) != len(texts):
            raise Invalid({"texts": "there is one text in a language"})
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            version = await library.publish_library_text(tenant, section, by_language)
        return PublishedVersion(version=version)
