"""Rules, plans, parts and employees, kept on a page."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.work_people import FRESH, logged_in

EMPTY = (
    FRESH
    + "delete from floor.work_order_rules; delete from floor.maintenance_plans;"
    + "delete from floor.part_moves; delete from floor.parts;"
)


def register(page: Page, name: str) -> Locator:
    """The section of one kind of thing."""
    return page.locator(f'[data-register="{name}"]')


async def test_a_rule_is_added_changed_and_deleted(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(EMPTY)
    page = await open_page("/config/maintenance", expected=("400", "409", "422"))
    rules = register(page, "rules")
    await expect(rules).to_contain_text("No rule yet")
    await rules.get_by_role("button", name="Add a rule").click()
    await rules.get_by_role("button", name="Save").click()
    await expect(rules.locator(".wrong:visible")).to_have_text("Name is missing.")
    await rules.get_by_label("Name").fill("Long stops")
    await rules.get_by_label("Down for at least, minutes").fill("15")
    await rules.get_by_label("Line optional").select_option("Engine")
    await page.keyboard.press("Control+s")
    await expect(rules.locator("tbody th")).to_have_text("Long stops")
    await expect(rules.locator("tbody tr")).to_contain_text("Engine")
    row = "select down_longer_than_s, is_enabled from floor.work_order_rules"
    assert tuple(await floor.connection.fetchrow(row) or ()) == (900, True)

    # a second one of that name is refused at its field, and what was typed stays
    await rules.get_by_role("button", name="Add a rule").click()
    await rules.get_by_label("Name").fill("long stops")
    await rules.get_by_role("button", name="Save").click()
    await expect(rules.locator(".wrong:visible")).to_contain_text("of that name")
    await expect(rules.get_by_label("Name")).to_have_value("long stops")
    await page.keyboard.press("Escape")

    await rules.get_by_role("button", name="Change Long stops").click()
    await rules.get_by_label("Armed").uncheck()
    await rules.get_by_role("button", name="Save").click()
    await expect(rules.locator("tbody tr")).to_contain_text("off")
    assert tuple(await floor.connection.fetchrow(row) or ()) == (900, False)
    page.on("dialog", lambda dialog: dialog.accept())
    await rules.get_by_role("button", name="Delete Long stops").click()
    await expect(rules).to_contain_text("No rule yet")


async def test_a_plan_says_when_it_is_due(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(EMPTY)
    page = await open_page("/config/maintenance")
    plans = register(page, "plans")
    await plans.get_by_role("button", name="Add a plan").click()
    await plans.get_by_label("Name").fill("Lubricate")
    await plans.get_by_label("Machine", exact=False).first.select_option("Valve_02_01")
    await plans.get_by_label("Every … hours it ran").fill("200")
    await plans.get_by_label("Title of the order").fill("Lubricate the spindle")
    await plans.get_by_label("Checklist").fill("Lock out\nGrease")
    await plans.get_by_role("button", name="Save").click()
    await expect(plans.locator("tbody tr")).to_contain_text("200 h")
    await expect(plans.locator("tbody tr")).to_contain_text("h left")
    tasks = await floor.connection.fetchval("select tasks from floor.maintenance_plans")
    assert tasks == ["Lock out", "Grease"]


async def test_parts_come_in_and_run_short(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(EMPTY)
    page = await open_page("/config/maintenance")
    parts = register(page, "parts")
    await parts.get_by_role("button", name="Add a part").click()
    await parts.get_by_label("Part number").fill("H-12")
    await parts.get_by_label("What it is").fill("Hose")
    await parts.get_by_label("Minimum").fill("5")
    await parts.get_by_role("button", name="Save").click()
    await expect(parts.locator(".short")).to_contain_text("short: 0")
    await parts.get_by_role("button", name="Move stock of Hose").click()
    await parts.get_by_label("How many came in").fill("8")
    await parts.get_by_role("button", name="Save").click()
    await expect(parts.locator("tbody tr")).to_contain_text("8 pcs")
    await expect(parts.locator(".short")).to_have_count(0)


async def test_employees_are_kept_by_who_keeps_people(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(EMPTY)
    sam = await logged_in(floor, "Sam", "supervisor")
    page = await open_page("/config/maintenance", prepare=sam)
    await expect(register(page, "parts").get_by_role("button", name="Add a part")).to_be_visible()
    employees = register(page, "employees")
    await expect(employees.get_by_role("button", name="Add an employee")).to_have_count(0)
    engineer = await open_page("/config/maintenance")
    employees = register(engineer, "employees")
    await employees.get_by_role("button", name="Add an employee").click()
    await employees.get_by_label("Name").fill("Chloé <b>Martin</b>")
    await employees.get_by_role("button", name="Save").click()
    await expect(employees.get_by_text("Chloé <b>Martin</b>")).to_be_visible()
    tom = await logged_in(floor, "Tom", "operator")
    refused = await open_page("/config/maintenance", prepare=tom, expected=("403",))
    await expect(refused.locator("main")).to_contain_text("work.plan")
