"""Whatever client and counsellor do, nothing that an organisation can ask for changes (R07)."""

from collections.abc import Awaitable, Callable
from datetime import date

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar

from api.desk import for_addressees
from api.house import House
from tenants.conversations.consents import ask_consent
from tenants.conversations.formal_routes import decide_formal_route
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.registering import register_conversation
from tenants.conversations.weighings import QUESTIONS, record_weighing
from tenants.insight.facets import Channel, Facets, Requester
from tenants.network.hours import quarter_of, record_effort
from tenants.session import TenantSession
from tests.api.conftest import MachineOf
from tests.api.graphql.conftest import Door
from tests.people import Cast, Talk, start_talk

Act = Callable[[TenantSession, Talk], Awaitable[object]]


async def close(tenant: TenantSession, talk: Talk) -> None:
    await explain_limits(tenant, talk.id)
    await agree_next_step(tenant, talk.id, text="Nothing for now.")
    await close_conversation(tenant, talk.id)


COUNSELLOR_ACTS: dict[str, Act] = {
    "write": lambda tenant, talk: post_message(tenant, talk.id, "I am here."),
    "register": lambda tenant, talk: register_conversation(
        tenant,
        talk.id,
        Facets(
            primary_theme="T1.1",
            requester=Requester.AFFECTED,
            channel=Channel.MESSAGES,
            first_of_year=True,
        ),
    ),
    "spend": lambda tenant, _: record_effort(
        tenant, quarter=quarter_of(tenant.now.date()), facet="support", minutes=45
    ),
    "weigh": lambda tenant, talk: record_weighing(
        tenant, talk.id, decision="broken", answers=dict.fromkeys(QUESTIONS, "yes")
    ),
    "ask": lambda tenant, talk: ask_consent(
        tenant, talk.id, stage="theme", text="a", recipient="b", purpose="c", until=date(2099, 1, 1)
    ),
}
CLIENT_ACTS: dict[str, Act] = {
    "answer": lambda tenant, talk: post_message(tenant, talk.id, "It is about my team."),
    "decide": lambda tenant, talk: decide_formal_route(tenant, talk.id, "formal_complaint"),
}


def what_an_organisation_can_ask(app: Litestar) -> list[str]:
    """Every GET of the organisation's part of the API, this year filled in where it asks one."""
    paths = app.openapi_schema.paths or {}
    return [
        path.replace("{year}", "2026").replace("{audience}", "hr").replace("{language}", "nl")
        for path, item in sorted(paths.items())
        if item.get and "organisation" in (item.get.tags or [])
    ]


def what_its_people_can_open(year: int) -> list[str]:
    """Every page of HR, board, works council and prevention officer that asks for no id."""
    paths = (path for handler in for_addressees for path in handler.paths)
    opened = sorted(f"/desk{path.replace('{year:int}', str(year))}" for path in paths)
    return [*(path for path in opened if "{" not in path), "/v1/advice", "/desk/sessions"]


@pytest.mark.book("R07")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from([*COUNSELLOR_ACTS, *CLIENT_ACTS]), max_size=6))
async def test_no_act_of_a_conversation_shows(
    house: House,
    cast: Cast,
    served: Litestar,
    client: httpx.AsyncClient,
    machine_of: MachineOf,
    acts: list[str],
) -> None:
    machine = await machine_of("noorderlicht")
    people = [(await Door(house, cast, client).staff(name)).headers for name in ("henk", "otto")]
    paths = what_an_organisation_can_ask(served)
    pages = what_its_people_can_open(2026)
    assert len(paths) > 5 < len(pages)

    async def seen() -> dict[object, tuple[int, str]]:
        answers: dict[object, httpx.Response] = {path: await machine.get(path) for path in paths}
        for headers in people:
            for page in pages:
                answers[page, headers["cookie"]] = await client.get(page, headers=headers)
        return {path: (answer.status_code, answer.text) for path, answer in answers.items()}

    before, queued = await seen(), await count_jobs(house)
    assert [status for status, _ in before.values()].count(200) > 5
    talk = await start_talk(house, cast)
    for act in acts:
        if act in COUNSELLOR_ACTS:
            async with house.tenancy.open(
                talk.counsellor, talk.organisation_id, person=talk.counsellor_key
            ) as tenant:
                await COUNSELLOR_ACTS[act](tenant, talk)
        else:
            async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
                await CLIENT_ACTS[act](tenant, talk)
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await close(tenant, talk)
    assert await seen() == before
    assert await count_jobs(house) == queued


async def count_jobs(house: House) -> int:
    """Jobs that were ever queued: an event to an organisation would be one."""
    connection = await asyncpg.connect(
        house.settings.database_url.get_secret_value(), server_settings={"role": "gp_worker"}
    )
    try:
        return await connection.fetchval("SELECT count(*) FROM pgqueuer_log")
    finally:
        await connection.close()
