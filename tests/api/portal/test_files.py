"""A client sends files with what they write, sees them, saves them, and takes them back."""

import os
import sys
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from tenants.conversations.retention import hold_conversation
from tests.api.portal.talks import talk_of
from tests.api.portal.walking import Walker
from tests.tenants.files.samples import CANARY, pdf, photo

WORDS = "This hung beside my desk."


@pytest.mark.book("R17", "R20")
async def test_a_photo_is_sent_with_words_and_saved_under_a_name_that_tells_nothing(walker: Walker):
    await walker.start()
    page = await walker.press(
        "Send", text=WORDS, files=[(f"{CANARY}.jpg", photo()), ("b.txt", b"I wrote it down.")]
    )
    assert page.response.status_code == 200
    assert page.text.count(WORDS) == 1
    assert {"Photo 1", "Text 2"} <= page.links.keys()
    assert "0.1 MB" in page.text
    assert CANARY not in page.response.text
    saved = await walker.browser.get(page.links["Photo 1"])
    assert saved.headers["content-disposition"] == 'attachment; filename="file-1.jpg"'
    assert saved.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert saved.headers["x-content-type-options"] == "nosniff"
    assert saved.headers["cache-control"] == "no-store"
    with Image.open(BytesIO(saved.content)) as image:
        assert dict(image.getexif()) == {}


async def test_a_file_can_go_without_a_word_and_words_without_a_file(walker: Walker):
    await walker.start()
    page = await walker.press("Send", files=[("a.txt", b"A note.")])
    assert "Text 1" in page.links
    page = await walker.press("Send", text=WORDS)
    assert WORDS in page.text
    page = await walker.press("Send")
    assert page.response.status_code == 422
    assert "There is no text yet." in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + bytes(20) + b"[Content_Types].xml", "Save it as PDF, and send that."),
        (b"\x7fELF" + bytes(300), "You can send: photo, PDF, text, sound, film."),
        (photo()[:3000], "it seems to be damaged"),
        (b"", "There is nothing in it."),
    ],
)
async def test_where_a_file_is_refused_nothing_was_sent_and_the_words_are_still_there(
    walker: Walker, content: bytes, said: str
):
    await walker.start()
    page = await walker.press(
        "Send", text=WORDS, files=[("good.txt", b"Good."), ("wrong <name>.bin", content)]
    )
    assert page.response.status_code == 422
    assert page.kept("text").strip() == WORDS
    assert "This file was not taken: wrong <name>.bin." in page.text
    assert said in page.text
    assert "Then choose your files again." in page.text
    assert not {"Text 1", "Text 2"} & page.links.keys()
    page = await walker.press("Send", text=WORDS)
    assert page.text.count(WORDS) == 1


async def test_what_was_written_survives_a_session_that_ended(walker: Walker):
    words = await walker.start()
    walker.browser.cookies.clear()
    page = await walker.press("Send", text=WORDS, files=[("a.txt", b"x" * 500_000)])
    assert page.response.status_code == 401
    page = await walker.press("Open", words=words)
    assert page.kept("text").strip() == WORDS


async def test_who_sent_it_takes_it_back(walker: Walker, house, cast):
    await walker.start()
    await walker.press("Send", files=[("a.txt", b"A note."), ("b.txt", b"Another.")])
    page = await walker.press("Remove")
    assert "Text 1" not in page.links
    assert "Text 2" in page.links
    talk = await talk_of(house, cast, walker.path)
    async with talk.open() as tenant:
        until = tenant.now.date() + timedelta(days=300)
        await hold_conversation(tenant, talk.id, reason="Asked.", until=until)
    page = await walker.visit(walker.path)
    assert page.buttons("Remove") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf',
        b"no form at all",
    ],
)  # fmt: skip
async def test_a_form_that_is_none_is_answered_calmly(walker: Walker, body: bytes):
    await walker.start()
    answer = await walker.browser.post(
        walker.path,
        content=body,
        headers={
            "Content-Type": "multipart/form-data; boundary=x",
            "Sec-Fetch-Site": "same-origin",
        },
    )
    assert answer.status_code == 422
    answer = await walker.browser.post(
        walker.path, content=body, headers={"Content-Type": "multipart/form-data"}
    )
    assert answer.status_code == 422


@pytest.mark.book("R19")
async def test_the_copy_holds_the_files(walker: Walker):
    await walker.start()
    note = b"A note. " * 300_000
    await walker.press("Send", text=WORDS, files=[("a.txt", note), ("b.jpg", photo())])
    await walker.follow("How long this stays, and a copy for you")
    file = await walker.browser.get(walker.page.links["Download everything as one file"])
    assert file.headers["content-disposition"] == 'attachment; filename="notes.zip"'
    with ZipFile(BytesIO(file.content)) as copy:
        assert copy.testzip() is None
        assert {each.date_time for each in copy.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert copy.namelist() == ["1/file-1.txt", "1/file-2.jpg", "notes.html"]
        assert copy.read("1/file-1.txt") == note
        notes = copy.read("notes.html").decode()
    assert WORDS in notes
    assert 'href="1/file-1.txt"' in notes


@pytest.mark.book("R15")
async def test_no_part_of_a_file_is_written_to_a_disk(walker: Walker) -> None:
    """Of this process: which files it opens to write, from the form to the answer."""
    written, watching = [], True

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if watching and (event.startswith("tempfile.") or event == "open"):
            path, mode = arguments[0], arguments[1] if len(arguments) > 1 else ""
            flags = arguments[2] if len(arguments) > 2 else 0
            writes = isinstance(mode, str) and set(mode) & set("wax+")
            if event != "open" or writes or (isinstance(flags, int) and flags & os.O_CREAT):
                written.append((event, path))

    sys.addaudithook(hear)
    await walker.start()
    written.clear()
    page = await walker.press(
        "Send",
        text="All kinds.",
        files=[("a.txt", b"A line.\n" * 400_000), ("b.jpg", photo()), ("c.pdf", pdf())],
    )
    for link in ("Text 1", "Photo 2", "PDF 3"):
        assert (await walker.browser.get(page.links[link])).status_code == 200
    watching = False
    # The pipes of the process apart are opened by number.
    assert [path for _, path in written if isinstance(path, str) and path != os.devnull] == []
