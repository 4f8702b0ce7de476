"""What may be kept of a file: what one sees, reads or hears, and nothing of who made it where."""

import asyncio
import errno
import resource
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tenants.errors import FileRefused
from tenants.files import cleaning
from tenants.files.__main__ import LIMITS as LIMITS_APART
from tenants.files.__main__ import limits_for
from tenants.files.cleaning import FileLimits, Hands, clean_apart, open_file
from tenants.files.types import FileType, Kind
from tests.tenants.files.samples import (
    CANARY,
    IFD_GPS,
    box,
    film,
    pdf,
    phone_photo,
    photo,
    song,
)

LIMITS = FileLimits()


async def in_pieces(content: bytes, piece: int = 60_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), piece):
        yield content[start : start + piece]


async def cleaned(
    content: bytes, *, piece: int = 60_000, limits: FileLimits = LIMITS
) -> tuple[FileType, bytes]:
    found, stream = await open_file(in_pieces(content, piece), limits, Hands())
    return found, b"".join([part async for part in stream])


async def refusal(content: bytes, **options: object) -> str:
    with pytest.raises(FileRefused) as refused:
        await cleaned(content, **options)  # type: ignore[arg-type]
    return refused.value.reason


@pytest.mark.book("R20")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_keeps_what_one_sees_alone(kind: str) -> None:
    sent = photo(kind)
    assert CANARY.encode() in sent
    found, kept = await cleaned(sent)
    assert (found.kind, found.media_type) == (Kind.PHOTO, f"image/{kind.lower()}")
    assert CANARY.encode() not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.format == kind
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment", "Author"} & image.info.keys()
        # It lay on its side: upright, the half that was above is at the right.
        assert image.size == (480, 640)
        red, _, blue = image.convert("RGB").getpixel((470, 320))
        assert blue > 200
        assert red < 60


@pytest.mark.book("R20")
@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
async def test_a_photo_of_a_phone_is_kept_as_what_everybody_can_open(kind: str) -> None:
    sent = phone_photo(kind)
    with Image.open(BytesIO(sent)) as image:
        # A real one: it tells where it was made, on what and by whom.
        assert image.format == kind
        assert image.getexif().get_ifd(IFD_GPS)
    assert CANARY.encode() in sent
    found, kept = await cleaned(sent)
    assert (found.kind, found.extension, found.media_type) == (Kind.PHOTO, "jpg", "image/jpeg")
    assert CANARY.encode() not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()
        assert image.size == (480, 640)
        red, _, blue = image.convert("RGB").getpixel((470, 320))
        assert blue > 200
        assert red < 60


def test_the_process_apart_starts_nothing_but_what_decodes_a_photo_of_a_phone() -> None:
    """Root is not bounded by it, so whether it is set is looked at."""
    assert limits_for(photo()).keys() == limits_for(pdf()).keys() == LIMITS_APART.keys()
    for kind in ("HEIF", "AVIF"):
        unbounded = LIMITS_APART.keys() - limits_for(phone_photo(kind)).keys()
        assert unbounded == {resource.RLIMIT_NPROC}


async def test_what_is_clear_in_a_photo_of_a_phone_becomes_white() -> None:
    _, kept = await cleaned(phone_photo("HEIF", clear=True))
    with Image.open(BytesIO(kept)) as image:
        assert min(image.getpixel((10, 10))) > 240


