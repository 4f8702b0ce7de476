"""What a house keeps files with."""

from dataclasses import dataclass, field

from tenants.files.cleaning import FileLimits, Hands
from tenants.files.objects import ObjectStore


@dataclass(frozen=True, slots=True)
class Storage:
    """Without `objects` the sealed chunks of files are rows of the database."""

    objects: ObjectStore | None = None
    limits: FileLimits = field(default_factory=FileLimits)
    hands: Hands = field(default_factory=Hands)
