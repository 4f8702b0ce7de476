"""What the codes of figures are called. English here, other languages through the catalogues."""

from collections.abc import Callable, Sequence

from tenants.insight.sections import SECTIONS
from tenants.themes import THEMES

Translate = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 (the name that Babel looks for)
    """Mark a text for translation; it is translated where it is shown."""
    return text


NOT_RECORDED = N_("Not recorded")
WAITED = {
    "within_day": N_("The same day or the next"),
    "within_three_days": N_("Within three days"),
    "within_week": N_("Within a week"),
    "over_week": N_("More than a week"),
    "not_recorded": NOT_RECORDED,
}

CODES = {
    "requester": {
        "affected": N_("Somebody it happened to"),
        "witness": N_("A witness"),
        "manager": N_("A manager"),
        "person_discussed": N_("The person it was about"),
        "other": N_("Somebody else"),
    },
    "outcome": {
        "preventive": N_("The talk prevented harm"),
        "preventive.recognition": N_("Recognition"),
        "preventive.own_step": N_("Took a step of their own"),
        "preventive.agreements": N_("New agreements"),
        "preventive.escalation_prevented": N_("Escalation prevented"),
        "changed_place": N_("Another place or team"),
        "unchanged": N_("Unchanged"),
        "open": N_("Still going on"),
        "not_recorded": NOT_RECORDED,
    },
    "formal_route": {
        "none": N_("No formal route"),
        "formal": N_("A formal route"),
        "formal.formal_report": N_("A formal route, to the board or HR"),
        "formal.formal_complaint": N_("A formal route, to a committee"),
    },
    "next_step": {
        "talk_was_enough": N_("The talk was enough"),
        "talks_with_other": N_("Talks with the other person"),
        "talks_with_manager": N_("Talks with a manager"),
        "follow_up_talk": N_("Another talk with the counsellor"),
        "referral": N_("Went on to other help"),
        "mediation": N_("Mediation"),
        "shares_with_consent": N_("Something was shared, with consent"),
        "not_recorded": NOT_RECORDED,
    },
    "since": {
        "early": N_("Within half a year"),
        "early.under_month": N_("Less than a month"),
        "early.one_to_six_months": N_("One to six months"),
        "later": N_("After half a year or more"),
        "later.six_to_twelve_months": N_("Six to twelve months"),
        "later.over_year": N_("More than a year"),
        "not_recorded": NOT_RECORDED,
    },
    "felt_heard": {
        "yes": N_("Felt heard"),
        "partly": N_("Felt heard in part"),
        "no": N_("Did not feel heard"),
        "not_asked": N_("Not asked, or no answer"),
    },
    "cause": {
        "workload": N_("Workload"),
        "leadership": N_("Leadership"),
        "reorganisation": N_("Reorganisation"),
        "unclear_roles": N_("Unclear roles"),
        "team_culture": N_("Habits in the team"),
        "policy": N_("Policy, or the lack of it"),
        "none_seen": N_("None seen"),
        "not_recorded": NOT_RECORDED,
    },
    "channel": {
        "messages": N_("In writing"),
        "phone": N_("By phone"),
        "video": N_("By video"),
        "in_person": N_("In person"),
    },
    "first_response": WAITED,
    "first_talk": WAITED,
    "quarter": {
        "1": N_("January to March"),
        "2": N_("April to June"),
        "3": N_("July to September"),
        "4": N_("October to December"),
    },
}

