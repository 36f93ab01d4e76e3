"""A technician with gloves, on a phone: two taps take an order and finish it."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.work_people import FRESH, add_order, logged_in

PHONE = {"width": 360, "height": 740}


async def sizes(page: Page, selector: str) -> list[float]:
    """Heights of what may be touched."""
    found: list[float] = await page.eval_on_selector_all(
        selector, "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    return found


async def test_taking_an_order_is_two_taps_from_the_machine(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute(FRESH)
    ana = await logged_in(floor, "Ana", "maintenance", is_employee=True)
    number = await add_order(floor, "TR03", "Guard door", priority="urgent")
    await add_order(floor, "EN02", "Oil leak")
    address = "/machines/Injection_Molder_01_01?scan=1"
    page = await open_page(address, **PHONE, has_touch=True, prepare=ana)
    await page.tap("text=My work")
    await expect(page.locator("[data-order]").first).to_contain_text("Guard door")
    await page.locator(f'[data-order="{number}"] [data-act=take]').tap()

    card = page.locator(f'section:has(#mine-title) [data-order="{number}"]')
    await expect(card).to_contain_text("in progress")
    row = await floor.connection.fetchrow(
        "select status, employee_name, (select count(*) from floor.work_order_labour"
        " where ended_at is null) as at_work from floor.work_orders"
        " inner join floor.employees on employee_id = assignee_id where work_order_id = $1",
        number,
    )
    assert tuple(row or ()) == ("in_progress", "Ana", 1)

    await card.locator("[data-act=done]").tap()
    await page.tap("text=Repaired")
    await page.tap("dialog.note .primary")
    await expect(page.locator(f'[data-order="{number}"]')).to_have_count(0)
    note = "select status_note from floor.work_orders where work_order_id = $1"
    assert await floor.connection.fetchval(note, number) == "Repaired"


async def test_a_tap_before_the_scripts_are_there_is_not_lost(
    floor: Floor, open_page: OpenPage
) -> None:
    """A phone in a dead corner of the hall: the page is drawn, its scripts are still on the way."""
    await floor.execute(FRESH)
    ana = await logged_in(floor, "Ana", "maintenance", is_employee=True)
    number = await add_order(floor, "TR03", "Guard door", priority="urgent")
    arrive = asyncio.Event()

    async def late(route: Route) -> None:
        await arrive.wait()
        await route.continue_()

    async def prepare(page: Page) -> None:
        await ana(page)
        await page.route("**/js/work/mine.js", late)

    page = await open_page("/account", **PHONE, has_touch=True, prepare=prepare)
    await page.goto("/my-work", wait_until="commit")
    take = page.locator(f'[data-order="{number}"] [data-act=take]')
    await take.tap()
    await take.tap()  # nothing happened yet: people tap again
    assert not await floor.connection.fetchval("select count(*) from floor.work_order_labour")
    arrive.set()
    card = page.locator(f'section:has(#mine-title) [data-order="{number}"]')
    await expect(card).to_contain_text("in progress")
    assert await floor.connection.fetchval("select count(*) from floor.work_order_labour") == 1


async def test_targets_are_large_and_nothing_is_wider_than_the_screen(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute(FRESH)
    ana = await logged_in(floor, "Ana", "maintenance", is_employee=True)
    number = await add_order(floor, "TR03", "A_very_long_word_" * 9, priority="urgent")
    await add_order(floor, "EN02", "Oil leak", priority="high")
    page = await open_page("/my-work", **PHONE, has_touch=True, prepare=ana)
    width = "document.documentElement.scrollWidth"
    await page.locator(f'[data-order="{number}"] [data-act=take]').tap()
    await expect(page.locator("[data-act=done]")).to_be_visible()
    assert await page.evaluate(width) == PHONE["width"]
    assert min(await sizes(page, "#mine button")) >= 56
    assert min(await sizes(page, "#mine a, .sections a, .menu summary, .back")) >= 48
    for address in (
        "/work-orders",
        "/work-orders?view=list",
        f"/work-orders/{number}",
        "/work-orders/new?machine=TR03",
        "/work-orders/figures",
        "/machines/Injection_Molder_01_01",
        "/machines/Injection_Molder_01_01?scan=1",
    ):
        await page.goto(address)
        await expect(page.locator("h1, h2").first).to_be_visible()
        assert await page.evaluate(width) == PHONE["width"], address


async def test_who_is_no_employee_is_told_what_to_do(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    await add_order(floor, "EN02", "Oil leak")
    tom = await logged_in(floor, "Tom", "maintenance")
    page = await open_page("/my-work", **PHONE, prepare=tom)
    await expect(page.locator(".missing")).to_contain_text("You are not listed as an employee")
    await expect(page.locator(".missing")).to_contain_text("tom@plant.test")
    await expect(page.locator("[data-act=take]")).to_have_count(0)


async def test_who_was_slower_is_told_who_has_it(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    ana = await logged_in(floor, "Ana", "maintenance", is_employee=True)
    await logged_in(floor, "Ben", "maintenance", is_employee=True)
    number = await add_order(floor, "EN02", "Oil leak")
    page = await open_page("/my-work", **PHONE, prepare=ana, expected=("409", "ERR_FAILED"))
    await expect(page.locator("[data-act=take]")).to_be_visible()
    # a page that has not heard the news: whatever it asks for again is lost
    await page.route("**/my-work?fragment=1", lambda route: route.abort())
    await floor.execute(
        "update floor.work_orders set status = 'assigned', assignee_id ="
        " (select employee_id from floor.employees where employee_name = 'Ben')"
        f" where work_order_id = {number}"
    )
    await page.click("[data-act=take]")
    await expect(page.locator("[data-problem]")).to_contain_text(re.compile("Taken by Ben"))
    await page.unroute("**/my-work?fragment=1")
    await expect(page.locator("[data-act=take]")).to_have_count(0)
