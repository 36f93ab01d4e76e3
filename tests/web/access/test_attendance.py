"""Whoever may no longer see a thing is told no more on a connection that is open already."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest
import websockets

import auth
from auth import Identity
from database.connect import Connection, Pool
from settings import Settings
from tests.people import COOKIE, add_person, session_of
from tests.realtime.running import RunningServer
from tests.realtime.test_relay import DOWN, FLOOR, WARNING
from tests.web.access.support import add_login, add_token
from tests.web.test_live import close_code, next_delta
from web.access.attendance import Attendance
from web.access.gate import UNASKED

CLOSED_WITHIN_S = 60
BACK = "update floor.people set retired_at = null"


@asynccontextmanager
async def _open(
    server: RunningServer, headers: dict[str, str], query: str = ""
) -> AsyncIterator[websockets.ClientConnection]:
    async with websockets.connect(server.ws + query, additional_headers=headers) as socket:
        await socket.recv()
        yield socket


def _cookie(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={cookies[COOKIE]}"}


@pytest.mark.parametrize(
    "ending",
    [
        "update access.sessions set revoked_at = now()",
        "update access.sessions set expires_at = now()",
        "update access.sessions set seen_at = now() - interval '13 hours'",
        "update floor.people set retired_at = now() where display_name = 'Ana'",
    ],
)
async def test_a_session_that_ends_takes_its_socket_along(
    guarded: RunningServer, floor: Connection, ending: str
) -> None:
    await floor.execute(BACK)
    await add_person(floor, "Zoe", "engineer")  # somebody has to be there who may change people
    ana = await session_of(floor, await add_login(floor, "Ana"), "password")
    async with _open(guarded, _cookie(ana)) as socket:
        await floor.execute(ending)
        assert await asyncio.wait_for(close_code(socket), CLOSED_WITHIN_S) == 4401


async def test_logging_out_does_and_others_stay(
    guarded: RunningServer, stranger: httpx.AsyncClient, floor: Connection
) -> None:
    await floor.execute(BACK)
    ana = await add_login(floor, "Ana")
    here, there = [await session_of(floor, ana, "password") for _ in range(2)]
    async with _open(guarded, _cookie(here)) as ended, _open(guarded, _cookie(there)) as stays:
        await stranger.post("/logout", headers=_cookie(here))
        assert await asyncio.wait_for(close_code(ended), CLOSED_WITHIN_S) == 4401
        await floor.execute(DOWN)
        assert (await next_delta(stays))["topics"]


async def test_a_token_that_is_revoked_does(guarded: RunningServer, floor: Connection) -> None:
    await floor.execute(BACK)
    program = await add_token(floor, await add_login(floor, "Ana"))
    async with _open(guarded, program) as socket:
        await floor.execute("update access.api_tokens set revoked_at = now()")
        assert await asyncio.wait_for(close_code(socket), CLOSED_WITHIN_S) == 4401


async def test_other_rights_come_into_force_on_open_connections(
    guarded: RunningServer, floor: Connection
) -> None:
    ben = await add_person(floor, "Ben", "viewer", line="Engine")
    session = _cookie(await session_of(floor, ben, "password"))
    async with _open(guarded, session, "?topics=machines") as socket:
        await floor.execute("update floor.person_roles set line_id = 2 where person_id = $1", ben)
        assert await asyncio.wait_for(close_code(socket), CLOSED_WITHIN_S) == 1012
        assert socket.close_reason == "rights changed"
    async with websockets.connect(
        f"{guarded.ws}?topics=machines", additional_headers=session
    ) as socket:
        snapshot = json.loads(await socket.recv())
        assert [row["machine_name"] for row in snapshot["topics"]["machines"]] == ["M2"]
        await floor.execute(
            "update machine_feed_stream set status = 'warning' where machine_name = 'M1'"
        )
        await floor.execute(WARNING)
        rows = (await next_delta(socket))["topics"]["machines"]["upsert"]
        assert [row["machine_name"] for row in rows] == ["M2"]


# One statement for all, whoever they are ----------------------------------------------------


class Ends:
    """A socket that notes how it was ended."""

    def __init__(self) -> None:
        self.said: list[int] = []

    def __call__(self, code: int, reason: str) -> None:
        self.said.append(code)


@pytest.fixture
async def pool(database_url: str, connection: Connection) -> AsyncIterator[Pool]:
    await connection.execute(FLOOR)
    async with asyncpg.create_pool(database_url, min_size=0, max_size=1) as opened:
        yield opened


async def _identity(pool: Pool, person_id: int) -> Identity:
    return auth.identity(await pool.fetchval("select floor.identity($1)::text", person_id))


async def test_a_thousand_browsers_of_one_person_are_one_question(
    pool: Pool, connection: Connection
) -> None:
    ana = await add_person(connection, "Ana", "viewer")
    attendance, sockets = Attendance(Settings()), [Ends() for _ in range(1_000)]
    asked: list[tuple[object, ...]] = []

    class Counting:
        async def fetch(self, sql: str, *values: object) -> list[asyncpg.Record]:
            asked.append(values)
            return await pool.fetch(sql, *values)

    contexts = [attendance.of(await _identity(pool, ana), end) for end in sockets[:10]]
    who = await _identity(pool, ana)
    contexts += [attendance.of(who, end) for end in sockets[10:]]
    for context in contexts:
        context.__enter__()
    await attendance.look(Counting())  # type: ignore[arg-type]
    assert [len(values[0]) for values in asked] == [1]  # type: ignore[arg-type]
    assert not any(end.said for end in sockets)
    await pool.execute("update floor.people set retired_at = now()")
    await attendance.look(pool)
    assert all(end.said == [4401] for end in sockets)
    for context in contexts:
        context.__exit__(None, None, None)
    asked.clear()
    await attendance.look(Counting())  # type: ignore[arg-type]
    assert not asked  # nobody is there


async def test_who_came_while_the_database_was_away_comes_again(pool: Pool) -> None:
    attendance, end = Attendance(Settings()), Ends()
    with attendance.of(UNASKED, end):
        await attendance.look(pool)
    assert end.said == [1012]


async def test_another_name_changes_nothing(pool: Pool, connection: Connection) -> None:
    ana = await add_person(connection, "Ana", "viewer")
    attendance, end = Attendance(Settings()), Ends()
    with attendance.of(await _identity(pool, ana), end):
        await pool.execute("update floor.people set display_name = 'Anna'")
        await attendance.look(pool)
        assert end.said == []
        await pool.execute("update floor.person_roles set role = 'operator'")
        await attendance.look(pool)
        assert end.said == [1012]
