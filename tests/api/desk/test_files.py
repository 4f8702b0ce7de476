"""A counsellor sees what a client sent, answers with a file, and takes back only the own."""

import re

from tenants.conversations.saying import say
from tests.api.desk.conftest import path_of
from tests.people import Talk
from tests.tenants.conversations.test_attachments import client_of, files
from tests.tenants.files.samples import CANARY, photo

SAME_ORIGIN = {"Origin": "http://testserver.local", "Sec-Fetch-Site": "same-origin"}


async def upload(amina, talk: Talk, content: bytes, text: str = ""):
    return await amina.post(
        path_of(talk),
        files=[("text", (None, text)), ("files", (f"{CANARY}.pdf", content))],
        headers=SAME_ORIGIN,
    )


async def test_files_go_both_ways(amina, house, talk: Talk):
    await say(client_of(house, talk), talk.id, "See this.", files(photo()))
    page = (await amina.get(path_of(talk))).text
    assert "See this." in page
    assert "Photo 1" in page
    assert "/removal" not in page
    sent = await upload(amina, talk, b"A list of who can help.", "Take this with you.")
    assert sent.status_code == 303
    page = (await amina.get(path_of(talk))).text
    assert "Text 2" in page
    assert CANARY not in page
    (link,) = re.findall(r'href="([^"]+)" download="file-2.txt"', page)
    saved = await amina.get(link)
    assert saved.content == b"A list of who can help."
    assert saved.headers["content-disposition"] == 'attachment; filename="file-2.txt"'
    (removal,) = re.findall(r'action="([^"]+/removal[^"]*)"', page)
    removed = await amina.post(removal, headers=SAME_ORIGIN)
    assert removed.headers["location"].endswith("done=removed")
    assert "Text 2" not in (await amina.get(path_of(talk))).text


async def test_a_file_that_is_refused_leaves_what_was_written(amina, talk: Talk):
    answer = await upload(amina, talk, b"{\\rtf1 from an office}", "Read this.")
    assert answer.status_code == 422
    assert "Save it as PDF, and send that." in answer.text
    assert ">Read this.</textarea>" in answer.text


async def test_what_was_written_comes_through_signing_in(amina, talk: Talk):
    amina.cookies.clear()
    answer = await upload(amina, talk, b"x", "Not lost.")
    assert answer.status_code == 401
    assert "Not+lost." in answer.text or "Not lost." in answer.text
