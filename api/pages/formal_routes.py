"""Labels of a client's own decision for a formal route; its words stand nowhere else."""

from api.pages.words import N_

KINDS = {
    "formal_report": N_("A formal report"),
    "formal_complaint": N_("A formal complaint"),
}
