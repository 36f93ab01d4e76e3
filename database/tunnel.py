"""A way through TLS for programs that know none: those the embedded PostgreSQL brings.

They speak in plain text to a socket that only this user can open; from there on it is TLS, as
the ``sslmode`` of the address says.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import struct
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
ACCEPTED = b"S"
PORT = 5432
CHUNK_BYTES = 65_536
ASKING = ("PGSSL", "PGCHANNELBINDING")
LEFT_OUT = ("ssl", "channel_binding")
VERIFYING = ("verify-ca", "verify-full")


@contextlib.contextmanager
def tunnel(url: str) -> Iterator[str]:
    """The address under which a program without TLS finds the database; the same one where the
    address does not ask for TLS. It holds until the block ends."""
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query))
    if said.get("sslmode") not in ("require", *VERIFYING) or parts.hostname is None:
        yield url
        return
    way = _Way(parts, said)
    with tempfile.TemporaryDirectory(prefix="floorcast-tls-") as folder:
        thread = threading.Thread(target=way.run, args=[folder], daemon=True)
        thread.start()
        way.is_open.wait()
        try:
            yield _through(parts, said, folder)
        finally:
            way.close()
            thread.join()


def environment() -> dict[str, str]:
    """Ours, without what would make such a program ask for TLS by itself."""
    return {name: value for name, value in os.environ.items() if not name.startswith(ASKING)}


def _through(parts: SplitResult, said: dict[str, str], folder: str) -> str:
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    kept = {name: value for name, value in said.items() if not name.startswith(LEFT_OUT)}
    return urlunsplit(
        parts._replace(netloc=user, query=urlencode({**kept, "host": folder, "port": PORT}))
    )


class _Way:
    """A socket and the connections through it, in a thread of their own."""

    def __init__(self, parts: SplitResult, said: dict[str, str]) -> None:
        self.host, self.port = parts.hostname or "", parts.port or PORT
        self.context = _context(said)
        self.is_open = threading.Event()
        self._end = asyncio.Event()

    def run(self, folder: str) -> None:
        """Until closed."""
        asyncio.run(self._serve(folder))

    def close(self) -> None:
        """End it, from another thread."""
        self._loop.call_soon_threadsafe(self._end.set)

    async def _serve(self, folder: str) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_unix_server(self._pass, f"{folder}/.s.PGSQL.{PORT}")
        self.is_open.set()
        async with server:
            await self._end.wait()

    async def _pass(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):  # it sees a closed socket
            async with _closing(back):
                far, out = await asyncio.open_connection(self.host, self.port)
                async with _closing(out):
                    out.write(SSL_REQUEST)
                    if await far.readexactly(1) == ACCEPTED:
                        await out.start_tls(self.context, server_hostname=self.host)
                        await asyncio.gather(_pump(near, out), _pump(far, back))


@contextlib.asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        writer.transport.abort()  # what is on its way has nobody to go to any more
        raise
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _context(said: dict[str, str]) -> ssl.SSLContext:
    root = said.get("sslrootcert")
    context = ssl.create_default_context(cafile=None if root in (None, "system") else root)
    context.check_hostname = said["sslmode"] == "verify-full"
    if said["sslmode"] not in VERIFYING:
        context.verify_mode = ssl.CERT_NONE
    return context


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(CHUNK_BYTES):
            sink.write(data)
            await sink.drain()
    sink.close()
