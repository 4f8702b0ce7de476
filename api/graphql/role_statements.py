"""Role statements: what a counsellor is and is not, for whom, in which language."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.nodes import organisation_of
from api.graphql.scalars import Code, Language, Text
from api.graphql.shapes import Info, act, body, view
from tenants.errors import Invalid
from tenants.prevention import role_statements
from tenants.prevention.across import list_role_statements_across


@view
class RoleStatement:
    """`audience` is employees, managers or hr; `body` is plain text."""

    version: int
    audience: str
    language: str
    body: str
    published_on: date


@body
class NewRoleText:
    """The text for one audience (employees, managers, hr) in one language."""

    audience: Code
    language: Language
    body: Text


@view
class PublishedVersion:
    """The version that holds from now on."""

    version: int


async def get_role_statement(
    root: strawberry.Parent[Any], info: Info, audience: Code, language: Language
) -> RoleStatement | None:
    """The newest statement for an audience, in this language or else in any."""
    return await info.context.load(_statements, (root.tenant_id, audience, language))


async def _statements(context: Context, keys: list[tuple[UUID, str, str]]) -> list[Any]:
    found: dict[Any, Any] = {}
    for audience, language in dict.fromkeys((key[1], key[2]) for key in keys):
        ids = [key[0] for key in keys if key[1:] == (audience, language)]
        statements = await context.by_organisation(
            ids,
            partial(role_statements.get_role_statement, audience=audience, language=language),
            partial(list_role_statements_across, audience=audience, language=language),
        )
        found |= {(i, audience, language): s for i, s in zip(ids, statements, strict=True)}
    return [found[key] for key in keys]


@strawberry.type
class RoleStatementActs:
    @act
    async def publish_role_statement(
        self, info: Info, organisation_id: strawberry.ID, texts: list[NewRoleText]
    ) -> PublishedVersion | None:
        """Publish the next version; employees in every language of the organisation."""
        by_audience: dict[str, dict[str, str]] = {}
        for text in texts:
            languages = by_audience.setdefault(text.audience, {})
            if text.language in languages:
                raise Invalid({"texts": "each audience has one text in a language"})
            languages[text.language] = text.body
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            version = await role_statements.publish_role_statement(tenant, by_audience)
        return PublishedVersion(version=version)
