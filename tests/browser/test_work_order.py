"""One work order: its life, two people at once, what is written stays text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import FilePayload, Page, Route, expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.work_people import FRESH, add_order, logged_in

LOOKED_MS = 30_000  # a program is started to look at a photo
SCRIPT = "<script>window.isHacked = true</script><img src=x onerror=window.isHacked=true>"


async def status_of(floor: Floor, number: int) -> str:
    """Its status in the database."""
    found: str = await floor.connection.fetchval(
        "select status from floor.work_orders where work_order_id = $1", number
    )
    return found


@asynccontextmanager
async def told(page: Page, number: int) -> AsyncIterator[None]:
    """What is done in the block comes back by the feed: the page has asked for its order again."""
    path = f"/api/work-orders/{number}"
    async with page.expect_response(
        lambda answer: answer.request.method == "GET" and answer.url.endswith(path)
    ) as asked:
        yield
    await (await asked.value).finished()


async def test_its_whole_life(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    uma = await logged_in(floor, "Uma", "maintenance", is_employee=True)
    number = await add_order(floor, "EN02", "Oil leak", priority="high")
    page = await open_page(f"/work-orders/{number}", prepare=uma)
    steps = page.locator("[data-steps] button")
    await expect(steps.first).to_have_text("Take and start")
    await page.click("text=Take and start")
    await expect(page.locator(".state-line .status")).to_have_text("in progress")
    await expect(page.locator(".state-line")).to_contain_text("Uma (you)")
    await expect(page.locator("[data-running-ms]")).to_have_text(re.compile(r"^0:00:\d\d$"))

    await page.locator("[data-to=on_hold]").click()
    await page.click("dialog.note .primary")
    await expect(page.locator("dialog.note .wrong")).to_be_visible()  # a reason is asked for
    await page.click("text=Waiting for parts")
    await page.click("dialog.note .primary")
    await expect(page.locator(".state-line .status")).to_have_text("on hold")
    await expect(page.locator("header .said")).to_have_text("“Waiting for parts”")
    await expect(page.locator("[data-running-ms]")).to_have_count(0)

    await page.locator("[data-to=in_progress]").click()
    await page.fill("form.one-line input", "Change the seal")
    await page.keyboard.press("Enter")
    await page.locator(".tasks input").check()
    await expect(page.locator(".tasks small")).to_contain_text("Uma")
    await page.locator("[data-to=done]").click()
    await page.fill("dialog.note textarea", "Seal replaced")
    await page.click("dialog.note .primary")
    await expect(page.locator(".state-line .status")).to_have_text("done")
    await expect(page.locator(".history li")).to_have_count(5)
    await expect(steps).to_have_count(0)  # to verify takes another right
    assert await status_of(floor, number) == "done"

    sam = await logged_in(floor, "Sam", "supervisor")
    other = await open_page(f"/work-orders/{number}", prepare=sam)
    await other.locator("[data-to=verified]").click()
    await expect(page.locator(".state-line .status")).to_have_text("verified")  # live


async def test_what_comes_back_of_ones_own_step_leaves_the_buttons_alone(
    floor: Floor, open_page: OpenPage
) -> None:
    """The feed tells of it a moment later: a button that is being pressed then must stay. It does
    when somebody says something, too."""
    await floor.execute(FRESH)
    uma = await logged_in(floor, "Uma", "maintenance", is_employee=True)
    number = await add_order(floor, "EN02", "Oil leak")
    page = await open_page(f"/work-orders/{number}", prepare=uma)
    await expect(page.locator("[data-to=in_progress]")).to_be_visible()
    is_drawn = asyncio.Event()

    async def hold_back(route: Route) -> None:
        await is_drawn.wait()
        await route.continue_()

    await page.route(f"**/api/work-orders/{number}", hold_back)
    async with told(page, number):
        await page.click("text=Take and start")
        await expect(page.locator(".state-line .status")).to_have_text("in progress")
        button = await page.locator("[data-to=done]").element_handle()
        is_drawn.set()
    await page.evaluate("new Promise((done) => setTimeout(done))")
    assert button is not None
    assert await button.evaluate("each => each.isConnected")
    await floor.execute(
        f"insert into floor.work_order_comments (work_order_id, body) values ({number}, 'Hm')"
    )
    await expect(page.locator(".comments")).to_contain_text("Hm")
    assert await button.evaluate("each => each.isConnected")
    await button.click()
    await expect(page.locator("dialog.note")).to_be_visible()


async def test_a_planner_gives_it_to_somebody(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    await logged_in(floor, "Ana", "maintenance", is_employee=True)
    sam = await logged_in(floor, "Sam", "supervisor")
    number = await add_order(floor, "EN02", "Oil leak")
    page = await open_page(f"/work-orders/{number}", prepare=sam)
    await page.locator("[data-to=assigned]").click()
    await page.locator("dialog.note select").select_option(label="Ana")
    await page.click("dialog.note .primary")
    await expect(page.locator(".state-line .assignee")).to_have_text("Ana")
    await page.locator("[data-to=cancelled]").click()
    await expect(page.locator("dialog.note")).to_be_visible()
    await page.keyboard.press("Escape")  # thought better of it
    assert await status_of(floor, number) == "assigned"
    await expect(page.locator("[data-to=cancelled]")).to_be_enabled()


async def test_two_editors_both_keep_their_text(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    number = await add_order(floor, "EN02", "Oil leak")
    sam = await logged_in(floor, "Sam", "supervisor")
    pia = await logged_in(floor, "Pia", "supervisor")
    first = await open_page(f"/work-orders/{number}", prepare=sam)
    second = await open_page(f"/work-orders/{number}", prepare=pia, expected=("409",))
    for page in (first, second):
        await page.click("[data-open-edit]")
    await first.get_by_label("Title").fill("Oil leak at the seal")
    await first.get_by_role("textbox", name="Description").fill("Drip tray is full")
    await second.get_by_label("Title").fill("Oil leak, puddle")
    await second.get_by_label("Priority").select_option("urgent")
    place = "button => button.getBoundingClientRect().top - button.form.getBoundingClientRect().top"
    before = await second.locator("form.edit .primary").evaluate(place)
    await first.click("form.edit .primary")
    await expect(second.locator("h2").first).to_have_text("Oil leak at the seal")  # live
    await expect(second.locator("[data-told]")).to_contain_text("Sam changed this order")
    # no button moves from under a finger
    assert await second.locator("form.edit .primary").evaluate(place) == before
    await expect(second.get_by_label("Title")).to_have_value("Oil leak, puddle")

    await second.click("form.edit .primary")
    conflict = second.locator(".conflict")
    await expect(conflict).to_contain_text("Sam")
    await expect(conflict.locator(".versions")).to_have_count(1)  # only the title is both's
    await expect(conflict.locator(".versions label").nth(0)).to_contain_text("Oil leak, puddle")
    await expect(conflict.locator(".versions label").nth(1)).to_contain_text("at the seal")
    await expect(second.get_by_role("textbox", name="Description")).to_have_value(
        "Drip tray is full"
    )
    await second.click("form.edit .primary")
    await expect(first.locator("h2").first).to_have_text("Oil leak, puddle")
    row = await floor.connection.fetchrow(
        "select title, description, priority from floor.work_orders"
    )
    assert tuple(row or ()) == ("Oil leak, puddle", "Drip tray is full", "urgent")


async def test_theirs_may_stay(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    number = await add_order(floor, "EN02", "Oil leak")
    page = await open_page(f"/work-orders/{number}", expected=("409",))
    await expect(page.locator("[data-open-edit]")).to_be_visible()
    await page.keyboard.press("e")
    await page.get_by_label("Title").fill("Mine")
    await floor.execute("update floor.work_orders set title = 'Theirs'")
    await page.click("form.edit .primary")
    await page.locator(".versions label").nth(1).click()
    await expect(page.get_by_label("Title")).to_have_value("Theirs")
    await page.click("form.edit .primary")
    await expect(page.locator("form.edit")).to_have_count(0)
    await expect(page.locator("h2").first).to_have_text("Theirs")


async def test_what_is_stored_as_script_is_text(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    number = await add_order(floor, "TR03", SCRIPT)
    await floor.connection.execute(
        "update floor.work_orders set description = $1 where work_order_id = $2", SCRIPT, number
    )
    page = await open_page(f"/work-orders/{number}")
    await page.fill("textarea[aria-label=Comment]", SCRIPT)
    await page.click("text=Send")
    await expect(page.locator(".comments .text")).to_have_text(SCRIPT)
    await expect(page.locator("h2").first).to_have_text(SCRIPT)
    for address in ("/work-orders", "/work-orders?view=list", "/my-work"):
        await page.goto(address)
        await expect(page.locator(f'[data-order="{number}"]').first).to_contain_text(SCRIPT)
    await page.goto("/machines/Injection_Molder_01_01")
    await expect(page.locator("#work [data-order]")).to_contain_text(SCRIPT)
    assert await page.evaluate("window.isHacked") is None


async def test_a_comment_waits_for_the_server(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    number = await add_order(floor, "EN02", "Oil leak")
    page = await open_page(f"/work-orders/{number}", expected=("ERR_", "WebSocket", "Failed to"))
    await expect(page.locator("textarea[aria-label=Comment]")).to_be_visible()
    await page.context.set_offline(True)
    await page.fill("textarea[aria-label=Comment]", "Said without a network")
    await page.click("text=Send")
    await expect(page.locator("[data-outbox]")).to_contain_text("waiting to be sent")
    await page.context.set_offline(False)
    await expect(page.locator(".comments .text")).to_have_text("Said without a network")
    await expect(page.locator("[data-outbox]")).to_be_hidden()
    assert await floor.connection.fetchval("select count(*) from floor.work_order_comments") == 1


async def test_photos_and_parts(floor: Floor, open_page: OpenPage, tmp_path: Path) -> None:
    await floor.execute(FRESH)
    await floor.execute(
        "insert into floor.parts (part_number, part_name) values ('S-7', 'Switch')"
        " on conflict do nothing;"
        "insert into floor.part_moves (part_id, quantity)"
        " select part_id, 5 from floor.parts where part_number = 'S-7'"
    )
    number = await add_order(floor, "EN02", "Oil leak")
    page = await open_page(f"/work-orders/{number}", expected=("400", "415", "422"))
    good = tmp_path / "leak.png"
    Image.new("RGB", (64, 48), "#884400").save(good)
    bad = FilePayload(name="text.png", mimeType="image/png", buffer=b"no picture")
    chooser = page.locator("input[type=file]")
    assert await chooser.get_attribute("capture") == "environment"
    await chooser.set_input_files(good)
    await expect(page.locator(".photos img")).to_have_count(1, timeout=LOOKED_MS)
    await expect(page.locator(".sending li")).to_have_count(0)
    await chooser.set_input_files(bad)
    await expect(page.locator(".sending .wrong")).to_be_visible(timeout=LOOKED_MS)
    await page.click("text=Leave it out")
    await expect(page.locator(".sending li")).to_have_count(0)

    await page.click("text=Use a part")
    # among those of other tests
    await page.locator(".part-form select").select_option(label="S-7 Switch")
    await expect(page.locator(".part-form .muted")).to_contain_text("5 pcs in stock")
    await page.get_by_label("How many").fill("2")
    await page.locator(".part-form button").click()
    await expect(page.locator(".parts-used")).to_contain_text("2 pcs")
    await page.click("text=Give back")
    await expect(page.locator(".parts-used")).to_have_count(0)
