"""The layout editor: move, resize, rename, undo; saved for everybody at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import FloatRect, Page, expect

from tests.browser.conftest import Floor, OpenPage

PLACE = "select map_x, map_y, map_width, map_height from floor.machines where short_name = $1"


AS_IT_WAS = """
update floor.machines set map_x = 16, map_y = 13, map_width = 4, map_height = 3
where short_name = 'IN05';
update floor.lines set line_name = 'Interior' where line_name = 'Cockpit';
"""


@pytest.fixture(autouse=True)
async def _as_it_was(floor: Floor) -> AsyncIterator[None]:
    """The place every test begins with, and leaves to those of other pages."""
    await floor.execute(AS_IT_WAS)
    yield
    await floor.execute(AS_IT_WAS)


async def place(floor: Floor, short_name: str) -> tuple[int, ...]:
    """Where a machine stands: column, row, width, height."""
    row = await floor.connection.fetchrow(PLACE, short_name)
    assert row is not None
    return tuple(row)


async def tile(page: Page, short_name: str) -> tuple[str, FloatRect]:
    """Selector of a tile, and its box."""
    await expect(page.locator(".layout .tile").first).to_be_visible()
    found = page.locator(".layout .tile", has_text=short_name)
    box = await found.bounding_box()
    assert box is not None
    key = await found.get_attribute("data-id")
    return f'.layout [data-id="{key}"]', box


async def drag(page: Page, x: float, y: float, dx: float, dy: float) -> None:
    """With the left button."""
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + dx, y + dy, steps=5)
    await page.mouse.up()


async def test_a_moved_machine_moves_on_every_map(floor: Floor, open_page: OpenPage) -> None:
    other = await open_page("/")
    before = await other.locator('[data-machine="Sorter_04_01"]').first.get_attribute("data-layout")
    page = await open_page("/config/layout")
    selector, box = await tile(page, "IN05")
    cell = box["width"] / 4
    await drag(page, box["x"] + 20, box["y"] + 20, cell * 3.2, cell * 1.1)
    await expect(page.locator("[data-state]")).to_contain_text("Not saved: 1 moved")
    assert await place(floor, "IN05") == (16, 13, 4, 3)
    await page.click("[data-save]")
    await expect(page.locator("[data-state]")).to_have_text("Everything is saved.")
    assert await place(floor, "IN05") == (19, 14, 4, 3)
    await expect(other.locator('.map [data-machine="Sorter_04_01"]')).not_to_have_attribute(
        "data-layout", str(before)
    )
    await expect(page.locator(selector)).to_have_attribute("data-x", "19")


async def test_resized_by_its_corner_and_undone(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/layout")
    selector, box = await tile(page, "IN05")
    cell = box["width"] / 4
    corner = (box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)
    await page.mouse.move(*corner)
    await drag(page, *corner, cell * 2, cell)
    await expect(page.locator(selector)).to_have_attribute("data-width", "6")
    await expect(page.locator(selector)).to_have_attribute("data-height", "4")
    await page.click("[data-undo]")
    await expect(page.locator(selector)).to_have_attribute("data-width", "4")
    await expect(page.locator("[data-save]")).to_be_disabled()
    await page.click("[data-redo]")
    await expect(page.locator(selector)).to_have_attribute("data-width", "6")
    await page.click("[data-discard]")
    await expect(page.locator(selector)).to_have_attribute("data-width", "4")


async def test_by_keyboard(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/layout")
    selector, _ = await tile(page, "IN05")
    await page.focus(selector)
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowRight"):
        await page.keyboard.press(key)
    await expect(page.locator(selector)).to_be_focused()
    await page.keyboard.press("Control+s")
    await expect(page.locator("[data-state]")).to_have_text("Everything is saved.")
    assert await place(floor, "IN05") == (18, 14, 5, 3)


async def test_what_does_not_fit_is_said_and_cannot_be_saved(open_page: OpenPage) -> None:
    page = await open_page("/config/layout")
    selector, box = await tile(page, "IN05")
    await drag(page, box["x"] + 20, box["y"] + 20, -box["width"], 0)
    await expect(page.locator("[data-state]")).to_contain_text("IN04 stands on IN05.")
    await expect(page.locator(selector)).to_have_class(re.compile("clash"))
    await expect(page.locator("[data-save]")).to_be_disabled()
    await page.click("[data-discard]")


async def test_a_line_gets_another_name(floor: Floor, open_page: OpenPage) -> None:
    other = await open_page("/")
    page = await open_page("/config/layout")
    field = page.locator("[data-lines] input").nth(3)
    await expect(field).to_have_value("Interior")
    await field.fill("Cockpit")
    await field.press("Tab")
    await page.click("[data-save]")
    await expect(other.locator(".map text.line").nth(3)).to_have_text("Cockpit")


async def test_somebody_else_was_faster(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/layout", expected=("409",))
    selector, _ = await tile(page, "IN05")
    await page.focus(selector)
    await page.keyboard.press("ArrowRight")
    await floor.execute("update floor.machines set map_y = 20 where short_name = 'IN05'")
    await page.click("[data-save]")
    await expect(page.locator("[data-problem]")).to_contain_text("Somebody else changed the layout")
    await expect(page.locator(selector)).to_have_attribute("data-x", "17")  # nothing is lost
    await page.click("[data-discard]")
    await expect(page.locator(selector)).to_have_attribute("data-y", "20")


async def test_the_floor_as_a_file(open_page: OpenPage) -> None:
    page = await open_page("/config/layout")
    async with page.expect_download() as started:
        await page.click("text=Export as floor.toml")
    path = await (await started.value).path()
    floor = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [line["name"] for line in floor["plants"][0]["lines"]][-1] == "Interior"
