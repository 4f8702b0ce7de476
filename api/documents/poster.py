"""A poster and a card for one organisation: one address, one code for the camera, on paper."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import msgspec
import segno
import typst

from api.i18n import LANGUAGES, translations
from tenants.network.firms import Firm
from tenants.network.organisations import Organisation

TEMPLATE = Path(__file__).with_name("poster.typ")
Size = Literal["a4", "a6"]


async def poster_pdf(organisation: Organisation, firm: Firm, base_url: str, size: Size) -> bytes:
    """PDF/UA-1, a sheet for each language of the organisation that we speak."""
    return await asyncio.to_thread(_compile, compose_poster(organisation, firm, base_url), size)


def _compile(composed: dict[str, Any], size: Size) -> bytes:
    data = msgspec.json.encode(composed | {"size": size}).decode()
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )


def compose_poster(organisation: Organisation, firm: Firm, base_url: str) -> dict[str, Any]:
    """Nothing on it says what somebody might want to talk about: it hangs where others look."""
    address = f"{base_url}/o/{organisation.slug}"
    spoken = [language for language in organisation.languages if language in LANGUAGES]
    return {
        "address": address,
        "shown": address.partition("://")[2],
        "code": _code(address),
        "firm": firm.name,
        "accent": firm.accent,
        "sheets": [_sheet(language) for language in spoken or LANGUAGES],
    }


def _sheet(language: str) -> dict[str, Any]:
    say = translations(language, ("words", "documents")).gettext
    return {
        "language": language,
        "title": say("Somebody to talk with"),
        "lines": [
            say("Outside the organisation, and in confidence."),
            say("No name, no account, no proof."),
            say("You decide what happens."),
        ],
        "how": say("Point the camera of your phone here, or type the address:"),
        "alt": say("A code for the camera of a phone, which opens the address below"),
    }


def _code(address: str) -> str:
    made = BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="svg", border=2, xmldecl=False)
    return made.getvalue().decode()
