"""What counts as text: whatever people write on a phone, and nothing that only machines write."""

import pytest

from tenants.conversations.messages import check_text
from tenants.errors import Invalid


@pytest.mark.parametrize(
    "text",
    [
        "Ik durf niet meer naar mijn werk 🫨",  # Unicode 15: newer than our Python knows
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 👩‍👩‍👧 ❤️",
        "af\u00adge\u00adbro\u00adken",
        "\u2067שלום\u2069 سلام‌",
        "one\ttwo\nthree\u00a0four\u2028five\x0bsix",
    ],
)
def test_whatever_people_write_is_text(text: str) -> None:
    assert check_text(text) == text


@pytest.mark.parametrize("text", ["a\x00", "a\x07b", "a\x1b[2J", "a\x9bb", "a\ud800b", "a\u202eb"])
def test_what_only_machines_write_is_none(text: str) -> None:
    with pytest.raises(Invalid):
        check_text(text)
