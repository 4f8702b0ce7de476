"""Rights, norms, small steps and the formal route, and examples of what people talk about.

Each section is there in every language of the house. A firm may write its own for an organisation,
in versions, and the newest counts. Plain text: an empty line ends a paragraph, `# ` begins a
heading, `- ` a line of a list. A section of examples is a line for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tenants.audit import record
from tenants.errors import Invalid, NotFound
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.prevention.library.house import find_house_text
from tenants.session import TenantSession

#: from what holds for everybody to what others decide about
SECTIONS = ("norms", "rights", "informal_steps", "formal_route")
#: themes of which there are examples, each a section of its own
EXAMPLES = ("T1", "T2", "T3", "T4")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class LibraryText:
    """`version` is 0, with no day, for a text of the house."""

    section: str
    language: str
    body: str
    version: int
    published_on: date | None


async def publish_library_text(
    tenant: TenantSession, section: str, texts: Mapping[str, str]
) -> int:
    """Put the firm's own text by language over that of the house; returns the version.

    It is needed in every language of the organisation: nobody is told less. Raises Invalid.
    """
    require(tenant.actor, Action.PUBLISH_LIBRARY_TEXT)
    organisation = await get_organisation(tenant)
    if section not in (*SECTIONS, *EXAMPLES):
        raise Invalid({"section": f"must be one of {', '.join((*SECTIONS, *EXAMPLES))}"})
    if missing := set(organisation.languages) - set(texts):
        raise Invalid({"texts": f"there is none in: {', '.join(sorted(missing))}"})
    rows = {language: body.strip() for language, body in texts.items()}
    if any(not 1 <= len(body) <= LONGEST or "\0" in body for body in rows.values()):
        raise Invalid({"texts": f"each text has 1 to {LONGEST} characters"})
    await tenant.hold("library")
    version = await tenant.connection.fetchval(
        """
        SELECT coalesce(max(version), 0) + 1
          FROM library_text
         WHERE tenant_id = $1 AND section = $2
        """,
        tenant.tenant_id,
        section,
    )
    await tenant.connection.executemany(
        """
        INSERT INTO library_text
                    (tenant_id, section, version, language, firm_id, body, published_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
            (tenant.tenant_id, section, version, language, organisation.firm_id, body,
             tenant.now.date())
            for language, body in rows.items()
        ],
    )  # fmt: skip
    await record(tenant, Action.PUBLISH_LIBRARY_TEXT, "library_text", f"{section}/{version}")
    return version


async def get_library_text(tenant: TenantSession, section: str, language: str) -> LibraryText:
    """What holds here: the firm's newest, in this language or else in any; else that of the house.

    A firm's own text goes before one of the house in a language that suits better: they might not
    say the same. Raises NotFound for a section that is none.
    """
    require(tenant.actor, Action.READ_LIBRARY)
    if section not in (*SECTIONS, *EXAMPLES):
        raise NotFound
    organisation = await get_organisation(tenant)
    row = await tenant.connection.fetchrow(
        """
        SELECT section, language, body, version, published_on
          FROM library_text
         WHERE tenant_id = $1 AND section = $2
         ORDER BY version DESC, language = $3 DESC, language = $4 DESC, language
         LIMIT 1
        """,
        tenant.tenant_id,
        section,
        language,
        organisation.languages[0],
    )
    if row is not None:
        return LibraryText(**row)
    written_in, body = find_house_text(section, language, organisation.sector)
    return LibraryText(section, written_in, body, 0, None)
