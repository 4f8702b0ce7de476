"""The tour: the whole job over HTTP, as each of its people, every step with what was seen.

It knows no more than anybody who reads this: the addresses, and the secrets of the cast.
"""

import time

import httpx
from rich.console import Console

from api.demo.tour.advisor import read_edition
from api.demo.tour.client import come_back, read_answer, start_talking
from api.demo.tour.counsellor import answer_client, close_conversation, sit_down
from api.demo.tour.firm import open_by_graphql, open_by_rest, see_load_and_hours
from api.demo.tour.newcomer import enrol_newcomer
from api.demo.tour.organisation import read_about_itself
from api.demo.tour.service import see_health
from api.demo.tour.walk import Stumble, Walk

__all__ = ["run_tour"]


async def run_tour(base_url: str, *, console: Console | None = None) -> bool:
    """Walk it against a server that has the demo's data; False where a step fails."""
    walk = Walk(base_url.rstrip("/"), console or Console(highlight=False))
    began = time.monotonic()
    try:
        await _walk(walk)
    except Stumble:
        return False
    except httpx.HTTPError as error:
        walk.stumbled(f"{walk.base_url} does not answer", f"{type(error).__name__}: {error}")
        return False
    except (LookupError, RuntimeError, TypeError, ValueError) as error:
        walk.stumbled(
            "an answer of another shape than promised", f"{type(error).__name__}: {error}"
        )
        return False
    walk.arrived(time.monotonic() - began)
    return True


async def _walk(walk: Walk) -> None:
    await see_health(walk)
    started = await start_talking(walk)
    async with come_back(walk, started) as phone, sit_down(walk) as desk:
        path = await answer_client(walk, desk, started)
        await read_answer(walk, phone, started)
        await close_conversation(walk, desk, path)
    await enrol_newcomer(walk)
    await open_by_rest(walk)
    await open_by_graphql(walk)
    await see_load_and_hours(walk, started)
    await read_about_itself(walk)
    await read_edition(walk)
