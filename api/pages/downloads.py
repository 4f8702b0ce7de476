"""A file on its way to who may read it: a browser saves it, and never shows or runs it."""

from uuid import UUID

from litestar.response import Stream

from tenants.conversations.saying import Sessions, fetch

FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


async def file_response(sessions: Sessions, conversation_id: UUID, attachment_id: UUID) -> Stream:
    """The file under a name that tells nothing. Raises as `fetch` does, before anything is sent."""
    opened, content = await fetch(sessions, conversation_id, attachment_id)
    attachment = opened.attachment
    return Stream(
        content,
        media_type=attachment.type.media_type,
        headers=FILE_HEADERS
        | {
            "Content-Disposition": f'attachment; filename="{attachment.name}"',
            "Content-Length": str(attachment.size),
        },
    )
