"""A wire to a server that a test can cut and mend."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

BLOCK = 65536


class Wire:
    """Passes on what goes to and from a server on loopback."""

    def __init__(self, url: str) -> None:
        """`url` is the server's; `self.url` leads there through the wire once it is entered."""
        self._there = urlsplit(url)
        self._port = 0
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.cut()

    @property
    def url(self) -> str:
        before, _, _ = self._there.netloc.rpartition(":")
        return self._there._replace(netloc=f"{before}:{self._port}").geturl()

    async def mend(self) -> None:
        """Let everybody connect again."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End every connection, and let nobody connect."""
        assert self._server is not None
        self._server.close()
        for end in self._ends:
            end.transport.abort()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = str(self._there.hostname), int(self._there.port or 0)
        far_reader, far_writer = await asyncio.open_connection(host, port)
        self._ends |= {writer, far_writer}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(_pass_on(source, sink))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await source.read(BLOCK):
            sink.write(block)
            await sink.drain()
    sink.transport.abort()
