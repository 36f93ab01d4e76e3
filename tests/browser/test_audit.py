"""/audit in a browser: filters in the address, by hand and by keyboard, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Floor, OpenPage

CHANGES = """
insert into floor.parts (part_number, part_name) values ('AUDIT-1', 'Belt')
on conflict (lower(part_number)) do nothing;
update floor.parts set part_name = '<img src=x onerror=alert(1)>' where part_number = 'AUDIT-1';
update floor.parts set part_name = 'Belt' where part_number = 'AUDIT-1';
"""


@pytest.fixture
async def changed(floor: Floor) -> str:
    """Somebody changed a part; returns its key."""
    await floor.execute(CHANGES)
    key = await floor.connection.fetchval(
        "select part_id::text from floor.parts where part_number = 'AUDIT-1'"
    )
    return str(key)


async def test_filters_are_in_the_address(changed: str, open_page: OpenPage) -> None:
    page = await open_page("/audit")
    await page.get_by_label("Row").fill(changed)
    await page.get_by_label("Table").select_option("floor.parts")
    await page.wait_for_url(f"**/audit?table=floor.parts&row={changed}")
    await page.get_by_label("What").select_option("update")
    await page.wait_for_url(f"**/audit?table=floor.parts&row={changed}&action=update")
    entry = page.locator("[data-entry]").first
    await expect(entry).to_contain_text("part_name")
    await expect(entry.locator("dd")).to_have_text("<img src=x onerror=alert(1)> → Belt")
    await page.get_by_role("link", name="All", exact=True).click()
    await page.wait_for_url(re.compile(r"/audit$"))


async def test_keys(floor: Floor, changed: str, open_page: OpenPage) -> None:
    page = await open_page(f"/audit?table=floor.parts&row={changed}&limit=1")
    newest = await page.locator("[data-entry]").get_attribute("data-entry")
    await page.keyboard.press("n")
    await page.wait_for_url(f"**before={newest}")
    await page.goto(f"/audit?table=floor.parts&row={changed}&limit=1")
    await floor.execute("update floor.parts set unit = 'm' where part_number = 'AUDIT-1'")
    await page.keyboard.press("r")
    await expect(page.locator("[data-entry] dt")).to_have_text("unit")
    await page.wait_for_load_state()  # its scripts run
    await floor.execute("update floor.parts set unit = 'pcs' where part_number = 'AUDIT-1'")
    await page.keyboard.press("Escape")
    await page.wait_for_url(re.compile(r"127\.0\.0\.1:\d+/$"))


async def test_it_fits_a_phone(changed: str, open_page: OpenPage) -> None:
    page = await open_page("/audit", width=360, height=740, color_scheme="dark")
    await expect(page.locator("[data-entry]").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    heights = await page.locator(".filters :is(button, input, select, .button)").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48


async def test_the_file_is_offered(changed: str, open_page: OpenPage) -> None:
    page = await open_page(f"/audit?table=floor.parts&row={changed}")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="CSV").click()
    assert (await downloading.value).suggested_filename == "audit.csv"
