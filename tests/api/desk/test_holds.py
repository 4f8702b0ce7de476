"""The counsellor in charge holds a conversation from deletion, and sees what is held."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.desk.test_conversations import path_of


@pytest.mark.book("R19")
async def test_a_hold_with_a_reason_until_a_day_is_listed_and_ends(amina, talk):
    today = datetime.now(UTC).date()
    until = today + timedelta(days=100)
    done = await amina.post(
        f"{path_of(talk)}/hold", data={"reason": "A judge asked.", "until": until.isoformat()}
    )
    assert done.status_code == 303
    page = (await amina.get(path_of(talk))).text
    said = f"Held through {until.day} {until:%B} {until.year}"
    assert said in page
    assert "A judge asked." in page
    listed = (await amina.get("/desk/conversations")).text
    assert said in listed
    assert "A judge asked." not in listed
    await amina.post(f"{path_of(talk)}/hold/ending")
    soon = today + timedelta(days=30)
    assert f"Held through {soon.day} {soon:%B} {soon.year}" in (await amina.get(path_of(talk))).text


@pytest.mark.parametrize(
    ("reason", "days", "said"),
    [
        ("", 10, "Say why, in at most 1,000 characters."),
        ("A judge asked.", 0, "Choose a day from tomorrow to a year from now."),
        ("A judge asked.", 366, "Choose a day from tomorrow to a year from now."),
        ("A judge asked.", None, "Choose a day from tomorrow to a year from now."),
    ],
    ids=["no reason", "today", "too long", "no day"],
)
async def test_a_hold_that_cannot_be_is_refused_beside_its_field(amina, talk, reason, days, said):
    until = "" if days is None else (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
    answer = await amina.post(f"{path_of(talk)}/hold", data={"reason": reason, "until": until})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Held through" not in answer.text
