"""One stop, told from beginning to end: two people, a phone and a wall, and what is left of it.

A machine stops; a rule opens the order; the technician takes it on a phone; the supervisor's map
and board follow without a reload; the stop gets its reason; the Pareto moves; the order is done
and verified; the audit tells who did what.
"""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import SHIFT, Floor, OpenPage
from tests.browser.work_people import FRESH, logged_in

MACHINE = "Injection_Molder_02_01"
REASON = "Part jam"
PHONE = {"width": 360, "height": 740, "has_touch": True}
RULE = (
    "insert into floor.work_order_rules"
    " (rule_name, machine_id, down_longer_than_s, title, priority)"
    " values ('Molder stands', floor.machine_id($1), 1, '{machine} stands', 'urgent')"
)
# another molder jammed before: so the reason is among those offered first
EARLIER = """
insert into floor.status_events (machine_id, at, status, reason_id)
select floor.machine_id('Injection_Molder_01_01'), now() - listed.ago::interval, listed.status,
    floor.reason_id(listed.reason)
from (values ('150 minutes', 'down', 'Part jam'), ('140 minutes', 'operational', null))
    as listed (ago, status, reason);
"""
# a number no test before had: the audit forgets none of them
NUMBERED = "alter table floor.work_orders alter column work_order_id restart with 9001;"
ORDER = (
    "select work_order_id from floor.work_orders where machine_id = floor.machine_id($1)"
    " and rule_id is not null"
)
STORY = (
    "select coalesce(person, 'nobody') as person, action, after ->> 'status' as status"
    " from floor.audit_log where table_name = 'floor.work_orders' and row_key = $1::text"
    " order by audit_id"
)
WAIT_MS = 20_000


async def test_a_stop_from_beginning_to_end(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(SHIFT + FRESH + NUMBERED + "delete from floor.work_order_rules;" + EARLIER)
    await floor.connection.execute(RULE, MACHINE)
    tina = await logged_in(floor, "Tina", "maintenance", is_employee=True)
    sam = await logged_in(floor, "Sam", "supervisor")
    wall = await open_page("/", prepare=sam)
    board = await open_page("/work-orders", prepare=sam)
    pareto = await open_page("/oee?period=day&line=Engine", prepare=sam)
    phone = await open_page("/my-work", prepare=tina, **PHONE)
    for page in (wall, board, pareto):
        await page.evaluate("window.isTheSamePage = true")
    tile = wall.locator(f'.map [data-machine="{MACHINE}"]')
    await expect(phone.locator("[data-order]")).to_have_count(0)

    # it stops, and a rule opens the order
    await floor.set_status(MACHINE, "down")
    await expect(tile).to_have_class(re.compile(r"\bdown\b"))
    await expect(tile.locator(".badge.call")).to_be_visible(timeout=WAIT_MS)
    number: int = await floor.connection.fetchval(ORDER, MACHINE)
    card = phone.locator(f'[data-order="{number}"]')
    await expect(card).to_contain_text(f"{MACHINE} stands")

    # taken on the phone in two taps: My work, and this
    await card.locator("[data-act=take]").tap()
    await expect(card).to_contain_text("in progress")
    at_work = board.locator(f'[data-column="in_progress"] [data-order="{number}"]')
    await expect(at_work).to_contain_text("Tina")

    # the stop gets its reason, in two taps as well
    await phone.goto("/stops?line=Engine")
    await phone.locator("#stops .stop", has_text="EN01").locator("button.row").tap()
    await phone.locator(".stop-dialog .reason", has_text=re.compile(f"^{REASON}")).first.tap()
    await expect(phone.locator("#stops .stop", has_text="EN01").locator(".why")).to_have_text(
        REASON
    )
    await expect(pareto.locator(".causes")).to_contain_text(REASON, timeout=WAIT_MS)

    # it runs again; the order is done, and verified
    await floor.set_status(MACHINE, "operational")
    await expect(tile).to_have_class(re.compile(r"\boperational\b"))
    await phone.goto("/my-work")
    await card.locator("[data-act=done]").tap()
    await phone.tap("text=Repaired")
    await phone.tap("dialog.note .primary")
    await expect(card).to_have_count(0)
    await expect(tile.locator(".badge.call")).to_have_count(0)
    assert all([await page.evaluate("window.isTheSamePage") for page in (wall, board, pareto)])
    await verify(board, number)

    # and it is all written down
    told = [tuple(row) for row in await floor.connection.fetch(STORY, str(number))]
    assert told[0] == ("nobody", "insert", "open")
    assert told[-2:] == [
        ("tina@plant.test", "update", "done"),
        ("sam@plant.test", "update", "verified"),
    ]
    assert ("tina@plant.test", "update", "in_progress") in told
    audit = await open_page(f"/audit?table=floor.work_orders&row={number}", prepare=sam)
    entries = audit.locator(".entry")
    await expect(entries).to_have_count(len(told))
    await expect(entries.first).to_contain_text("Sam")
    await expect(entries.first).to_contain_text("verified")
    await expect(entries.last).to_contain_text("rule: Molder stands")
    await audit.goto("/audit?table=floor.status_events&person=tina@plant.test")
    await expect(audit.locator(".entry").first).to_contain_text("reason_id")
    broken = "select broken_link_no from floor.verify_audit()"
    assert await floor.connection.fetchval(broken) is None


async def verify(page: Page, number: int) -> None:
    """What the supervisor does on the page of the order."""
    await page.locator(f'[data-column="done"] [data-order="{number}"]').click()
    await expect(page.locator("h1, h2").filter(has_text=f"{MACHINE} stands").first).to_be_visible()
    await page.get_by_role("button", name="Verify").click()
    dialog = page.locator("dialog.note[open] .primary")
    if await dialog.count():
        await dialog.click()
    await expect(page.locator("main")).to_contain_text(re.compile("verified", re.IGNORECASE))
