"""Pictures and files of the blob store on their way into a workspace.

A picture is uploaded without a channel and shown by its id; Slack refuses the message until it has looked at the file,
which shows in `mimetype`. https://docs.slack.dev/messaging/working-with-files
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.errors import ChatError
from bot.clock import Clock
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.errors import REFUSED, UNREACHABLE, code_of
from bot.platforms.slack.recent import Recent
from generators.blobs import Blob, BlobStore

log = logging.getLogger(__name__)

KEPT = timedelta(hours=12)
"""How long a file that was uploaded is shown again rather than uploaded again."""
LOOKS = (0.1, 0.2, 0.4, 0.8, 1.0, 1.5, *[2.0] * 12)
"""Seconds between looks at whether Slack has read a file: 28 s in all."""


class NotReadError(Exception):
    """Slack has not read a file in time, or it is gone from the blob store."""


class Files:
    """Uploads each blob once to each workspace."""

    def __init__(
        self,
        clients: Clients,
        blobs: BlobStore,
        clock: Clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clients, self._blobs, self._sleep = clients, blobs, sleep
        self._ids: Recent[str] = Recent(clock, KEPT)

    async def ids(self, community: str, keys: Iterable[str]) -> Mapping[str, str]:
        """Slack's id of each picture, ready to be shown; without those that could not be uploaded."""
        wanted = list(keys)
        found = await asyncio.gather(*(self._id(community, key) for key in wanted))
        return {key: id_ for key, id_ in zip(wanted, found, strict=True) if id_}

    def forget(self, community: str, keys: Iterable[str]) -> None:
        """Upload these anew next time: Slack did not take them."""
        for key in keys:
            self._ids.forget(f"{community}:{key}")

    async def delete(self, community: str, keys: Iterable[str]) -> None:
        """Delete pictures in the workspace that nothing shows any more; what cannot be deleted stays."""
        for key in keys:
            name = f"{community}:{key}"
            if (file_id := self._ids.known(name)) is None:
                continue
            self._ids.forget(name)
            try:
                await (await self._clients.of(community)).files_delete(file=file_id)
            except REFUSED as error:
                log.info("blob %s stays in %s: %s", key, community, code_of(error))
            except (ChatError, *UNREACHABLE) as error:
                log.info("blob %s stays in %s: %s", key, community, type(error).__name__)

    async def share(
        self, community: str, channel: str, thread: str, files: Sequence[Mapping[str, str]]
    ) -> None:
        """Put files into a channel, each with its name.

        Raises:
            ChatError: Backprep is not installed there.
            SlackApiError: Slack takes none there.
        """
        uploads = [dict(one) for file in files if (one := await self._upload(file))]
        if uploads:
            client = await self._clients.of(community)
            await client.files_upload_v2(
                file_uploads=uploads, channel=channel, thread_ts=thread or None
            )

    async def _upload(self, file: Mapping[str, str]) -> Mapping[str, Any] | None:
        blob = await self._blobs.get(file["key"])
        if blob is None:
            log.warning("blob %s is left out: missing", file["key"])
            return None
        return {"content": blob.content, "filename": file["filename"], "title": file["title"]}

    async def _id(self, community: str, key: str) -> str | None:
        try:
            return await self._ids.get(f"{community}:{key}", lambda: self._uploaded(community, key))
        except REFUSED as error:
            log.warning("blob %s is left out: %s", key, code_of(error))
        except (ChatError, NotReadError, *UNREACHABLE) as error:
            log.warning("blob %s is left out: %s", key, type(error).__name__)
        return None

    async def _uploaded(self, community: str, key: str) -> str:
        blob: Blob | None = await self._blobs.get(key)
        if blob is None:
            raise NotReadError
        client = await self._clients.of(community)
        answer = await client.files_upload_v2(content=blob.content, filename=key, title=key)
        file_id = str(answer["files"][0]["id"])
        await self._read(client, file_id)
        return file_id

    async def _read(self, client: AsyncWebClient, file_id: str) -> None:
        for pause_s in (*LOOKS, 0.0):
            if (await client.files_info(file=file_id))["file"].get("mimetype"):
                return
            await self._sleep(pause_s)
        raise NotReadError