#: the tables of an edition, by their facet, and what its total is called
FACETS = {
    "theme": (N_("What it was about"), N_("All themes")),
    "requester": (N_("Who asked"), N_("Everybody")),
    "channel": (N_("How people talked"), N_("Everybody")),
    "next_step": (N_("The next step"), N_("Everybody")),
    "since": (N_("How long it had been going on"), N_("Everybody")),
    "formal_route": (N_("Formal routes"), N_("Everybody")),
    "first_response": (N_("Until the first answer"), N_("Everybody")),
    "first_talk": (N_("Until the first talk"), N_("Everybody")),
    "conversations": (N_("Conversations"), N_("All conversations")),
    "activities": (N_("Preventive activities"), N_("All activities")),
    "advice": (N_("What became of advice"), N_("Advice given")),
}
UNITS = {
    "people": N_("People"),
    "conversations": N_("Conversations"),
    "activities": N_("Activities"),
    "advice": N_("Pieces of advice"),
}
#: the answers to advice as an edition has them
EDITION_ADVICE = {
    "answered": N_("Answered"),
    "answered.done": N_("Done"),
    "answered.accepted": N_("Accepted, not done yet"),
    "answered.not_funded": N_("Advised, not funded"),
    "answered.declined": N_("Declined"),
    "unanswered": N_("Not answered"),
}
SIZES = {
    "1-9": N_("1 to 9 employees"),
    "10-49": N_("10 to 49 employees"),
    "50-249": N_("50 to 249 employees"),
    "250-999": N_("250 to 999 employees"),
    "1000-4999": N_("1,000 to 4,999 employees"),
    "5000_up": N_("5,000 employees or more"),
    "total": N_("All sizes"),
}
ACTIVITIES = {
    "team_meeting": N_("Team meetings"),
    "introduction": N_("Introductions of new people"),
    "column": N_("Columns"),
    "training": N_("Training"),
    "walk_round": N_("Walk-rounds"),
    "dialogue": N_("Dialogues"),
}

BOTTLENECKS = {
    "policy_missing": N_("Something that matters here is in no policy yet"),
    "policy_unknown": N_("There is policy, and employees hardly know it"),
    "procedure_unclear": N_("It is not clear who does what, and by when"),
    "not_followed": N_("What the policy says is not what is done"),
    "managers_unprepared": N_("Managers have not learned to have the talk that is asked of them"),
    "risks_not_assessed": N_("The psychosocial load of the work was not looked into"),
    "advice_not_followed_up": N_("Advice stays without an answer, or without a date"),
    "counsellor_hard_to_find": N_("Employees do not know where to find a counsellor"),
}

BARRIERS = {
    "no_money": N_("There is no budget for it"),
    "no_time": N_("Nobody has been given time for it"),
    "no_owner": N_("Nobody has been asked to do it"),
    "no_backing": N_("Nobody at the top stands behind it"),
    "resistance": N_("It would change a habit that people hold on to"),
    "beliefs": N_("It is thought not to help, or not to be needed here"),
    "risk_not_seen": N_("The risk is not seen"),
}

CHANGES = {
    "reorganisation": N_("Reorganisation"),
    "merger": N_("Merger, or work taken over"),
    "new_management": N_("New management"),
    "relocation": N_("Relocation"),
    "growth": N_("Many new colleagues"),
    "shrinkage": N_("Fewer jobs"),
    "new_policy": N_("New policy"),
    "new_way_of_working": N_("Another way of working"),
}

ADVICE = {
    "given": N_("Advice given"),
    "unsolicited": N_("of which nobody had asked for"),
    "done": N_("Done"),
    "accepted": N_("Accepted, not done yet"),
    "not_funded": N_("Advised, not funded"),
    "declined": N_("Declined"),
    "unanswered": N_("Not answered"),
}


def label(margin: str, code: str, _: Translate) -> str:
    """The name of one code: of a theme, or of a margin's own list."""
    if margin != "theme":
        return _(CODES[margin][code])
    parent, dot, last = code.rpartition(".")
    if dot and last == "unspecified":
        return _("%(theme)s, not specified") % {"theme": _(THEMES[parent].label)}
    if dot and last == "other":
        return _("%(theme)s: other") % {"theme": _(THEMES[parent].label)}
    return _(THEMES[code].label)


def facet_label(facet: str, code: str, _: Translate) -> str:
    """The name of a code of an edition's facet, its total included."""
    if code == "total":
        return _(FACETS[facet][1])
    if facet == "theme":
        return label(facet, code, _)
    if facet == "advice":
        return _(EDITION_ADVICE[code])
    # Margins put some codes under a parent that an edition does not have.
    return _(
        next(text for name, text in CODES[facet].items() if code in {name, name.split(".")[-1]})
    )


def sector_label(section: str, _: Translate) -> str:
    """The name of a section of NACE 2.1, or of all of them."""
    return _("All sectors") if section == "total" else _(SECTIONS[section])


def block_label(margin: str, within: str, codes: Sequence[str], _: Translate) -> str:
    """The name of a block: its one code, or what several have in common."""
    if len(codes) == 1:
        return label(margin, codes[0], _)
    if within:
        return _("%(whole)s: several together") % {"whole": label(margin, within, _)}
    return _("Several together")
