"""What codes are called at the desk; those that figures have too keep their names there."""

from collections.abc import Mapping
from functools import cache

from api.documents.labels import BARRIERS, BOTTLENECKS, CHANGES, CODES, NOT_RECORDED
from api.i18n import translations
from api.pages.formal_routes import KINDS
from api.pages.identification import EXPLANATIONS
from api.pages.words import N_

#: sums of codes, which nobody registers
WHOLES = {"preventive", "early", "later"}
_FROM_FIGURES: dict[str, Mapping[str, str]] = {
    facet: {
        code.rpartition(".")[2]: text for code, text in CODES[facet].items() if code not in WHOLES
    }
    for facet in (
        "requester",
        "outcome",
        "next_step",
        "since",
        "felt_heard",
        "cause",
        "channel",
        "first_talk",
    )
}

_RECORDED = {
    "team_meeting": N_("Team meeting"),
    "introduction": N_("Introduction of new people"),
    "column": N_("Column"),
    "training": N_("Training"),
    "walk_round": N_("Walk-round"),
}
_ADDRESSEES = {
    "management": N_("Board and management"),
    "hr": N_("HR"),
    "works_council": N_("Works council"),
    "prevention_officer": N_("Prevention officer"),
}
_STAKEHOLDERS = _ADDRESSEES | {"occupational_health_service": N_("Occupational health service")}

