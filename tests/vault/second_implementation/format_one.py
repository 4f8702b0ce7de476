"""Format 1, written a second time from decision 0002 alone, on other libraries.

Nothing of the house is imported here: AES and HKDF's hash come from PyCryptodome, X25519 and
Argon2id from libsodium (PyNaCl), ML-KEM from kyber-py, HPKE from RFC 9180 by hand. Only opening
is written out, slowly and plainly. Whoever must read a database without this software starts here.
"""

import unicodedata
from uuid import UUID

from Crypto.Cipher import AES
from Crypto.Hash import HMAC, SHA3_256, SHA256
from kyber_py.ml_kem import ML_KEM_768
from nacl.bindings import crypto_scalarmult, crypto_scalarmult_base
from nacl.pwhash import argon2id

HASH = 32
MLKEM_SEED, MLKEM_CIPHERTEXT, X25519 = 64, 1088, 32

# https://datatracker.ietf.org/doc/draft-ietf-hpke-pq: MLKEM768-X25519, which is X-Wing
KEM_ID, KDF_ID, AEAD_ID = 0x647A, 0x0001, 0x0002
XWING_LABEL = rb"\.//^" + b"\\"
SUITE_ID = b"HPKE" + b"".join(number.to_bytes(2) for number in (KEM_ID, KDF_ID, AEAD_ID))


def hmac(key: bytes, data: bytes) -> bytes:
    return HMAC.new(key, data, SHA256).digest()


