"""Types of files, told by what is in them. What a browser or a name says is never asked."""

from dataclasses import dataclass
from enum import StrEnum, auto

import filetype

from tenants.errors import FileRefused
from tenants.files.still import is_of_phone

#: this much of the beginning is enough to know
HEAD = 4096


class Kind(StrEnum):
    """What a person calls it."""

    PHOTO = auto()
    PDF = auto()
    TEXT = auto()
    SOUND = auto()
    FILM = auto()


@dataclass(frozen=True, slots=True)
class FileType:
    """`extension` and `media_type` are what whoever fetches it is told."""

    kind: Kind
    extension: str
    media_type: str

    @property
    def whole(self) -> bool:
        """Whether it has to be there whole to be cleaned."""
        return self.kind in {Kind.PHOTO, Kind.PDF}


TYPES = {
    each.extension: each
    for each in (
        FileType(Kind.PHOTO, "jpg", "image/jpeg"),
        FileType(Kind.PHOTO, "png", "image/png"),
        FileType(Kind.PHOTO, "webp", "image/webp"),
        FileType(Kind.PDF, "pdf", "application/pdf"),
        FileType(Kind.TEXT, "txt", "text/plain"),
        FileType(Kind.SOUND, "mp3", "audio/mpeg"),
        FileType(Kind.SOUND, "m4a", "audio/mp4"),
        FileType(Kind.FILM, "mp4", "video/mp4"),
    )
}
#: what the library calls by another name, or tells apart where we need not; a photo of a phone is
#: kept as JPEG, which everybody can open
SAME = {"apng": "png", "mov": "mp4", "m4v": "mp4", "3gp": "mp4", "heic": "jpg", "avif": "jpg"}
OFFICE = {"doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "rtf"}
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
MARKS_OF_OFFICE = (b"[Content_Types].xml", b"_rels/", b"mimetypeapplication/vnd.oasis")
#: control characters that no text holds
NO_TEXT = bytes({*range(32)} - {*b"\t\n\f\r\x1b"}) + b"\x7f"


def find_type(head: bytes) -> FileType:
    """The type of a file that begins so. Raises FileRefused for what is not taken."""
    if not head:
        raise FileRefused("empty")
    if is_office(head):
        raise FileRefused("office")
    found = "txt" if is_text(head) and not head.startswith(b"%PDF-") else guess(head)
    if found == "mp4" and head[8:12] in {b"M4A ", b"M4B "}:
        found = "m4a"
    try:
        return TYPES[SAME.get(found, found)]
    except KeyError:
        raise FileRefused("not-taken") from None


def guess(head: bytes) -> str:
    """The extension that the library would give; a film of an unknown make is a film."""
    if is_of_phone(head):
        return "heic"
    found = filetype.guess_extension(head)
    return str(found or ("mp4" if head[4:8] == b"ftyp" else ""))


def is_office(head: bytes) -> bool:
    """A document of an office program: it names who wrote in it, and may hold programs."""
    return (
        head.startswith((OLD_OFFICE, b"{\\rtf"))
        or (head.startswith(b"PK\x03\x04") and any(mark in head for mark in MARKS_OF_OFFICE))
        or (not is_text(head) and filetype.guess_extension(head) in OFFICE)
    )


def is_text(part: bytes) -> bool:
    """Whether this can be a part of a text, in whatever alphabet."""
    return len(part.translate(None, delete=NO_TEXT)) == len(part)
