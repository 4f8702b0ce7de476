"""Registering a talk in coded facets: under half a minute with the keyboard, no word of it."""

from dataclasses import fields
from uuid import UUID

import msgspec
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


@post(f"{PATH}/facets")
async def register_facets(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await register_conversation(tenant, conversation_id, facets_in(form))
    except Invalid as error:
        return await conversation_page(
            request, counsellor, organisation_id, conversation_id, form=form, error=error
        )
    path = f"/desk/conversations/{organisation_id}/{conversation_id}"
    return go(request, path, done="facets")


def facets_in(form: Form) -> Facets:
    """The facets that a form names; what it leaves out is not recorded. Raises Invalid."""
    named = {field.name: form.text(field.name) for field in fields(Facets)}
    coded: dict[str, object] = {name: code for name, code in named.items() if code}
    if missing := {"primary_theme", "requester", "channel"} - coded.keys():
        raise Invalid(dict.fromkeys(missing, "choose one"))
    unused = {"", named["primary_theme"]}
    coded["themes"] = list(dict.fromkeys(c for c in form.all("themes") if c not in unused))
    coded["first_of_year"] = form.text("first_of_year") == "yes"
    try:
        return msgspec.convert(coded, Facets)
    except msgspec.ValidationError:
        raise Invalid({"facets": "holds an unknown code"}) from None
