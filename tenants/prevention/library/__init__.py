"""The texts that everybody may read: those of the house as files, and what a firm put over them."""

from tenants.prevention.library.texts import (
    EXAMPLES,
    SECTIONS,
    LibraryText,
    get_library_text,
    publish_library_text,
)

__all__ = ["EXAMPLES", "SECTIONS", "LibraryText", "get_library_text", "publish_library_text"]
