"""Asking colleagues at the desk: checked first, without a name, and taken away by anybody."""

import html
import re

import pytest

PATH = "/desk/peer-supervision"


@pytest.mark.book("R52")
async def test_a_question_and_the_thoughts_on_it(sit) -> None:
    amina, bram = await sit("amina"), await sit("bram")
    assert PATH in (await amina.get("/desk/prevention")).text
    question = {"theme": "T4.1", "body": "How do you end a talk that goes in circles?"}
    asked = await amina.post(PATH, data=question)
    assert asked.status_code == 303
    page = html.unescape((await bram.get(PATH)).text)
    assert question["body"] in page
    assert "Amina" not in page
    there = re.search(rf"{PATH}/[0-9a-f-]{{36}}", page[page.index(question["body"]) :])[0]
    await bram.post(there, data={"body": "Sum up, and ask what is enough for today."})
    read = html.unescape((await amina.get(there)).text)
    assert "Sum up, and ask what is enough for today." in read
    assert "Bram" not in read
    await bram.post(f"{there}/removal")
    assert (await amina.get(there)).status_code == 404


@pytest.mark.book("R52", "R20")
async def test_what_points_at_somebody_has_to_go_and_the_rest_is_looked_at_once(amina) -> None:
    blocked = {"theme": "T4.1", "body": "What would you say to dr. Jansen?"}
    for more in ({}, {"looked_at": blocked["body"]}):
        answer = await amina.post(PATH, data=blocked | more)
        assert answer.status_code == 422
        assert "Rephrase what is marked" in answer.text
        assert "dr. Jansen" in answer.text
    maybe = {"theme": "T4.1", "body": "What helps when the night shift stays silent?"}
    assert "Could this lead to somebody?" in (await amina.post(PATH, data=maybe)).text
    kept = await amina.post(PATH, data=maybe | {"looked_at": maybe["body"]})
    assert kept.status_code == 303
