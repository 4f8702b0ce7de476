import httpx
import pytest

from tests.api.portal.walking import Walker


@pytest.fixture
def walker(client: httpx.AsyncClient) -> Walker:
    return Walker(client)


async def test_somebody_starts_writes_leaves_and_comes_back(walker):
    words = await walker.start()
    assert len(words.split()) == 6
    await walker.press("Send", text="It is about my team.\n\nI do not sleep.")
    assert "I do not sleep." in walker.page.text
    await walker.press("Sign out")
    assert "signed out" in walker.page.text
    await walker.follow("Come back with your six words")
    await walker.press("Open", words=words.upper())
    assert "I do not sleep." in walker.page.text
