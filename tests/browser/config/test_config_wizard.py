"""The wizard, with a device that says what a test wants: forth and back, and what goes wrong."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.config.fake_ingester import REFUSED_STEP, FakeIngester, fake_ingester
from tests.browser.config.support import REFUSED, bare, connect, forward, settle, step, tag
from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_floor import has_class

NEW = "/config/connections/new"


@pytest.fixture
async def ingester(floor: Floor) -> AsyncIterator[FakeIngester]:
    """A device behind an ingester, and nothing connected yet."""
    await bare(floor)
    async with fake_ingester(floor.database_url) as fake:
        yield fake


async def to_map(page: Page, name: str = "Press shop") -> None:
    """Through the wizard up to the map step, with all machines that are found."""
    await settle(page, name)
    await forward(page).click()
    await expect(page.locator(".found")).to_have_count(2)
    await forward(page).click()
    await expect(step(page, "map")).to_be_visible()


async def test_two_machines_are_connected(
    floor: Floor, ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(NEW)
    await settle(page, "Press shop")
    await expect(step(page, "test").locator("li.ok")).to_have_count(2)
    await expect(step(page, "test")).to_contain_text("Reach the device 13 ms")
    await forward(page).click()
    await expect(page.locator(".found").first).to_contain_text("manufacturer Acme")
    await expect(page.locator(".found").first).to_contain_text("48.5 °C")
    await page.get_by_label("Search the addresses").fill("press")
    await page.locator(".hits label").filter(has_text="Pressure").click()
    await expect(page.locator(".chosen")).to_have_text("Picked: 2 machines and 1 single variable.")
    await forward(page).click()

    # the first is new, the second one there is
    first, second = page.locator(".group").nth(0), page.locator(".group").nth(1)
    await expect(first.get_by_label("Machine", exact=True)).to_have_value("Press 1")
    await expect(first.locator(".verdict")).to_contain_text("A new machine")
    await first.get_by_label("Line").fill("Engine")
    await first.get_by_label("Type").fill("Sorter")
    await second.get_by_label("Machine", exact=True).fill("valve_01_01")
    await expect(second.locator(".verdict")).to_contain_text("Stands on Transmission already")
    await expect(page.locator("fieldset.plant")).to_be_hidden()
    await tag(page, "GoodCount", "Press 1").get_by_label("Role").select_option("total")
    await forward(page).click()

    await expect(step(page, "save").locator("h2")).to_have_text("Saved")
    await expect(page.locator("[data-arrival]")).to_have_count(2)
    rows = await floor.connection.fetch(
        "select machine_name, line_name, tag_name, role, unit, states"
        " from floor.tags left join floor.machines using (machine_id)"
        " left join floor.lines using (line_id) left join lateral"
        " (select count(*) as states from floor.tag_states where tag_id = tags.tag_id) s on true"
        " order by machine_name, tag_name"
    )
    assert [tuple(row) for row in rows] == [
        ("Press 1", "Engine", "GoodCount", "total", "", 0),
        ("Press 1", "Engine", "OilTemperature", "value", "°C", 0),
        ("Press 1", "Engine", "StateCurrent", "status", "", 3),
        ("Valve_01_01", "Transmission", "GoodCount", "good", "", 0),
        ("Valve_01_01", "Transmission", "OilTemperature", "value", "°C", 0),
        ("Valve_01_01", "Transmission", "StateCurrent", "status", "", 3),
        (None, None, "Pressure", "value", "bar", 0),
    ]

    # the first values turn it live
    await floor.execute(
        "insert into historian.connection_states (connection_id, state, samples)"
        " select connection_id, 'connected', 3 from floor.connections;"
        " insert into historian.samples (tag_id, at, value)"
        " select tag_id, clock_timestamp(), 6 from floor.tags where role = 'status'"
    )
    arrival = page.locator('[data-arrival="Press 1"]')
    await expect(page.locator(".outcome .word")).to_have_text("live")
    await expect(arrival.locator("a")).to_have_class(has_class("operational"))
    await expect(arrival).to_contain_text("running")
    await expect(arrival).to_contain_text("1 of 3 values")
    await arrival.locator("a").click()
    await expect(page.locator("h1")).to_have_text("Press 1")


async def test_what_was_entered_survives_going_back(
    ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(NEW)
    await settle(page, "Press shop")
    await expect(step(page, "test")).to_be_visible()
    await page.get_by_role("button", name="Back", exact=True).click()
    await page.get_by_label("Password").fill("geheim ")
    await page.locator("summary").filter(has_text="More settings").click()
    await page.get_by_label("Period (ms)").fill("250")
    await forward(page).click()
    await forward(page).click()
    await page.locator(".found").nth(1).get_by_role("checkbox").uncheck()
    await forward(page).click()
    await page.locator(".group").get_by_label("Line").fill("Line 9")
    await tag(page, "StateCurrent").get_by_role("button", name="Meaning of").click()
    await tag(page, "StateCurrent").get_by_label("The device’s own word").first.fill("Anlauf")
    await page.locator('[data-progress="settings"] button').click()
    name = step(page, "settings").get_by_label("Name", exact=True)
    await expect(name).to_have_value("Press shop")
    await expect(page.get_by_label("Password")).to_have_value("geheim ")
    await expect(page.get_by_label("Period (ms)")).to_have_value("250")
    await page.locator('[data-progress="map"] button').click()
    await expect(step(page, "map")).to_be_visible()
    await expect(page.locator(".group")).to_have_count(1)
    await expect(page.locator(".group").get_by_label("Line")).to_have_value("Line 9")
    word = tag(page, "StateCurrent").get_by_label("The device’s own word").first
    await expect(word).to_have_value("Anlauf")
    tested = [settings for kind, settings in ingester.asked if kind == "test"]
    assert tested[-1] == {
        "url": "test://press",
        "mode": "gentle",
        "period_ms": 250,
        "is_patient": False,
        "password": "geheim ",
    }
    assert "geheim" not in await page.content()


async def test_a_refused_setting_is_told_at_its_field(
    floor: Floor, ingester: FakeIngester, open_page: OpenPage
) -> None:
    await connect(floor, "Press shop")
    page = await open_page(NEW, expected=(REFUSED,))
    await settle(page, "PRESS SHOP")
    name = page.get_by_label("Name", exact=True)
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(name).to_be_focused()
    await name.fill("Hall 2")
    ingester.refusal = {
        "error": "The period is too short.",
        "field": "period_ms",
        "value": 500,
        "hint": "Give 600.",
    }
    await page.keyboard.press("Enter")  # as good as the button
    period = page.get_by_label("Period (ms)")
    await expect(period).to_be_focused()  # although it was folded away
    await expect(page.locator(".wrong:visible")).to_have_text("The period is too short. Give 600.")
    await period.fill("600")
    await forward(page).click()
    await expect(step(page, "test")).to_be_visible()


async def test_a_failed_test_leads_back_to_the_settings(
    ingester: FakeIngester, open_page: OpenPage
) -> None:
    ingester.steps = [*ingester.steps[:1], REFUSED_STEP]
    page = await open_page(NEW)
    await settle(page, "Press shop")
    failed = step(page, "test").locator("li.failed")
    await expect(failed).to_contain_text("Nothing listens at 10.0.0.7, port 4840.")
    await expect(failed.locator(".hint")).to_contain_text("Check the port")
    await expect(failed.locator("use")).to_have_attribute("href", "#down")
    await expect(forward(page)).to_have_text("Continue all the same")
    await page.get_by_role("button", name="Back to settings").click()
    await expect(step(page, "settings")).to_be_visible()
    ingester.steps = ingester.steps[:1]
    await forward(page).click()
    await expect(step(page, "test").locator("li.ok")).to_have_count(1)
    await expect(forward(page)).to_have_text("Continue")


async def test_the_tree_is_walked_by_keyboard(ingester: FakeIngester, open_page: OpenPage) -> None:
    ingester.machines = []
    page = await open_page(NEW)
    await settle(page, "Press shop")
    await forward(page).click()
    await expect(page.locator(".found-list + *, .pair")).to_contain_text("No machine describes")
    await expect(forward(page)).to_have_text("Continue without tags")
    item = page.get_by_role("treeitem")
    await item.first.focus()
    await page.keyboard.press("ArrowRight")
    await expect(item).to_have_count(2)
    await page.keyboard.press("ArrowRight")
    await expect(item.nth(1)).to_be_focused()
    await expect(item.nth(1)).to_have_attribute("aria-checked", "false")
    await page.keyboard.press("Space")
    await expect(item.nth(1)).to_have_attribute("aria-checked", "true")
    await expect(page.locator(".chosen")).to_have_text("Picked: 1 single variable.")
    await page.keyboard.press("ArrowLeft")
    await expect(item.first).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(item.nth(1)).to_be_hidden()

    # what cannot be browsed is typed, and read once
    await page.locator("summary").filter(has_text="by hand").click()
    await page.get_by_label("Address", exact=True).last.fill("Hall/Pressure")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Address", exact=True).last).to_have_value("")
    await forward(page).click()
    await expect(tag(page, "Pressure")).to_have_count(1)


async def test_an_unknown_address_is_refused(ingester: FakeIngester, open_page: OpenPage) -> None:
    page = await open_page(NEW, expected=(REFUSED,))
    await settle(page, "Press shop")
    await forward(page).click()
    await page.locator("summary").filter(has_text="by hand").click()
    await page.get_by_label("Address", exact=True).last.fill("Hall/Nothing")
    await page.keyboard.press("Enter")
    await expect(page.locator(".byhand .wrong")).to_have_text(
        "The device has no Hall/Nothing. Browse to find it."
    )


async def test_values_are_live_beside_their_meaning(
    ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(NEW)
    await to_map(page)
    state = tag(page, "StateCurrent", "Press 1")
    await expect(state.locator("output")).to_have_text("6")
    await expect(state.locator(".note")).to_have_text("Now 6: Execute, running")
    await state.get_by_role("button", name="Meaning of 3 values").click()
    now = state.locator("li[data-now]")
    await expect(now.get_by_label("The device’s own word")).to_have_value("Execute")
    await expect(state).to_contain_text("The proposed reason “Broken dreams” is not among")

    ingester.values["Press 1/StateCurrent"] = "17"
    await expect(state.locator("output")).to_have_text("17")
    await expect(now).to_have_count(0)
    await expect(state.locator(".note")).to_contain_text("Now 17: no data as yet")
    await state.get_by_role("button", name="Add 17").click()
    await now.get_by_label("State of the machine").select_option("warning")
    await expect(state.locator(".note")).to_have_text("Now 17: warning")
    await state.get_by_role("button", name="Same for all machines").click()
    await tag(page, "StateCurrent", "Press 2").get_by_role("button", name="Meaning of 4").click()
    await state.get_by_role("button", name="Meaning of 4 values").click()

    await state.get_by_role("button", name="Remove value 17").click()
    await state.get_by_role("button", name="Any other value").click()
    await expect(now.get_by_label("Raw value")).to_have_value("*")


async def test_a_counter_is_told_where_it_turns(
    floor: Floor, ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(NEW)
    await to_map(page)
    count = tag(page, "GoodCount", "Press 1")
    await count.get_by_role("button", name="Details").click()
    await count.get_by_role("button", name="65,536 (UInt16)").click()
    await expect(count.get_by_label("Begins at 0 again at")).to_have_value("65536")
    await expect(count.get_by_label("Largest plausible step")).to_have_value("1000")
    await count.get_by_label("Pieces for each count").fill("4")
    await forward(page).click()
    await expect(page.locator("[data-arrival]")).to_have_count(2)
    row = await floor.connection.fetchrow(
        "select counter_modulus, max_step, scale from floor.tags"
        " inner join floor.machines using (machine_id)"
        " where role = 'good' and machine_name = 'Press 1'"
    )
    assert row is not None
    assert tuple(row) == (65_536, 1_000, 4.0)


async def test_a_refused_tag_is_told_at_its_field_and_saved_after_all(
    floor: Floor, ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(NEW, expected=(REFUSED,))
    await to_map(page)
    count = tag(page, "GoodCount", "Press 2")
    await count.get_by_role("button", name="Details").click()
    await count.get_by_label("Begins at 0 again at").fill("65536")
    await count.get_by_role("button", name="Details").click()
    await forward(page).click()
    await expect(step(page, "map")).to_be_visible()
    step_field = count.get_by_label("Largest plausible step")
    await expect(step_field).to_be_focused()
    await expect(step_field).to_have_attribute("aria-invalid", "true")
    await step_field.fill("100")

    temperature = tag(page, "OilTemperature", "Press 1")
    await temperature.get_by_label("Role").select_option("status")
    await forward(page).click()
    await expect(temperature.locator(".row-problem")).to_contain_text(
        "Press 1 has a tag with the role status already"
    )
    await temperature.get_by_label("Role").select_option("value")
    await forward(page).click()
    await expect(page.locator("[data-arrival]")).to_have_count(2)
    assert await floor.connection.fetchval("select count(*) from floor.connections") == 1
    assert await floor.connection.fetchval("select count(*) from floor.tags") == 6


async def test_tags_move_between_machines_and_out(
    floor: Floor, ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(NEW)
    await to_map(page)
    await page.get_by_role("button", name="Add a machine").click()
    added = page.locator(".group").last
    await expect(added.get_by_label("Machine", exact=True)).to_be_focused()
    await page.keyboard.type("Oil tank")
    temperature = tag(page, "OilTemperature", "Press 1")
    await temperature.get_by_role("button", name="Details").click()
    await temperature.get_by_label("Belongs to").select_option("2")
    await expect(added.locator(".tag")).to_have_count(1)
    await tag(page, "GoodCount", "Press 2").get_by_role("button", name="Leave out").click()
    await forward(page).click()
    await expect(page.locator("[data-arrival]")).to_have_count(3)
    rows = await floor.connection.fetch(
        "select machine_name, count(*) from floor.tags inner join floor.machines"
        " using (machine_id) group by machine_name order by machine_name"
    )
    assert [tuple(row) for row in rows] == [("Oil tank", 1), ("Press 1", 2), ("Press 2", 2)]


async def test_a_lost_server_loses_nothing(
    floor: Floor, ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(NEW, expected=(REFUSED, "WebSocket"))
    await settle(page, "Press shop")
    await expect(step(page, "test").locator("li.ok")).to_have_count(2)
    await page.get_by_role("button", name="Back", exact=True).click()
    await floor.stop()
    await forward(page).click()
    refusal = step(page, "settings").locator(".problem")
    await expect(refusal).to_contain_text("The server does not answer.")
    await expect(refusal).to_contain_text("is kept")
    await floor.start()
    await expect(page.get_by_label("Address", exact=True)).to_have_value("test://press")
    await forward(page).click()
    await expect(step(page, "test")).to_be_visible()


async def test_without_an_ingester_it_says_what_to_start(floor: Floor, open_page: OpenPage) -> None:
    await bare(floor)
    page = await open_page(NEW)
    await expect(page.locator("[data-ingesters]")).to_contain_text("floorcast ingest")
    await expect(step(page, "protocol")).to_contain_text("No protocol is known yet")
    await expect(forward(page)).to_be_disabled()
    async with fake_ingester(floor.database_url):
        await expect(page.locator("label.choice")).to_be_visible(timeout=20_000)
        await expect(page.locator("[data-ingesters]")).to_be_hidden()


async def test_several_ingesters_are_a_choice(
    floor: Floor, ingester: FakeIngester, open_page: OpenPage
) -> None:
    async with fake_ingester(floor.database_url, "hall2") as other:
        other.steps = [REFUSED_STEP]
        page = await open_page(NEW)
        await page.locator("label.choice").filter(has_text="Test device").click()
        await forward(page).click()
        await page.get_by_label("Ingester").select_option("hall2")
        await page.get_by_label("Name", exact=True).fill("Press shop")
        await page.get_by_label("Address", exact=True).fill("test://press")
        await forward(page).click()
        await expect(step(page, "test").locator("li.failed")).to_be_visible()
        assert json.dumps(other.asked).count("test://press") == 2  # check and test


@pytest.mark.parametrize("width", [360, 768, 1440])
async def test_nothing_is_cut_on_any_screen(
    ingester: FakeIngester, open_page: OpenPage, width: int
) -> None:
    page = await open_page(NEW, width=width, color_scheme="dark")

    async def check() -> None:
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        for button in await page.locator("main button:visible").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width, await button.text_content()

    await check()
    await settle(page, "A press shop with a rather long name")
    await expect(step(page, "test").locator("li.ok")).to_have_count(2)
    await check()
    await forward(page).click()
    await expect(page.locator(".found")).to_have_count(2)
    await page.get_by_role("treeitem").first.click()
    await check()
    await forward(page).click()
    state = tag(page, "StateCurrent", "Press 1")
    await state.get_by_role("button", name="Meaning of").click()
    await expect(state.locator("[data-now]")).to_be_visible()
    await tag(page, "GoodCount", "Press 1").get_by_role("button", name="Details").click()
    await check()
    await forward(page).click()
    await expect(page.locator("[data-arrival]")).to_have_count(2)
    await check()
    await expect(page).to_have_title(re.compile("Connect a machine"))