_LABELS: dict[str, Mapping[str, str]] = _FROM_FIGURES | {
    "source": {
        "manager": N_("A manager"),
        "colleague": N_("A colleague"),
        "subordinate": N_("Somebody they lead"),
        "third_party": N_("Somebody from outside"),
        "not_recorded": NOT_RECORDED,
    },
    "depth": {
        "sounding_board": N_("Sounding board"),
        "talk": N_("A talk"),
        "support_track": N_("Support over a longer time"),
        "not_recorded": NOT_RECORDED,
    },
    "duration": {
        "under_half_hour": N_("Under half an hour"),
        "half_to_one_hour": N_("Half an hour to an hour"),
        "one_to_three_hours": N_("One to three hours"),
        "over_three_hours": N_("Over three hours"),
        "not_recorded": NOT_RECORDED,
    },
    "last_talked": {
        "not_before": N_("No, not in the two years before"),
        "last_year": N_("Last year"),
        "two_years_ago": N_("The year before last"),
        "not_recorded": N_("I do not know"),
    },
    "formal_route": {"none": CODES["formal_route"]["none"], **KINDS},
    "facet": {"support": N_("Support"), "information": N_("Information"), "advice": N_("Advice")},
    "kind": _RECORDED | {"dialogue": N_("Dialogue")},
    "kind_recorded": _RECORDED,
    "planned": _RECORDED
    | {
        "dialogue": N_("Dialogue"),
        "listing": N_("Poster, card or name on a page"),
    },
    "every_months": {
        "1": N_("every month"),
        "2": N_("every two months"),
        "3": N_("every three months"),
        "4": N_("every four months"),
        "6": N_("every half year"),
        "12": N_("every year"),
        "": N_("once"),
    },
    "group": {
        "site": N_("Site"),
        "shift": N_("Shift"),
        "language": N_("Language"),
        "remote": N_("Remote work"),
    },
    "stakeholder": _STAKEHOLDERS,
    "next_step_by": _STAKEHOLDERS | {"counsellor": N_("The counsellors")},
    "asked": {"solicited": N_("They asked for it"), "unsolicited": N_("On my own initiative")},
    "asked_by_you": {
        "solicited": N_("You asked for it"),
        "unsolicited": N_("On the counsellors' own initiative"),
    },
    "addressee": _ADDRESSEES,
    "answering": {
        "accepted": N_("We are going to do it"),
        "declined": N_("We are not going to do it"),
        "not_funded": N_("We want to, but there is no money for it"),
        "done": N_("It is done"),
    },
    "answer": {
        "given": N_("Not answered yet"),
        "accepted": N_("Accepted, not done yet"),
        "declined": N_("Declined"),
        "not_funded": N_("Advised, not funded"),
        "done": N_("Done"),
    },
    "measure_kind": {
        "rules": N_("Rules"),
        "awareness": N_("Awareness"),
        "competence": N_("Competence"),
    },
    "owner": _ADDRESSEES | {"counsellor": N_("The counsellors")},
    "measure": {
        "proposed": N_("Proposed"),
        "under_way": N_("Under way"),
        "done": N_("Done"),
        "in_effect": N_("In effect"),
        "dropped": N_("Dropped"),
    },
    "found": {
        "under_way": N_("Under way, not there yet"),
        "in_effect": N_("It is there and it works"),
        "dropped": N_("Not any more, or not needed: drop it"),
    },
    "by": {
        "client": N_("The client"),
        "counsellor": N_("I do"),
        "both": N_("Both of us"),
    },
    "consent": {
        "asked": N_("Asked, not answered yet"),
        "given": N_("The client said yes"),
        "refused": N_("The client said no"),
        "withdrawn": N_("The client took it back"),
        "used": N_("Shared, used up"),
    },
    "finding": EXPLANATIONS,
    "bottleneck": BOTTLENECKS,
    "barrier": BARRIERS,
    "gap": {
        "nobody_saw_anything": N_(
            "A year without any activity: whom nobody sees, people find late."
        ),
        "long_silence": N_("Three months without any activity. Plan the next one."),
        "new_people_not_told": N_("Nobody told those who joined this year where to go."),
        "only_new_people_told": N_(
            "Only those who joined were told. Who has been here longer needs to hear it again."
        ),
        "one_way_only": N_("One way of reaching people only. A second one reaches others."),
        "nothing_returns": N_("Nothing is planned to return where people see you."),
        "only_listed": N_("Only a poster or a name on a page is planned. That counts for nothing."),
        "off_the_agenda": N_(
            "Prevention returns on no agenda: not of the board, the works council or HR."
        ),
    },
    "change": CHANGES,
    "withheld": {
        "people_gate": N_(
            "Too few people talked, or this year is in the figure of an earlier annual report: "
            "nothing is told of them."
        ),
        "pool_new": N_("Three years together: there are no three years yet."),
        "pool_told": N_(
            "Three years together: one of them was large enough by itself or is in a figure that "
            "is out, so the sum would give the others away."
        ),
        "pool_not_recorded": N_(
            "Three years together: of somebody it is not recorded whether they came before, so "
            "people cannot be counted."
        ),
        "pool_few": N_("Three years together: still too few people."),
        "pool_narrow": N_(
            "Three years together: so many that every year must have had somebody, and that would "
            "be told."
        ),
        "group": N_(
            "nearly everybody stands under one figure, so who is not would be known; only the "
            "total is told."
        ),
        "crossing_few": N_("Themes by quarter: from 50 people on."),
        "crossing_unsafe": N_(
            "Themes by quarter: no figure could be shown that gives no other away."
        ),
        "crossing_cells": N_(
            "Themes by quarter: small figures are hatched, and others by which they could be "
            "calculated."
        ),
    },
    "among": {
        "all": N_("all organisations"),
        "sector": N_("those of your sector"),
        "size": N_("those of your size"),
    },
    "position": {
        "lowest_quarter": N_("In the lowest quarter"),
        "below_median": N_("Below the middle"),
        "above_median": N_("Above the middle"),
        "highest_quarter": N_("In the highest quarter"),
        "none": N_("May not be told"),
    },
    "organisation": {"draft": N_("Being prepared"), "live": N_("Open"), "ended": N_("Ended")},
    "role": {"counsellor": N_("Counsellor"), "firm_manager": N_("Manager")},
    "login": {
        "invited": N_("Invited, not signed in yet"),
        "active": N_("Has a login"),
        "ended": N_("Ended"),
    },
    "standing": {
        "not_begun": N_("Not begun yet"),
        "in_practice": N_("In practice"),
        "on_paper_only": N_("On paper only"),
        "ended": N_("Ended"),
    },
}


@cache
def labels(language: str) -> Mapping[str, Mapping[str, str]]:
    """Every list of codes with its labels in one language."""
    translate = translations(language, ("words", "documents", "desk")).gettext
    return {
        name: {code: translate(text) for code, text in codes.items()}
        for name, codes in _LABELS.items()
    }
