"""Every route with every kind of caller: what the matrix says is what happens."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from api.auth.scopes import SCOPES
from api.house import House
from tenants.policy import Role
from tests.access_matrix import EVERYBODY, REST
from tests.api.conftest import MachineOf, sit_at_desk
from tests.people import Cast, Talk

MACHINES = {
    Role.OPERATOR: "platform",
    Role.FIRM_SYSTEM: "vertrouwd",
    Role.ORGANISATION_SYSTEM: "noorderlicht",
    Role.ADVISOR_SYSTEM: "peilstok",
}
AT_THE_DESK = {
    Role.COUNSELLOR: "amina",
    Role.FIRM_MANAGER: "alice",
    Role.HR: "henk",
    Role.MANAGEMENT: "marjan",
    Role.WORKS_COUNCIL: "otto",
    Role.PREVENTION_OFFICER: "petra",
}
REFUSED = {401, 403, 404}
ASKS_A_YEAR = {"/v1/hours", "/v1/effort-overviews", "/v1/activities"}


def fill(path: str, cast: Cast, talk: Talk) -> str:
    """The path at Noorderlicht, where each caller of the cast would have most to find."""
    return path.format(
        organisation_id=talk.organisation_id,
        conversation_id=talk.id,
        firm_id=cast.tenants["vertrouwd"],
        advisor_id=cast.tenants["peilstok"],
        mandate_id=uuid4(),
        client_id=uuid4(),
        staff_id=uuid4(),
        counsellor_id=uuid4(),
        attachment_id=uuid4(),
        measure_id=uuid4(),
        advice_id=uuid4(),
        audience="hr",
        section="norms",
        language="nl",
        year=2025,
        period=2025,
        table="theme_by_sector",
        file_format="csv",
    )


def documented(app: Litestar) -> Iterator[tuple[str, str, dict[str, object]]]:
    for path, operations in app.openapi_schema.to_schema()["paths"].items():
        if path.startswith(("/v1/", "/oauth/", "/.well-known/")):
            for method, operation in operations.items():
                yield method.upper(), path, operation


def test_every_route_has_its_row(served: Litestar) -> None:
    assert {(method, path) for method, path, _ in documented(served)} == set(REST)


def test_every_route_says_whom_it_is_for_and_what_may_go_wrong(served: Litestar) -> None:
    for method, path, operation in documented(served):
        if not path.startswith("/v1/"):
            continue
        place = f"{method} {path}"
        (security,) = operation["security"]  # type: ignore[misc]
        (scheme, scopes) = next(iter(security.items()))
        of_people = REST[method, path] <= AT_THE_DESK.keys()
        assert scheme == ("desk" if of_people else "machine"), place
        assert set(scopes) <= set(SCOPES), place
        assert operation["tags"], place
        answers: dict[str, dict[str, dict[str, object]]] = operation["responses"]  # type: ignore[assignment]
        assert {"401", "403", "404", "429", "503"} <= set(answers), place
        for status, answer in answers.items():
            if int(status) >= 400:
                assert set(answer["content"]) == {"application/problem+json"}, place


@pytest.mark.book("D5")
@pytest.mark.book("D6")
@pytest.mark.book("R07")
@pytest.mark.parametrize("route", REST, ids=" ".join)
async def test_caller(
    route: tuple[str, str],
    client: httpx.AsyncClient,
    machine_of: MachineOf,
    house: House,
    cast: Cast,
    talk: Talk,
) -> None:
    method, path = route
    statuses: dict[Role | None, int] = {}

    async def call(role: Role | None, headers: dict[str, str]) -> None:
        answer = await client.request(
            method,
            fill(path, cast, talk),
            headers=headers | {"Idempotency-Key": str(uuid4())},
            params={"year": 2025} if path in ASKS_A_YEAR else None,
            json=None if method in {"GET", "DELETE"} else {"text": "Hello."},
        )
        statuses[role] = answer.status_code
        if answer.status_code in REFUSED and path.startswith("/v1/"):
            assert answer.headers["content-type"] == "application/problem+json"

    await call(None, {})
    for role, slug in MACHINES.items():
        await call(role, (await machine_of(slug)).headers)
    for role, name in AT_THE_DESK.items():
        await sit_at_desk(house, cast, client, name, unlock=role is Role.COUNSELLOR)
        await call(role, {})

    allowed = REST[route]
    if allowed == EVERYBODY:
        assert 500 not in statuses.values()
        return
    assert statuses.pop(None) == 401
    for role, status in statuses.items():
        if role in allowed:
            assert status not in {401, 403}, role
            assert status < 500, role
        else:
            assert status in REFUSED, role
