"""What codes are called at the desk; those that figures have too keep their names there."""

from collections.abc import Mapping
from functools import cache

from api.documents.labels import CODES, NOT_RECORDED
from api.i18n import translations
from api.pages.formal_routes import KINDS
from api.pages.words import N_

#: sums of codes, which nobody registers
WHOLES = {"preventive", "early", "later"}
_FROM_FIGURES = {
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

_LABELS = _FROM_FIGURES | {
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
    "kind": {
        "team_meeting": N_("Team meeting"),
        "introduction": N_("Introduction of new people"),
        "column": N_("Column"),
        "training": N_("Training"),
        "walk_round": N_("Walk-round"),
        "dialogue": N_("Dialogue"),
    },
    "asked": {"solicited": N_("They asked for it"), "unsolicited": N_("On my own initiative")},
    "addressee": {
        "management": N_("Board and management"),
        "hr": N_("HR"),
        "works_council": N_("Works council"),
        "prevention_officer": N_("Prevention officer"),
    },
    "answer": {
        "given": N_("Not answered yet"),
        "accepted": N_("Accepted, not done yet"),
        "declined": N_("Declined"),
        "not_funded": N_("Advised, not funded"),
        "done": N_("Done"),
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
