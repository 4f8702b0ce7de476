"""What is usual, as figures: which sectors there are, who comes about what, and what comes of it.

Plausible, and nobody's: no figure here was measured. Each table gives weights for the codes of a
facet in their order, by the start of the code that they depend on.
"""

from api.simulation.chance import mix
from tenants.insight.facets import (
    Cause,
    Channel,
    Depth,
    Duration,
    FeltHeard,
    FormalRoute,
    NextStep,
    Outcome,
    Requester,
    Since,
    Source,
    Waited,
)

#: by section of NACE 2.1: organisations of 1,000, how often people talk beside others, SBI codes
SECTIONS = {
    "A": (14, 0.7, ("0113", "0141")),
    "B": (2, 0.8, ("0910",)),
    "C": (95, 0.8, ("1071", "2511", "2041", "2822")),
    "D": (12, 0.8, ("3511",)),
    "E": (16, 0.9, ("3600", "3811")),
    "F": (52, 0.7, ("4120", "4321")),
    "G": (66, 0.8, ("4634", "4711")),
    "H": (62, 1.1, ("4931", "5224", "5320")),
    "I": (22, 0.9, ("5510", "5610")),
    "J": (18, 0.9, ("5811", "6020")),
    "K": (42, 0.7, ("6110", "6210")),
    "L": (34, 0.8, ("6419", "6512")),
    "M": (24, 0.9, ("6820",)),
    "N": (56, 0.8, ("6920", "7112", "7220")),
    "O": (36, 1.0, ("7810", "8121")),
    "P": (128, 1.2, ("8411", "8413", "8424")),
    "Q": (142, 1.1, ("8520", "8531", "8541")),
    "R": (146, 1.3, ("8610", "8710", "8720", "8810", "8891")),
    "S": (22, 1.1, ("9020", "9311")),
    "T": (9, 0.8, ("9499", "9601")),
    "U": (1, 0.5, ("9700",)),
    "V": (1, 0.8, ("9900",)),
}
#: the few who still write their sector in the edition before: the same divisions, another list
OLD_EDITION = 0.08

#: of some 200 primary themes; a code with parts is the part that nobody specified
THEMES = {
    "T1": 2, "T1.1": 30, "T1.2": 27, "T1.3": 2, "T1.3.1": 6, "T1.3.2": 2, "T1.3.3": 3, "T1.3.4": 2,
    "T1.4": 8, "T1.5": 1, "T1.5.1": 2, "T1.5.2": 5, "T1.5.3": 1, "T1.5.4": 1, "T1.5.5": 2,
    "T1.5.6": 2, "T1.5.7": 1, "T1.5.8": 0.2, "T1.5.9": 0.5, "T1.6": 6, "T1.7": 1,
    "T2.1": 0.5, "T2.2": 1.5, "T2.3": 0.5, "T2.4": 2, "T2.5": 2, "T2.6": 1, "T2.7": 0.5,
    "T2.8": 0.3, "T2.9": 4, "T2.10": 1.5, "T3.1": 22, "T3.2": 22, "T3.3": 18,
    "T3.4": 8, "T3.5": 3, "T3.6": 6, "T4.1": 4, "T4.2": 5, "T4.3": 4, "T9.1": 4, "T9.2": 1,
}  # fmt: skip
#: by section: a theme, with what it contains, comes up so many times as often
SHIFTS = {
    "C": {"T1.5.2": 1.8, "T3.1": 0.8},
    "F": {"T1.4": 0.5, "T2.9": 1.8, "T1.5.2": 1.6},
    "G": {"T1.4": 1.8, "T3.6": 1.6},
    "H": {"T1.2": 1.4, "T1.5.2": 2, "T1.4": 1.6},
    "I": {"T1.3": 2.2, "T3.6": 1.6},
    "J": {"T1.3": 1.8, "T1.2": 1.3},
    "K": {"T3.5": 2, "T1.6": 1.5},
    "L": {"T2": 2, "T1.2": 1.2},
    "N": {"T3.1": 1.4, "T1.2": 1.2},
    "P": {"T2": 1.8, "T3.4": 1.8, "T1.4": 1.3},
    "Q": {"T3.1": 1.5, "T3.3": 1.4, "T1.3": 1.2},
    "R": {"T1.4": 2.4, "T3.1": 1.4, "T1.5": 1.3},
    "S": {"T1.3": 2.4, "T1.2": 1.5},
}
CODES = tuple(THEMES)
QUARTERS = (27, 25, 19, 29)

