"""Labels of codes that portal and desk both show, translated through the catalogue `words`."""


def N_(text: str) -> str:  # noqa: N802 - the name that Babel looks for
    """Mark a text for translation; a template translates it where it is shown."""
    return text


CHANNELS = {
    "messages": N_("In writing"),
    "phone": N_("By phone"),
    "video": N_("By video"),
    "in_person": N_("In person"),
}

#: of tenants.files.types.Kind
FILE_KINDS = {
    "photo": N_("Photo"),
    "pdf": N_("PDF"),
    "text": N_("Text"),
    "sound": N_("Sound"),
    "film": N_("Film"),
}
