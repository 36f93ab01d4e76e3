"""The dashboard, drawn by Floorcast itself: readable on a phone, and left with Esc."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage


@pytest.mark.parametrize("width", [360, 1440])
async def test_nothing_is_wider_than_the_screen(open_page: OpenPage, width: int) -> None:
    page = await open_page("/dashboard", width=width)
    await expect(page.locator(".widget h3").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_machines_are_told_by_state(open_page: OpenPage) -> None:
    page = await open_page("/dashboard")
    chart = page.locator(".widget", has_text="Machines by status, now")
    await expect(chart.locator("th")).to_have_count(4)  # the lines of the floor
    await expect(chart.locator(".key li")).to_have_count(4)  # and what their machines do
    await page.select_option("select[name=line]", "Engine")
    await page.click("text=Show")
    await expect(page).to_have_url(re.compile("line=Engine"))
    await expect(
        page.locator(".widget", has_text="Machines by status, now").locator("th")
    ).to_have_text(["Engine"])
    await expect(page.locator("[data-live]")).to_contain_text("live · ")  # its scripts run
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile("/$"))
