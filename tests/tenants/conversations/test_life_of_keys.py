"""Whatever happens to keys, in whatever order: what should open opens, and nothing else does."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    multiple,
    rule,
    run_state_machine_as_test,
)

from api.house import House, open_house
from tenants.conversations.clients import derive_secrets
from tenants.conversations.conversations import get_conversation, start_conversation
from tenants.conversations.counsellor_keys import (
    change_secret,
    make_recovery_code,
    recover_kluis,
    renew_kluis,
)
from tenants.conversations.entries import make_entry
from tenants.conversations.handovers import hand_over, reseal, start_fresh
from tenants.conversations.kluis import unlock_kluis
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.recovery import make_recovery_sheet, recover
from tenants.conversations.retention import purge_conversations
from tenants.errors import Conflict, Invalid, NotFound
from tenants.network.keys import close_old_versions, rotate_key
from tenants.network.replacements import (
    FIRST,
    begin_replacement,
    end_replacement,
    reclose_seals,
)
from tenants.policy import PLATFORM, Actor, Role
from tests import people
from tests.conftest import BARE, CHEAP, clone, database_at, settings_for
from vault import CannotOpen, KeyPair, is_being_replaced, new_passphrase

POOL = ("amina", "bram", "chloé")
LONG_AGO = datetime.now(UTC) - timedelta(days=500)
OPERATOR = Actor(Role.OPERATOR, PLATFORM)

somebody = st.sampled_from(POOL)
Act = Callable[..., Awaitable[Any]]


@dataclass
class World:
    """A house of its own, and what people there know: it stays from one run to the next."""

    runner: asyncio.Runner
    house: House
    cast: people.Cast
    owner: asyncpg.Connection
    secrets: dict[str, str] = field(
        default_factory=lambda: dict.fromkeys(POOL, people.UNLOCK_SECRET)
    )
    lost_seeds: list[tuple[str, bytes]] = field(default_factory=list)
    old_keks: list[str] = field(default_factory=list)

    @property
    def organisation_id(self) -> UUID:
        return self.cast.tenants["noorderlicht"]

    def do(self, act: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(act)


@dataclass
class Told:
    """A conversation as it should be: its client reads it, its counsellor while `key` is held."""

    id: UUID
    client: Actor
    seed: bytes
    counsellor: str
    key: str = "held"
    texts: list[str] = field(default_factory=list)
    lost: list[tuple[Actor, bytes]] = field(default_factory=list)
    closed: int | None = None
    gone: bool = False

    @property
    def goes_on_with(self) -> bool:
        """Whether it can go to another counsellor."""
        return not self.gone and self.closed is None and self.key != "removed"

    def read_by(self, name: str) -> list[str] | None:
        holds = not self.gone and self.counsellor == name and self.key == "held"
        return self.texts if holds else None


class LifeOfKeys(RuleBasedStateMachine):
    """Clients talk at Noorderlicht while everything is done to keys that can be done."""

    conversations = Bundle("conversations")

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.talks: list[Told] = []
        self.day = 0

    @rule(target=conversations, name=somebody)
    def start(self, name: str) -> Told:
        async def act() -> Told:
            visitor = Actor(Role.VISITOR, self.world.organisation_id)
            async with self.world.house.tenancy.open(visitor, now=self.now) as tenant:
                started = await start_conversation(
                    tenant,
                    conversation_id=uuid4(),
                    language="en",
                    channel="messages",
                    counsellor_id=self.world.cast.staff[name],
                )
            client = Actor(Role.CLIENT, self.world.organisation_id, started.client_id)
            return Told(started.conversation_id, client, started.seed, name)

        self.talks.append(told := self.world.do(act()))
        return told

    @rule(told=conversations)
    def client_writes(self, told: Told) -> None:
        text = f"Word {len(told.texts) + 1}"
        if self.as_client(told, post_message, told.id, text, fails=told.gone):
            told.texts.append(text)
            told.closed = None

    @rule(told=conversations)
    def counsellor_writes(self, told: Told) -> None:
        text = f"Answer {len(told.texts) + 1}"
        fails = told.read_by(told.counsellor) is None or told.closed is not None
        if self.as_counsellor(told.counsellor, post_message, told.id, text, fails=fails):
            told.texts.append(text)

    @rule(told=conversations)
    def read(self, told: Told) -> None:
        self.check(told)

    @rule(told=conversations, to=somebody)
    def hand_over(self, told: Told, to: str) -> None:
        to_id, fails = self.world.cast.staff[to], to == told.counsellor or not told.goes_on_with
        if self.as_client(told, hand_over, told.id, to_id, fails=fails):
            told.counsellor, told.key = to, "held"

    @rule(target=conversations, told=conversations, to=somebody, remove=st.booleans())
    def start_fresh(self, told: Told, to: str, remove: bool) -> Any:
        fresh = Told(uuid4(), told.client, told.seed, to)
        fails = to == told.counsellor or not told.goes_on_with
        to_id, named = self.world.cast.staff[to], {"fresh_id": fresh.id, "remove": remove}
        if not self.as_client(told, start_fresh, told.id, to_id, fails=fails, **named):
            return multiple()
        told.key = "removed" if remove else told.key
        self.talks.append(fresh)
        return fresh

    @rule(name=somebody)
    def another_secret(self, name: str) -> None:
        secret = f"secret number {uuid4()}"
        self.as_counsellor(name, change_secret, self.world.secrets[name], secret, parameters=CHEAP)
        self.world.secrets[name] = secret

    @rule(name=somebody)
    def counsellor_recovers(self, name: str) -> None:
        old, secret = self.world.secrets[name], f"secret number {uuid4()}"
        code = self.as_counsellor(name, make_recovery_code, old, parameters=CHEAP)
        self.as_counsellor(name, recover_kluis, code, secret, parameters=CHEAP, person=False)
        self.world.secrets[name] = secret

    @rule(name=somebody)
    def new_key_pair(self, name: str) -> None:
        self.world.lost_seeds.append(
            (name, self.as_counsellor(name, unlock_kluis, self.world.secrets[name]))
        )
        secret = f"secret number {uuid4()}"
        self.as_counsellor(name, renew_kluis, secret, parameters=CHEAP, person=False)
        self.world.secrets[name] = secret
        for told in self.talks:
            if told.counsellor == name and told.key == "held":
                told.key = "lost"

    @rule(told=conversations)
    def client_recovers_with_a_sheet(self, told: Told) -> None:
        if told.gone:
            return
        person = KeyPair.from_seed(told.seed)
        code = self.world.do(
            self.in_session(told.client, make_recovery_sheet, told.seed, person=person)
        )
        client, seed = self.come_back(code)
        assert client == told.client
        for mine in [t for t in self.talks if t.client == told.client]:
            mine.lost.append((mine.client, mine.seed))
            mine.seed = seed

    @rule(told=conversations)
    def client_recovers_with_an_entry(self, told: Told) -> None:
        if told.read_by(told.counsellor) is not None:
            entry = self.as_counsellor(told.counsellor, make_entry, told.id)
            told.lost.append((told.client, told.seed))
            told.client, told.seed = self.come_back(entry.code)

    @rule(told=conversations)
    def reseal(self, told: Told) -> None:
        if self.as_client(told, reseal, told.id, fails=told.gone or told.key != "lost"):
            told.key = "held"

    @rule()
    def rotate(self) -> None:
        self.world.old_keks.append(self.world.do(self.wrapped_kek()))
        self.as_operator(rotate_key)

    @rule()
    def begin_replacing_the_kek(self) -> None:
        self.world.old_keks.append(self.world.do(self.wrapped_kek()))
        self.as_operator(begin_replacement)

    @rule(batch=st.integers(1, 3))
    def close_some_seals_anew(self, batch: int) -> None:
        if is_being_replaced(self.world.do(self.wrapped_kek())):
            self.as_operator(reclose_seals, batch=batch)

    @rule(batch=st.integers(1, 3))
    def end_replacing_the_kek(self, batch: int) -> None:
        if not is_being_replaced(self.world.do(self.wrapped_kek())):
            self.as_operator(end_replacement, fails=True)
            return
        after, found = FIRST, batch
        while found:
            after, found = self.as_operator(reclose_seals, after, batch=batch)
        self.as_operator(end_replacement)

    @rule()
    def close_old_versions(self) -> None:
        current = self.world.do(self.wrapped_kek())
        if is_being_replaced(current):
            self.as_operator(close_old_versions, fails=True)
            return
        self.as_operator(close_old_versions)
        for wrapped in {*self.world.old_keks} - {current}:
            self.world.house.keyring.forget(self.world.organisation_id)
            with pytest.raises(CannotOpen):
                self.world.do(self.world.house.keyring.kek(self.world.organisation_id, wrapped))

    @rule()
    def start_the_process_again(self) -> None:
        self.world.house.keyring.forget(self.world.organisation_id)

    @rule(told=conversations)
    def close(self, told: Told) -> None:
        if told.read_by(told.counsellor) is not None and told.closed is None:
            self.as_counsellor(told.counsellor, explain_limits, told.id)
            self.as_counsellor(told.counsellor, agree_next_step, told.id, text="Sleep on it.")
            self.as_counsellor(told.counsellor, close_conversation, told.id)
            told.closed = self.day

    @rule(days=st.sampled_from([1, 29, 30]))
    def purge(self, days: int) -> None:
        # Under a year in all: then nothing goes for having been silent.
        self.day = min(self.day + days, 350)
        worker = Actor(Role.WORKER, self.world.organisation_id)
        self.world.do(self.in_session(worker, purge_conversations))
        for told in self.talks:
            told.gone |= told.closed is not None and self.day - told.closed >= 30

    def teardown(self) -> None:
        for told in self.talks:
            self.check(told)
        seals = self.world.do(self.seals())
        for told in self.talks:
            holders = set() if told.gone else {told.client.id}
            if told.read_by(told.counsellor) is not None:
                holders.add(self.world.cast.staff[told.counsellor])
            assert seals.get(told.id, set()) == holders

    def check(self, told: Told) -> None:
        """Everybody tries, with every key that they have or had."""
        expected = None if told.gone else told.texts
        assert self.texts(told, told.client, told.seed) == expected
        for name in POOL:
            actor = self.world.cast.actor(name)
            seed = self.as_counsellor(name, unlock_kluis, self.world.secrets[name], person=False)
            assert self.texts(told, actor, seed) == told.read_by(name)
        for name, seed in self.world.lost_seeds[-3:]:
            assert self.texts(told, self.world.cast.actor(name), seed) is None
        for client, seed in told.lost:
            assert self.texts(told, client, seed) is None
        for other in self.talks:
            if other.client != told.client:
                assert self.texts(told, other.client, other.seed) is None
                assert self.texts(told, told.client, other.seed) is None
        dewi = self.world.cast.actor("dewi")
        assert self.texts(told, dewi, told.seed) is None

    def come_back(self, code: str) -> tuple[Actor, bytes]:
        """With a code and new words: who one is then, and the seed of the new key pair."""

        async def act() -> tuple[Actor, bytes]:
            visitor = Actor(Role.VISITOR, self.world.organisation_id)
            async with self.world.house.tenancy.open(visitor, now=self.now) as tenant:
                secret = await derive_secrets(tenant, new_passphrase("en"))
                client = await recover(tenant, code, secret)
            return Actor(Role.CLIENT, self.world.organisation_id, client.id), secret.seed

        return self.world.do(act())

    def texts(self, told: Told, actor: Actor, seed: bytes) -> list[str] | None:
        """What this person reads with this key; None where nothing opens."""
        person = KeyPair.from_seed(seed)
        try:
            read = self.world.do(self.in_session(actor, get_conversation, told.id, person=person))
        except (NotFound, CannotOpen):
            return None
        return [message.text for message in read.messages]

    @property
    def now(self) -> datetime:
        return LONG_AGO + timedelta(days=self.day)

    def as_client(self, told: Told, act: Act, *given: Any, fails: bool, **named: Any) -> bool:
        """Whether it was done; it fails exactly where it should."""
        person = KeyPair.from_seed(told.seed)
        return self.done(fails, told.client, act, *given, person=person, **named)

    def as_counsellor(
        self, name: str, act: Act, *given: Any, fails: bool | None = None, person: bool = True,
        **named: Any,
    ) -> Any:  # fmt: skip
        actor, key_pair = self.world.cast.actor(name), None
        if person:
            unlocking = self.in_session(actor, unlock_kluis, self.world.secrets[name])
            key_pair = KeyPair.from_seed(self.world.do(unlocking))
        if fails is None:
            return self.world.do(self.in_session(actor, act, *given, person=key_pair, **named))
        return self.done(fails, actor, act, *given, person=key_pair, **named)

    def as_operator(self, act: Act, *given: Any, fails: bool = False, **named: Any) -> Any:
        if fails:
            return self.done(fails, OPERATOR, act, *given, **named)
        return self.world.do(self.in_session(OPERATOR, act, *given, **named))

    def done(self, fails: bool, *given: Any, **named: Any) -> bool:
        try:
            self.world.do(self.in_session(*given, **named))
        except (Conflict, Invalid, NotFound):
            assert fails
            return False
        assert not fails
        return True

    async def in_session(
        self, actor: Actor, act: Act, *given: Any, person: KeyPair | None = None, **named: Any
    ) -> Any:
        async with self.world.house.tenancy.open(
            actor, self.world.organisation_id, person=person, now=self.now
        ) as tenant:
            return await act(tenant, *given, **named)

    async def wrapped_kek(self) -> str:
        return await self.world.owner.fetchval(
            "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1",
            self.world.organisation_id,
        )

    async def seals(self) -> dict[UUID, set[UUID]]:
        """Who holds a seal of which conversation, whatever the walls let anybody see."""
        rows = await self.world.owner.fetch(
            "SELECT conversation_id, array_agg(holder_id) AS holders FROM seal GROUP BY 1"
        )
        return {row["conversation_id"]: set(row["holders"]) for row in rows}


@pytest.mark.book("R16", "R18", "R19", "D2")
def test_no_sequence_of_acts_loses_a_conversation_or_opens_one_to_somebody_else(
    tmp_path: Path,
) -> None:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        stack = AsyncExitStack()
        world = runner.run(make_world(runner, stack, tmp_path))
        try:
            run_state_machine_as_test(
                lambda: LifeOfKeys(world),
                settings=settings(
                    max_examples=20,
                    stateful_step_count=25,
                    report_multiple_bugs=False,
                    suppress_health_check=[HealthCheck.too_slow],
                ),
            )
        finally:
            runner.run(stack.aclose())


async def make_world(runner: asyncio.Runner, stack: AsyncExitStack, directory: Path) -> World:
    name = await stack.enter_async_context(clone(BARE))
    app_url = database_at(os.environ["TEST_APP_URL"], name)
    house = await stack.enter_async_context(open_house(settings_for(app_url, directory)))
    cast = await people.seed_cast(house, kdf=CHEAP)
    owner = await asyncpg.connect(database_at(os.environ["TEST_OWNER_URL"], name))
    stack.push_async_callback(owner.close)
    for table in ("organisation", "seal"):
        await owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    return World(runner, house, cast, owner)
