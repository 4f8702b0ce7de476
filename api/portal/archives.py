"""A zip file as it is made: a copy leaves piece by piece, and is never here whole."""

from collections.abc import AsyncIterator
from zipfile import ZipFile, ZipInfo

from tenants.conversations.exports import ExportedConversation
from tenants.conversations.saying import Sessions, fetch


async def archive_of(
    conversations: list[ExportedConversation], sessions: Sessions, notes: str
) -> AsyncIterator[bytes]:
    """Every file by conversation, and the notes that lead to them; no entry tells a moment."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload] # a sink is all that it needs
        for number, each in enumerate(conversations, 1):
            for attachment in each.conversation.attachments:
                _, content = await fetch(sessions, each.conversation.id, attachment.id)
                entry = ZipInfo(f"{number}/{attachment.name}")
                with archive.open(entry, "w", force_zip64=True) as file:
                    async for part in content:
                        file.write(part)
                        yield sink.take()
        archive.writestr(ZipInfo("notes.html"), notes)
    yield sink.take()


class _Sink:
    """What was written and not yet taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, part: bytes) -> int:
        self._written += part
        return len(part)

    def flush(self) -> None: ...

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken
