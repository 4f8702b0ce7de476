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

#: the same to the client, whose own words they are: what it is, and not what to do about it
TO_CLIENT: Mapping[str, str] = {
    Kind.NAME: N_("A name."),
    Kind.CAPITALS: N_("This may be a name."),
    Kind.CONTACT: N_("An address or a number leads straight to somebody."),
    Kind.QUOTE: N_("Exact words. Who heard them knows them again."),
    Kind.RETOLD: N_("It tells what one person said or felt."),
    Kind.FEW: N_("So few people that one can guess who."),
    Kind.ONLY: N_("There is only one, so people know who."),
    Kind.AGE: N_("An age."),
    Kind.COMBINATION: N_("Who, where, when or what was rare, together in one sentence."),
    Kind.UNIT: N_("A team or a place."),
    Kind.ROLE: N_("Work that few people do."),
    Kind.PERIOD: N_("A time that others may remember."),
    Kind.DETAIL: N_("Something rare."),
    Kind.PERSON: N_("This reads as if it were about one person."),
}
