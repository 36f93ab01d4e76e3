"""Logging in and out with a browser, and what happens to pages that are open meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Floor, OpenPage
from tests.people import COOKIE, add_person, session_of
from tests.realtime.running import RunningServer, running_server
from tests.web.access.support import FORGET_ATTEMPTS, PASSWORD, add_login

REFUSED = ("401", "WebSocket")  # what a browser says of a request that is refused


@pytest.fixture(scope="module")
async def guarded(demo_floor: Floor) -> AsyncIterator[RunningServer]:
    """A server of the same floor that asks for passwords."""
    async with running_server(demo_floor.database_url, AUTH_MODE="password") as server:
        yield server


async def _log_in(page: Page, password: str = PASSWORD) -> None:
    await page.fill("#email", "ana@plant.test")
    await page.fill("#password", password)
    await page.press("#password", "Enter")


async def test_in_and_out_again_on_a_phone(
    floor: Floor, guarded: RunningServer, open_page: OpenPage
) -> None:
    await floor.execute(FORGET_ATTEMPTS)
    await add_login(floor.connection, "Ana")
    page = await open_page(f"{guarded.http}/oee?days=7", width=360, height=640, expected=REFUSED)
    await expect(page).to_have_url(f"{guarded.http}/login?next=/oee%3Fdays%3D7")
    await expect(page.locator("#email")).to_be_focused()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    await _log_in(page, "not the password")
    await expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    await expect(page.locator("#email")).to_have_value("ana@plant.test")
    await expect(page.locator("#password")).to_be_focused()
    await _log_in(page)
    await expect(page).to_have_url(f"{guarded.http}/oee?days=7")
    await page.click(".menu summary")
    await expect(page.locator("[data-person]")).to_have_text("Ana")
    await page.get_by_role("button", name="Log out").click()
    await expect(page).to_have_url(f"{guarded.http}/login")


async def test_a_page_whose_session_ends_goes_to_the_login_and_back(
    floor: Floor, guarded: RunningServer, open_page: OpenPage
) -> None:
    await floor.execute(FORGET_ATTEMPTS)
    ana = await add_login(floor.connection, "Ana")
    cookies = await session_of(floor.connection, ana, "password")
    page = await open_page(guarded.http, expected=REFUSED)
    await page.context.add_cookies(
        [{"name": COOKIE, "value": cookies[COOKIE], "url": guarded.http}]
    )
    await page.goto(f"{guarded.http}/oee")
    await expect(page.locator("[data-live]")).to_contain_text("live", timeout=30_000)
    await floor.execute("update access.sessions set revoked_at = now()")
    await page.wait_for_url("**/login?next=/oee", timeout=60_000)
    await _log_in(page)
    await expect(page).to_have_url(f"{guarded.http}/oee")


async def test_other_rights_show_other_machines_without_a_reload(
    floor: Floor, guarded: RunningServer, open_page: OpenPage
) -> None:
    lines = await floor.connection.fetch(
        "select lines.line_id, lines.line_name, min(machines.short_name) as machine"
        " from floor.lines inner join floor.machines using (line_id)"
        " group by lines.line_id order by lines.line_id limit 2"
    )
    before, after = lines
    ben = await add_person(floor.connection, "Ben", "viewer", line=before["line_name"])
    # whoever else he was in a test before
    await floor.execute(
        f"delete from floor.person_roles where person_id = {ben}"
        f" and line_id is distinct from {before['line_id']}"
    )
    cookies = await session_of(floor.connection, ben, "password")
    page = await open_page(guarded.http, expected=REFUSED)
    await page.context.add_cookies(
        [{"name": COOKIE, "value": cookies[COOKIE], "url": guarded.http}]
    )
    await page.goto(guarded.http)
    await expect(page.locator("#floor")).to_contain_text(before["machine"])
    await expect(page.locator("#floor")).not_to_contain_text(after["machine"])
    await floor.execute(
        f"update floor.person_roles set line_id = {after['line_id']} where person_id = {ben}"
    )
    await expect(page.locator("#floor")).to_contain_text(after["machine"], timeout=60_000)
    await expect(page.locator("#floor")).not_to_contain_text(before["machine"])


async def test_the_menu_leads_where_one_may_go(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/")
    await page.click(".menu summary")
    links = page.locator(".menu nav a")
    await expect(links).to_have_text([
        "Floor", "OEE", "Dashboard", "Work orders", "My work", "Stops", "Wall screen", "Set up",
        "Audit",
    ])  # fmt: skip
    await add_person(floor.connection, "Vera", "viewer")
    await page.goto("/login")
    await page.get_by_role("button", name="Vera").click()
    await page.click(".menu summary")
    await expect(links).to_have_text([
        "Floor", "OEE", "Dashboard", "Work orders", "Stops", "Wall screen",
    ])  # fmt: skip
    await expect(page.locator("[data-person]")).to_have_text("Vera")
    await page.get_by_role("button", name="Log out").click()
    await expect(page.locator("h1")).to_have_text("Who is here?")
