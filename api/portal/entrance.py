"""The first page: who is here, what they do and do not, what stays between us and what cannot."""

import re

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.pages.rendering import language_of, render
from api.portal.faces import list_faces
from api.portal.places import Place
from tenants.errors import NotFound
from tenants.prevention.columns import list_columns
from tenants.prevention.referrals import list_referrals
from tenants.prevention.role_statements import get_role_statement

#: what can be called at a touch: not the figures of "113.nl", nor a year
NUMBER = re.compile(r"(?<![\w./-])(11[23]|0[\d -]{7,12}\d|\+\d[\d -]{7,14}\d)(?![\w-]|\.\w)")


@get("/{slug:str}")
async def show_entrance(request: Request, place: NamedDependency[Place]) -> Response[str]:
    async with place.open() as tenant:
        statement = await get_role_statement(tenant, "employees", language_of(request))
        faces = await list_faces(tenant)
        columns = await list_columns(tenant)
    return render(
        request,
        "portal/entrance.html",
        place=place,
        faces=faces,
        statement=statement,
        columns=columns,
    )


@get("/{slug:str}/others")
async def show_referrals(request: Request, place: NamedDependency[Place]) -> Response[str]:
    """Who else can help: the firm's referral directory."""
    async with place.open() as tenant:
        beside = await tenant.beside(place.firm.tenant_id)
        referrals = [
            (referral, NUMBER.split(referral.contact))
            for referral in await list_referrals(beside, place.firm.tenant_id)
        ]
    return render(request, "portal/others.html", place=place, referrals=referrals)


@get("/{slug:str}/{rest:path}")
async def show_strangers_nothing(place: NamedDependency[Place]) -> Response[str]:  # noqa: ARG001
    """An address that is none: the same page as for what is somebody else's."""
    raise NotFound
