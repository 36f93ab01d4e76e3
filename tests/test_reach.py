"""Whatever stands between us and the database is told in plain words, with the way out."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from commands import reach
from commands.reach import check, place, refuse_unfit, round_trip
from database.connect import connector
from errors import UserError

NOTIFICATION = b"A"


@contextlib.asynccontextmanager
async def _answering(code: str, message: str) -> AsyncIterator[str]:
    """URL of a server that answers every greeting with an error."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = struct.unpack("!i", await reader.readexactly(4))
        await reader.readexactly(length - 4)
        fields = (("S", "FATAL"), ("V", "FATAL"), ("C", code), ("M", message))
        body = b"".join(f"{name}{value}\0".encode() for name, value in fields) + b"\0"
        writer.write(b"E" + struct.pack("!i", len(body) + 4) + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql://me:secret@127.0.0.1:{port}/floor?sslmode=disable"


@contextlib.asynccontextmanager
async def _pooled(url: str) -> AsyncIterator[str]:
    """URL of the same database behind something that, like a pooler, drops notifications."""
    parts = urlsplit(url)
    socket_path = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server = await asyncio.open_unix_connection(socket_path)
        await asyncio.gather(_copy(reader, to_server[1]), _copy_messages(to_server[0], writer))

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql://postgres@127.0.0.1:{port}{parts.path}?sslmode=disable"


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
    writer.close()


async def _copy_messages(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            kind, length = struct.unpack("!ci", await reader.readexactly(5))
            body = await reader.readexactly(length - 4)
            if kind != NOTIFICATION:
                writer.write(struct.pack("!ci", kind, length) + body)
    writer.close()


async def test_a_good_database_passes(database_url: str) -> None:
    await check(database_url)
    assert 0 < await round_trip(connector(database_url, "test")) < reach.NOTICE_TIMEOUT_S


@pytest.mark.parametrize(
    ("code", "message", "told", "hint"),
    [
        ("28P01", 'password authentication failed for user "me"', "does not let us in", "password"),
        ("28000", 'role "me" does not exist', "does not let us in", "user"),
        ("3D000", 'database "floor" does not exist', 'no database "floor"', "createdb floor"),
        ("08P01", "unsupported startup parameter: tcp_keepalives_idle", "a pooler", "direct"),
        ("53300", "sorry, too many clients already", "too many clients", ""),
    ],
)
async def test_a_refusal_is_explained(code: str, message: str, told: str, hint: str) -> None:
    async with _answering(code, message) as url:
        with pytest.raises(UserError, match=told) as caught:
            await check(url)
    assert hint in caught.value.hint
    assert "secret" not in str(caught.value)


async def test_a_pooler_that_swallows_notifications_is_recognised(database_url: str) -> None:
    async with _pooled(database_url) as url:
        with pytest.raises(UserError, match="does not arrive") as caught:
            await round_trip(connector(url, "test"), timeout_s=0.5)
    assert "pooler" in caught.value.hint


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"version_number": 150_008, "version_text": "15.8"}, "PostgreSQL 15.8, which is too old"),
        ({"is_standby": True}, "is a standby"),
    ],
)
def test_a_database_that_will_not_do_is_refused(changes: Mapping[str, object], told: str) -> None:
    fit = {"version_number": 160_000, "version_text": "16.0", "is_standby": False}
    refuse_unfit(fit)
    with pytest.raises(UserError, match=told) as caught:
        refuse_unfit({**fit, **changes})
    assert "DATABASE_URL" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@db.example:5432/floor", "db.example:5432"),
        ("postgresql://postgres@/floor?host=/tmp/x", "/tmp/x"),
        ("postgresql:///floor", "localhost"),
        ("postgresql://[::1/floor", "that address"),
    ],
)
def test_a_place_is_shown_without_user_and_password(url: str, shown: str) -> None:
    assert place(url) == shown