def expand(key: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand, RFC 5869 section 2.3."""
    out = block = b""
    for number in range(1, -(-length // HASH) + 1):
        block = hmac(key, block + info + bytes([number]))
        out += block
    return out[:length]


def sub(key: bytes, label: str, length: int = 32) -> bytes:
    return expand(key, b"gesprekspunt/1/" + label.encode(), length)


def open_blob(key: bytes, blob: bytes, place: bytes) -> bytes:
    """01 ‖ nonce (12) ‖ AES-256-GCM with its tag (16). ValueError where anything does not fit."""
    if blob[0] != 1:
        raise ValueError("another format")
    cipher = AES.new(key, AES.MODE_GCM, nonce=blob[1:13])
    cipher.update(place)
    return cipher.decrypt_and_verify(blob[13:-16], blob[-16:])


def stretch(secret: str, salt: bytes, parameters: str) -> bytes:
    """Argon2id to 64 bytes; libsodium knows one lane, which is what we store."""
    name, kib, passes, lanes = parameters.split(":")
    if (name, lanes) != ("argon2id", "1"):
        raise ValueError("libsodium has Argon2id with one lane")
    return argon2id.kdf(64, secret.encode(), salt, opslimit=int(passes), memlimit=int(kib) * 1024)


def client_secrets(words: str, salt: bytes, parameters: str) -> tuple[bytes, bytes]:
    """Seed (96 bytes) and look-up (32) from six words."""
    letters = "".join(c for c in unicodedata.normalize("NFKC", words).casefold() if c.isalpha())
    master = stretch(letters, salt, parameters)
    return sub(master, "client/seed", 96), sub(master, "client/lookup")


def public_of(seed: bytes) -> bytes:
    """ML-KEM-768's encapsulation key (1,184), then X25519's point (32)."""
    encapsulation, _ = ML_KEM_768.key_derive(seed[:MLKEM_SEED])
    return encapsulation + crypto_scalarmult_base(seed[MLKEM_SEED:])


def open_hpke(message: bytes, seed: bytes, info: bytes) -> bytes:
    """HPKE in base mode (RFC 9180, sections 5.1 and 5.2), first and only message."""
    encapsulated, text = message[: MLKEM_CIPHERTEXT + X25519], message[MLKEM_CIPHERTEXT + X25519 :]
    secret = _decapsulate(encapsulated, seed)
    context = b"\0" + _extract(b"", "psk_id_hash", b"") + _extract(b"", "info_hash", info)
    shared = _extract(secret, "secret", b"")
    key = _expand(shared, "key", context, 32)
    cipher = AES.new(key, AES.MODE_GCM, nonce=_expand(shared, "base_nonce", context, 12))
    return cipher.decrypt_and_verify(text[:-16], text[-16:])


def open_seal(
    sealed: bytes,
    *,
    kek: bytes,
    seed: bytes,
    tenant_id: UUID,
    conversation_id: UUID,
    holder_id: UUID,
    purpose: str,
) -> bytes:
    """The data key of a conversation."""
    ids = tenant_id.bytes + conversation_id.bytes + holder_id.bytes
    place = b"gesprekspunt/1/seal/" + ids + purpose.encode()
    return open_hpke(open_blob(sub(kek, "seal"), sealed, place), seed, place)


def open_text(
    stored: bytes,
    *,
    data_key: bytes,
    tenant_id: UUID,
    conversation_id: UUID,
    row_id: UUID,
    column: str,
) -> str:
    ids = tenant_id.bytes + conversation_id.bytes + row_id.bytes
    place = b"gesprekspunt/1/content/" + ids + column.encode()
    text, mark, filling = open_blob(sub(data_key, "content"), stored, place).rpartition(b"\x80")
    if not mark or filling.strip(b"\0"):
        raise ValueError("not padded as format 1 pads")
    return text.decode()


def open_file(
    chunks: list[bytes],
    *,
    data_key: bytes,
    size: int,
    tenant_id: UUID,
    conversation_id: UUID,
    row_id: UUID,
    column: str,
) -> bytes:
    """A file of `size` bytes: 01 ‖ salt (32) before the first chunk, a tag (16) after each."""
    head, first = chunks[0][:33], chunks[0][33:]
    if head[0] != 1:
        raise ValueError("another format")
    key = sub(data_key, f"file/{head[1:].hex()}")
    ids = tenant_id.bytes + conversation_id.bytes + row_id.bytes
    content = b""
    for number, chunk in enumerate([first, *chunks[1:]]):
        last = number == len(chunks) - 1
        cipher = AES.new(key, AES.MODE_GCM, nonce=number.to_bytes(11) + bytes([last]))
        cipher.update(b"gesprekspunt/1/file/" + ids + column.encode())
        content += cipher.decrypt_and_verify(chunk[:-16], chunk[-16:])
    if content[size:].strip(b"\0"):
        raise ValueError("not filled up as format 1 does")
    return content[:size]


def open_lock(secret: str, locked: bytes, owner: UUID) -> bytes:
    """A counsellor's seed under the unlock secret."""
    end = 1 + locked[0]
    head, blob = locked[: end + 16], locked[end + 16 :]
    typed = unicodedata.normalize("NFKC", secret)
    key = sub(stretch(typed, head[end:], head[1:end].decode()), "lock")
    return open_blob(key, blob, b"gesprekspunt/1/lock/" + owner.bytes + head)


def code_secrets(letters: str, salt: bytes, parameters: str, use: str) -> tuple[bytes, ...]:
    """Key (32), seed (96) and look-up (32) of a code on paper, `use` being recovery or entry."""
    master = stretch(letters, salt, parameters)
    lengths = {"lock": 32, "seed": 96, "lookup": 32}
    return tuple(sub(master, f"{use}/{name}", length) for name, length in lengths.items())


def open_sheet(key: bytes, locked: bytes, tenant_id: UUID, owner: UUID) -> bytes:
    """A client's seed under the key of the recovery sheet."""
    return open_blob(key, locked, b"gesprekspunt/1/recovery/" + tenant_id.bytes + owner.bytes)


def open_session(key: bytes, locked: bytes, owner: UUID) -> bytes:
    """A seed under the 32 bytes of a cookie."""
    return open_blob(sub(key, "session"), locked, b"gesprekspunt/1/session/" + owner.bytes)


def _decapsulate(encapsulated: bytes, seed: bytes) -> bytes:
    mlkem, point = encapsulated[:MLKEM_CIPHERTEXT], encapsulated[MLKEM_CIPHERTEXT:]
    _, decapsulation = ML_KEM_768.key_derive(seed[:MLKEM_SEED])
    private = seed[MLKEM_SEED:]
    return SHA3_256.new(
        ML_KEM_768.decaps(decapsulation, mlkem)
        + crypto_scalarmult(private, point)
        + point
        + crypto_scalarmult_base(private)
        + XWING_LABEL
    ).digest()


def _extract(salt: bytes, label: str, material: bytes) -> bytes:
    return hmac(salt or bytes(HASH), b"HPKE-v1" + SUITE_ID + label.encode() + material)


def _expand(key: bytes, label: str, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2) + b"HPKE-v1" + SUITE_ID + label.encode() + info
    return expand(key, labelled, length)
