"""What the counsellor adds to a year's figures before they are released: nothing from a talk.

The comment is typed here and passes the identification check; no text of a conversation comes near.
"""

from dataclasses import dataclass
from enum import StrEnum, auto

from tenants.audit import record
from tenants.errors import Conflict, Invalid
from tenants.identification import Finding, check_identifying, find_identifying
from tenants.network.headcounts import list_unit_names
from tenants.policy import Action, require
from tenants.session import TenantSession

FIRST_YEAR = 2000
LONGEST_COMMENT, LONGEST_REASON = 4000, 500


class Bottleneck(StrEnum):
    """Where policy falls short, as documents, sessions and advice show it; never one talk."""

    POLICY_MISSING = auto()
    POLICY_UNKNOWN = auto()
    PROCEDURE_UNCLEAR = auto()
    NOT_FOLLOWED = auto()
    MANAGERS_UNPREPARED = auto()
    RISKS_NOT_ASSESSED = auto()
    ADVICE_NOT_FOLLOWED_UP = auto()
    COUNSELLOR_HARD_TO_FIND = auto()


@dataclass(frozen=True, slots=True)
class AnnualReportDraft:
    """`reason` says why what the check asked about may stay; it is never released.

    `for_publication`: the report will leave the organisation, so its gate is higher for everybody.
    """

    comment: str = ""
    reason: str = ""
    bottlenecks: tuple[Bottleneck, ...] = ()
    for_publication: bool = False


async def get_draft(tenant: TenantSession, year: int) -> AnnualReportDraft:
    """What was added up to now; an empty draft where nothing was."""
    require(tenant.actor, Action.EDIT_ANNUAL_REPORT)
    check_year(tenant, year)
    row = await tenant.connection.fetchrow(
        """
        SELECT comment, reason, bottlenecks, for_publication
          FROM annual_report_draft
         WHERE tenant_id = $1 AND year = $2 AND firm_id = $3
        """,
        tenant.tenant_id,
        year,
        tenant.actor.tenant_id,
    )
    if row is None:
        return AnnualReportDraft()
    bottlenecks = tuple(Bottleneck(code) for code in row["bottlenecks"])
    return AnnualReportDraft(row["comment"], row["reason"], bottlenecks, row["for_publication"])


async def put_draft(tenant: TenantSession, year: int, draft: AnnualReportDraft) -> None:
    """Keep what is added, once it has passed. Raises Invalid, and Conflict `already-released`."""
    require(tenant.actor, Action.EDIT_ANNUAL_REPORT)
    await check_draft(tenant, year, draft)
    kept = await tenant.connection.fetchval(
        """
        INSERT INTO annual_report_draft
                    (tenant_id, year, firm_id, comment, reason, bottlenecks, for_publication,
                     written_by)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8
              WHERE NOT EXISTS (SELECT FROM annual_report WHERE tenant_id = $1 AND year = $2)
        ON CONFLICT (tenant_id, year) DO UPDATE
                SET comment = $4, reason = $5, bottlenecks = $6, for_publication = $7,
                    written_by = $8
              WHERE annual_report_draft.firm_id = $3
          RETURNING true
        """,
        tenant.tenant_id,
        year,
        tenant.actor.tenant_id,
        draft.comment.strip(),
        draft.reason.strip(),
        [code for code in Bottleneck if code in draft.bottlenecks],
        draft.for_publication,
        tenant.actor.id,
    )
    if not kept:
        raise Conflict("already-released")
    await record(tenant, Action.EDIT_ANNUAL_REPORT, "annual_report", year)


async def check_draft(tenant: TenantSession, year: int, draft: AnnualReportDraft) -> None:
    """Raise Invalid while the comment could lead to somebody, or nobody said why it does not."""
    check_year(tenant, year)
    problems = {
        field: f"has at most {longest:,} characters"
        for field, text, longest in (
            ("comment", draft.comment, LONGEST_COMMENT),
            ("reason", draft.reason, LONGEST_REASON),
        )
        if len(text) > longest or "\0" in text
    }
    if problems:
        raise Invalid(problems)
    units = await list_unit_names(tenant, year)
    check_identifying(draft.comment, draft.reason, field="comment", units=units)


async def find_identifying_comment(
    tenant: TenantSession, year: int, comment: str
) -> tuple[Finding, ...]:
    """What in a comment could lead to somebody, where the organisation's own units are known."""
    require(tenant.actor, Action.EDIT_ANNUAL_REPORT)
    return find_identifying(comment[:LONGEST_COMMENT], units=await list_unit_names(tenant, year))


def check_year(tenant: TenantSession, year: int) -> None:
    """Raise Invalid for a year of which there can be no annual report."""
    if not FIRST_YEAR <= year <= tenant.now.year:
        raise Invalid({"year": f"must be from {FIRST_YEAR} to {tenant.now.year}"})
