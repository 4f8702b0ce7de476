"""Who sits at the desk: from a cookie to a person, from a person to sessions of the database."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency

from api.auth.sessions import cookie_name
from api.auth.staff import StaffSession, find_session
from api.desk.unsent import keep_unsent
from api.house import House
from api.pages.forms import Form, read_form
from api.pages.rendering import speak
from tenants.errors import NotFound, Unauthenticated
from tenants.policy import ADDRESSEES, Role
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Seat:
    """A person who is signed in, for as long as the session lives."""

    house: House = field(repr=False)
    session: StaffSession

    @property
    def name(self) -> str:
        return self.session.name

    @property
    def role(self) -> Role:
        return self.session.actor.role

    @property
    def is_counsellor(self) -> bool:
        return self.role is Role.COUNSELLOR

    @property
    def is_analyst(self) -> bool:
        return self.role is Role.ANALYST

    @property
    def is_addressee(self) -> bool:
        """Of an organisation: HR, management, works council or prevention officer."""
        return self.role in ADDRESSEES

    @property
    def is_open(self) -> bool:
        """Whether the own kluis is unlocked."""
        return self.session.unlocked is not None

    def open(
        self, organisation_id: UUID | None = None, *, brief: bool = False
    ) -> AbstractAsyncContextManager[TenantSession]:
        """A session in the own firm, or in an organisation that admits this person."""
        return self.house.tenancy.open(
            self.session.actor, organisation_id, person=self.session.unlocked, brief=brief
        )


async def provide_form(request: Request) -> Form:
    """What was sent, read before anything else can fail: what was written is never lost."""
    if request.method != "POST":
        return Form({})
    form = await read_form(request)
    keep_unsent(request, form)
    return form


async def provide_seat(request: Request, form: NamedDependency[Form]) -> Seat:  # noqa: ARG001
    """The person whose cookie this is. Raises Unauthenticated.

    It needs the form only so that the form is read first.
    """
    house: House = request.app.state.house
    cookie = request.cookies.get(cookie_name(secure=house.settings.secure_cookies))
    if not cookie:
        raise Unauthenticated
    request.state.seat = seat = Seat(house, await find_session(house, cookie))
    speak(request, seat.session.language)
    return seat


async def provide_counsellor(seat: NamedDependency[Seat]) -> Seat:
    """The same, for pages of counsellors; for everybody else there is nothing here."""
    if not seat.is_counsellor:
        raise NotFound
    return seat


async def provide_manager(seat: NamedDependency[Seat]) -> Seat:
    if seat.role is not Role.FIRM_MANAGER:
        raise NotFound
    return seat


async def provide_analyst(seat: NamedDependency[Seat]) -> Seat:
    if not seat.is_analyst:
        raise NotFound
    return seat


async def provide_addressee(seat: NamedDependency[Seat]) -> Seat:
    if not seat.is_addressee:
        raise NotFound
    return seat
