"""The library: rights, norms, small steps and the formal route, and examples, for whoever reads."""

from datetime import date
from typing import Literal

from litestar import Response
from litestar.params import FromPath, JSONBody

from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.role_statements import PublishedVersion
from api.rest.shapes import Body, Language, LanguageInPath, Text, View, shape, shape_all
from api.rest.verbs import get, post
from tenants.prevention import examples, library

Section = Literal["norms", "rights", "informal_steps", "formal_route", "T1", "T2", "T3", "T4"]


class NewLibraryText(Body):
    """A section, and its text in every language of the organisation.

    An empty line begins a paragraph, `# ` a heading and `- ` a line of a list; a section of
    examples (T1 to T4) has one on each line.
    """

    section: Section
    texts: dict[Language, Text]


class LibraryTextView(View):
    """`version` is 0, with no day, for a text that every organisation begins with."""

    section: str
    language: str
    body: str
    version: int
    published_on: date | None


class NoneFitsView(View):
    """Of those who answered in a quarter, about how many per cent found that no example fits."""

    quarter: date
    theme: str
    percent: int


@post("/organisations/{organisation_id:uuid}/library-texts", scope="firm:manage")
async def publish_library_text(
    tenant: Tenant, once: OnceDependency, data: JSONBody[NewLibraryText]
) -> Response[PublishedVersion]:
    """Publish the firm's own text of a section, the next version; it holds from now on."""
    await once.begin(tenant)
    version = await library.publish_library_text(tenant, data.section, data.texts)
    return await once.answer(PublishedVersion(version=version))


@get(
    "/organisations/{organisation_id:uuid}/library-texts/{section:str}/{language:str}",
    scope="firm:manage",
)
async def get_library_text(
    tenant: Tenant, section: FromPath[Section], language: LanguageInPath
) -> LibraryTextView:
    """What people of the organisation read, in this language or else in any."""
    return shape(LibraryTextView, await library.get_library_text(tenant, section, language))


@get("/organisations/{organisation_id:uuid}/none-fits", scope="firm:manage")
async def list_none_fits(tenant: Tenant) -> list[NoneFitsView]:
    """How often no example fitted, by theme and ended quarter; few answers are left out."""
    return shape_all(NoneFitsView, await examples.list_none_fits(tenant))


@get("/library-texts/{section:str}/{language:str}", scope="organisation:read")
async def get_own_library_text(
    tenant: Tenant, section: FromPath[Section], language: LanguageInPath
) -> LibraryTextView:
    """What people of the organisation read, in this language or else in any."""
    return shape(LibraryTextView, await library.get_library_text(tenant, section, language))


for_firms = [publish_library_text, get_library_text, list_none_fits]
for_organisations = [get_own_library_text]
