"""What is done so that less goes wrong: rules, awareness or competence, each somebody's own.

A measure may follow from an advice, whose decision and money are told there. It lives longer:
whoever owns it does it, and a counsellor looks from time to time whether it still works.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.audit import record
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.identification import find_identifying
from tenants.ids import new_id
from tenants.network.headcounts import list_unit_names
from tenants.policy import ADDRESSEES, ORGANISATION, Action, Actor, Role, require
from tenants.prevention.advice import list_advice
from tenants.session import TenantSession
from tenants.themes import check_themes

KINDS = ("rules", "awareness", "competence")
OWNERS = (*sorted(ADDRESSEES), Role.COUNSELLOR)
#: what a review may find, and on what it may follow; its owner alone says that it is done
FOLLOWS_ON = {
    "under_way": ("proposed", "under_way", "done", "in_effect"),
    "in_effect": ("under_way", "done", "in_effect"),
    "dropped": ("proposed", "under_way", "done", "in_effect"),
}
NOT_DONE = ("proposed", "under_way")


@dataclass(frozen=True, slots=True)
class PreventionMeasure:
    """`owner` is the role that does it; `since` is the day of its present state.

    `advice_id` is told to counsellors alone: an advice is its addressee's.
    """

    id: UUID
    kind: str
    owner: str
    theme: str
    title: str
    proposed_on: date
    state: str
    since: date
    review_on: date
    advice_id: UUID | None = None

    def waits(self, today: date) -> bool:
        """Whether a counsellor should look at it: its day has passed, or its owner says it is done.

        What was dropped waits for nobody.
        """
        return self.state == "done" or self.past_review(today)

    def past_review(self, today: date) -> bool:
        return self.state != "dropped" and self.review_on < today


async def propose_measure(
    tenant: TenantSession,
    *,
    kind: str,
    owner: str,
    theme: str,
    title: str,
    review_on: date,
    advice_id: UUID | None = None,
) -> PreventionMeasure:
    """Propose one, perhaps from an advice of the firm. Raises Invalid.

    Everybody at the organisation's door reads the title, so it may not lead to somebody.
    """
    require(tenant.actor, Action.PROPOSE_MEASURE)
    check_themes([theme], "theme")
    today, problems = tenant.now.date(), {}
    if kind not in KINDS:
        problems["kind"] = f"must be one of {', '.join(KINDS)}"
    if owner not in OWNERS:
        problems["owner"] = f"must be one of {', '.join(OWNERS)}"
    if not 1 <= len(title.strip()) <= 200 or not title.strip().isprintable():
        problems["title"] = "has 1 to 200 characters"
    elif await _leads_to_somebody(tenant, title):
        problems["title"] = "could lead to somebody"
    if review_on <= today:
        problems["review_on"] = "is not in the future"
    if advice_id and advice_id not in {advice.id for advice in await list_advice(tenant)}:
        problems["advice"] = "is not an advice of yours"
    if problems:
        raise Invalid(problems)
    measure = PreventionMeasure(
        new_id(), kind, owner, theme, title.strip(), today, "proposed", today, review_on, advice_id
    )
    await tenant.connection.execute(
        """
        INSERT INTO prevention_measure
                    (tenant_id, id, firm_id, counsellor_id, kind, owner, theme, title, advice_id,
                     proposed_on, since, review_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
        """,
        tenant.tenant_id,
        measure.id,
        tenant.actor.tenant_id,
        tenant.actor.id,
        kind,
        owner,
        theme,
        measure.title,
        advice_id,
        today,
        review_on,
    )
    await record(tenant, Action.PROPOSE_MEASURE, "prevention_measure", measure.id)
    return measure


async def list_measures(tenant: TenantSession) -> list[PreventionMeasure]:
    """All of the organisation's, also those of others' owners; what is looked at first, first."""
    require(tenant.actor, Action.READ_MEASURES)
    columns = COLUMNS if tenant.actor.role in ORGANISATION else f"{COLUMNS}, advice_id"
    rows = await tenant.connection.fetch(
        f"""
        SELECT {columns}
          FROM prevention_measure
         WHERE tenant_id = $1
         ORDER BY state = 'dropped', review_on, id
        """,
        tenant.tenant_id,
    )
    return [PreventionMeasure(**row) for row in rows]


async def get_measure(tenant: TenantSession, measure_id: UUID) -> PreventionMeasure:
    found = await list_measures(tenant)
    measure = next((one for one in found if one.id == measure_id), None)
    if measure is None:
        raise NotFound
    return measure


async def review_measure(
    tenant: TenantSession, measure_id: UUID, *, state: str, review_on: date | None = None
) -> None:
    """Say how it stands and when it is looked at again, or drop it: then no day is needed.

    Raises Invalid, and Conflict `does-not-follow`.
    """
    require(tenant.actor, Action.REVIEW_MEASURE)
    problems = {}
    if state not in FOLLOWS_ON:
        problems["state"] = f"must be one of {', '.join(FOLLOWS_ON)}"
    if state != "dropped" and (review_on is None or review_on <= tenant.now.date()):
        problems["review_on"] = "is not in the future"
    if problems:
        raise Invalid(problems)
    reviewed = await tenant.connection.fetchval(
        """
           UPDATE prevention_measure
              SET state = $4,
                  since = CASE WHEN state = $4 THEN since ELSE $5 END,
                  review_on = coalesce($6, review_on)
            WHERE tenant_id = $1 AND id = $2 AND state = ANY($3)
        RETURNING id
        """,
        tenant.tenant_id,
        measure_id,
        FOLLOWS_ON[state],
        state,
        tenant.now.date(),
        None if state == "dropped" else review_on,
    )
    if reviewed is None:
        await get_measure(tenant, measure_id)
        raise Conflict("does-not-follow")
    await record(tenant, Action.REVIEW_MEASURE, "prevention_measure", measure_id, purpose=state)


async def finish_measure(tenant: TenantSession, measure_id: UUID) -> PreventionMeasure:
    """Say as its owner that it is done. Raises Forbidden for another's, Conflict `not-open`."""
    require(tenant.actor, Action.FINISH_MEASURE)
    row = await tenant.connection.fetchrow(
        f"""
           UPDATE prevention_measure
              SET state = 'done', since = $5
            WHERE tenant_id = $1 AND id = $2 AND owner = ANY($3) AND state = ANY($4)
        RETURNING {COLUMNS}
        """,
        tenant.tenant_id,
        measure_id,
        _owners_for_whom_acts(tenant.actor),
        NOT_DONE,
        tenant.now.date(),
    )
    if row is None:
        measure = await get_measure(tenant, measure_id)
        if measure.owner not in _owners_for_whom_acts(tenant.actor):
            raise Forbidden(Action.FINISH_MEASURE)
        raise Conflict("not-open")
    await record(tenant, Action.FINISH_MEASURE, "prevention_measure", measure_id)
    return PreventionMeasure(**row)


def _owners_for_whom_acts(actor: Actor) -> list[Role]:
    """A person acts for the own role, a system of the organisation for each role that it has."""
    return [*ADDRESSEES] if actor.role is Role.ORGANISATION_SYSTEM else [actor.role]


async def _leads_to_somebody(tenant: TenantSession, title: str) -> bool:
    units = await list_unit_names(tenant, tenant.now.year)
    return any(finding.blocks for finding in find_identifying(title, units=units))


COLUMNS = "id, kind, owner, theme, title, proposed_on, state, since, review_on"
