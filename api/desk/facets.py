"""Registering a talk in coded facets: under half a minute with the keyboard, no word of it."""

from dataclasses import fields
from enum import StrEnum
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.conversations import PATH, conversation_page
from api.desk.pages import go
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.conversations.registering import register_conversation
from tenants.errors import Invalid
from tenants.insight.facets import Facets

CODED = {
    field.name: field.type
    for field in fields(Facets)
    if isinstance(field.type, type) and issubclass(field.type, StrEnum)
}


@post(f"{PATH}/facets")
async def register_facets(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    try:
        facets = facets_in(form)
        async with counsellor.open(organisation_id) as tenant:
            await register_conversation(tenant, conversation_id, facets)
    except Invalid as error:
        return await conversation_page(
            request, counsellor, organisation_id, conversation_id, form=form, error=error
        )
    path = f"/desk/conversations/{organisation_id}/{conversation_id}"
    return go(request, path, done="facets")


def facets_in(form: Form) -> Facets:
    """The facets that a form names; what it leaves out is not recorded. Raises Invalid."""
    coded = {}
    for name, codes in CODED.items():
        if form.text(name):
            try:
                coded[name] = codes(form.text(name))
            except ValueError:
                raise Invalid({name: "unknown code"}) from None
    if missing := {"requester", "channel"} - coded.keys():
        raise Invalid(dict.fromkeys(missing, "choose one"))
    primary = form.text("primary_theme")
    unused = {"", primary}
    return Facets(
        primary_theme=primary,
        themes=tuple(dict.fromkeys(code for code in form.all("themes") if code not in unused)),
        first_of_year=form.text("first_of_year") == "yes",
        **coded,
    )
