"""One contract for every key server: the local keystore and a real Vault pass the same tests."""

import asyncio
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from vault import (
    CannotOpen,
    KeyKind,
    KeyNotFound,
    KeyRefused,
    KeyService,
    KeyServiceUnavailable,
    version_of,
)
from vault.transit import Transit

KEK = bytes(range(32))


@pytest.fixture
def name() -> str:
    return f"organisation-{uuid4()}"


@pytest.fixture
async def wrapping(key_service: KeyService, name: str) -> str:
    await key_service.create_key(name, KeyKind.WRAPPING)
    return name


@pytest.mark.book("D2")
async def test_an_organisations_key_is_created_rotated_rewrapped_and_destroyed(
    key_service: KeyService, name: str
) -> None:
    await key_service.create_key(name, KeyKind.WRAPPING)
    first = await key_service.wrap(name, KEK, b"organisation one")
    assert version_of(first) == 1

    assert await key_service.rotate(name) == 2
    assert await key_service.unwrap(name, first, b"organisation one") == KEK
    second = await key_service.rewrap(name, first, b"organisation one")
    assert version_of(second) == 2
    assert await key_service.unwrap(name, second, b"organisation one") == KEK

    await key_service.raise_minimum(name, 2)
    with pytest.raises(CannotOpen):
        await key_service.unwrap(name, first, b"organisation one")
    assert await key_service.unwrap(name, second, b"organisation one") == KEK

    await key_service.destroy(name)
    with pytest.raises(KeyNotFound):
        await key_service.unwrap(name, second, b"organisation one")
    # A new key of the same name does not bring back what the old one wrapped.
    await key_service.create_key(name, KeyKind.WRAPPING)
    for wrapped in (first, second):
        with pytest.raises(CannotOpen):
            await key_service.unwrap(name, wrapped, b"organisation one")


async def test_a_key_is_described_without_the_key(key_service: KeyService, wrapping: str) -> None:
    await key_service.rotate(wrapping)
    await key_service.raise_minimum(wrapping, 2)
    await key_service.raise_minimum(wrapping, 1)
    described = await key_service.describe(wrapping)
    assert (described.latest_version, described.minimum_version) == (2, 2)
    assert described.created_at.tzinfo is not None


async def test_creating_twice_keeps_the_first(key_service: KeyService, wrapping: str) -> None:
    wrapped = await key_service.wrap(wrapping, KEK, b"here")
    await key_service.create_key(wrapping, KeyKind.WRAPPING)
    assert await key_service.unwrap(wrapping, wrapped, b"here") == KEK


@pytest.mark.book("R15")
async def test_what_one_organisation_wrapped_opens_nowhere_else(
    key_service: KeyService, wrapping: str
) -> None:
    other = f"organisation-{uuid4()}"
    await key_service.create_key(other, KeyKind.WRAPPING)
    wrapped = await key_service.wrap(wrapping, KEK, b"here")
    for key, context in ((other, b"here"), (wrapping, b"there"), (wrapping, b"here ")):
        with pytest.raises(CannotOpen):
            await key_service.unwrap(key, wrapped, context)
        with pytest.raises(CannotOpen):
            await key_service.rewrap(key, wrapped, context)


async def test_changed_text_does_not_open(key_service: KeyService, wrapping: str) -> None:
    wrapped = await key_service.wrap(wrapping, KEK, b"here")
    head, _, body = wrapped.rpartition(":")
    middle = len(body) // 2
    flipped = body[:middle] + ("A" if body[middle] != "A" else "B") + body[middle + 1 :]
    for changed in (f"{head}:{flipped}", f"{head}:{body[:8]}", head, "", "not wrapped at all",
                    wrapped.replace(":v1:", ":v9:"), wrapped.replace(":v1:", ":v0:")):  # fmt: skip
        with pytest.raises(CannotOpen):
            await key_service.unwrap(wrapping, changed, b"here")


@pytest.mark.book("R19")
async def test_wrapping_never_brings_a_destroyed_key_back(
    key_service: KeyService, wrapping: str
) -> None:
    await key_service.destroy(wrapping)
    with pytest.raises(KeyNotFound):
        await key_service.wrap(wrapping, KEK, b"here")
    with pytest.raises(KeyNotFound):
        await key_service.describe(wrapping)


async def test_destroying_twice_is_no_error(key_service: KeyService, wrapping: str) -> None:
    await key_service.destroy(wrapping)
    await key_service.destroy(wrapping)


