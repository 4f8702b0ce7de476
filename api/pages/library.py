"""Sections of the library: what they are called, and what one finds there."""

from api.pages.words import N_

SECTIONS = {
    "norms": (N_("What is not all right"), N_("Unwanted behaviour, and what it is called.")),
    "rights": (N_("Your rights"), N_("What your employer must do, and what you may do.")),
    "informal_steps": (
        N_("Small steps"),
        N_("How to say it yourself, and who can help without anything being filed."),
    ),
    "formal_route": (
        N_("The formal route"),
        N_("What happens there, what it asks of you, and where it begins."),
    ),
}
