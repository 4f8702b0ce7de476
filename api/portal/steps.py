"""What somebody can do, from the lightest step on, with what speaks for and against each."""

from dataclasses import dataclass

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.pages.rendering import render
from api.pages.words import N_
from api.portal.places import Place


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    pro: tuple[str, ...]
    con: tuple[str, ...]


#: the formal route comes last, and nothing leads to it from here
STEPS = (
    Step(
        N_("Put it on paper, for yourself"),
        (
            N_("Nobody needs to see it."),
            N_("You see better what it does to you, and what you want."),
        ),
        (N_("By itself it changes nothing."), N_("Others may find it on paper or on a device.")),
    ),
    Step(
        N_("Talk it over with somebody you trust"),
        (N_("You are not alone with it."), N_("Somebody else may see a way that you do not.")),
        (N_("Who is close to it may take sides, or tell others."),),
    ),
    Step(
        N_("Talk with a counsellor"),
        (
            N_("Nothing goes further without your yes."),
            N_("You can stop at any time, and come back at any time."),
        ),
        (N_("A counsellor does not end it for you."),),
    ),
    Step(
        N_("Say it to the person yourself"),
        (
            N_("It stays between you, and can be over soon."),
            N_("Not everybody knows what they do to others."),
        ),
        (N_("It may be taken badly."), N_("It is no step to take where you do not feel safe.")),
    ),
    Step(
        N_("Ask a manager or HR to do something"),
        (N_("They can change work, teams and rules."),),
        (
            N_("They may have to act, also where you would rather wait."),
            N_("It is no longer yours alone to decide about."),
        ),
    ),
    Step(
        N_("A talk with somebody in between"),
        (N_("You both say it, and somebody who takes no side listens."),),
        (
            N_("You both have to want it."),
            N_("It does not fit where one has much power over the other."),
        ),
    ),
    Step(
        N_("A formal route, outside this page"),
        (
            N_("It is looked into, and something is decided."),
            N_("Sometimes nothing else makes it stop."),
        ),
        (
            N_("Others decide what happens, how fast, and when it ends."),
            N_("Your name becomes known, most often also to the person it is about."),
        ),
    ),
)


@get("/{slug:str}/steps")
async def show_steps(request: Request, place: NamedDependency[Place]) -> Response[str]:
    """For who only wants to read: nothing is asked, and no step is recommended."""
    return render(request, "portal/steps.html", place=place, steps=STEPS)
