"""The wall screen."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_floor import has_class

OVERFLOWING = """() => [...document.querySelectorAll(".wall .t")]
    .filter((tile) => tile.scrollWidth > tile.clientWidth || tile.scrollHeight > tile.clientHeight)
    .map((tile) => tile.textContent)"""


@pytest.mark.parametrize(
    ("path", "width", "height", "machines"),
    [("/andon", 1920, 1080, 30), ("/andon?line=engine", 1920, 1080, 7), ("/andon", 1080, 1920, 30)],
)
async def test_all_tiles_fill_the_screen_and_nothing_scrolls(
    floor: Floor, open_page: OpenPage, path: str, width: int, height: int, machines: int
) -> None:
    await floor.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " select machine_id, now() - interval '11 hours 11 minutes', 'warning'"
        " from floor.machines where short_name = 'EN02';"
        "delete from floor.status_events where at > now() - interval '11 hours'"
        " and machine_id = (select machine_id from floor.machines where short_name = 'EN02')"
    )
    page = await open_page(path, width=width, height=height)
    tiles = page.locator(".wall .t")
    await expect(tiles).to_have_count(machines)
    await expect(page.locator('[data-machine="Valve_02_01"] .s')).to_have_text("11h11")
    assert await page.evaluate(OVERFLOWING) == []
    assert await page.evaluate("document.documentElement.scrollHeight") == height
    boxes = [box for one in await tiles.all() if (box := await one.bounding_box())]
    assert max(box["y"] + box["height"] for box in boxes) > height * 0.97
    assert max(box["x"] + box["width"] for box in boxes) > width * 0.97
    assert await page.evaluate("getComputedStyle(document.body).cursor") == "none"
    size = "parseFloat(getComputedStyle(document.querySelector('.wall b')).fontSize)"
    assert await page.evaluate(size) >= min(0.027 * width, 50)


async def test_it_follows_the_database_and_its_address_chooses_the_colours(
    floor: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/andon?line=Engine&theme=quiet&mode=dark", width=1920, height=1080)
    tile = page.locator('[data-machine="Valve_02_01"]')
    await expect(tile).to_have_class(has_class("warning"))
    await floor.set_status("Valve_02_01", "down")
    await expect(tile).to_have_class(has_class("down"))
    fill = "element => getComputedStyle(element).backgroundColor"
    assert await tile.evaluate(fill) == "rgb(220, 43, 56)"
    running = page.locator('[data-machine="Sorter_02_01"]')
    assert await running.evaluate(fill) == "rgb(43, 49, 56)"