REQUESTER = mix(
    tuple(Requester),
    CODES,
    {
        "T": (71, 12, 10, 4, 3),
        "T1": (70, 14, 8, 6, 2),
        "T2": (42, 38, 14, 3, 3),
        "T3": (72, 8, 15, 3, 2),
        "T4": (88, 3, 6, 0, 3),
        "T9": (48, 4, 38, 2, 8),
    },
)
CHANNEL = mix(
    tuple(Channel),
    tuple(Requester),
    {
        "": (34, 28, 17, 21),
        "witness": (48, 27, 14, 11),
        "manager": (12, 48, 24, 16),
        "person_discussed": (8, 30, 22, 40),
    },
)
SOURCE = mix(
    tuple(Source),
    CODES,
    {
        "T": (40, 34, 6, 12, 8),
        "T1.1": (28, 58, 6, 4, 4),
        "T1.2": (72, 14, 6, 5, 3),
        "T1.3": (26, 46, 2, 22, 4),
        "T1.4": (5, 14, 4, 74, 3),
        "T3.1": (52, 12, 2, 16, 18),
        "T3.2": (26, 56, 12, 3, 3),
        "T3.3": (88, 3, 3, 2, 4),
        "T4": (8, 10, 2, 22, 58),
        "T9": (5, 5, 5, 5, 80),
    },
)
DEPTH = mix(
    tuple(Depth),
    tuple(Requester),
    {"": (34, 40, 24, 2), "manager": (64, 28, 6, 2), "witness": (48, 40, 10, 2)},
)
DURATION = mix(
    tuple(Duration),
    tuple(Depth),
    {
        "": (30, 40, 18, 6, 6),
        "sounding_board": (62, 32, 4, 0, 2),
        "talk": (10, 58, 28, 2, 2),
        "support_track": (1, 14, 50, 33, 2),
    },
)
SINCE = mix(
    tuple(Since),
    CODES,
    {
        "T": (26, 34, 20, 16, 4),
        "T1.1": (12, 32, 26, 27, 3),
        "T1.4": (66, 20, 7, 4, 3),
        "T1.3.3": (58, 22, 10, 7, 3),
        "T3.4": (34, 44, 14, 5, 3),
        "T9": (30, 5, 2, 3, 60),
    },
)
CAUSE = mix(
    tuple(Cause),
    CODES,
    {
        "T": (12, 22, 10, 10, 22, 6, 12, 6),
        "T1.2": (6, 48, 8, 6, 20, 4, 5, 3),
        "T1.5": (2, 16, 3, 4, 44, 16, 10, 5),
        "T2": (3, 26, 4, 14, 20, 22, 6, 5),
        "T3.1": (62, 10, 12, 8, 3, 2, 1, 2),
        "T3.3": (8, 62, 8, 10, 7, 2, 1, 2),
        "T3.4": (8, 12, 66, 8, 2, 2, 1, 1),
        "T4": (8, 4, 3, 2, 4, 1, 66, 12),
        "T9": (1, 1, 1, 4, 1, 8, 44, 40),
    },
)
NEXT_STEP = mix(
    tuple(NextStep),
    CODES,
    {
        "T": (28, 16, 18, 20, 7, 4, 5, 2),
        "T1.3": (18, 12, 14, 34, 12, 1, 7, 2),
        "T2": (22, 10, 20, 22, 6, 1, 17, 2),
        "T3.2": (22, 30, 14, 14, 4, 12, 2, 2),
        "T4": (38, 8, 12, 18, 20, 0, 1, 3),
        "T9": (78, 4, 6, 4, 2, 0, 0, 6),
    },
)
OUTCOME = mix(
    tuple(Outcome),
    tuple(NextStep),
    {
        "": (20, 22, 14, 12, 5, 12, 12, 3),
        "talk_was_enough": (52, 24, 2, 12, 0, 4, 3, 3),
        "talks_with": (8, 34, 24, 18, 2, 8, 4, 2),
        "mediation": (6, 8, 44, 16, 8, 10, 6, 2),
        "shares_with_consent": (10, 14, 22, 14, 12, 14, 12, 2),
        "follow_up_talk": (14, 16, 8, 6, 6, 14, 34, 2),
    },
)
FELT_HEARD = mix(
    tuple(FeltHeard),
    tuple(Outcome),
    {
        "": (54, 14, 3, 29),
        "recognition": (72, 6, 0, 22),
        "unchanged": (30, 28, 14, 28),
        "open": (22, 8, 2, 68),
        "not_recorded": (2, 1, 0, 97),
    },
)
FORMAL_ROUTE = mix(
    tuple(FormalRoute),
    CODES,
    {
        "T": (97, 1, 2),
        "T1.2": (93, 1, 6),
        "T1.3": (84, 4, 12),
        "T1.4": (90, 8, 2),
        "T2": (85, 14, 1),
        "T4": (100, 0, 0),
        "T9": (100, 0, 0),
    },
)
FIRST_RESPONSE = mix(
    tuple(Waited), tuple(Channel), {"": (62, 24, 8, 3, 3), "messages": (52, 32, 11, 5, 0)}
)
FIRST_TALK = mix(
    tuple(Waited),
    tuple(Waited),
    {
        "within_day": (34, 34, 22, 8, 2),
        "within_three_days": (0, 42, 40, 16, 2),
        "within_week": (0, 0, 56, 42, 2),
        "over_week": (0, 0, 0, 98, 2),
        "not_recorded": (0, 0, 0, 0, 100),
    },
)
#: a theme beside the primary one, or none
BESIDE = mix(
    ("", "T1.1", "T3.1", "T3.2", "T3.3", "T4.3", "T1.6"),
    CODES,
    {"T": (66, 5, 8, 6, 8, 4, 3), "T9": (100, 0, 0, 0, 0, 0, 0)},
)
#: of a year's people, those who talked the year before, and not since the year before that
BACK, LONG_AGO = 0.09, 0.04
#: how many talks somebody has who came at all, in a year: one, two, three
TALKS = (84, 12, 4)
