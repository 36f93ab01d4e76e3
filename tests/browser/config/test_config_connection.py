"""The page of one connection: its settings, its tags, what was refused."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.browser.config.fake_ingester import REFUSED_STEP, FakeIngester, fake_ingester
from tests.browser.config.support import REFUSED, add_tag, bare, connect, sample, tag
from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_floor import has_class


@pytest.fixture
async def ingester(floor: Floor) -> AsyncIterator[FakeIngester]:
    """A device behind an ingester, and nothing connected yet."""
    await bare(floor)
    async with fake_ingester(floor.database_url) as fake:
        yield fake


@pytest.fixture
async def press(floor: Floor, ingester: FakeIngester) -> int:
    """A connection with a password and three tags of TR01. Its key."""
    details = json.dumps({"security": "no security", "keep_alive": "5 s"})
    connection_id = await connect(floor, "Press shop", details=details)
    await floor.connection.execute(
        "insert into floor.connection_secrets values ($1, 'password', 'geheim')", connection_id
    )
    status = await add_tag(floor, connection_id, "Press 1/StateCurrent", "status", "TR01")
    await add_tag(floor, connection_id, "Press 1/GoodCount", "good", "TR01")
    await add_tag(floor, connection_id, "Press 1/OilTemperature", "value", "TR01")
    await floor.connection.execute(
        "insert into floor.tag_states (tag_id, raw_value, status, label)"
        " values ($1, '6', 'operational', 'Execute')",
        status,
    )
    return connection_id


async def test_it_shows_how_it_fares(floor: Floor, press: int, open_page: OpenPage) -> None:
    page = await open_page(f"/config/connections/{press}")
    await expect(page.locator("h1")).to_have_text("Press shop")
    await expect(page.locator(".connection .state")).to_have_class(has_class("operational"))
    await expect(page.locator("[data-details]")).to_contain_text("keep alive")
    await expect(page.locator("[data-details]")).to_contain_text("no security")
    await floor.execute(
        "update historian.connection_states set state = 'lost', problem = 'The cable is cut.'"
    )
    await expect(page.locator(".connection .state use")).to_have_attribute("href", "#warning")
    await expect(page.locator(".connection .trouble")).to_contain_text("The cable is cut.")
    await expect(page.locator("[data-details]")).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/config$"))


async def test_settings_are_changed_tested_and_saved(
    floor: Floor, press: int, ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(f"/config/connections/{press}", expected=(REFUSED,))
    settings = page.locator("[data-settings]")
    save = settings.get_by_role("button", name="Save settings")
    await expect(settings.get_by_label("Address")).to_have_value("test://press")
    await expect(settings.get_by_label("Password")).to_have_value("")
    await expect(save).to_be_disabled()
    await settings.get_by_label("Address").fill("test://hall2")
    # the password that is stored goes to no other address than its own
    await settings.get_by_role("button", name="Test these settings").click()
    await expect(settings.get_by_role("alert")).to_contain_text("given for another url")
    await settings.get_by_label("Password").fill("geheim")
    await settings.get_by_role("button", name="Test these settings").click()
    await expect(settings.locator(".steps li.ok")).to_have_count(2)
    assert ingester.asked[-1][1] | {"password": "geheim"} == ingester.asked[-1][1]
    assert ingester.asked[-1][1]["url"] == "test://hall2"

    ingester.steps = [REFUSED_STEP]
    await settings.get_by_role("button", name="Test these settings").click()
    await expect(settings.locator(".steps li.failed")).to_contain_text("Nothing listens")

    await settings.get_by_label("Name", exact=True).fill("Hall 2")
    ingester.refusal = {"error": "Not there.", "field": "url", "value": "", "hint": "Elsewhere."}
    await save.click()
    await expect(settings.locator(".wrong:visible")).to_have_text("Not there. Elsewhere.")
    await save.click()
    await expect(settings).to_contain_text("It connects anew with these settings.")
    await expect(page.locator("h1")).to_have_text("Hall 2")
    secrets = "select secret_value from floor.connection_secrets"
    assert await floor.connection.fetchval(secrets) == "geheim"

    await settings.get_by_label("erase what is stored").check()
    await save.click()
    await expect(settings.get_by_label("erase what is stored")).to_have_count(0)
    assert await floor.connection.fetchval(secrets) is None


async def test_changes_can_be_undone(press: int, open_page: OpenPage) -> None:
    page = await open_page(f"/config/connections/{press}")
    settings, tags = page.locator("[data-settings]"), page.locator("[data-tags]")
    await settings.get_by_label("Address").fill("test://nowhere")
    await settings.get_by_role("button", name="Undo changes").click()
    await expect(settings.get_by_label("Address")).to_have_value("test://press")
    await tag(page, "Press 1/GoodCount").get_by_label("Name").fill("Gut")
    await tags.get_by_role("button", name="Undo changes").click()
    await expect(tag(page, "Press 1/GoodCount")).to_have_count(1)
    await expect(tag(page, "Press 1/GoodCount").get_by_label("Name")).to_have_value(
        "Press 1/GoodCount"
    )


async def test_tags_show_what_was_heard_and_are_changed(
    floor: Floor, press: int, open_page: OpenPage
) -> None:
    page = await open_page(f"/config/connections/{press}")
    state = tag(page, "Press 1/StateCurrent")
    await expect(state.locator("output")).to_have_text("no value")
    tag_id = await floor.connection.fetchval("select tag_id from floor.tags where role = 'status'")
    await sample(floor, tag_id, 6)
    await expect(state.locator("output")).to_have_text("6")
    await expect(state.locator(".note")).to_have_text("Now 6: Execute, running")

    await state.get_by_role("button", name="Meaning of 1 value").click()
    await state.get_by_label("State of the machine").select_option("warning")
    count = tag(page, "Press 1/GoodCount")
    await count.get_by_label("Role").select_option("total")
    await count.get_by_label("Name").fill("All of them")
    await tag(page, "Press 1/OilTemperature").get_by_role("button", name="Leave out").click()
    await page.get_by_role("button", name="Save tags").click()
    await expect(page.locator("[data-tags]")).to_contain_text("Saved: 2 tags.")
    rows = await floor.connection.fetch(
        "select tag_name, role, status from floor.tags left join floor.tag_states using (tag_id)"
        " order by tag_name"
    )
    assert [tuple(row) for row in rows] == [
        ("All of them", "total", None),
        ("Press 1/StateCurrent", "status", "warning"),
    ]
    kept = "select tag_id from floor.tags where role = 'status'"
    assert await floor.connection.fetchval(kept) == tag_id


async def test_a_refused_tag_says_why(floor: Floor, press: int, open_page: OpenPage) -> None:
    await floor.execute(
        "insert into historian.tag_problems (tag_id, problem, hint)"
        " select tag_id, 'The device knows no such address.', 'Browse for it.'"
        " from floor.tags where role = 'good'"
    )
    page = await open_page(f"/config/connections/{press}")
    await expect(tag(page, "Press 1/GoodCount").locator(".row-problem")).to_have_text(
        "The device knows no such address. Browse for it."
    )
    await expect(page.locator('[data-figure="tags"] dd')).to_have_text("3, 1 refused")


async def test_tags_are_added_from_the_device(
    floor: Floor, press: int, open_page: OpenPage
) -> None:
    page = await open_page(f"/config/connections/{press}")
    await expect(page.locator(".tag")).to_have_count(3)
    await page.locator("summary").filter(has_text="Add tags from the device").click()
    await page.locator('[data-found="Press 2"]').get_by_role("checkbox").check()
    await page.get_by_role("treeitem").filter(has_text="Hall").click()
    await page.get_by_role("treeitem").filter(has_text="Pressure").last.click()
    await page.get_by_role("button", name="Add what is picked").click()
    await expect(page.locator(".tag")).to_have_count(7)
    second = page.locator('[data-group="Press 2"]')
    await second.get_by_label("Line", exact=True).fill("Engine")
    await expect(tag(page, "Pressure").locator("output")).to_have_text("6.1")  # read just now
    await page.get_by_role("button", name="Save tags").click()
    await expect(page.locator("[data-tags]")).to_contain_text("Saved: 7 tags.")
    assert await floor.connection.fetchval("select count(*) from floor.tags") == 7
    line = await floor.connection.fetchval(
        "select line from floor.machine_live where machine_name = 'Press 2'"
    )
    assert line == "Engine"


async def test_dead_letters_stand_with_their_reason(
    floor: Floor, press: int, ingester: FakeIngester, open_page: OpenPage
) -> None:
    page = await open_page(f"/config/connections/{press}")
    letters = page.locator("[data-letters]")
    await expect(letters).to_contain_text("None: every sample was stored.")
    await floor.execute(
        "insert into historian.dead_letters (source, tag_id, at, value, reason, hint)"
        " select 'main', tag_id, now(), 12.5, 'Its clock runs ahead.', 'Run `ntpdate`.'"
        " from floor.tags where role = 'good'"
    )
    await floor.execute("update historian.ingesters set dead_letters = 1")
    await expect(letters.locator("tbody tr")).to_have_count(1)
    await expect(letters).to_contain_text("Its clock runs ahead.")
    await expect(letters.locator("code")).to_have_text("ntpdate")
    await expect(letters).to_contain_text("12.5")


async def test_it_is_left_when_somebody_deletes_it(
    floor: Floor, press: int, open_page: OpenPage
) -> None:
    page = await open_page(f"/config/connections/{press}", expected=(REFUSED,))
    await expect(page.locator(".tag")).to_have_count(3)
    await floor.execute("delete from floor.connections")
    await expect(page).to_have_url(re.compile(r"/config$"))
    await expect(page.locator("[data-empty]")).to_be_visible()


async def test_an_unknown_connection_offers_those_there_are(
    press: int, open_page: OpenPage
) -> None:
    page = await open_page("/config/connections/987654", expected=("404",))
    await expect(page.locator("h1")).to_have_text("There is no connection 987654")
    await page.click("text=Press shop")
    await expect(page.locator("h1")).to_have_text("Press shop")


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_nothing_is_cut_on_any_screen(
    press: int, open_page: OpenPage, width: int, color_scheme: str
) -> None:
    page = await open_page(f"/config/connections/{press}", width=width, color_scheme=color_scheme)
    await tag(page, "Press 1/StateCurrent").get_by_role("button", name="Meaning of").click()
    await tag(page, "Press 1/GoodCount").get_by_role("button", name="Details").click()
    await page.locator("summary").filter(has_text="Add tags from the device").click()
    await expect(page.locator(".found")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    for button in await page.locator("main button:visible").all():
        box = await button.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width, await button.text_content()
