"""Being seen: counsellors publish, nobody else changes it, and nobody is written down for it."""

import asyncpg
import pytest

from api.house import House
from api.i18n import LANGUAGES, translations
from tenants.errors import Forbidden
from tenants.policy import ORGANISATION, POLICY, Action
from tenants.prevention.activities import record_activity
from tenants.prevention.role_statements import publish_role_statement
from tenants.themes import THEMES
from tests.api.conftest import Machine
from tests.people import Cast

PUBLISHED = (
    "role_statement", "library_text", "planned_item", "counsellor_column", "activity",
    "annual_report", "advice", "dialogue", "prevention_measure",
)  # fmt: skip
#: beyond what is usual these were long missing: small hurts, belonging, one's own, what is at home
NEWER = ("T1.6", "T3.5", "T4.1", "T4.2")


@pytest.mark.book("R41")
async def test_an_organisation_can_answer_and_change_nothing_else(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    try:
        changed = await connection.fetch(
            """
            SELECT relname, attname
              FROM pg_class c
              JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0
             WHERE relname = ANY($1)
               AND (has_column_privilege('gp_organisation', c.oid, attnum, 'INSERT')
                    OR has_column_privilege('gp_organisation', c.oid, attnum, 'UPDATE')
                    OR has_table_privilege('gp_organisation', c.oid, 'DELETE'))
            """,
            PUBLISHED,
        )
    finally:
        await connection.close()
    assert {(row["relname"], row["attname"]) for row in changed} == {
        ("advice", "state"), ("advice", "response"),
        ("prevention_measure", "state"), ("prevention_measure", "since"),
    }  # fmt: skip


@pytest.mark.book("R41")
async def test_no_role_of_an_organisation_publishes_or_takes_back(
    house: House, cast: Cast, noorderlicht: Machine
) -> None:
    publishing = (
        Action.PUBLISH_ROLE_STATEMENT,
        Action.PLAN_PREVENTION,
        Action.PUBLISH_LIBRARY_TEXT,
        Action.WRITE_COLUMN,
        Action.PUBLISH_COLUMN,
        Action.RECORD_ACTIVITY,
        Action.GIVE_ADVICE,
        Action.RECORD_DIALOGUE,
        Action.PROPOSE_MEASURE,
        Action.REVIEW_MEASURE,
        Action.RELEASE_ANNUAL_REPORT,
        Action.EDIT_ANNUAL_REPORT,
    )
    assert not [action for action in publishing if POLICY[action] & ORGANISATION]
    for name in ("henk", "marjan", "otto", "petra"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            with pytest.raises(Forbidden):
                await publish_role_statement(tenant, {})
            with pytest.raises(Forbidden):
                await record_activity(
                    tenant, facet="information", kind="column", theme="T9.1",
                    held_on=tenant.now.date(), audience_size=1,
                )  # fmt: skip
    place = f"/v1/organisations/{cast.tenants['noorderlicht']}/role-statements"
    assert (await noorderlicht.post(place, {"texts": {}})).status_code == 403


@pytest.mark.book("R45")
async def test_who_was_there_is_a_number(
    owner_url: str, house: House, cast: Cast, noorderlicht: Machine
) -> None:
    connection = await asyncpg.connect(owner_url)
    try:
        rows = await connection.fetch(
            "SELECT attname FROM pg_attribute "
            "WHERE attrelid = 'activity'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        lists = await connection.fetch(
            "SELECT relname, attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 "
            "AND attname ~ '(attend|participant|invitee|guest|present_at)'"
        )
    finally:
        await connection.close()
    assert {row["attname"] for row in rows} == {
        "tenant_id", "id", "firm_id", "counsellor_id", "facet", "kind", "theme", "held_on",
        "audience_size",
    }  # fmt: skip
    assert [tuple(row) for row in lists] == []
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        held = await record_activity(
            tenant, facet="information", kind="column", theme="T9.1",
            held_on=tenant.now.date(), audience_size=40,
        )  # fmt: skip
    activities = (await noorderlicht.get(f"/v1/activities?year={held.held_on.year}")).json()
    assert str(held.id) in {one["id"] for one in activities}
    assert {name for one in activities for name in one} == {
        "id", "facet", "kind", "theme", "held_on", "audience_size",
    }  # fmt: skip


@pytest.mark.book("R27")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_theme_has_a_name_in_every_language(language: str) -> None:
    names = {code: translations(language).gettext(theme.label) for code, theme in THEMES.items()}
    assert all(names.values())
    assert len({*names.values()}) == len(THEMES)
    if language != "en":
        assert not [code for code in NEWER if names[code] == THEMES[code].label]
    assert set(NEWER) <= names.keys()
