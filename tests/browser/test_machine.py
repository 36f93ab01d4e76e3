"""The page of one machine."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_floor import has_class


async def test_state_history_and_count_follow_the_database(
    floor: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/machines/injection_molder_01_01")  # however it is typed
    await expect(page.locator("h1")).to_have_text("Injection_Molder_01_01")
    await expect(page.locator(".state .word")).to_have_text("down")
    await expect(page.locator("[data-detail]")).to_have_text("Guard door open")
    await expect(page.locator(".events tbody tr")).to_have_count(2)
    await page.evaluate("window.isTheSamePage = true")

    await floor.set_status("Injection_Molder_01_01", "operational")
    await expect(page.locator(".state")).to_have_class(has_class("operational"))
    await expect(page.locator(".state .word")).to_have_text("running")
    await expect(page.locator(".events tbody tr")).to_have_count(3)
    await expect(page.locator("rect.bar.operational")).to_have_count(2)

    await expect(page.locator("[data-good]")).to_have_text("0")
    await floor.execute(
        "insert into floor.production (machine_id, at, good_pcs, scrap_pcs)"
        " select machine_id, date_trunc('minute', now()), 1234, 5 from floor.machines"
        " where short_name = 'TR03'"
    )
    await expect(page.locator("[data-good]")).to_have_text("1,234")
    await expect(page.locator("[data-scrap]")).to_have_text("5")
    assert await page.evaluate("window.isTheSamePage")


async def test_the_timeline_is_read_by_keyboard_and_as_a_table(open_page: OpenPage) -> None:
    page = await open_page("/machines/Injection_Molder_01_01?hours=1")
    await page.focus("[data-timeline]")
    await page.keyboard.press("ArrowLeft")
    readout = page.locator("[data-readout]")
    await expect(readout).to_have_text(
        re.compile(r"^.*\d\d:\d\d:\d\d to now, 14m, down, Guard door open$")
    )
    await page.keyboard.press("ArrowLeft")
    await expect(readout).to_have_text(re.compile(r"16m, running$"))
    await page.click("text=The same as a table")
    await expect(page.locator("[data-table] tbody tr")).to_have_count(2)
    await expect(page.locator(".axis")).to_contain_text("Europe/Berlin")


async def test_a_part_of_the_timeline_opens_larger(open_page: OpenPage) -> None:
    page = await open_page("/machines/Injection_Molder_01_01")
    await page.click("text=1 hour")
    await expect(page).to_have_url(re.compile(r"\?hours=1$"))
    await expect(page.locator("[data-live]")).to_contain_text("live · ")  # its scripts run
    await page.locator("[data-timeline]").scroll_into_view_if_needed()
    box = await page.locator("[data-timeline]").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 20, steps=3)
    await page.mouse.up()
    await expect(page).to_have_url(re.compile(r"\?from=.*Z&to=.*Z$"))
    span = await page.locator("[data-timeline]").get_attribute("data-span")
    assert float(str(span)) == pytest.approx(900, abs=15)


async def test_an_unknown_machine_offers_those_it_may_be(open_page: OpenPage) -> None:
    page = await open_page("/machines/Injektion_Molder_02_01", expected=("404",))
    await expect(page.locator("h1")).to_contain_text("Injektion_Molder_02_01")
    await page.click("text=Injection_Molder_02_01 (EN01)")
    await expect(page.locator("h1")).to_have_text("Injection_Molder_02_01")


async def test_escape_returns_to_the_line_one_came_from(open_page: OpenPage) -> None:
    page = await open_page("/?line=Engine")
    await page.locator(".map a.t").nth(2).click()
    await expect(page.locator("h1")).to_have_text("Injection_Molder_02_02")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")  # its scripts run
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/\?line=Engine$"))


async def test_a_retired_machine_keeps_its_page(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute("update floor.machines set retired_at = now() where short_name = 'TR03'")
    page = await open_page("/machines/Injection_Molder_01_01")
    await expect(page.locator(".retired")).to_contain_text("This machine left the floor")
    await expect(page.locator(".events tbody tr")).to_have_count(2)
