"""What was stored in format 1 opens for ever: `vectors.json` was made once and is never remade."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from vault import (
    ContentBinding,
    FileOpener,
    KdfParameters,
    KeyPair,
    SealBinding,
    decrypt,
    derive,
    derive_code,
    open_seal,
    recovery_unlock,
    session_unlock,
    unlock,
)

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text())
PASSPHRASE, SEAL = VECTORS["passphrase"], VECTORS["seal"]


def test_passphrase() -> None:
    secrets = derive(
        PASSPHRASE["words"],
        salt=b64decode(PASSPHRASE["salt"]),
        parameters=KdfParameters.parse(PASSPHRASE["parameters"]),
    )
    assert secrets.seed == b64decode(PASSPHRASE["seed"])
    assert secrets.lookup == b64decode(PASSPHRASE["lookup"])
    assert KeyPair.from_seed(secrets.seed).public == b64decode(PASSPHRASE["public"])


def test_code() -> None:
    code = VECTORS["code"]
    sheet, entry = derive_code(
        code["letters"],
        salt=b64decode(code["salt"]),
        parameters=KdfParameters.parse(code["parameters"]),
    )
    assert sheet.lookup == b64decode(code["recovery_lookup"])
    assert entry.lookup == b64decode(code["entry_lookup"])
    assert entry.seed == b64decode(code["entry_seed"])
    seed = recovery_unlock(
        sheet.key,
        b64decode(code["locked"]),
        tenant_id=UUID(code["tenant_id"]),
        owner=UUID(code["owner"]),
    )
    assert seed == b64decode(code["seed"])


def test_seal() -> None:
    binding = SealBinding(
        UUID(SEAL["tenant_id"]),
        UUID(SEAL["conversation_id"]),
        UUID(SEAL["holder_id"]),
        SEAL["purpose"],
    )
    assert open_seal(
        b64decode(SEAL["sealed"]),
        kek=b64decode(SEAL["kek"]),
        key_pair=KeyPair.from_seed(b64decode(PASSPHRASE["seed"])),
        binding=binding,
    ) == b64decode(SEAL["data_key"])


@pytest.mark.parametrize("content", VECTORS["contents"], ids=lambda c: f"{len(c['text'])} letters")
def test_contents(content: dict[str, str]) -> None:
    binding = ContentBinding(
        UUID(SEAL["tenant_id"]),
        UUID(SEAL["conversation_id"]),
        UUID(content["row_id"]),
        content["column"],
    )
    stored = b64decode(content["stored"])
    text = decrypt(b64decode(SEAL["data_key"]), stored, binding=binding)
    assert text.decode() == content["text"]


def test_file() -> None:
    file = VECTORS["file"]
    opener = FileOpener(
        b64decode(SEAL["data_key"]),
        size=file["size"],
        chunks=1,
        binding=ContentBinding(
            UUID(SEAL["tenant_id"]),
            UUID(SEAL["conversation_id"]),
            UUID(file["row_id"]),
            file["column"],
        ),
    )
    sealed = Path(__file__).with_name("file_of_format_one").read_bytes()
    assert opener.open(sealed).decode() == file["text"]


def test_lock() -> None:
    at_rest = VECTORS["lock"]
    seed = unlock(at_rest["secret"], b64decode(at_rest["locked"]), owner=UUID(at_rest["owner"]))
    assert seed == b64decode(at_rest["seed"])


def test_session() -> None:
    at_rest = VECTORS["session"]
    key, locked = b64decode(at_rest["key"]), b64decode(at_rest["locked"])
    seed = session_unlock(key, locked, owner=UUID(at_rest["owner"]))
    assert seed == b64decode(at_rest["seed"])
