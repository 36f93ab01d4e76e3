"""Shifts, cycles and reasons are edited on pages, and mean what they mean in a floor file."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

import machine_config
from settings import ROOT
from tests.browser.conftest import Floor, OpenPage


@pytest.fixture(autouse=True)
async def _as_it_was(floor: Floor) -> AsyncIterator[None]:
    """The demo floor before and after each test."""
    demo = machine_config.load(ROOT / "floor.toml")
    await machine_config.apply(floor.connection, demo)
    yield
    await machine_config.apply(floor.connection, demo)


async def ready(page: Page) -> None:
    """The document is loaded."""
    await expect(page.locator("[data-state]")).to_have_text("Everything is saved.")


async def test_a_shift_ends_later(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/shifts")
    await ready(page)
    row = page.locator(".part", has=page.locator("input")).first
    await expect(row.locator("input").first).to_have_value("M")
    await row.locator("input[type=time]").nth(1).fill("13:30")
    await expect(page.locator("[data-state]")).to_have_text("Not saved yet.")
    await page.keyboard.press("Control+s")
    await expect(page.locator("[data-state]")).to_have_text(re.compile(r"Saved: shift M of"))
    ends_at = await floor.connection.fetchval(
        "select ends_at::text from floor.shift_patterns where shift_name = 'M'"
        " and line_id is null order by valid_to desc, valid_from desc limit 1"
    )
    assert ends_at == "13:30:00"


async def test_a_day_is_closed(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/shifts")
    await ready(page)
    await page.click("text=Add a day")
    day = page.locator("input[type=date]").last
    await day.fill("2099-12-24")
    await page.click("[data-save]")
    await expect(page.locator("[data-state]")).to_contain_text("exception 2099-12-24")
    assert await floor.connection.fetchval(
        "select count(*) from floor.calendar_exceptions where business_date = '2099-12-24'"
    )


async def test_a_reason_is_added_below_another(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/reasons")
    await ready(page)
    top = await page.locator(".floor-editor .part input").first.input_value()
    await page.click(f"text=Add a reason below {top}")
    inputs = await page.locator(".floor-editor .part input").all()
    fresh = [one for one in inputs if await one.input_value() == "New reason"]
    await fresh[0].fill("Gremlins")
    await page.click("[data-save]")
    await expect(page.locator("[data-state]")).to_have_text("Saved: reason Gremlins added.")
    parent = await floor.connection.fetchval(
        "select parents.reason_name from floor.reasons inner join floor.reasons as parents"
        " on reasons.parent_id = parents.reason_id where reasons.reason_name = 'Gremlins'"
    )
    assert parent == top


async def test_what_is_refused_stays_as_it_was_typed(open_page: OpenPage) -> None:
    page = await open_page("/config/reasons", expected=("400",))
    await ready(page)
    second = page.locator(".floor-editor .part input").nth(1)
    first = await page.locator(".floor-editor .part input").first.input_value()
    await second.fill(first)
    await page.click("[data-save]")
    await expect(page.locator("[data-problem]")).to_contain_text("twice")
    await expect(second).to_have_value(first)
    await expect(page.locator("[data-save]")).to_be_enabled()
    await page.click("[data-discard]")
    await ready(page)


async def test_a_type_of_machine_gets_faster(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/cycles")
    await ready(page)
    row = page.locator(".part", has_text="Painter").first
    await expect(row.locator("input")).to_have_value("48")
    await row.locator("input").fill("40")
    await page.click("[data-save]")
    await expect(page.locator("[data-state]")).to_contain_text("ideal cycle Painter_01_02")
    cycle_s = await floor.connection.fetchval(
        "select ideal_cycle_s from floor.ideal_cycles inner join floor.machines using (machine_id)"
        " where machine_name = 'Painter_04_01' and product_id is null"
        " order by valid_from desc limit 1"
    )
    assert cycle_s == 40


@pytest.mark.parametrize("name", ["shifts", "cycles", "reasons", "layout"])
async def test_on_a_phone(open_page: OpenPage, name: str) -> None:
    page = await open_page(f"/config/{name}", width=360, height=740)
    await ready(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
