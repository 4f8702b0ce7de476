"""Files as phones and programs make them, with a canary wherever one tells of its maker."""

from io import BytesIO

import pikepdf
import pillow_heif
from PIL import Image, PngImagePlugin

CANARY = "zwartekousenbrug"
pillow_heif.register_heif_opener()
GPS, IFD_GPS = {1: "N", 2: (52.0, 22.0, 26.0), 3: "E", 4: (4.0, 53.0, 22.0)}, 0x8825


def exif() -> Image.Exif:
    """Where it was, on what, who made it, and that it lies on its side."""
    made = Image.Exif()
    made[0x010F], made[0x013B], made[0x0112] = f"{CANARY} phone", CANARY, 6
    made.get_ifd(IFD_GPS).update(GPS)
    return made


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A red picture whose upper half is blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0], size[1] // 2))
    made = BytesIO()
    xmp = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()
    match kind:
        case "PNG":
            words = PngImagePlugin.PngInfo()
            words.add_text("Author", CANARY)
            image.save(made, kind, pnginfo=words, exif=exif())
        case "JPEG":
            image.save(made, kind, exif=exif(), comment=CANARY, xmp=xmp, quality=95)
        case _:
            image.save(made, kind, exif=exif(), xmp=xmp)
    return made.getvalue() + CANARY.encode()


def phone_photo(kind: str, *, size: tuple[int, int] = (640, 480), clear: bool = False) -> bytes:
    """The same as a phone makes it, by the encoder that many of them use; `clear` is unpainted."""
    image = Image.new("RGBA" if clear else "RGB", size, (0, 0, 0, 0) if clear else "red")
    if not clear:
        image.paste("blue", (0, 0, size[0], size[1] // 2))
    made = BytesIO()
    xmp = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()
    image.save(made, kind, exif=exif().tobytes(), xmp=xmp, quality=90)
    return made.getvalue()


def pdf(*, password: str = "") -> bytes:
    """A page with a photo and a comment, an enclosed file and a program that runs on opening."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 300))
    photo_in_it = pikepdf.Stream(document, photo())
    photo_in_it.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=640, Height=480,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo_in_it))
    page.Contents = pikepdf.Stream(document, b"q 300 0 0 300 0 0 cm /Im0 Do Q")
    page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.String(CANARY))
    comment = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 20, 20],
        Contents="What was remarked.", T=CANARY, M="D:20260101",
    )  # fmt: skip
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 20, 20],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=CANARY),
    )  # fmt: skip
    enclosed = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 20, 20],
        FS=pikepdf.Dictionary(F=CANARY),
    )  # fmt: skip
    page.Annots = document.make_indirect(pikepdf.Array(map(document.make_indirect, [
        comment, link, enclosed])))  # fmt: skip
    document.attachments[f"{CANARY}.txt"] = CANARY.encode()
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')"
    )
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [CANARY]
    document.docinfo["/Author"] = CANARY
    made = BytesIO()
    locked = pikepdf.Encryption(owner="owner", user=password) if password else False
    document.save(made, encryption=locked)
    return made.getvalue()


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4) + kind + content


def film(sound: bytes = b"what was recorded" * 100, *, brand: bytes = b"isom") -> bytes:
    """An MP4 as a phone makes it: the place in `udta` and `meta`, the moment in three heads."""
    when = bytes(4) + (3_900_000_000).to_bytes(4) * 2
    place = box(b"udta", box(b"\xa9xyz", f"+52.3740+004.8897/{CANARY}".encode()))
    heard = box(b"hdlr", bytes(8) + b"soun" + bytes(12) + CANARY.encode() + b"\0")
    samples = box(b"minf", box(b"stbl", box(b"stco", bytes(8))))
    track = box(
        b"trak",
        box(b"tkhd", when + bytes(72))
        + box(b"mdia", box(b"mdhd", when + bytes(12)) + heard + samples)
        + place,
    )
    faces = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"meta" + bytes(12)))
                + box(b"tref", CANARY.encode()))  # fmt: skip
    movie = box(b"moov", box(b"mvhd", when + bytes(88)) + track + faces + place
                + box(b"meta", CANARY.encode()))  # fmt: skip
    return (box(b"ftyp", brand + bytes(4) + b"isom") + box(b"uuid", CANARY.encode() * 4)
            + box(b"mdat", sound) + movie + box(b"free", CANARY.encode()))  # fmt: skip


def song() -> bytes:
    tag = f"TPE1 {CANARY}".encode()
    head = b"ID3\x03\0\0" + bytes([0, 0, 0, len(tag)])
    return head + tag + b"\xff\xfb\x90\x00" + b"sound" * 200 + b"TAG" + CANARY.encode().ljust(125)
