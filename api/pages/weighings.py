"""The questions of weighing whether to break confidentiality, in words that both sides read."""

from api.pages.words import N_

QUESTIONS = {
    "danger": N_("What is the danger, for whom, and how soon? How do you know?"),
    "client": N_("Can the client act, or say yes to your acting? What did you try?"),
    "less": N_("What would be less than telling, and why is it not enough?"),
    "who": N_("Who has to know, and what is the least that they need?"),
    "colleague": N_("What did a colleague say, to whom you told it without names?"),
    "telling": N_("When and how is the client told? If not before: why not?"),
    "reasons": N_("What did you decide, and why?"),
}
DECISIONS = {
    "kept": N_("I told nobody"),
    "broken": N_("I told somebody, or am about to"),
}
