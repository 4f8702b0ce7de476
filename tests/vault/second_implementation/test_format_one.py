"""What we store opens with other people's libraries: the vectors, and what is made today."""

import ast
import json
from base64 import b64decode
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

import vault
from tests.vault.second_implementation import format_one

VECTORS: dict[str, Any] = json.loads(Path(__file__).parents[1].joinpath("vectors.json").read_text())
PASSPHRASE, SEAL = VECTORS["passphrase"], VECTORS["seal"]
PLACE = {name: UUID(SEAL[name]) for name in ("tenant_id", "conversation_id")}


def test_it_shares_nothing_with_the_first() -> None:
    tree = ast.parse(Path(format_one.__file__).read_text())
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported == {"Crypto", "kyber_py", "nacl", "unicodedata", "uuid"}


def test_passphrase() -> None:
    seed, lookup = format_one.client_secrets(
        PASSPHRASE["words"], b64decode(PASSPHRASE["salt"]), PASSPHRASE["parameters"]
    )
    assert seed == b64decode(PASSPHRASE["seed"])
    assert lookup == b64decode(PASSPHRASE["lookup"])
    assert format_one.public_of(seed) == b64decode(PASSPHRASE["public"])


def open_the_seal(**changed: object) -> bytes:
    given: dict[str, Any] = {
        "sealed": b64decode(SEAL["sealed"]),
        "kek": b64decode(SEAL["kek"]),
        "seed": b64decode(PASSPHRASE["seed"]),
        "holder_id": UUID(SEAL["holder_id"]),
        "purpose": SEAL["purpose"],
        **PLACE,
        **changed,
    }
    return format_one.open_seal(given.pop("sealed"), **given)


def test_seal() -> None:
    assert open_the_seal() == b64decode(SEAL["data_key"])


@pytest.mark.parametrize(
    "changed",
    [
        {"kek": bytes(32)},
        {"seed": bytes(96)},
        {"holder_id": uuid4()},
        {"conversation_id": uuid4()},
        {"purpose": "recovery"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_seal_opens_nowhere_else(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="MAC check failed"):
        open_the_seal(**changed)


@pytest.mark.parametrize("content", VECTORS["contents"], ids=lambda c: f"{len(c['text'])} letters")
def test_contents(content: dict[str, str]) -> None:
    text = format_one.open_text(
        b64decode(content["stored"]),
        data_key=b64decode(SEAL["data_key"]),
        row_id=UUID(content["row_id"]),
        column=content["column"],
        **PLACE,
    )
    assert text == content["text"]


def test_file() -> None:
    file = VECTORS["file"]
    content = format_one.open_file(
        [Path(__file__).parents[1].joinpath("file_of_format_one").read_bytes()],
        data_key=b64decode(SEAL["data_key"]),
        size=file["size"],
        row_id=UUID(file["row_id"]),
        column=file["column"],
        **PLACE,
    )
    assert content.decode() == file["text"]


def test_lock() -> None:
    at_rest = VECTORS["lock"]
    locked, owner = b64decode(at_rest["locked"]), UUID(at_rest["owner"])
    assert format_one.open_lock(at_rest["secret"], locked, owner) == b64decode(at_rest["seed"])


def test_session() -> None:
    at_rest = VECTORS["session"]
    key, locked = b64decode(at_rest["key"]), b64decode(at_rest["locked"])
    seed = format_one.open_session(key, locked, UUID(at_rest["owner"]))
    assert seed == b64decode(at_rest["seed"])


def test_code() -> None:
    code = VECTORS["code"]
    given = code["letters"], b64decode(code["salt"]), code["parameters"]
    key, _, lookup = format_one.code_secrets(*given, "recovery")
    assert lookup == b64decode(code["recovery_lookup"])
    entry = format_one.code_secrets(*given, "entry")
    assert entry[1:] == (b64decode(code["entry_seed"]), b64decode(code["entry_lookup"]))
    place = UUID(code["tenant_id"]), UUID(code["owner"])
    assert format_one.open_sheet(key, b64decode(code["locked"]), *place) == b64decode(code["seed"])


@pytest.mark.book("R16")
def test_what_is_made_today_opens_too() -> None:
    """From the six words to the text, with nothing of ours after it was stored."""
    tenant_id, conversation_id, holder_id, row_id = (uuid4() for _ in range(4))
    words, salt, parameters = vault.new_passphrase("nl"), bytes(16), "argon2id:64:1:1"
    made = vault.derive(words, salt=salt, parameters=vault.KdfParameters.parse(parameters))
    data_key, kek = vault.new_data_key(), vault.new_data_key()
    sealed = vault.seal(
        data_key,
        kek=kek,
        recipient=vault.KeyPair.from_seed(made.seed).public,
        binding=vault.SealBinding(tenant_id, conversation_id, holder_id),
    )
    stored = vault.encrypt(
        data_key,
        b"Ik wil er eerst over nadenken.",
        binding=vault.ContentBinding(tenant_id, conversation_id, row_id, "body"),
    )

    photo = bytes(range(256)) * 10_000
    sealer = vault.FileSealer(
        data_key, binding=vault.ContentBinding(tenant_id, conversation_id, row_id, "chunk")
    )
    chunks = [*sealer.feed(photo), *sealer.finish()]
    assert len(chunks) == 3

    seed, _ = format_one.client_secrets(words, salt, parameters)
    place = {"tenant_id": tenant_id, "conversation_id": conversation_id}
    opened = format_one.open_seal(
        sealed, kek=kek, seed=seed, holder_id=holder_id, purpose="data-key", **place
    )
    text = format_one.open_text(stored, data_key=opened, row_id=row_id, column="body", **place)
    assert text == "Ik wil er eerst over nadenken."
    file = format_one.open_file(
        chunks, data_key=opened, size=len(photo), row_id=row_id, column="chunk", **place
    )
    assert file == photo
