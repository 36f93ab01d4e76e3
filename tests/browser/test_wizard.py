"""From nothing to a live map: a PLC is connected through the browser, and its machines appear.

An empty migrated database, the simulated PLC, the ingester and the server each in a process of
their own, and nothing that only tests have in between.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from settings import ROOT
from tests.browser.config.support import REFUSED, forward, step, tag
from tests.browser.conftest import USUAL_MS
from tests.browser.test_floor import has_class, tile
from tests.conftest import fresh_database
from tests.programs import environment
from tests.realtime.running import RunningServer, running_server
from tests.simulator.plc_process import Simulator, until

SLOW_MS = 30_000  # two cores, and five processes beside the browser
MAPPED = ("Machine_001", "Machine_002", "Machine_003")


@pytest.fixture
async def empty_url(server: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """A migrated database in which nothing is."""
    async with fresh_database(server, template) as url:
        yield url


@pytest.fixture
def plc(tmp_path: Path) -> Iterator[Simulator]:
    """Four machines behind an OPC UA server."""
    (tmp_path / "plc").mkdir()
    simulator = Simulator(tmp_path / "plc", "--machines", "4", "--counter-bits", "16")
    try:
        yield simulator.wait_until_ready()
    finally:
        simulator.stop()


@pytest.fixture
def ingester(tmp_path: Path, empty_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """`floorcast ingest`."""
    with (tmp_path / "ingest.txt").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "ingest"],
            env=environment(tmp_path, DATABASE_URL=empty_url),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        yield process
        process.terminate()
        process.wait(30)


@pytest.fixture
async def served(empty_url: str) -> AsyncIterator[RunningServer]:
    """The pages."""
    async with running_server(empty_url) as running:
        yield running


@pytest.fixture
async def page(chromium: Browser, served: RunningServer) -> AsyncIterator[Page]:
    """A browser that has never been here, in a plant in Berlin. What goes wrong fails the test."""
    problems: list[str] = []
    context = await chromium.new_context(
        base_url=served.http,
        viewport={"width": 1280, "height": 800},
        timezone_id="Europe/Berlin",
    )
    opened = await context.new_page()
    opened.set_default_timeout(SLOW_MS)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and REFUSED not in message.text:
            problems.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    expect.set_options(timeout=SLOW_MS)
    yield opened
    expect.set_options(timeout=USUAL_MS)
    await context.close()
    assert problems == []


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Connection]:
    """A look into the database."""
    connection = await connector(empty_url, "test")()
    yield connection
    await connection.close()


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("ingester")
async def test_from_an_empty_database_to_a_live_map(
    plc: Simulator, page: Page, database: Connection
) -> None:
    await page.goto("/")
    await expect(page.locator("#floor")).to_contain_text("No machine stands here yet")
    await page.click("#floor >> text=Connect a machine")
    await expect(page.locator("h1")).to_have_text("Connect a machine")

    await _to_the_test(page, plc.url)
    await expect(step(page, "test").locator("li.ok")).to_have_count(5)
    await forward(page).click()

    found = page.locator(".found")
    await expect(found).to_have_count(4)
    await page.locator('[data-found="Machine_004"]').get_by_role("checkbox").uncheck()
    await forward(page).click()

    await _map(page)
    await forward(page).click()

    await expect(page.locator(".outcome .word")).to_have_text("live")
    for name in MAPPED:
        arrival = page.locator(f'[data-arrival="{name}"]')
        await expect(arrival).not_to_contain_text("no value yet")
        await expect(arrival.locator("a")).not_to_have_class(has_class("no_data"))
    await page.click("text=To the floor")

    for name in MAPPED:
        await expect(tile(page, name)).to_be_visible()
        await expect(tile(page, name)).not_to_have_class(has_class("no_data"))
    await expect(page.locator(".map a.t")).to_have_count(3)
    await expect(page.locator("[data-headline]")).to_have_text(re.compile(r"^\d of 3 running$"))

    # pieces are counted as well, for each of them
    counted = "select count(distinct machine_id) = 3 from floor.production where good_pcs > 0"
    # one that is down goes on within two hours of its life, which are two minutes
    assert await until(lambda: database.fetchval(counted), 120.0)
    await _follows(plc, page)
    assert await database.fetchval("select time_zone from floor.plants") == "Europe/Berlin"
    assert await database.fetchval(
        "select bool_and(source = 'opcua:Press shop') from floor.status_events"
    )


async def _to_the_test(page: Page, url: str) -> None:
    await page.locator("label.choice").filter(has_text="OPC UA").click()
    await forward(page).click()
    await page.get_by_label("Name", exact=True).fill("Press shop")
    await page.get_by_label("Address", exact=True).fill("127.0.0.1")
    await forward(page).click()
    address = page.get_by_label("Address", exact=True)
    await expect(address).to_be_focused()
    await expect(page.locator(".wrong:visible")).to_contain_text("opc.tcp://")
    await address.fill(url)
    await page.keyboard.press("Enter")


async def _map(page: Page) -> None:
    await expect(page.locator(".group")).to_have_count(3)
    await expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    first = page.locator(".group").first
    await first.get_by_label("Line", exact=True).fill("Press line")
    await expect(page.locator(".group").last.get_by_label("Line", exact=True)).to_have_value(
        "Press line"
    )
    state = tag(page, "State", MAPPED[0])
    await expect(state.get_by_label("Role")).to_have_value("status")
    await expect(state.locator("output")).to_have_text(re.compile(r"^\d+$"))
    count = tag(page, "GoodCount", MAPPED[0])
    await expect(count.get_by_label("Role")).to_have_value("good")
    await count.get_by_role("button", name="Details").click()
    await count.get_by_role("button", name="65,536").first.click()


async def _follows(plc: Simulator, page: Page) -> None:
    """A lost line is on the map without a reload: no data, not down."""
    plc.stop()
    for name in MAPPED:
        await expect(tile(page, name)).to_have_class(has_class("no_data"))
