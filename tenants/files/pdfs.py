"""PDFs written anew without who made them, when and on what, and without anything that acts.

Runs in the process apart (`__main__.py`).
"""

from io import BytesIO
from typing import Any

import pikepdf

from tenants.files.refusals import BrokenError, LockedError

#: of the document: its history, what was enclosed, and what happens by itself
OF_THE_DOCUMENT = ("/Metadata", "/PieceInfo", "/OpenAction", "/AA", "/AF", "/Collection", "/Perms",
                   "/DSS", "/SpiderInfo", "/URI", "/Legal", "/Requirements")  # fmt: skip
#: of anything in it
OF_A_PART = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/AF")
#: of a comment: whose it is and when it was written
OF_A_COMMENT = ("/T", "/M", "/CreationDate", "/NM", "/RC")
#: what holds other files, or plays
ENCLOSING = {"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"}
#: all that a link may do: go to a page, or name an address
HARMLESS = {"/GoTo", "/URI"}


def clean_pdf(content: bytes) -> bytes:
    """The same pages. What was deleted and still lay in the file is gone as well."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            _clean_document(pdf)
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                    _clean_part(thing)
            made = BytesIO()
            pdf.save(made, encryption=False, deterministic_id=True)
            return made.getvalue()
    except pikepdf.PasswordError:
        raise LockedError from None
    except pikepdf.PdfError:
        raise BrokenError from None


def _clean_document(pdf: pikepdf.Pdf) -> None:
    for name in ("/Info", "/ID"):
        if name in pdf.trailer:
            del pdf.trailer[name]
    _drop(pdf.Root, OF_THE_DOCUMENT)
    if "/Names" in pdf.Root:
        _drop(pdf.Root.Names, ("/EmbeddedFiles", "/JavaScript"))
    if "/AcroForm" in pdf.Root:
        _drop(pdf.Root.AcroForm, ("/XFA",))


def _clean_part(part: Any) -> None:
    _drop(part, OF_A_PART)
    if "/Annots" in part and isinstance(part.Annots, pikepdf.Array):
        part.Annots = pikepdf.Array(
            each for each in part.Annots if str(each.get("/Subtype")) not in ENCLOSING
        )
    # In a field of a form /T is its name; in a comment its author's.
    if part.get("/Type") == "/Annot" and part.get("/Subtype") != "/Widget":
        _drop(part, OF_A_COMMENT)
    for name in ("/A", "/Next"):
        action = part.get(name)
        if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) not in HARMLESS:
            del part[name]
    if isinstance(part, pikepdf.Stream) and _filters(part) == ["/DCTDecode"]:
        part.write(
            bare_jpeg(part.read_raw_bytes()),
            filter=pikepdf.Name.DCTDecode,
            decode_parms=part.get("/DecodeParms"),  # type: ignore[arg-type]
        )


def _drop(part: Any, names: tuple[str, ...]) -> None:
    for name in names:
        if name in part:
            del part[name]


def _filters(part: pikepdf.Stream) -> list[str]:
    found = part.get("/Filter")
    if isinstance(found, pikepdf.Array):
        return [str(each) for each in found]
    return [str(found)]


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG as it is in a PDF, without EXIF, XMP and comments; the picture is not touched."""
    if not content.startswith(b"\xff\xd8"):
        return content
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker == 0xDA:  # the picture itself, to the end
            break
        # APP0 and APP14 say how its colours are meant; the other APPs and COM tell of its maker.
        if marker in {0xE0, 0xEE} or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept += content[at : at + 2 + length]
        at += 2 + length
    return bytes(kept) + content[at:]
