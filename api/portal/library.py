"""Good to know: rules, rights and ways, and examples; readable by whoever comes, nothing asked."""

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.forms import Form
from api.pages.library import SECTIONS
from api.pages.rendering import address, language_of, render
from api.pages.words import N_
from api.portal.places import Place
from tenants.errors import Invalid, NotFound
from tenants.prevention.examples import count_answer, list_examples
from tenants.prevention.library import get_library_text

#: the chapters of the list of themes, without the words of the trade
CHAPTERS = {
    "T1": N_("How people treat each other"),
    "T2": N_("What is honest, and what is not"),
    "T3": N_("How we work together"),
    "T4": N_("How you are doing yourself"),
}
ANSWERS = {"fits": True, "none": False}


@get("/{slug:str}/library")
async def show_library(request: Request, place: NamedDependency[Place]) -> Response[str]:
    return render(request, "portal/library.html", place=place, SECTIONS=SECTIONS)


@get("/{slug:str}/library/{section:str}")
async def show_library_text(
    request: Request, place: NamedDependency[Place], section: FromPath[str]
) -> Response[str]:
    """One section, in the language that is read."""
    name = section.replace("-", "_")
    if name not in SECTIONS:
        raise NotFound
    async with place.open() as tenant:
        text = await get_library_text(tenant, name, language_of(request))
    return render(request, "portal/library_text.html", place=place, text=text, SECTIONS=SECTIONS)


@get("/{slug:str}/examples")
async def show_examples(request: Request, place: NamedDependency[Place]) -> Response[str]:
    async with place.open() as tenant:
        examples = await list_examples(tenant, language_of(request))
    return render(
        request, "portal/examples.html", place=place, examples=examples, CHAPTERS=CHAPTERS
    )


@post("/{slug:str}/examples")
async def answer_examples(
    request: Request, place: NamedDependency[Place], form: NamedDependency[Form]
) -> Redirect:
    """Add one to a tally; the page that follows is the same for every answer."""
    if form.text("answer") not in ANSWERS:
        raise Invalid({"answer": f"must be one of {', '.join(ANSWERS)}"})
    async with place.open() as tenant:
        await count_answer(tenant, form.text("theme"), fits=ANSWERS[form.text("answer")])
    return Redirect(address(request, f"{place.root}/examples/answered"), status_code=303)


@get("/{slug:str}/examples/answered")
async def show_answered(request: Request, place: NamedDependency[Place]) -> Response[str]:
    return render(request, "portal/answered.html", place=place)
