"""Live values on the page of a machine, and the course of the one that is chosen."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Floor, OpenPage

PAGE = "/machines/Sorter_04_01"
MAP = """
with plc as (
    insert into floor.connections (connection_name, protocol) values ('plc', 'opcua')
    returning connection_id
)
insert into floor.tags (connection_id, address, tag_name, machine_id, role, unit, scale)
select connection_id, address, tag_name, machines.machine_id, role, unit, scale
from plc
cross join floor.machines
cross join (
    values
    ('t', 'Temperature', 'value', '°C', 0.1),
    ('p', 'Program', 'value', '', 1),
    ('g', 'Good', 'good', '', 1)
) as tags (address, tag_name, role, unit, scale)
where machines.machine_name = 'Sorter_04_01'
"""
SAMPLE = """
insert into historian.samples (tag_id, at, value, text_value, quality)
select tag_id, clock_timestamp() - $4::double precision * interval '1 second', $2, $3, $5
from floor.tags where address = $1
"""
BAD_NO_COMMUNICATION = 0x80310000


@pytest.fixture(autouse=True)
async def _mapped(floor: Floor) -> None:
    """Three tags with a value each."""
    await floor.execute("delete from floor.connections; truncate historian.samples")
    await floor.execute(MAP)
    for ago_s in (600, 300, 2):
        await sample(floor, "t", 215 + ago_s / 10, ago_s=ago_s)
    await sample(floor, "p", text="Run 7")
    await sample(floor, "g", 1234)


async def sample(
    floor: Floor,
    address: str,
    value: float | None = None,
    *,
    text: str | None = None,
    ago_s: float = 0.0,
    quality: int = 0,
) -> None:
    """Store a sample, as a connector does."""
    await floor.connection.execute(SAMPLE, address, value, text, ago_s, quality)


def tag(page: Page, name: str) -> str:
    """Selector of the button of a tag."""
    return f'[data-values] button:has(span:text-is("{name}"))'


async def test_values_follow_the_samples(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page(PAGE)
    await expect(page.locator(tag(page, "Temperature") + " [data-value]")).to_have_text("21.52")
    await expect(page.locator(tag(page, "Temperature"))).to_contain_text("°C")
    await expect(page.locator(tag(page, "Program") + " [data-value]")).to_have_text("Run 7")
    await expect(page.locator(tag(page, "Good") + " [data-value]")).to_have_text("1,234")
    await page.evaluate("window.isTheSamePage = true")
    await sample(floor, "t", 300)
    await expect(page.locator(tag(page, "Temperature") + " [data-value]")).to_have_text("30")
    await expect(page.locator(tag(page, "Temperature") + " [data-age]")).to_have_text(
        re.compile(r"^\ds ago$")
    )
    assert await page.evaluate("window.isTheSamePage")


async def test_a_bad_value_is_no_value(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page(PAGE)
    await sample(floor, "t", quality=BAD_NO_COMMUNICATION)
    await expect(page.locator(tag(page, "Temperature") + " [data-value]")).to_have_text("no data")
    await expect(page.locator(tag(page, "Temperature"))).to_have_class(re.compile("bad"))


async def test_the_course_of_a_number_is_drawn(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page(f"{PAGE}?hours=1")
    await expect(page.locator(tag(page, "Temperature"))).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("[data-trend] .u-over")).to_be_visible()
    await expect(page.locator("[data-trend-name]")).to_have_text("Temperature")
    await page.locator("[data-trend] .u-over").scroll_into_view_if_needed()
    box = await page.locator("[data-trend] .u-over").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] * 0.92, box["y"] + 20)  # five minutes ago
    await expect(page.locator("[data-trend] .u-legend")).to_contain_text(re.compile(r"24\.5 °C"))

    await page.click(tag(page, "Good"))
    await expect(page.locator("[data-trend-name]")).to_have_text("Good")
    await page.click(tag(page, "Program"))
    await expect(page.locator("[data-trend]")).to_be_hidden()


async def test_a_new_tag_appears(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page(PAGE)
    await expect(page.locator("[data-values] button")).to_have_count(3)
    await floor.execute(
        "insert into floor.tags (connection_id, address, tag_name, machine_id)"
        " select connection_id, 'n', 'Power', machine_id from floor.tags limit 1"
    )
    await expect(page.locator("[data-values] button")).to_have_count(4)
    await expect(page.locator(tag(page, "Power") + " [data-value]")).to_have_text("–")


async def test_on_a_phone(open_page: OpenPage) -> None:
    page = await open_page(PAGE, width=360, height=740)
    await expect(page.locator("[data-trend] .u-over")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
