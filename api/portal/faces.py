"""Counsellors as a client sees them before choosing one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from tenants.conversations.routing import list_present
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Face:
    """`introduction` by language; `trained_until` is the last day of a certificate that holds.

    `away_until` is the last day of an absence that has not ended.
    """

    id: UUID
    name: str
    introduction: dict[str, str]
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    trained_until: date | None
    available: bool
    away_until: date | None


async def list_faces(tenant: TenantSession) -> list[Face]:
    """Everybody in the pool of this organisation, whether or not there is room now."""
    return [
        Face(
            row["id"],
            row["name"],
            msgspec.json.decode(row["introduction"]),
            tuple(row["languages"]),
            tuple(row["channels"]),
            row["trained_until"],
            row["available"],
            row["away_until"],
        )
        for row in await list_present(tenant)
    ]


async def find_name(tenant: TenantSession, counsellor_id: UUID) -> str | None:
    """What a counsellor is called; None once they have left the pool."""
    face = await find_face(tenant, counsellor_id)
    return face.name if face else None


async def find_face(tenant: TenantSession, counsellor_id: UUID) -> Face | None:
    return next((face for face in await list_faces(tenant) if face.id == counsellor_id), None)
