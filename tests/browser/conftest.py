"""Real Chromium on the real server: one browser and one demo floor for all tests here.

A page that logs an error, throws, or breaks the content security policy fails its test.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeAlias

import httpx
import pytest
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

import machine_config
from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from realtime.cursor import Cursor
from settings import ROOT
from tests.conftest import fresh_database
from tests.realtime.running import READY, RunningServer, free_port, running_server

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# what a page comes to show takes as long as the computer has other things to do
USUAL_MS = 15_000
expect.set_options(timeout=USUAL_MS)
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# Thirty machines that run, and five that do not. Whatever the time of day: in a break a stop would
# owe no reason yet. Nothing opens a work order by itself.
BASELINE = """
delete from floor.work_order_rules;
delete from floor.maintenance_plans;
delete from floor.break_patterns;
delete from floor.planned_stops;
update floor.machines set retired_at = null where retired_at is not null;
truncate floor.status_events, floor.production;
insert into floor.status_events (machine_id, at, status)
select machine_id, now() - interval '30 minutes', 'operational' from floor.machines;
insert into floor.status_events (machine_id, at, status, detail)
select machines.machine_id, now() - abnormal.ago::interval, abnormal.status, abnormal.detail
from floor.machines
inner join (
    values
    ('TR03', '14 minutes', 'down', 'Guard door open'),
    ('EX06', '20 minutes', 'down', null),
    ('EN02', '9 minutes', 'warning', null),
    ('EX09', '25 minutes', 'warning', null),
    ('IN04', '3 minutes', 'no_data', null)
) as abnormal (short_name, ago, status, detail) on machines.short_name = abnormal.short_name;
"""
# A shift of eight hours around now, on all lines: whatever the day of the week, people work. A
# server that has just begun may be planning others this moment: they are there first, then gone.
SHIFT = """
select floor.plan_shifts();
delete from floor.shifts
where during && tstzrange(now() - interval '1 day', now() + interval '1 day');
insert into floor.shifts (line_id, business_date, shift_name, during)
select
    line_id,
    (now() at time zone 'Europe/Berlin')::date,
    'T',
    tstzrange(
        date_trunc('hour', now()) - interval '4 hours',
        date_trunc('hour', now()) + interval '4 hours'
    )
from floor.lines;
"""

OpenPage: TypeAlias = Callable[..., Awaitable[Page]]


class Floor:
    """The demo floor, the server that shows it, and the means to stop that."""

    def __init__(self, connection: Connection, database_url: str) -> None:
        self.connection = connection
        self.database_url = database_url
        self.port = free_port()
        self._running = AsyncExitStack()
        self._server: RunningServer | None = None

    @property
    def http(self) -> str:
        """Address of the pages."""
        return f"http://127.0.0.1:{self.port}"

    async def execute(self, statement: str) -> None:
        """Write to the database, as anybody could."""
        await self.connection.execute(statement)

    async def set_status(self, machine: str, status: str) -> None:
        """Report a state, as anybody could from psql."""
        await self.execute(
            f"update machine_feed_stream set status = '{status}', datetime = now() "
            f"where machine_name = '{machine}'"
        )

    async def is_told(self) -> None:
        """Wait until the server has heard of all that was written: it draws from its memory."""
        newest = await self.connection.fetchval(
            "select xid::text from relay.change_log order by xid desc limit 1"
        )
        async with httpx.AsyncClient() as client:
            while newest is not None:
                heard = (await client.get(self.http + READY)).json()["cursor"]
                cursor = Cursor.parse(heard) if heard else None
                if cursor and int(newest) < cursor.xmax and int(newest) not in cursor.running:
                    return
                await asyncio.sleep(0.02)

    async def start(self) -> None:
        """Start the server unless it runs."""
        if self._server is None:
            self._server = await self._running.enter_async_context(
                running_server(self.database_url, self.port)
            )

    async def stop(self) -> None:
        """Stop the server without a goodbye."""
        if self._server is not None:
            self._server.process.kill()
            self._server = None
            await self._running.aclose()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser: the one named by CHROMIUM, one of the system, or playwright's own."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        except Error as error:
            if found or os.environ.get("CI"):
                raise
            pytest.skip(f"No Chromium: set CHROMIUM to one, or install it. {error.message[:200]}")
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def demo_floor(server: EmbeddedServer, template: str) -> AsyncIterator[Floor]:
    """The floor of floor.toml with a server of its own, for all tests of this folder."""
    async with fresh_database(server, template) as url:
        connection = await connector(url, "test")()
        await machine_config.apply(connection, machine_config.load(ROOT / "floor.toml"))
        floor = Floor(connection, url)
        yield floor
        await floor.stop()
        await connection.close()


@pytest.fixture
async def floor(demo_floor: Floor) -> Floor:
    """The demo floor with the same states at the beginning of each test."""
    await demo_floor.execute(BASELINE)
    await demo_floor.start()
    return demo_floor


@pytest.fixture
async def open_page(chromium: Browser, floor: Floor) -> AsyncIterator[OpenPage]:
    """``await open_page("/andon", width=1920, color_scheme="dark")``: a page in a browser of
    its own. Whatever goes wrong in it fails the test, but for messages that hold one of
    ``expected``."""
    problems: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_one(
            path: str,
            *,
            width: int = 1280,
            height: int = 720,
            expected: tuple[str, ...] = (),
            prepare: Callable[[Page], Awaitable[None]] | None = None,
            **options: Any,
        ) -> Page:
            size = ViewportSize(width=width, height=height)
            context = await chromium.new_context(viewport=size, base_url=floor.http, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.set_default_timeout(USUAL_MS)

            def note(text: str) -> None:
                if not any(part in text for part in expected):
                    problems.append(f"{path}: {text}")

            def note_message(message: ConsoleMessage) -> None:
                if message.type in ("error", "warning"):
                    note(message.text)

            page.on("console", note_message)
            page.on("pageerror", lambda error: note(str(error)))
            await page.add_init_script(
                "addEventListener('securitypolicyviolation',"
                " (event) => console.error('policy: ' + event.violatedDirective))"
            )
            if prepare:
                await prepare(page)
            if path.startswith("/"):
                await floor.is_told()
            await page.goto(path)
            return page

        yield open_one
    assert problems == []
