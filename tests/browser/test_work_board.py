"""The board of work orders: live, filtered by its address, worked by keyboard."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_floor import tile
from tests.browser.work_people import FRESH, add_order, logged_in

# numbers of the orders whose cards were outlined as news, which lasts for less than a second
NOTE_FRESH = """() => {
    window.fresh = [];
    new MutationObserver((changes) => changes.forEach(({ target }) => {
        if (target.classList.contains("fresh")) window.fresh.push(target.dataset.order);
    })).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["class"] });
}"""


@pytest.fixture
async def orders(floor: Floor) -> dict[str, int]:
    """Four orders: overdue, urgent, one that is taken, and one on another line."""
    await floor.execute(FRESH)
    found = {
        "leak": await add_order(
            floor, "EN02", "Oil leak", priority="high", due_in=timedelta(hours=-3)
        ),
        "door": await add_order(floor, "TR03", "Guard door", priority="urgent"),
        "belt": await add_order(floor, "EN05", "Worn belt"),
        "scale": await add_order(floor, "IN02", "Calibrate scale", priority="low"),
    }
    await logged_in(floor, "Ana", "maintenance", is_employee=True)
    await floor.execute(
        "update floor.work_orders set status = 'assigned', assignee_id ="
        " (select employee_id from floor.employees where employee_name = 'Ana')"
        f" where work_order_id = {found['belt']}"
    )
    return found


def numbers(page: Page, column: str) -> str:
    """Selector of the cards of a column."""
    return f'[data-column="{column}"] [data-order]'


async def test_cards_move_without_reload(
    floor: Floor, open_page: OpenPage, orders: dict[str, int]
) -> None:
    page = await open_page("/work-orders")
    await expect(page.locator(numbers(page, "open"))).to_have_count(3)
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await page.evaluate("window.isTheSamePage = true")
    await page.evaluate(NOTE_FRESH)
    card = page.locator(f'[data-column="assigned"] [data-order="{orders["belt"]}"]')
    await expect(card).to_contain_text("Ana")

    await floor.execute(
        "update floor.work_orders set status = 'in_progress'"
        f" where work_order_id = {orders['belt']}"
    )
    moved = page.locator(f'[data-column="in_progress"] [data-order="{orders["belt"]}"]')
    await expect(moved).to_contain_text("at work")
    assert str(orders["belt"]) in await page.evaluate("window.fresh")
    await expect(page.locator("#column-in_progress span")).to_have_text("1")
    await expect(page.locator('[data-column="assigned"] .none')).to_be_visible()

    number = await add_order(floor, "EX01", "Hose sweats")
    fresh = page.locator(f'[data-column="open"] [data-order="{number}"]')
    await expect(fresh).to_contain_text("Hose sweats")
    await expect(page.locator(numbers(page, "open"))).to_have_count(4)
    assert await page.evaluate("window.isTheSamePage")


async def test_what_is_urgent_or_late_says_so_in_words(
    open_page: OpenPage, orders: dict[str, int]
) -> None:
    page = await open_page("/work-orders")
    cards = page.locator(numbers(page, "open"))
    # overdue counts one higher: then what has a due date comes first
    await expect(cards.nth(0)).to_contain_text("Oil leak")
    await expect(cards.nth(0).locator(".due")).to_have_text("overdue 3h00")
    await expect(cards.nth(0).locator(".due use")).to_have_attribute("href", "#overdue")
    await expect(cards.nth(1).locator(".priority")).to_have_text("urgent")
    await expect(cards.nth(1).locator(".priority use")).to_have_attribute("href", "#urgent")
    assert str(orders["leak"]) in str(await cards.nth(0).get_attribute("aria-label"))


async def test_filters_are_in_the_address(
    floor: Floor, open_page: OpenPage, orders: dict[str, int]
) -> None:
    ana = await logged_in(floor, "Ana", "maintenance", is_employee=True)
    page = await open_page("/work-orders", prepare=ana)
    await page.click("text=Mine")
    await expect(page).to_have_url(re.compile(r"\?assignee=me$"))
    await expect(page.locator("[data-order]")).to_have_count(1)
    await expect(page.locator("[data-order]")).to_contain_text("Worn belt")
    await page.click("text=Unassigned")
    await expect(page.locator("[data-order]")).to_have_count(3)
    await page.select_option("select[name=line]", "Engine")
    await expect(page).to_have_url(re.compile(r"assignee=none&line=Engine"))
    await expect(page.locator("[data-order]")).to_have_count(1)
    await page.go_back()
    await expect(page.locator("[data-order]")).to_have_count(1)
    await page.goto("/work-orders?view=list&sort=title&q=belt")
    await expect(page.locator(".orders tbody tr")).to_have_count(1)
    await expect(page.locator("th[aria-sort]")).to_contain_text("What")
    await page.fill("[data-find]", "nothing is called this")
    await expect(page.locator(".notice")).to_contain_text("No order is like that")
    await page.click("text=Show all orders")
    await expect(page.locator(".orders tbody tr")).to_have_count(4)


async def test_it_is_worked_by_keyboard(open_page: OpenPage, orders: dict[str, int]) -> None:
    page = await open_page("/work-orders")
    await expect(page.locator(numbers(page, "open"))).to_have_count(3)
    await page.keyboard.press("ArrowRight")  # to the first card
    focused = "document.activeElement.dataset.order"
    assert await page.evaluate(focused) == str(orders["leak"])
    await page.keyboard.press("ArrowDown")
    assert await page.evaluate(focused) == str(orders["door"])
    await page.keyboard.press("ArrowRight")
    assert await page.evaluate(focused) == str(orders["belt"])
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(rf"/work-orders/{orders['belt']}$"))
    await expect(page.locator("h2").first).to_have_text("Worn belt")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")  # its scripts run
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/work-orders$"))
    await expect(page.locator("[data-live]")).to_contain_text("live · ")  # and here
    await page.keyboard.press("/")
    await page.keyboard.type("door")
    await expect(page.locator("[data-order]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-order]")).to_have_count(4)
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await expect(page).to_have_url(re.compile(r"/work-orders/new$"))


async def test_nothing_moves_under_a_finger(
    floor: Floor, open_page: OpenPage, orders: dict[str, int]
) -> None:
    page = await open_page("/work-orders")
    await expect(page.locator(numbers(page, "open"))).to_have_count(3)
    asked = page.expect_response(lambda response: "fragment=1" in response.url)
    await page.mouse.move(700, 700)
    await page.mouse.down()
    async with asked:
        await add_order(floor, "EX01", "Hose sweats", priority="urgent")
    assert await page.locator(numbers(page, "open")).count() == 3
    await page.mouse.up()
    await expect(page.locator(numbers(page, "open"))).to_have_count(4)


async def test_an_empty_board_says_what_to_do(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    page = await open_page("/work-orders")
    await expect(page.locator(".notice")).to_contain_text("There is no work order")
    await page.locator(".notice").get_by_role("link", name="New order").click()
    await expect(page).to_have_url(re.compile(r"/work-orders/new$"))


async def test_tiles_and_machine_pages_wear_badges(
    floor: Floor, open_page: OpenPage, orders: dict[str, int]
) -> None:
    floor_page = await open_page("/")
    machine = tile(floor_page, "Injection_Molder_01_01")
    await expect(machine.locator(".badge.call")).to_have_text("!!")
    await expect(machine.locator(".badge.owed")).to_have_text("?")  # down for 14 minutes
    said = "1 work order, priority urgent, no reason given"
    await expect(machine).to_have_attribute("aria-label", re.compile(said))
    await expect(tile(floor_page, "Valve_01_01").locator(".badges")).to_have_count(0)

    page = await open_page("/machines/Injection_Molder_01_01")
    section = page.locator("#work")
    await expect(section.locator("[data-order]")).to_contain_text("Guard door")
    await page.evaluate("window.isTheSamePage = true")
    await floor.execute(
        "update floor.work_orders set stopped_at = (select since_at from floor.machine_status"
        " inner join floor.machines using (machine_id) where short_name = 'TR03')"
        f" where work_order_id = {orders['door']}"
    )
    await expect(section.locator(".of-stop")).to_contain_text(f"Order {orders['door']} is open")
    await add_order(floor, "TR03", "Second one")
    await expect(machine.locator(".badge.call")).to_have_text("!! 2")
    await expect(section.locator("li [data-order]")).to_have_count(1)
    await floor.set_status("Injection_Molder_01_01", "operational")
    await expect(section.locator(".of-stop")).to_have_count(0)
    await floor.execute("update floor.work_orders set status = 'cancelled', status_note = 'no'")
    await expect(machine.locator(".badges")).to_have_count(0)
    await expect(section.locator("summary")).to_contain_text("The last 2 that are closed")
    assert await page.evaluate("window.isTheSamePage")
