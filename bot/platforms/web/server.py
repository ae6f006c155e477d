"""The web server inside our event loop; signals stay ours."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.chat.errors import PlatformOffError

DEFAULT_PORT = 8080
TRIED_PORTS = 20
STOP_WITHIN_S = 3
"""How long open tabs may take to close when we stop."""


def bind(host: str, port: int | None) -> socket.socket:
    """Listen on the port; on None, on 8080 or the next one that is free.

    Raises:
        PlatformOffError: the port is taken, or the address is none of this machine's.
    """
    last = DEFAULT_PORT + TRIED_PORTS - 1
    for candidate in range(DEFAULT_PORT, last + 1) if port is None else (port,):
        try:
            return _listen(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PlatformOffError(
                    f"The playground cannot listen on {host}, port {candidate}: {error.strerror}. "
                    "Set WEB_HOST and WEB_PORT to an address of this machine."
                ) from error
    taken = f"Ports {DEFAULT_PORT} to {last} are" if port is None else f"Port {port} is"
    raise PlatformOffError(f"{taken} taken. Set WEB_PORT to one that is free.")


def address(host: str, port: int) -> str:
    """Where to open it in a browser on this machine."""
    name = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


class Server(uvicorn.Server):
    """uvicorn, which would take SIGINT and SIGTERM from us."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                log_level="warning",
                timeout_graceful_shutdown=STOP_WITHIN_S,
                server_header=False,
                ws_per_message_deflate=False,
                proxy_headers=False,
            )
        )

    async def run_until_cancelled(
        self, listener: socket.socket, started: Callable[[], None]
    ) -> None:
        """Serve on the socket; `started` is called once requests are answered."""
        self._started = started
        serving = asyncio.create_task(self.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        finally:
            self.should_exit = True
            await serving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so when it is done."""
        await super().startup(sockets)
        if self.started:
            self._started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
