"""Examples that somebody may recognise, and how often none of them does: a tally, and no person.

An answer adds one to a number of the quarter: no cookie, no day, no client and nothing to tell one
visitor from another. The firm reads the share of "none fits" by theme, of quarters that have ended
and so never move again, in tens of per cent, and only where at least ten answered: who looks twice
learns nothing of who came in between.
"""

from dataclasses import dataclass
from datetime import date

from tenants.errors import NotFound
from tenants.network.hours import quarter_of
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.prevention.library import EXAMPLES, LibraryText, get_library_text
from tenants.session import TenantSession

FEWEST_ANSWERS = 10
ROUNDED_TO = 10


@dataclass(frozen=True, slots=True)
class NoneFits:
    """Of those who answered on a theme in a quarter, about how many per cent found no example."""

    quarter: date
    theme: str
    percent: int


async def list_examples(tenant: TenantSession, language: str) -> list[LibraryText]:
    """The examples of this organisation by theme, a line for each."""
    return [await get_library_text(tenant, theme, language) for theme in EXAMPLES]


async def count_answer(tenant: TenantSession, theme: str, *, fits: bool) -> None:
    """Somebody found an example that is like theirs, or none. Raises NotFound for no theme."""
    require(tenant.actor, Action.COUNT_ANSWER)
    if theme not in EXAMPLES:
        raise NotFound
    organisation = await get_organisation(tenant)
    await tenant.connection.execute(
        """
        INSERT INTO example_tally AS t (tenant_id, theme, quarter, firm_id, fits, none_fits)
             VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, theme, quarter)
          DO UPDATE SET fits = t.fits + excluded.fits, none_fits = t.none_fits + excluded.none_fits
        """,
        tenant.tenant_id,
        theme,
        quarter_of(tenant.now.date()),
        organisation.firm_id,
        int(fits),
        int(not fits),
    )


async def list_none_fits(tenant: TenantSession) -> list[NoneFits]:
    """Quarters that have ended, newest first, by theme; a theme with few answers is left out."""
    require(tenant.actor, Action.READ_NONE_FITS)
    rows = await tenant.connection.fetch(
        """
        SELECT quarter, theme,
               (round(none_fits * 100.0 / (fits + none_fits) / $4) * $4)::int AS percent
          FROM example_tally
         WHERE tenant_id = $1 AND quarter < $2 AND fits + none_fits >= $3
         ORDER BY quarter DESC, theme
        """,
        tenant.tenant_id,
        quarter_of(tenant.now.date()),
        FEWEST_ANSWERS,
        ROUNDED_TO,
    )
    return [NoneFits(**row) for row in rows]