async def test_half_a_photo_of_a_phone_is_said_to_be_broken() -> None:
    sent = phone_photo("HEIF", size=(1600, 1200))
    assert await refusal(sent[: len(sent) // 2]) == "broken"


async def test_a_large_photo_can_still_be_read_and_is_smaller() -> None:
    _, kept = await cleaned(photo(size=(6000, 3000)))
    with Image.open(BytesIO(kept)) as image:
        assert max(image.size) == 4096 or max(image.size) == 3000


@pytest.mark.book("R20")
async def test_a_pdf_keeps_its_pages_alone() -> None:
    sent = pdf()
    with pikepdf.open(BytesIO(sent)) as document:
        assert document.docinfo["/Author"] == CANARY
        assert document.attachments
    found, kept = await cleaned(sent)
    assert found.kind is Kind.PDF
    with pikepdf.open(BytesIO(kept)) as document:
        assert "/Info" not in document.trailer
        assert not {"/Metadata", "/OpenAction"} & set(document.Root.keys())
        assert not document.attachments
        (page,) = document.pages
        comment, link = page.Annots
        assert str(comment.Contents) == "What was remarked."
        assert "/A" not in link
        in_it = page.Resources.XObject.Im0.read_raw_bytes()
        with Image.open(BytesIO(in_it)) as image:
            image.load()
            assert (image.size, dict(image.getexif())) == ((640, 480), {})
        unpacked = BytesIO()
        document.save(
            unpacked,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    # The one canary left stands behind the end of the picture, where no reader looks.
    assert unpacked.getvalue().replace(in_it, b"").count(CANARY.encode()) == 0


@pytest.mark.book("R20")
@pytest.mark.parametrize("piece", [1, 7, 1000, 1 << 20])
async def test_a_film_is_played_as_before_and_tells_no_place_and_no_moment(piece: int) -> None:
    sent = film()
    assert CANARY.encode() in sent
    found, kept = await cleaned(sent, piece=piece)
    assert (found.kind, found.extension) == (Kind.FILM, "mp4")
    assert len(kept) == len(sent)
    assert kept.index(b"what was recorded") == sent.index(b"what was recorded")
    assert CANARY.encode() not in kept
    assert b"xyz" not in kept
    assert (3_900_000_000).to_bytes(4) not in kept
    assert kept.count(b"trak") == 1
    assert all(needed in kept for needed in (b"mvhd", b"tkhd", b"stco", b"soun"))


@pytest.mark.parametrize("piece", [1, 50, 1 << 20])
async def test_sound_loses_what_stands_before_and_after_it(piece: int) -> None:
    found, kept = await cleaned(song(), piece=piece)
    assert found.kind is Kind.SOUND
    assert kept == b"\xff\xfb\x90\x00" + b"sound" * 200
    found, kept = await cleaned(film(brand=b"M4A "), piece=piece)
    assert (found.kind, found.extension) == (Kind.SOUND, "m4a")


@settings(max_examples=200)
@given(st.data())
async def test_a_film_that_was_tampered_with_is_refused_or_keeps_its_length(
    data: st.DataObject,
) -> None:
    sent = bytearray(film(b"x" * 50))
    for _ in range(data.draw(st.integers(1, 3))):
        sent[data.draw(st.integers(12, len(sent) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileRefused):
        _, kept = await cleaned(bytes(sent), piece=data.draw(st.sampled_from([3, 64, 9999])))
        assert len(kept) == len(sent)


async def test_a_text_stays_what_it_was() -> None:
    said = "Hij zei: „Dat blijft onder ons.”\r\n".encode() * 3000
    found, kept = await cleaned(said)
    assert (found.kind, kept) == (Kind.TEXT, said)
    # Some beginnings are those of other types, too.
    assert (await cleaned(b"BMW and ID3 are words."))[0].kind is Kind.TEXT
    assert await refusal(said + b"\0") == "not-taken"


OFFICE = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0" + bytes(12) + b"\x13\0\x08\x02[Content_Types].xml"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (OFFICE, "office"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "office"),
        (b"{\\rtf1 Hello}", "office"),
        (b"PK\x03\x04" + bytes(100) + b"photos.jpg", "not-taken"),
        (b"\x7fELF" + bytes(300), "not-taken"),
        (b"MZ" + bytes(300), "not-taken"),
        (box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(100), "broken"),
        (photo()[:2000], "broken"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "broken"),
        (b"%PDF-1.7\n" + bytes(500), "broken"),
        (pdf(password="secret"), "locked"),
        (film()[:-40], "broken"),
        (box(b"ftyp", b"isom\0\0\0\0isom") + b"\0\0\0\x04moov" + bytes(50), "broken"),
    ],
)  # fmt: skip
async def test_what_is_not_taken_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    assert await refusal(content) == reason


async def test_each_kind_has_its_own_bound() -> None:
    limits = FileLimits(largest=5000, largest_whole=500)
    assert (await cleaned(b"x" * 5000, piece=100, limits=limits))[0].kind is Kind.TEXT
    assert await refusal(b"x" * 5001, piece=100, limits=limits) == "too-large"
    assert await refusal(photo(), piece=100, limits=limits) == "too-large"
    no_text = replace(LIMITS, kinds=frozenset({Kind.PHOTO}))
    assert await refusal(b"x", limits=no_text) == "not-taken"


async def test_a_bomb_does_not_go_off() -> None:
    """Half a megabyte that would fill 450: told by its size, before anything is unpacked."""
    packed, row = zlib.compressobj(9), bytes(1 + 60_000 // 8)
    rows = b"".join(packed.compress(row * 6000) for _ in range(10)) + packed.flush()
    head = (60_000).to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])
    bomb = b"\x89PNG\r\n\x1a\n" + png(b"IHDR", head) + png(b"IDAT", rows) + png(b"IEND", b"")
    assert len(bomb) < 600_000
    assert await refusal(bomb) == "too-large"


def png(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


async def test_the_process_apart_writes_nothing_and_knows_nothing(tmp_path: Path) -> None:
    """What a picture that takes it over would find."""
    script = (
        "import os, sys\n"
        "import tenants.files.__main__ as apart\n"
        "def taken_over(_):\n"
        "    try: open('found', 'wb', buffering=0).write(b'x')\n"
        "    except OSError as error: return f'{error.errno} {[*os.environ]}'.encode()\n"
        "apart._cleaner = lambda kind: taken_over\n"
        "sys.exit(apart.main('photo'))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, env={}, cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate(b"")
    assert said.decode() in (f"{errno.EFBIG} []", f"{errno.EFBIG} ['LC_CTYPE']")


async def test_many_at_once_wait_for_their_turn() -> None:
    hands, sent = Hands(), photo()

    async def one() -> int:
        _, stream = await open_file(in_pieces(sent), LIMITS, hands)
        return len(b"".join([part async for part in stream]))

    assert len(set(await asyncio.gather(*(one() for _ in range(6))))) == 1
    assert hands.holding._value == cleaning.IN_HAND


async def test_whoever_sends_too_slowly_does_not_keep_the_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cleaning, "SENDING", 0.05)
    hands = Hands()

    async def slowly() -> AsyncIterator[bytes]:
        yield photo()[:5000]
        await asyncio.sleep(30)

    _, stream = await open_file(slowly(), LIMITS, hands)
    with pytest.raises(FileRefused) as refused:
        async for _ in stream:
            pass
    assert refused.value.reason == "too-slow"
    assert hands.holding._value == cleaning.IN_HAND


async def test_what_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "CLEANING", 0.01)
    with pytest.raises(FileRefused):
        await clean_apart(Kind.PHOTO, photo())
