import base64
import json
import time
from uuid import uuid4

import pytest

from api.auth.scopes import SCOPES, actions_of, check_scopes, scopes_for
from api.auth.tokens import KEY, LIFETIME, Tokens, actor_of_bearer
from api.house import House
from tenants.errors import Invalid, Unauthenticated
from tenants.policy import POLICY, Action, Role

HERE = "http://testserver.local"


async def issue(tokens: Tokens, scope: str = "mandates:read") -> str:
    return await tokens.issue(
        client_id=uuid4(), tenant_id=uuid4(), role=Role.ORGANISATION_SYSTEM, scope=scope
    )


async def test_token_speaks_for_its_machine_and_scopes(house: House) -> None:
    client_id, tenant_id = uuid4(), uuid4()
    token = await house.tokens.issue(
        client_id=client_id,
        tenant_id=tenant_id,
        role=Role.ORGANISATION_SYSTEM,
        scope="headcounts:read mandates:read",
    )

    actor = await actor_of_bearer(house.tokens, f"Bearer {token}")

    assert (actor.id, actor.tenant_id) == (client_id, tenant_id)
    assert actor.may(Action.READ_MANDATES)
    assert not actor.may(Action.PUT_HEADCOUNTS)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YWJj", "Bearer a.b.c", "Bearer x"]
)
async def test_what_is_no_token_is_nobody(house: House, header: str) -> None:
    with pytest.raises(Unauthenticated):
        await actor_of_bearer(house.tokens, header)


async def test_expired_token_is_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(house.keys, HERE)
    long_ago = time.time() - LIFETIME - 60
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: long_ago)
        token = await issue(tokens)

    with pytest.raises(Unauthenticated):
        await tokens.actor_of(token)


def forged(token: str, part: int, **members: object) -> str:
    parts = token.split(".")
    padded = parts[part] + "=" * (-len(parts[part]) % 4)
    changed = json.loads(base64.urlsafe_b64decode(padded)) | members
    parts[part] = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
    return ".".join(parts)


@pytest.mark.parametrize(
    ("part", "members"),
    [
        (1, {"role": "firm_manager"}),
        (1, {"scope": "firm:manage"}),
        (0, {"alg": "none"}),
        (0, {"alg": "HS256"}),
        (0, {"kid": "gesprekspunt-tokens-99"}),
        (0, {"typ": "JWT"}),
    ],
)
async def test_forged_token_is_nobody(house: House, part: int, members: dict[str, str]) -> None:
    token = await issue(house.tokens)
    with pytest.raises(Unauthenticated):
        await house.tokens.actor_of(forged(token, part, **members))


async def test_token_of_another_house_is_nobody(house: House) -> None:
    token = await issue(Tokens(house.keys, "https://elsewhere.example"))
    with pytest.raises(Unauthenticated):
        await house.tokens.actor_of(token)


async def test_replica_with_old_keys_learns_of_a_rotated_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica, old = Tokens(house.keys, HERE), await issue(house.tokens)
    await replica.actor_of(old)
    await house.keys.rotate(KEY)
    token = await issue(Tokens(house.keys, HERE))
    monkeypatch.setattr("api.auth.tokens.PATIENCE", 0)

    assert (await replica.actor_of(token)).role is Role.ORGANISATION_SYSTEM
    assert (await replica.actor_of(old)).role is Role.ORGANISATION_SYSTEM


async def test_published_keys_hold_no_private_half(house: House) -> None:
    keys = (await house.tokens.jwks())["keys"]
    assert all(key["kty"] == "EC" and key["alg"] == "ES256" and "d" not in key for key in keys)


def test_every_scope_is_for_somebody_and_no_more_than_the_policy() -> None:
    systems = (
        Role.FIRM_SYSTEM,
        Role.ORGANISATION_SYSTEM,
        Role.ADVISOR_SYSTEM,
        Role.OPERATOR,
    )
    offered = {role: scopes_for(role) for role in systems}
    assert set().union(*offered.values()) == set(SCOPES)
    for role, scopes in offered.items():
        assert all(role in POLICY[action] for action in actions_of(" ".join(scopes)))


@pytest.mark.book("R07")
def test_no_scope_opens_an_act_on_a_conversation() -> None:
    words = ("conversation", "message", "kluis", "consent", "register", "formal_route")
    for action in actions_of(" ".join(SCOPES)):
        assert not any(word in action for word in words)


def test_scope_of_another_role_is_refused() -> None:
    with pytest.raises(Invalid):
        check_scopes(["firm:manage"], Role.ORGANISATION_SYSTEM)
    with pytest.raises(Invalid):
        check_scopes([], Role.ORGANISATION_SYSTEM)


def test_scope_that_is_gone_opens_nothing() -> None:
    assert actions_of("everything:do") == frozenset()