async def test_a_key_that_never_was(key_service: KeyService, name: str) -> None:
    wrapped = ("keystore" if key_service.name == "keystore" else "vault") + ":v1:AAAA"
    for act in (
        key_service.wrap(name, KEK, b"here"),
        key_service.unwrap(name, wrapped, b"here"),
        key_service.rewrap(name, wrapped, b"here"),
        key_service.rotate(name),
        key_service.raise_minimum(name, 1),
        key_service.describe(name),
        key_service.digest(name, b"data"),
        key_service.sign(name, b"data"),
        key_service.public_keys(name),
    ):
        with pytest.raises(KeyNotFound):
            await act


@pytest.mark.parametrize("bad", ["", "../master", "Organisation", "a/b", "-a", "a" * 101, "a\n"])
async def test_names_that_could_mean_something_else(key_service: KeyService, bad: str) -> None:
    with pytest.raises(ValueError, match="key name"):
        await key_service.create_key(bad, KeyKind.WRAPPING)
    with pytest.raises(ValueError, match="key name"):
        await key_service.destroy(bad)


async def test_a_digest_is_the_same_each_time_and_never_rotated(
    key_service: KeyService, name: str
) -> None:
    await key_service.create_key(name, KeyKind.DIGEST)
    digest = await key_service.digest(name, b"lookup")
    assert len(digest) == 32
    assert await key_service.digest(name, b"lookup") == digest
    assert await key_service.digest(name, b"another") != digest
    with pytest.raises(KeyRefused):
        await key_service.rotate(name)
    other = f"lookup-{uuid4()}"
    await key_service.create_key(other, KeyKind.DIGEST)
    assert await key_service.digest(other, b"lookup") != digest


async def test_signatures_verify_with_the_published_key_of_their_version(
    key_service: KeyService, name: str
) -> None:
    await key_service.create_key(name, KeyKind.SIGNING)
    old = await key_service.sign(name, b"token")
    await key_service.rotate(name)
    new = await key_service.sign(name, b"token")
    again = await key_service.sign(name, b"token", version=1)
    published = await key_service.public_keys(name)
    assert sorted(published) == [1, 2]
    for version, signature in ((1, old), (2, new), (1, again)):
        _verify(published[version], signature, b"token")
    with pytest.raises(KeyRefused):
        await key_service.sign(name, b"token", version=3)
    assert (await key_service.describe(name)).created_at.tzinfo is not None


async def test_one_key_serves_one_purpose(key_service: KeyService, name: str) -> None:
    await key_service.create_key(name, KeyKind.DIGEST)
    with pytest.raises(KeyRefused):
        await key_service.create_key(name, KeyKind.WRAPPING)
    for act in (
        key_service.wrap(name, KEK, b"here"),
        key_service.sign(name, b"data"),
        key_service.public_keys(name),
    ):
        with pytest.raises(KeyRefused):
            await act


async def test_a_minimum_above_the_latest_version_is_refused(
    key_service: KeyService, wrapping: str
) -> None:
    with pytest.raises(KeyRefused):
        await key_service.raise_minimum(wrapping, 2)


async def test_what_is_wrapped_is_wrapped_for_something(
    key_service: KeyService, wrapping: str
) -> None:
    with pytest.raises(KeyRefused):
        await key_service.wrap(wrapping, KEK, b"")


async def test_many_at_once(key_service: KeyService, wrapping: str) -> None:
    contexts = [f"tenant {number}".encode() for number in range(40)]
    wrapped = await asyncio.gather(*(key_service.wrap(wrapping, KEK, c) for c in contexts))
    opened = await asyncio.gather(
        *(key_service.unwrap(wrapping, w, c) for w, c in zip(wrapped, contexts, strict=True))
    )
    assert opened == [KEK] * 40
    assert len(set(wrapped)) == 40


async def test_it_is_healthy(key_service: KeyService) -> None:
    assert await key_service.health()


async def test_nobody_listens_there() -> None:
    service = Transit("http://127.0.0.1:9", "token")
    try:
        assert not await service.health()
        with pytest.raises(KeyServiceUnavailable):
            await service.unwrap("organisation-1", "vault:v1:AAAA", b"here")
    finally:
        await service.close()


def _verify(pem: bytes, signature: bytes, data: bytes) -> None:
    public = load_pem_public_key(pem)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert len(signature) == 64
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    public.verify(encode_dss_signature(r, s), data, ec.ECDSA(SHA256()))
