"""How many people work where: HR keeps it, the others of the organisation read it."""

import re

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Conflict, Invalid, NotFound
from tenants.network.headcounts import Headcount, list_headcounts, put_headcounts
from tenants.policy import Action, require
from tenants.session import TenantSession

PATH = "/headcounts/{year:int}"
LONGEST_LINE = 200
#: a unit and its people, as somebody types them or pastes two columns of a spreadsheet
LINE = re.compile(r"(?P<unit>.*\S)\s*[\t;]\s*(?P<people>[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,9})")


@get("/headcounts")
async def show_this_year(request: Request, addressee: NamedDependency[Seat]) -> Response:
    async with addressee.open() as tenant:
        return go(request, f"/desk/headcounts/{tenant.now.year}")


@get(PATH)
async def show_headcounts(
    request: Request, addressee: NamedDependency[Seat], year: FromPath[int]
) -> Response[str]:
    return await _headcounts_page(request, addressee, year, Form({}))


@post(PATH, status_code=200)
async def count(
    request: Request,
    addressee: NamedDependency[Seat],
    form: NamedDependency[Form],
    year: FromPath[int],
) -> Response:
    """Set the year's; what somebody else changed since it was read is not undone."""
    try:
        async with addressee.open() as tenant:
            require(tenant.actor, Action.PUT_HEADCOUNTS)
            units = _units_in(form.text("units"))
            _check_year(tenant, year)
            await tenant.hold(f"headcounts/{year}")
            if _plain(form.text("read")) != _written(await list_headcounts(tenant, year)):
                raise Conflict("changed")
            await put_headcounts(tenant, year, units)
    except (Invalid, Conflict) as error:
        return await _headcounts_page(request, addressee, year, form, error)
    return go(request, f"/desk/headcounts/{year}", done="counted")


def _units_in(text: str) -> dict[str, int]:
    """People by unit, a unit on a line. Raises Invalid, with the line that cannot be read."""
    units: dict[str, int] = {}
    for line in filter(str.strip, text.splitlines()):
        found = LINE.fullmatch(line.strip()) if len(line) <= LONGEST_LINE else None
        if found is None or found["unit"] in units:
            raise Invalid({"line": line.strip()[:100]})
        units[found["unit"]] = int(re.sub(r"[. ]", "", found["people"]))
    return units


def _written(headcounts: list[Headcount]) -> str:
    return "\n".join(f"{one.unit}; {one.employees}" for one in headcounts)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _years(tenant: TenantSession) -> range:
    return range(tenant.now.year + 1, tenant.now.year - 3, -1)


def _check_year(tenant: TenantSession, year: int) -> None:
    if year not in _years(tenant):
        raise NotFound


async def _headcounts_page(
    request: Request,
    addressee: Seat,
    year: int,
    form: Form,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    async with addressee.open() as tenant:
        _check_year(tenant, year)
        headcounts = await list_headcounts(tenant, year)
        return page(
            request,
            "headcounts",
            error=error,
            year=year,
            years=_years(tenant),
            headcounts=headcounts,
            read=_written(headcounts),
            typed=_plain(form.text("units")) if error else _written(headcounts),
            may_count=tenant.actor.may(Action.PUT_HEADCOUNTS),
            done=request.query_params.get("done"),
        )
