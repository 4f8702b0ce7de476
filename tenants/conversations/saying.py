"""What somebody says at once, words and files: sent together, or not at all.

A file may take minutes to come. No transaction is open meanwhile: each chunk has one of its own,
and nobody sees anything before the last one, which sends it all.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing, suppress
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from tenants.conversations.arrivals import (
    ARRIVING,
    Arriving,
    begin_attachment,
    finish_attachment,
    keep_chunk,
    send_attachments,
)
from tenants.conversations.attachments import (
    Attachment,
    Opened,
    open_attachment,
    read_chunk,
    remove_attachment,
)
from tenants.conversations.messages import check_text, post_message
from tenants.errors import DomainError, FileRefused, NotFound
from tenants.files.cleaning import open_file
from tenants.files.storage import Storage
from tenants.ids import new_id
from tenants.session import TenantSession
from vault import CannotOpen, VaultError


class Sessions(Protocol):
    """Opens a session of the same actor in the same organisation, each time anew."""

    def __call__(self, *, brief: bool = False) -> AbstractAsyncContextManager[TenantSession]: ...


Files = AsyncIterator[AsyncIterator[bytes]]
#: a file that takes longer to come is given up, before the worker does
LONGEST: timedelta = ARRIVING / 2


async def say(sessions: Sessions, conversation_id: UUID, text: str, files: Files) -> None:
    """Send a text, files, or both. Raises FileRefused, and as `post_message` does.

    Nothing was sent then, and what came of the files is gone.
    """
    if text.strip():
        check_text(text)
    arrived: list[UUID] = []
    try:
        async for content in files:
            arrived += [await receive(sessions, conversation_id, content)]
        # Words alone are one trip.
        async with sessions(brief=not arrived) as tenant:
            if text.strip() or not arrived:
                await post_message(tenant, conversation_id, text)
            if arrived:
                await send_attachments(tenant, conversation_id, arrived)
    except BaseException:
        await _forget(sessions, conversation_id, arrived)
        raise


async def send_one(
    sessions: Sessions, conversation_id: UUID, attachment_id: UUID, content: AsyncIterator[bytes]
) -> Attachment:
    """Send one file under an id that the sender chose; what was sent under it before stays."""
    with suppress(NotFound):
        async with sessions() as tenant:
            return (await open_attachment(tenant, conversation_id, attachment_id)).attachment
    await receive(sessions, conversation_id, content, attachment_id)
    try:
        async with sessions() as tenant:
            await send_attachments(tenant, conversation_id, [attachment_id])
            return (await open_attachment(tenant, conversation_id, attachment_id)).attachment
    except BaseException:
        await _forget(sessions, conversation_id, [attachment_id])
        raise


async def receive(
    sessions: Sessions,
    conversation_id: UUID,
    content: AsyncIterator[bytes],
    attachment_id: UUID | None = None,
) -> UUID:
    """A file that has come whole and waits to be sent.

    Raises FileRefused, Unavailable, and as `begin_attachment` does; nothing is left of it then.
    """
    async with sessions() as tenant:
        arriving = await begin_attachment(tenant, conversation_id, attachment_id or new_id())
        storage = tenant.storage
    try:
        async with asyncio.timeout(LONGEST.total_seconds()):
            found, cleaned = await open_file(content, storage.limits, storage.hands)
            async with aclosing(cleaned) as parts:
                async for part in parts:
                    for chunk in arriving.sealer.feed(part):
                        await _keep(sessions, storage, arriving, chunk)
            for chunk in arriving.sealer.finish():
                await _keep(sessions, storage, arriving, chunk)
        async with sessions() as tenant:
            await finish_attachment(tenant, arriving, found)
    except BaseException as error:
        await _forget(sessions, conversation_id, [arriving.id])
        if isinstance(error, TimeoutError):
            raise FileRefused("too-slow") from None
        raise
    return arriving.id


async def fetch(
    sessions: Sessions, conversation_id: UUID, attachment_id: UUID
) -> tuple[Opened, AsyncIterator[bytes]]:
    """A file and the stream of its content, whose beginning is there: what can fail has failed.

    Raises Locked, NotFound, Unavailable, CannotOpen.
    """
    async with sessions() as tenant:
        opened = await open_attachment(tenant, conversation_id, attachment_id)
    content = _read(sessions, tenant.storage, opened)
    first = await anext(content)

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for part in content:
            yield part

    return opened, whole()


async def _read(sessions: Sessions, storage: Storage, opened: Opened) -> AsyncIterator[bytes]:
    for number in range(opened.chunks):
        if opened.object_name is None:
            async with sessions() as tenant:
                chunk = await read_chunk(tenant, opened, number)
        elif storage.objects is None:
            raise CannotOpen
        else:
            try:
                chunk = await storage.objects.get(opened.object_name, number)
            except NotFound:
                raise CannotOpen from None
        yield opened.opener.open(chunk)


async def _keep(sessions: Sessions, storage: Storage, arriving: Arriving, chunk: bytes) -> None:
    number = arriving.sealer.chunks - 1
    if arriving.object_name is None or storage.objects is None:
        async with sessions() as tenant:
            await keep_chunk(tenant, arriving, number, chunk)
    else:
        await storage.objects.put(arriving.object_name, number, chunk)


async def _forget(sessions: Sessions, conversation_id: UUID, arrived: list[UUID]) -> None:
    """Best at once; where that fails the worker finds it."""
    with suppress(DomainError, VaultError):
        for attachment_id in arrived:
            async with sessions() as tenant:
                await remove_attachment(tenant, conversation_id, attachment_id)
