"""Photos of phones, HEIC and AVIF: still pictures in the boxes of a film."""

#: the brands by which such a photo tells itself apart from a film
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif"}


def is_of_phone(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS
