"""The page of the protocol: its questions, a record for good, and nothing that follows from it."""

from datetime import UTC, datetime, timedelta

from tests.api.desk.conftest import path_of
from tests.people import Talk

FILLED = {
    "danger": "His brother, tonight.",
    "client": "He asked me to.",
    "less": "Calling him was not enough.",
    "who": "The doctor, an address.",
    "colleague": "She would do the same.",
    "telling": "He knows.",
    "reasons": "A life.",
    "decision": "broken",
}


async def test_what_is_recorded_stands_there_for_good(amina, talk: Talk):
    path = f"{path_of(talk)}/weighing"
    assert "weighing" in (await amina.get(path_of(talk))).text
    asked = (await amina.get(path)).text
    assert "call 112" in asked
    assert all(f'name="{name}"' in asked for name in FILLED)
    answer = await amina.post(path, data=FILLED)
    assert answer.status_code == 303
    page = (await amina.get(path, params={"done": "recorded"})).text
    assert "Nothing was sent to anybody." in page
    assert all(value in page for name, value in FILLED.items() if name != "decision")
    assert "I told somebody, or am about to" in page
    assert "Your client can read it since" in page


async def test_an_answer_that_lacks_is_named_and_nothing_is_lost(amina, talk: Talk):
    path = f"{path_of(talk)}/weighing"
    answer = await amina.post(path, data=FILLED | {"less": ""})
    assert answer.status_code == 422
    assert "Each question needs an answer" in answer.text
    assert FILLED["danger"] in answer.text
    assert 'id="less-trouble"' in answer.text
    assert "Your client can read it" not in answer.text


async def test_a_delay_is_shown_with_its_day_and_can_be_ended(amina, talk: Talk):
    path = f"{path_of(talk)}/weighing"
    day = datetime.now(UTC).date() + timedelta(days=3)
    late = FILLED | {"shown_on": day.isoformat()}
    refused = await amina.post(path, data=late)
    assert "Say why, in at most 2,000 characters." in refused.text
    await amina.post(path, data=late | {"delay_reason": "Not safe before."})
    page = (await amina.get(path)).text
    assert "Your client reads it from" in page
    act = page.partition(f'action="{path}/')[2].partition('"')[0]
    await amina.post(f"{path}/{act.partition('?')[0]}")
    assert "Your client can read it since" in (await amina.get(path)).text
