"""What every edition publishes: the same strata, facets and tables, whoever talked about what.

More talks is neither better nor worse. What could be held against a person or a counsellor is not
here at all: no outcome of an investigation, nobody discussed twice, no counsellor, no department.
"""

from enum import StrEnum

from tenants.insight.disclosure.layout import TOTAL, Dimension, Facet, Layout, Shape, dotted, flat
from tenants.insight.facets import Channel, NextStep, Requester, Since, Waited
from tenants.insight.sections import SECTIONS

#: lowest headcount of each class, the largest first
SIZES = {5000: "5000_up", 1000: "1000-4999", 250: "250-999", 50: "50-249", 10: "10-49", 1: "1-9"}

SECTOR = Dimension("sector", flat(SECTIONS))
SIZE = Dimension("size", flat(reversed(SIZES.values())))


def _codes(of: type[StrEnum]) -> dict[str, str]:
    """Plain text: what is published must be written alike by whoever reads it back."""
    return flat(code.value for code in of)


THEME = Facet(
    "theme",
    dotted((
        "T1.1", "T1.2", "T1.3", "T1.4", "T1.5", "T1.other",
        "T2",
        "T3.1", "T3.2", "T3.3", "T3.4", "T3.other",
        "T4",
        "T9",
    )),
)  # fmt: skip
CONVERSATIONS = Facet("conversations", flat(("first", "again")), people="first")
FACETS = (
    THEME,
    Facet("requester", _codes(Requester)),
    Facet("channel", _codes(Channel)),
    Facet("next_step", _codes(NextStep)),
    Facet("since", _codes(Since)),
    Facet("formal_route", flat(("none", "formal"))),
    Facet("first_response", _codes(Waited)),
    Facet("first_talk", _codes(Waited)),
    CONVERSATIONS,
    Facet("activities", {}, people=None),
    Facet(
        "advice",
        dotted((
            "answered.done", "answered.accepted", "answered.not_funded", "answered.declined",
            "unanswered",
        )),
        people=None,
    ),
)  # fmt: skip

PARENTS = (*(code for code, parent in THEME.parents.items() if parent == TOTAL), TOTAL)
TABLES = (
    Shape("theme", ("sector",)),
    Shape("theme", ("size",)),
    Shape("theme", ("sector", "size"), codes=PARENTS),
    *(
        Shape(facet.name, ("sector",), codes=(TOTAL,) if facet is CONVERSATIONS else None)
        for facet in FACETS[1:]
    ),
)


def layout_of(*panels: str) -> Layout:
    """The tables of an edition, with those of these matched panels behind them."""
    trends = [
        shape
        for panel in panels
        for shape in (
            Shape("theme", ("sector",), codes=PARENTS, panel=panel),
            Shape("theme", ("size",), codes=(TOTAL,), panel=panel),
        )
    ]
    return Layout((SECTOR, SIZE), FACETS, (*TABLES, *trends))


def size_of(employees: int) -> str:
    """The size class of a headcount."""
    return next(name for least, name in SIZES.items() if employees >= least)


def panel_of(period: int) -> str:
    """The panel of those who took part in this period and in the one before it."""
    return f"{period - 1}..{period}"
