"""Where a request is and who visits: the organisation of an address, the client of a cookie."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.errors import keep_text
from api.pages.forms import Form, read_form
from api.pages.zones import zone_of
from api.portal.cookies import read_cookie
from tenants.conversations.clients import find_client_session
from tenants.errors import NotFound, Unauthenticated
from tenants.network.directory import find_tenant
from tenants.network.firms import Firm, get_firm
from tenants.network.organisations import Organisation, get_organisation
from tenants.policy import PLATFORM, Actor, Role
from tenants.session import Tenancy, TenantSession
from vault import KeyPair


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation's own pages, under the neutral name that its firm chose."""

    organisation: Organisation
    firm: Firm
    tenancy: Tenancy = field(repr=False)
    turn: asyncio.Lock = field(repr=False)

    @property
    def root(self) -> str:
        return f"/o/{self.organisation.slug}"

    @property
    def zone(self) -> tzinfo:
        """Where its clocks stand; a country with several gets the first."""
        return zone_of(self.organisation)

    def open(self) -> AbstractAsyncContextManager[TenantSession]:
        """A visitor's session: the public side of the organisation."""
        organisation_id = self.organisation.tenant_id
        return self.tenancy.open(Actor(Role.VISITOR, organisation_id), organisation_id)

    @asynccontextmanager
    async def open_for_words(self) -> AsyncIterator[TenantSession]:
        """The same, to derive keys from six words: a tenth of a second each, one after the other.

        Whoever sends many makes others wait here; no connections are held meanwhile that the pages
        of other organisations need.
        """
        async with self.turn, self.open() as tenant:
            yield tenant


@dataclass(frozen=True, slots=True)
class Visit:
    """A client who has shown the six words, for as long as the session lives."""

    place: Place
    client_id: UUID
    session_id: UUID
    person: KeyPair = field(repr=False)

    @asynccontextmanager
    async def open(self, *, brief: bool = False) -> AsyncIterator[TenantSession]:
        """The client's session: their own conversations, with their own key."""
        organisation_id = self.place.organisation.tenant_id
        actor = Actor(Role.CLIENT, organisation_id, self.client_id)
        async with self.place.tenancy.open(actor, person=self.person, brief=brief) as tenant:
            yield tenant


async def provide_form(request: Request) -> Form:
    """What was sent, read before anything else can fail: a text in it is never lost."""
    if request.method != "POST":
        return Form({})
    form = await read_form(request)
    keep_text(request, form.text("text"))
    return form


async def provide_place(
    request: Request,
    slug: FromPath[str],
    form: NamedDependency[Form],  # noqa: ARG001
) -> Place:
    """The organisation at this address. Raises NotFound, also before it is live.

    It needs the form only so that the form is read first.
    """
    tenancy: Tenancy = request.app.state.tenancy
    async with tenancy.open(Actor(Role.VISITOR, PLATFORM)) as tenant:
        found = await find_tenant(tenant, slug)
    if found is None or found.kind != "organisation":
        raise NotFound
    async with tenancy.open(Actor(Role.VISITOR, found.id)) as tenant:
        organisation = await get_organisation(tenant)
        firm = await get_firm(await tenant.beside(organisation.firm_id), organisation.firm_id)
    if organisation.state != "live":
        raise NotFound
    turn = turns_of(request.app.state)[found.id]
    request.state.place = place = Place(organisation, firm, tenancy, turn)
    return place


def turns_of(state: State) -> defaultdict[UUID, asyncio.Lock]:
    """For each organisation, whose turn it is in this process."""
    if "turns" not in state:
        state.turns = defaultdict(asyncio.Lock)
    turns: defaultdict[UUID, asyncio.Lock] = state.turns
    return turns


async def provide_visit(request: Request, place: NamedDependency[Place]) -> Visit:
    """The client whose cookie this is, here. Raises Unauthenticated."""
    visit = await find_visit(request, place)
    if visit is None:
        raise Unauthenticated
    return visit


async def find_visit(request: Request, place: Place) -> Visit | None:
    """The same on a page that is for whoever comes; None for a visitor."""
    cookie = read_cookie(request)
    if cookie is None:
        return None
    async with place.open() as tenant:
        found = await find_client_session(
            tenant, cookie.session_id, cookie.key, idle=request.app.state.settings.portal_idle
        )
    if found is None:
        return None
    client_id, person = found
    request.state.signed_in = True
    return Visit(place, client_id, cookie.session_id, person)
