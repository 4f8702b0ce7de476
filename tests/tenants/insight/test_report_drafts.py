"""What a counsellor adds to an annual report: checked, kept apart, and frozen with the release."""

from datetime import UTC, date, datetime

import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.insight.annual_report_drafts import AnnualReportDraft, Bottleneck, get_draft, put_draft
from tenants.insight.annual_reports import get_annual_report, release_annual_report
from tenants.insight.organisation_changes import list_changes, record_change, remove_change
from tenants.network.headcounts import put_headcounts
from tests.people import Cast

NOW = datetime(2026, 2, 11, 10, tzinfo=UTC)
DRAFT = AnnualReportDraft(
    comment="People find us sooner.",
    bottlenecks=(Bottleneck.NOT_FOLLOWED, Bottleneck.POLICY_MISSING),
)


@pytest.mark.book("R20")
@pytest.mark.book("R48")
async def test_what_is_added_is_released_with_the_figures_and_not_before(
    fresh_house: House, cast: Cast
) -> None:
    amina, place = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(amina, place, now=NOW) as tenant:
        await put_draft(tenant, 2025, DRAFT)
        await record_change(tenant, kind="merger", happened_on=date(2025, 5, 3))
        kept = await get_draft(tenant, 2025)
        assert kept.bottlenecks == (Bottleneck.POLICY_MISSING, Bottleneck.NOT_FOLLOWED)
    async with fresh_house.tenancy.open(cast.actor("henk"), now=NOW) as tenant:
        with pytest.raises(Forbidden):
            await get_draft(tenant, 2025)
        with pytest.raises(Forbidden):
            await list_changes(tenant, 2025)
        with pytest.raises(NotFound):
            await get_annual_report(tenant, 2025)

    async with fresh_house.tenancy.open(amina, place, now=NOW) as tenant:
        await release_annual_report(tenant, 2025)
        with pytest.raises(Conflict, match="already-released"):
            await put_draft(tenant, 2025, AnnualReportDraft(comment="Something else."))
    async with fresh_house.tenancy.open(cast.actor("henk"), now=NOW) as tenant:
        content = (await get_annual_report(tenant, 2025)).content
    assert content["comment"] == "People find us sooner."
    assert content["bottlenecks"] == ["policy_missing", "not_followed"]
    assert content["changes"] == [{"month": "2025-05", "kind": "merger"}]


@pytest.mark.book("R20")
async def test_a_comment_that_leads_to_somebody_is_neither_kept_nor_released(
    fresh_house: House, cast: Cast
) -> None:
    amina, place = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(cast.actor("henk"), now=NOW) as tenant:
        await put_headcounts(tenant, 2025, {"Kreekzicht": 40, "Duinzicht": 60})
    async with fresh_house.tenancy.open(amina, place, now=NOW) as tenant:
        for comment, field in (
            ("Mevrouw Jansen had het zwaar.", "comment"),
            ("Op kreekzicht is het druk.", "reason"),
            ("x" * 4001, "comment"),
        ):
            with pytest.raises(Invalid) as refused:
                await put_draft(tenant, 2025, AnnualReportDraft(comment=comment))
            assert refused.value.problems.keys() == {field}
        assert await get_draft(tenant, 2025) == AnnualReportDraft()
    # What got in by another road, or before the check learned a word, is stopped at the release.
    async with fresh_house.tenancy.open(amina, place, now=NOW) as tenant:
        await tenant.connection.execute(
            """
            INSERT INTO annual_report_draft
                        (tenant_id, year, firm_id, comment, reason, bottlenecks, for_publication,
                         written_by)
                 VALUES ($1, 2025, $2, 'Mevrouw Jansen had het zwaar.', '', '{}', false, $3)
            """,
            place,
            amina.tenant_id,
            amina.id,
        )
        with pytest.raises(Invalid):
            await release_annual_report(tenant, 2025)


@pytest.mark.book("R30")
async def test_changes_are_codes_and_days_of_the_own_organisation(
    fresh_house: House, cast: Cast
) -> None:
    amina, place = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(amina, place, now=NOW) as tenant:
        change = await record_change(tenant, kind="relocation", happened_on=date(2025, 9, 1))
        for wrong in (("gossip", date(2025, 9, 1)), ("merger", date(2026, 9, 1))):
            with pytest.raises(Invalid):
                await record_change(tenant, kind=wrong[0], happened_on=wrong[1])
    async with fresh_house.tenancy.open(amina, cast.tenants["havenwerk"], now=NOW) as tenant:
        assert await list_changes(tenant, 2025) == []
        with pytest.raises(NotFound):
            await remove_change(tenant, change.id)
    async with fresh_house.tenancy.open(amina, place, now=NOW) as tenant:
        assert await list_changes(tenant, 2025) == [change]
        await remove_change(tenant, change.id)
        assert await list_changes(tenant, 2025) == []
