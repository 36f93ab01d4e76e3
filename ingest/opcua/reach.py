"""The way to a server, one step at a time: its name, its port, and whether it speaks OPC UA."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator
from typing import NamedTuple

from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import struct_from_binary, uatcp_to_binary

from ingest.contract import LinkLostError, RefusedError
from ingest.opcua import problems
from ingest.opcua.config import OpcUaConfig

_HEADER = 8
_MOST_ERROR_BYTES = 8192
_OF_THE_WEB = (b"HTTP", b"<!DOC", b"<HTML")
_LAST_WORD_S = 1.0  # a web server waits for the end of a line; told that none comes, it answers


class Line(NamedTuple):
    """An open TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


async def look_up(config: OpcUaConfig) -> str:
    """The IP address of the host. Raises LinkLostError."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(config.connect_timeout_s):
            found = await loop.getaddrinfo(config.host, config.port)
    except TimeoutError as error:
        raise LinkLostError(
            f'The name "{config.host}" could not be looked up in time.',
            "Check the name server, or use the IP address.",
        ) from error
    except (OSError, UnicodeError) as error:
        raise problems.name_unknown(config.host) from error
    return str(found[0][4][0])


@contextlib.asynccontextmanager
async def line(config: OpcUaConfig) -> AsyncIterator[Line]:
    """A TCP connection to the server, closed at the end. Raises LinkLostError."""
    try:
        async with asyncio.timeout(config.connect_timeout_s):
            reader, writer = await asyncio.open_connection(config.host, config.port)
    except OSError as error:
        raise problems.told(error, config) from error
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


async def greet(config: OpcUaConfig, opened: Line) -> None:
    """Say hello as OPC UA does, and return if the answer is OPC UA's. Raises a Problem."""
    opened.writer.write(uatcp_to_binary(ua.MessageType.Hello, ua.Hello(EndpointUrl=config.url)))
    try:
        async with asyncio.timeout(config.connect_timeout_s):
            head = await _read(opened, _HEADER)
    except TimeoutError:
        head = await _last_word(opened)
    if head[:3] == b"ACK":
        return
    if head[:3] == b"ERR":
        raise problems.told(ua.UaStatusCodeError(await _error_code(opened, head)), config)
    if head.upper().startswith(_OF_THE_WEB):
        raise problems.not_opcua(config, "A web server")
    if head:
        raise problems.not_opcua(config, "Something else")
    raise LinkLostError(
        f"Port {config.port} of {config.host} takes connections, but does not answer as OPC UA.",
        "Check the port; or the server hangs or takes no more clients: restart it.",
    )


async def explain(config: OpcUaConfig) -> problems.Problem | None:
    """Why connecting failed, as far as the way to the server tells; None: it is open."""
    try:
        await look_up(config)
        async with line(config) as opened:
            await greet(config, opened)
    except (LinkLostError, RefusedError) as problem:
        return problem
    return None


async def _read(opened: Line, size: int) -> bytes:
    try:
        return await opened.reader.readexactly(size)
    except asyncio.IncompleteReadError as error:
        return error.partial
    except OSError:
        return b""


async def _last_word(opened: Line) -> bytes:
    with contextlib.suppress(OSError):
        opened.writer.write_eof()
        async with asyncio.timeout(_LAST_WORD_S):
            return await _read(opened, _HEADER)
    return b""


async def _error_code(opened: Line, head: bytes) -> int:
    size = min(struct.unpack("<I", head[4:8])[0] - _HEADER, _MOST_ERROR_BYTES)
    body = await _read(opened, size)
    try:
        return int(struct_from_binary(ua.ErrorMessage, Buffer(body)).Error.value)
    except Exception:  # whatever it sent: it was an error
        return int(ua.StatusCodes.BadCommunicationError)
