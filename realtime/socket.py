"""uvicorn's WebSocket protocol, with a door for frames that were built once and are shared.

Framing a message anew for each of a thousand browsers costs more than sending it. This
subclass lets the hub write ready-made bytes to the transport, and tells when a peer
does not keep up. Everything else stays uvicorn's.
"""

from __future__ import annotations

import socket
from asyncio.transports import BaseTransport
from collections.abc import Callable

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from realtime.frames import Frame

EXTENSION = "floorcast.feed"
HIGH_WATER_BYTES = 65_536
KERNEL_BUFFER_BYTES = 65_536
CLOSE_GRACE_S = 2.0
RESTARTING = 1012


class FeedSocket(WebSocketsSansIOProtocol):
    """One WebSocket connection. The application finds it in the scope's extensions."""

    is_full = False
    on_drained: Callable[[], None] | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Bound what waits for a slow peer, here and in the kernel."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        raw: socket.socket | None = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_BYTES)

    async def run_asgi(self) -> None:
        """Hand this protocol to the application."""
        self.scope["extensions"][EXTENSION] = self  # type: ignore[assignment]
        await super().run_asgi()

    async def send(self, message: ASGISendEvent) -> None:
        """As uvicorn does; a refusal (a plain HTTP answer) also completes the handshake,
        or uvicorn would log it as an error of ours."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True

    def send_frame(self, frame: Frame) -> None:
        """Write ready-made bytes; a closing transport drops them."""
        if not self.transport.is_closing():
            self.transport.write(frame.wire)

    def close_with(self, code: int, reason: str) -> None:
        """Say goodbye, and hang up soon even if nobody reads it."""
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.loop.call_later(CLOSE_GRACE_S, self.transport.abort)

    def pause_writing(self) -> None:
        """The peer does not keep up."""
        super().pause_writing()
        self.is_full = True

    def resume_writing(self) -> None:
        """The peer has caught up."""
        super().resume_writing()
        self.is_full = False
        if self.on_drained is not None:
            self.on_drained()

    def shutdown(self) -> None:
        """The server stops: clients wait a random moment before they come back."""
        if self.is_full:
            self.transport.abort()  # a goodbye would never leave the buffer
        super().shutdown()
