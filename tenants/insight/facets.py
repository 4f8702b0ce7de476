"""The coded facets of a support track. There is no free text among them, and no date."""

from dataclasses import dataclass
from enum import StrEnum, auto

from tenants.errors import Invalid
from tenants.themes import check_themes


class Requester(StrEnum):
    """Who asked. Never merged in figures: management has talks of its own."""

    AFFECTED = auto()
    WITNESS = auto()
    MANAGER = auto()
    PERSON_DISCUSSED = auto()
    OTHER = auto()


class Source(StrEnum):
    """Where it came from, as seen from who asked."""

    MANAGER = auto()
    COLLEAGUE = auto()
    SUBORDINATE = auto()
    THIRD_PARTY = auto()
    NOT_RECORDED = auto()


class Channel(StrEnum):
    MESSAGES = auto()
    PHONE = auto()
    VIDEO = auto()
    IN_PERSON = auto()


class Depth(StrEnum):
    SOUNDING_BOARD = auto()
    TALK = auto()
    SUPPORT_TRACK = auto()
    NOT_RECORDED = auto()


class Duration(StrEnum):
    UNDER_HALF_HOUR = auto()
    HALF_TO_ONE_HOUR = auto()
    ONE_TO_THREE_HOURS = auto()
    OVER_THREE_HOURS = auto()
    NOT_RECORDED = auto()


class Since(StrEnum):
    """How long it had been going on at the first contact."""

    UNDER_MONTH = auto()
    ONE_TO_SIX_MONTHS = auto()
    SIX_TO_TWELVE_MONTHS = auto()
    OVER_YEAR = auto()
    NOT_RECORDED = auto()


class Waited(StrEnum):
    """Days from the first contact: kept as a band, so that no date is."""

    WITHIN_DAY = auto()
    WITHIN_THREE_DAYS = auto()
    WITHIN_WEEK = auto()
    OVER_WEEK = auto()
    NOT_RECORDED = auto()

    @classmethod
    def of(cls, days: int) -> "Waited":
        for most, band in ((1, cls.WITHIN_DAY), (3, cls.WITHIN_THREE_DAYS), (7, cls.WITHIN_WEEK)):
            if days <= most:
                return band
        return cls.OVER_WEEK


#: the counsellor was no last resort: within half a year
EARLY = (Since.UNDER_MONTH, Since.ONE_TO_SIX_MONTHS)
LATER = (Since.SIX_TO_TWELVE_MONTHS, Since.OVER_YEAR)


class LastTalked(StrEnum):
    """Whether this person talked with a counsellor in the two years before, as far as is known.

    So that a figure over three years counts people, and nobody needs a number to be recognised by.
    """

    NOT_BEFORE = auto()
    LAST_YEAR = auto()
    TWO_YEARS_AGO = auto()
    NOT_RECORDED = auto()


class Cause(StrEnum):
    """What in the organisation may lie behind it: the counsellor's impression, never a finding."""

    WORKLOAD = auto()
    LEADERSHIP = auto()
    REORGANISATION = auto()
    UNCLEAR_ROLES = auto()
    TEAM_CULTURE = auto()
    POLICY = auto()
    NONE_SEEN = auto()
    NOT_RECORDED = auto()


class NextStep(StrEnum):
    """What the client went on to do, from the least to the most escalating.

    A formal route is a facet of its own and not a step here: two margins that count the same thing
    would give each other's small figures away.
    """

    TALK_WAS_ENOUGH = auto()
    TALKS_WITH_OTHER = auto()
    TALKS_WITH_MANAGER = auto()
    FOLLOW_UP_TALK = auto()
    REFERRAL = auto()
    MEDIATION = auto()
    SHARES_WITH_CONSENT = auto()
    NOT_RECORDED = auto()


class Outcome(StrEnum):
    RECOGNITION = auto()
    OWN_STEP = auto()
    AGREEMENTS = auto()
    ESCALATION_PREVENTED = auto()
    CHANGED_PLACE = auto()
    UNCHANGED = auto()
    OPEN = auto()
    NOT_RECORDED = auto()


#: outcomes in which the talk itself prevented harm: shown beside the formal routes
PREVENTIVE = (
    Outcome.RECOGNITION,
    Outcome.OWN_STEP,
    Outcome.AGREEMENTS,
    Outcome.ESCALATION_PREVENTED,
)


class FeltHeard(StrEnum):
    YES = auto()
    PARTLY = auto()
    NO = auto()
    NOT_ASKED = auto()


class FormalRoute(StrEnum):
    """The client's own decision, taken outside this system."""

    NONE = auto()
    FORMAL_REPORT = auto()
    FORMAL_COMPLAINT = auto()


FORMAL = (FormalRoute.FORMAL_REPORT, FormalRoute.FORMAL_COMPLAINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """One support track of one person. `first_of_year`: this person was not registered before in
    this year; `last_talked` is about the years before; `themes` are those beside the primary one.
    `first_response` is counted from the conversation's own dates; so is `first_talk` where people
    write to each other.
    """

    primary_theme: str
    requester: Requester
    channel: Channel
    first_of_year: bool
    last_talked: LastTalked = LastTalked.NOT_RECORDED
    themes: tuple[str, ...] = ()
    source: Source = Source.NOT_RECORDED
    depth: Depth = Depth.NOT_RECORDED
    duration: Duration = Duration.NOT_RECORDED
    since: Since = Since.NOT_RECORDED
    cause: Cause = Cause.NOT_RECORDED
    next_step: NextStep = NextStep.NOT_RECORDED
    outcome: Outcome = Outcome.NOT_RECORDED
    felt_heard: FeltHeard = FeltHeard.NOT_ASKED
    formal_route: FormalRoute = FormalRoute.NONE
    first_response: Waited = Waited.NOT_RECORDED
    first_talk: Waited = Waited.NOT_RECORDED


def check_facets(facets: Facets) -> None:
    """Raise Invalid for a theme that is not in this edition, or the primary one named twice."""
    check_themes([facets.primary_theme], "primary_theme")
    check_themes(facets.themes)
    if facets.primary_theme in facets.themes:
        raise Invalid({"themes": "leave out the primary theme, it counts already"})
