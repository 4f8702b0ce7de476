"""A store of objects that speaks S3, for the sealed chunks of files.

What goes there is sealed already. The name of an object is random and says nothing of whose it is.
"""

import secrets
from datetime import timedelta

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from tenants.errors import NotFound, Unavailable

#: a store that is away is told from a slow one, and nobody waits longer than for the database
TIMEOUT, CONNECT, RETRYING = "20s", "3s", timedelta(seconds=10)
TROUBLE = (BaseError, OSError)


class ObjectStore:
    """A bucket of a store that speaks S3. Raises Unavailable where it does not answer, or says no.

    Each chunk is an object of its own: nothing half-done hides in the store, as parts of an
    unfinished upload would.
    """

    def __init__(
        self, bucket: str, *, endpoint: str, region: str, access_key_id: str, secret_access_key: str
    ) -> None:
        self._store = S3Store(
            bucket,
            endpoint=endpoint,
            region=region,
            access_key_id=access_key_id,
            secret_access_key=secret_access_key,
            virtual_hosted_style_request=False,
            client_options={
                "timeout": TIMEOUT,
                "connect_timeout": CONNECT,
                "allow_http": endpoint.startswith("http://"),
            },
            retry_config={"max_retries": 2, "retry_timeout": RETRYING},
        )

    @staticmethod
    def new_name() -> str:
        return secrets.token_hex(16)

    async def put(self, name: str, number: int, chunk: bytes) -> None:
        try:
            await obstore.put_async(self._store, f"{name}/{number}", chunk, use_multipart=False)
        except TROUBLE:
            raise Unavailable from None

    async def get(self, name: str, number: int) -> bytes:
        """The chunk. Raises NotFound where there is none."""
        try:
            answer = await obstore.get_async(self._store, f"{name}/{number}")
            return bytes(await answer.bytes_async())
        except FileNotFoundError:
            raise NotFound from None
        except TROUBLE:
            raise Unavailable from None

    async def remove(self, name: str) -> None:
        """All chunks of this name; what is gone already is no error."""
        try:
            found = await obstore.list(self._store, f"{name}/").collect_async()
            if found:
                await obstore.delete_async(self._store, [each["path"] for each in found])
        except FileNotFoundError:
            return
        except TROUBLE:
            raise Unavailable from None
