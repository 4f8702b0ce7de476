"""The tour itself, against a real server on a real port: what the product promises, in one walk."""

import io
import socket

import pytest
from rich.console import Console

from api.demo.guide import print_guide
from api.demo.tour import run_tour
from api.server import open_server
from tests.api.demo.conftest import Demo


@pytest.mark.book("R02", "R03", "R05", "R06", "R15", "R23", "R25")
@pytest.mark.book("D1", "D3", "D5", "D6", "D7")
async def test_it_holds_twice_in_a_row(demo: Demo) -> None:
    base_url = demo.house.settings.base_url
    async with open_server(demo.house, demo.listener):
        for _ in range(2):
            told = io.StringIO()
            walked = await run_tour(base_url, console=Console(file=told, width=120))
            assert walked, told.getvalue()
            assert "steps hold" in told.getvalue()


async def test_it_says_where_it_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    told = io.StringIO()
    assert not await run_tour(f"http://127.0.0.1:{port}", console=Console(file=told, width=120))
    assert "does not answer" in told.getvalue()


def test_the_guide_says_all_that_the_tour_needs() -> None:
    told = io.StringIO()
    print_guide(Console(file=told, width=160), "http://127.0.0.1:8000/")
    for word in (
        "/o/noorderlicht",
        "/desk",
        "amina@",
        "alice@",
        "fleur@",
        "curl -u ",
        "/oauth/token",
    ):
        assert word in told.getvalue()
