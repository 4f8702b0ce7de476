"""What prevention is worth at an organisation: a sheet to reckon with, of which nothing is kept."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import decimal, number
from api.desk.pages import page
from api.desk.prevention import PATH
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.network.headcounts import list_headcounts
from tenants.network.organisations import get_organisation
from tenants.prevention.worth import ABSENCE_ODDS, Figures, Range, Worth, reckon_worth
from tenants.session import TenantSession

WHOLE = ("wage_cost", "leavers", "hotlines", "mediation", "investigation", "prevention")
DECIMALS = ("absence_percent", "bullied_percent")
RANGES = ("leavers_percent", "replacement", "legal", "reputation")
HUNDREDS, WHOLE_PERCENT = Decimal(100), Decimal(1)


@get(f"{PATH}/worth")
async def show_worth(
    request: Request, counsellor: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    """The figures stand in the address: it is the reader who keeps them, or not."""
    query = request.query_params
    form = Form({name: query.getall(name) for name in query})
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        year, employees = await _employees(tenant)
    problems: dict[str, str] = {}
    worth: Worth | None = None
    try:
        worth = reckon_worth(_figures(form, employees))
    except Invalid as error:
        problems = error.problems
    return page(
        request,
        "worth",
        status=422 if problems else 200,
        organisation=organisation,
        year=year,
        employees=employees,
        form=form,
        problems=problems,
        worth=worth,
        odds=ABSENCE_ODDS,
        outward=outward,
    )


def outward(cost: Range, *, percent: bool = False) -> tuple[int, int]:
    """Rounded so that the range gets wider, never narrower: to hundreds of euros, or per cents."""
    step = WHOLE_PERCENT if percent else HUNDREDS
    return (
        int((cost.low / step).to_integral_value(ROUND_FLOOR) * step),
        int((cost.high / step).to_integral_value(ROUND_CEILING) * step),
    )


async def _employees(tenant: TenantSession) -> tuple[int, int | None]:
    """The last year of which there are headcounts, this one or the one before; None of neither."""
    year = tenant.now.year
    for one in (year, year - 1):
        if units := await list_headcounts(tenant, one):
            return one, sum(unit.employees for unit in units)
    return year, None


def _figures(form: Form, employees: int | None) -> Figures:
    """What was filled in; an empty field is no figure. Raises Invalid with each that is wrong."""
    figures: dict[str, int | Decimal | Range] = {}
    problems: dict[str, str] = {}
    for name in (*WHOLE, *DECIMALS, *RANGES):
        try:
            if name in RANGES:
                if form.text(f"{name}_low").strip() or form.text(f"{name}_high").strip():
                    figures[name] = _range(form, name)
            elif form.text(name).strip():
                figures[name] = (number if name in WHOLE else decimal)(form, name)
        except Invalid:
            problems[name] = "is not a number"
    if problems:
        raise Invalid(problems)
    return Figures(employees=employees, **figures)  # type: ignore[arg-type]


def _range(form: Form, name: str) -> Range:
    low, high = f"{name}_low", f"{name}_high"
    if name == "leavers_percent":
        return Range(decimal(form, low), decimal(form, high))
    return Range(Decimal(number(form, low)), Decimal(number(form, high)))
