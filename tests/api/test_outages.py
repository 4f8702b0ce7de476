"""A dead dependency: a clear answer, nothing lost, nothing half-written; back again, it goes on."""

import asyncio
import os
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

import migrations
from api.app import create_app
from api.embedded import open_embedded
from api.house import House, open_house
from tenants.conversations.conversations import get_conversation
from tenants.errors import Unavailable
from tests import people, vault_server
from tests.api.portal.walking import Walker
from tests.conftest import BARE, CHEAP, clone, database_at, settings_for
from vault import KeyServiceUnavailable

TEXT = "What I wrote must not be lost."


async def browser_of(house: House, stack) -> httpx.AsyncClient:
    app = create_app(house.settings, house=house)
    await stack.enter_async_context(app.lifespan())
    return await stack.enter_async_context(
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://testserver.local",
        )
    )


async def test_the_database_is_gone_and_comes_back(tmp_path: Path) -> None:
    server = ExitStack()
    urls = server.enter_context(open_embedded(tmp_path / "postgres", fsync=False))
    await asyncio.to_thread(migrations.migrate, urls.url)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings_for(urls.app_url, tmp_path)))
        cast = await people.seed_cast(house, kdf=CHEAP)
        walker = Walker(await browser_of(house, stack))
        await walker.start()
        await walker.press("Send", text="The first message.")

        await asyncio.to_thread(server.close)
        page = await walker.press("Send", text=TEXT)
        assert page.response.status_code == 503
        assert int(page.response.headers["retry-after"]) > 0
        assert page.kept("text").strip() == TEXT
        api = await walker.browser.get("/v1/organisation", headers={"authorization": "Bearer x"})
        assert api.status_code in {401, 503}
        with pytest.raises(Unavailable):
            async with house.tenancy.open(cast.actor("henk")):
                pass

        with open_embedded(tmp_path / "postgres", fsync=False) as again:
            assert again.app_url == urls.app_url
            page = await walker.press("Send", text=TEXT)
            if page.response.status_code == 503:  # a connection that had not noticed yet
                page = await walker.press("Send", text=TEXT)
            assert page.text.count(TEXT) == 1
            await house.tenancy.close()


@pytest.mark.book("D2")
async def test_vault_is_gone_and_comes_back(directory: Path) -> None:
    binary = vault_server.find_binary()
    if binary is None:
        if os.environ.get("REQUIRE_VAULT") == "1":
            pytest.fail(vault_server.MISSING)
        pytest.skip(vault_server.MISSING)
    async with AsyncExitStack() as stack:
        server = stack.enter_context(vault_server.file_server(binary))
        name = await stack.enter_async_context(clone(BARE))
        settings = settings_for(
            database_at(os.environ["TEST_APP_URL"], name),
            directory,
            vault_addr=server.address.url,
            vault_token=SecretStr(server.address.token),
            kek_seconds=3600,
        )
        house = await stack.enter_async_context(open_house(settings))
        cast = await people.seed_cast(house, kdf=CHEAP)
        talk = await people.start_talk(house, cast)
        walker = Walker(await browser_of(house, stack))
        await walker.start()

        server.kill()
        # What is opened already goes on: the organisation's key is still in memory.
        page = await walker.press("Send", text="The key server is down.")
        assert "The key server is down." in page.text

        house.keyring.forget(talk.organisation_id)
        page = await walker.press("Send", text=TEXT)
        assert page.response.status_code == 503
        assert "retry-after" in page.response.headers
        assert page.kept("text").strip() == TEXT

        server.start()
        with pytest.raises(KeyServiceUnavailable):  # up, and sealed
            await house.keyring.kek(talk.organisation_id, "vault:v1:AAAA")
        server.unseal()
        page = await walker.press("Send", text=TEXT)
        assert page.text.count(TEXT) == 1
        async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
            assert (await get_conversation(tenant, talk.id)).messages == ()
