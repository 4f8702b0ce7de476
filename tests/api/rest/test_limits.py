import pytest
from litestar import Litestar

from tenants.attempts import Limit
from tests.api.conftest import Machine, MachineOf

#: a window that no clock leaves during a test, and that no other test counts in
AGES = 10**9


async def test_every_answer_tells_what_remains(noorderlicht: Machine, served: Litestar) -> None:
    first = await noorderlicht.get("/v1/mandates")
    second = await noorderlicht.get("/v1/nowhere-but-here")
    third = await noorderlicht.get("/v1/organisations")

    assert first.headers["ratelimit-policy"] == '"requests";q=600;w=60'
    assert "ratelimit" not in second.headers
    assert third.status_code == 403
    remaining = [int(a.headers["ratelimit"].split(";")[1][2:]) for a in (first, third)]
    assert remaining[0] > remaining[1] or remaining[1] > 500


async def test_limit_holds_over_all_processes(
    machine_of: MachineOf, served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.limits import Permits

    machine = await machine_of("meesterschap")
    monkeypatch.setattr("api.limits.REQUESTS", Limit(50, AGES))
    answers = []
    for _ in range(3):
        # Each process has its own handful, and all take from one count.
        monkeypatch.setattr(served.state, "permits", Permits(), raising=False)
        served.state.permits = Permits()
        answers += [await machine.get("/v1/mandates") for _ in range(25)]

    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) <= 50
    assert statuses.count(200) >= 30
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "too-many"
    assert 1 <= int(refused.headers["retry-after"]) <= AGES
    assert refused.headers["ratelimit"].startswith('"requests";r=0;t=')
    served.state.permits = Permits()
