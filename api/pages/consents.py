"""How far a consent goes, in words that both sides read: its name, and what a reader then knows."""

from api.pages.words import N_

STAGES = {
    "theme": (
        N_("What it is about"),
        N_("A theme, such as work pressure. Nobody can tell who or where."),
    ),
    "unit": (
        N_("Where it is"),
        N_("A team, a place or a shift as well. It is about those who work there."),
    ),
    "situation": (
        N_("What happened"),
        N_("What was said or done, when, and how often. Who was there may know it again."),
    ),
    "identity": (
        N_("Who it is"),
        N_("A name, or anything that leads straight to somebody."),
    ),
}
