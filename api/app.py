"""The application: four doors, health, and one renderer of errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, MediaType, Response, get
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components
from litestar.plugins.prometheus import PrometheusConfig

from api.desk import router as desk
from api.documentation import PROVIDER, documentation
from api.graphql import router as graphql
from api.house import House, open_house
from api.logs import configure_logs
from api.pages import router as assets
from api.portal import router as portal
from api.problems import problem_response
from api.rest import router as rest
from api.rest.verbs import SECURITY_SCHEMES
from api.settings import Settings

LARGEST_BODY = 1_000_000


def create_app(settings: Settings, *, house: House | None = None) -> Litestar:
    """The application on its own house, or in one that is open already (tests, the demo)."""
    configure_logs(settings)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        if house is not None:
            furnish(app.state, house)
            yield
            return
        async with open_house(settings) as opened:
            furnish(app.state, opened)
            yield

    return Litestar(
        route_handlers=[rest, graphql, portal, desk, assets, documentation, livez, readyz],
        exception_handlers={Exception: problem_response},
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            title="Gesprekspunt",
            version="1",
            path="/docs",
            render_plugins=[PROVIDER],
            components=Components(security_schemes=SECURITY_SCHEMES),
            use_handler_docstrings=True,
        ),
        middleware=[PrometheusConfig(app_name="gesprekspunt", group_path=True).middleware],
        request_max_body_size=LARGEST_BODY,
        # A Litestar logger would write tracebacks, and they may hold what somebody wrote.
        logging_config=None,
        debug=False,
    )


def furnish(state: State, house: House) -> None:
    """Put the parts of the house where requests find them."""
    state.house = house
    state.settings = house.settings
    state.tenancy = house.tenancy
    state.tokens = house.tokens


@get("/livez", include_in_schema=False, media_type=MediaType.TEXT)
async def livez() -> str:
    """The process answers; nothing else is asked."""
    return "alive"


@get("/readyz", include_in_schema=False)
async def readyz(state: State) -> Response[dict[str, str]]:
    """Ready to answer people, also when a part is away: they then get our page, text kept."""
    parts = {
        "database": "ok" if await state.tenancy.ready() else "away",
        "keys": "ok" if await state.house.keys.health() else "away",
    }
    return Response(parts)
