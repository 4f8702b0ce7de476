"""Pictures made anew from what one sees in them: whatever else the file held is not in the new one.

Runs in the process apart (`__main__.py`).
"""

from contextlib import suppress
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from tenants.files.refusals import TooLargeError
from tenants.files.still import is_of_phone

#: more is a bomb: a file of some kilobytes that fills the memory
MOST_PIXELS = 64_000_000
#: the longer side of a picture, in pixels: a page of writing can be read at this size
LONGEST = 4096
#: those that are written as they came; of the others, which few programs open, a JPEG is made
KEPT, OF_PHONES = ("JPEG", "PNG", "WEBP"), ("HEIF", "AVIF")

pillow_heif.options.DECODE_THREADS = 1
pillow_heif.register_heif_opener(thumbnails=False)


def clean_picture(content: bytes) -> bytes:
    """The same picture upright, in sRGB, without EXIF, XMP, comments, profile or thumbnail."""
    Image.MAX_IMAGE_PIXELS = None  # our own bound, before anything is unpacked
    formats = OF_PHONES if is_of_phone(content) else KEPT
    with Image.open(BytesIO(content), formats=formats) as image:
        kind = image.format if image.format in KEPT else "JPEG"
        if image.width * image.height > MOST_PIXELS:
            raise TooLargeError
        image.draft(None, (LONGEST, LONGEST))
        image.load()
        seen = ImageOps.exif_transpose(_in_srgb(image))
    seen.thumbnail((LONGEST, LONGEST))
    if kind == "JPEG" and seen.mode == "RGBA":
        bare = Image.new("RGB", seen.size, "white")
        bare.paste(seen, mask=seen)
    else:
        bare = Image.new(seen.mode, seen.size)
        bare.paste(seen)
    made = BytesIO()
    bare.save(made, kind, **({} if kind == "PNG" else {"quality": 90}))
    return made.getvalue()


def _in_srgb(image: Image.Image) -> Image.Image:
    """In one of the three modes that we write, with the colours that its profile meant."""
    profile = image.info.get("icc_profile")
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if profile and image.mode in {"RGB", "CMYK"}:
        with suppress(ImageCms.PyCMSError):  # a profile that is none changes nothing
            srgb = ImageCms.createProfile("sRGB")
            made = ImageCms.profileToProfile(image, BytesIO(profile), srgb, outputMode="RGB")
            image = made or image
    mode = "RGBA" if clear else "L" if image.mode in {"1", "L", "I;16"} else "RGB"
    return image if image.mode == mode else image.convert(mode)
