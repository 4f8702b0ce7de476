"""What the identification check says: why some words could lead to somebody, and what to do."""

from collections.abc import Mapping

from api.pages.words import N_
from tenants.identification import Kind

EXPLANATIONS: Mapping[str, str] = {
    Kind.NAME: N_("A name. Leave it out, and whatever it was about may stay."),
    Kind.CAPITALS: N_("This could be a name of a person, a project or a place."),
    Kind.CONTACT: N_("An address or a number leads straight to somebody."),
    Kind.QUOTE: N_("Whoever said it, or heard it, knows these words. Tell it in general."),
    Kind.RETOLD: N_("It retells what one person said or felt. Say what you saw over the year."),
    Kind.FEW: N_("So few people can be counted out. Say it without a number."),
    Kind.ONLY: N_("There is one of these, so everybody knows who it is."),
    Kind.AGE: N_("An age points at somebody."),
    Kind.COMBINATION: N_(
        "Together in one sentence who, where, when or what was rare point at somebody. Take it "
        "apart, or leave some of it out."
    ),
    Kind.UNIT: N_("A unit narrows it down to those who work there."),
    Kind.ROLE: N_("This may be the work of one person."),
    Kind.PERIOD: N_("A day can be remembered."),
    Kind.DETAIL: N_("This may be rare here, and known of somebody."),
    Kind.PERSON: N_("This reads as if it were about one person."),
}
