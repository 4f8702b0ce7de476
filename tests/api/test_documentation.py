"""The OpenAPI pages: nothing is fetched from elsewhere, and the viewer knows the version."""

import re

import httpx


async def test_every_asset_comes_from_here(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    wanted = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(wanted) >= 4
    for address in wanted:
        assert address.startswith("/docs/assets/")
        assert (await client.get(address)).status_code == 200


async def test_the_viewer_reads_openapi_3_1(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/docs/openapi.json")).json()
    assert schema["openapi"].startswith("3.1")
    viewer = await client.get("/docs/assets/swagger-ui-bundle.js")
    # Swagger UI reads 3.1 from its version 5 on; older ones refuse the page.
    assert re.search(r'openapi: 3\.1|isOAS31|"3\.1', viewer.text)


async def test_no_operation_is_without_a_word(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/docs/openapi.json")).json()
    silent = [
        (method, path)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if not operation.get("description")
    ]
    assert silent == []
