"""The list of connections: live, honest about what does not run, and what can be done with each."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.config.fake_ingester import fake_ingester
from tests.browser.config.support import REFUSED, add_tag, bare, connect
from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_floor import has_class


@pytest.fixture
async def empty_floor(floor: Floor) -> Floor:
    """The demo floor, with nothing connected."""
    return await bare(floor)


def card(page: Page, name: str) -> Locator:
    """The card of a connection."""
    return page.locator(".connection", has=page.get_by_role("link", name=name, exact=True))


async def test_the_menu_leads_to_an_invitation(empty_floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/")
    await page.click(".menu summary")
    await page.click("text=Set up")
    await expect(page.locator("h1")).to_have_text("Set up")
    await expect(page.locator("nav.sections [aria-current]")).to_have_text("Connections")
    await expect(page.locator(".invitation li")).to_have_count(3)
    await expect(page.locator("[data-ingesters]")).to_contain_text("floorcast ingest")
    await page.click(".invitation >> text=Connect a machine")
    await expect(page).to_have_url(re.compile(r"/config/connections/new$"))
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/config$"))


async def test_a_change_in_the_database_shows_without_reload(
    empty_floor: Floor, open_page: OpenPage
) -> None:
    async with fake_ingester(empty_floor.database_url):
        page = await open_page("/config")
        await page.evaluate("window.isTheSamePage = true")
        connection_id = await connect(empty_floor, "Press shop", samples_per_s=12.25)
        await add_tag(empty_floor, connection_id, "State", "status", "TR01")
        press = card(page, "Press shop")
        await expect(press.locator(".state")).to_have_class(has_class("operational"))
        await expect(press.locator(".state use")).to_have_attribute("href", "#operational")
        await expect(press.locator(".word")).to_have_text("connected")
        await expect(press.locator('[data-figure="rate"] dd')).to_have_text("12.3 /s")
        await expect(press.locator('[data-figure="tags"] dd')).to_have_text("1")
        await expect(page.locator("[data-empty]")).to_be_hidden()

        await empty_floor.execute(
            "update historian.connection_states set state = 'failed', since_at = now(),"
            " samples_per_s = 0, problem = 'The password was refused.',"
            " hint = 'Set it with `floorcast`.'"
        )
        await expect(press.locator(".state")).to_have_class(has_class("down"))
        await expect(press.locator(".state use")).to_have_attribute("href", "#down")
        await expect(press.locator(".word")).to_have_text("failed")
        await expect(press.locator(".state .s")).to_have_text(re.compile(r"^\d+s$"))
        await expect(press.locator(".trouble b")).to_have_text("The password was refused.")
        await expect(press.locator(".trouble code")).to_have_text("floorcast")

        await empty_floor.execute(
            "insert into historian.tag_problems (tag_id, problem)"
            " select tag_id, 'It is gone.' from floor.tags"
        )
        await expect(press.locator('[data-figure="tags"] dd')).to_have_text("1, 1 refused")
        await empty_floor.execute("update floor.connections set connection_name = 'Hall 2'")
        await expect(card(page, "Hall 2")).to_be_visible()
        await expect(page.locator(".connection")).to_have_count(1)
        await empty_floor.execute("delete from floor.connections")
        await expect(page.locator("[data-empty]")).to_be_visible()
        assert await page.evaluate("window.isTheSamePage")


async def test_what_waits_and_what_was_lost_is_told(
    empty_floor: Floor, open_page: OpenPage
) -> None:
    async with fake_ingester(empty_floor.database_url):
        await connect(empty_floor, "Press shop")
        await empty_floor.execute(
            "update historian.ingesters set spool_samples = 1200, spool_bytes = 48000,"
            " dropped_samples = 7, dead_letters = 3"
        )
        page = await open_page("/config")
        press = card(page, "Press shop")
        await expect(press.locator('[data-figure="spool"] dd')).to_have_text("1,200 samples, 48 kB")
        await expect(press.locator('[data-figure="letters"] dd')).to_have_text("3")
        await expect(press.locator(".trouble")).to_contain_text("7 samples of ingester main")


async def test_without_an_ingester_nothing_is_believed(
    empty_floor: Floor, open_page: OpenPage
) -> None:
    await connect(empty_floor, "Press shop")
    page = await open_page("/config")
    missing = page.locator("[data-ingesters]")
    await expect(missing).to_contain_text("No ingester named “main” is running")
    await expect(missing).to_contain_text("floorcast ingest")
    press = card(page, "Press shop")
    await expect(press.locator(".state")).to_have_class(has_class("no_data"))
    await expect(press.locator(".word")).to_have_text("no ingester")
    async with fake_ingester(empty_floor.database_url):
        await expect(missing).to_be_hidden(timeout=20_000)
        await expect(press.locator(".word")).to_have_text("connected")


async def test_a_connection_is_switched_reloaded_and_deleted(
    empty_floor: Floor, open_page: OpenPage
) -> None:
    async with fake_ingester(empty_floor.database_url):
        connection_id = await connect(empty_floor, "Press shop")
        page = await open_page("/config")
        press = card(page, "Press shop")
        await press.get_by_role("button", name="Disable").click()
        await expect(press.locator(".word")).to_have_text("disabled")
        await expect(press.locator(".state use")).to_have_attribute("href", "#off")
        await press.get_by_role("button", name="Enable").click()
        await expect(press.get_by_role("button", name="Disable")).to_be_visible()

        read = "select reloaded_at from floor.connections"
        before = await empty_floor.connection.fetchval(read)
        await press.get_by_role("button", name="Reload").click()
        await expect(page.locator("[data-spoken]")).to_have_text("Press shop is connected anew")
        assert await empty_floor.connection.fetchval(read) > before

        await press.get_by_role("button", name="Delete").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("its settings, with passwords")
        await page.keyboard.press("Enter")  # what has the focus keeps it
        await expect(dialog).to_have_count(0)
        await expect(press).to_be_visible()
        await press.get_by_role("button", name="Delete").click()
        await dialog.get_by_role("button", name="Delete").click()
        await expect(page.locator("[data-empty]")).to_be_visible()
        count = "select count(*) from floor.connections where connection_id = $1"
        assert await empty_floor.connection.fetchval(count, connection_id) == 0


async def test_a_lost_server_is_told_and_so_is_a_refusal(
    empty_floor: Floor, open_page: OpenPage
) -> None:
    async with fake_ingester(empty_floor.database_url):
        await connect(empty_floor, "Press shop")
        page = await open_page("/config", expected=(REFUSED, "WebSocket"))
        press = card(page, "Press shop")
        await expect(press.locator(".word")).to_have_text("connected")
        await empty_floor.stop()
        await expect(page.locator("[data-band]")).to_be_visible(timeout=20_000)
        await expect(press.locator(".word")).to_have_text("not live")
        await press.get_by_role("button", name="Disable").click()
        await expect(press.locator(".problem")).to_contain_text("The server does not answer.")
        await empty_floor.start()
        await expect(press.locator(".word")).to_have_text("connected", timeout=20_000)


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_nothing_is_cut_on_any_screen(
    empty_floor: Floor, open_page: OpenPage, width: int, color_scheme: str
) -> None:
    problem = {"problem": "Nothing listens at opc.tcp://192.168.0.10:4840.", "attempts": 4}
    await connect(empty_floor, "A press shop with a rather long name", "lost", **problem)
    await connect(empty_floor, "Averyverylongnamewithoutanyblankinitatallreallylong")
    async with fake_ingester(empty_floor.database_url):
        page = await open_page("/config", width=width, color_scheme=color_scheme)
        await expect(page.locator(".connection")).to_have_count(2)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        for button in await page.locator(".actions > *").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= width
            assert box["height"] >= 44
