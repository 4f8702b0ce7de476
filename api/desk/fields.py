"""Fields of forms that are not text. A page says what is wrong beside the field."""

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

from api.pages.forms import Form
from tenants.conversations.messages import NO_TEXT
from tenants.errors import Invalid

DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


def day(form: Form, name: str) -> date:
    """A date as browsers send it. Raises Invalid where it is none."""
    found = find_day(form, name)
    if found is None:
        raise Invalid({name: "is empty"})
    return found


def find_day(form: Form, name: str) -> date | None:
    """The same, or None where the field is empty."""
    if not form.text(name).strip():
        return None
    try:
        return date.fromisoformat(form.text(name).strip())
    except ValueError:
        raise Invalid({name: "is not a date"}) from None


def number(form: Form, name: str) -> int:
    """A whole number. Raises Invalid."""
    text = form.text(name).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid({name: "is not a whole number"})
    return int(text)


def find_number(form: Form, name: str) -> int | None:
    """The same, or None where the field is empty."""
    return number(form, name) if form.text(name) else None


def find_uuid(form: Form, name: str) -> UUID | None:
    """An id, or None where the field is empty. Raises Invalid."""
    return form.uuid(name) if form.text(name) else None


def decimal(form: Form, name: str) -> Decimal:
    """A number with a point or a comma. Raises Invalid."""
    text = form.text(name).strip().replace(",", ".")
    if not DECIMAL.fullmatch(text):
        raise Invalid({name: "is not a number"})
    return Decimal(text)


def prose(form: Form, name: str, longest: int) -> str:
    """Text of several lines, or none. Raises Invalid where it is too long."""
    text = form.text(name).replace("\r\n", "\n").strip()
    if len(text) > longest or NO_TEXT.search(text):
        raise Invalid({name: f"is text of at most {longest} characters"})
    return text


def line(form: Form, name: str, longest: int = 200) -> str:
    """One line of text that is not empty. Raises Invalid."""
    text = form.text(name).strip()
    if not (1 <= len(text) <= longest and text.isprintable()):
        raise Invalid({name: f"has 1 to {longest} characters"})
    return text
