"""The floor map: what a supervisor sees and does, with mouse, keyboard and phone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.work_people import FRESH

PHONE = {"width": 390, "height": 844}


def tile(page: Page, machine: str) -> Locator:
    """The tile of a machine on the map."""
    return page.locator(f'.map [data-machine="{machine}"]')


def has_class(name: str) -> re.Pattern[str]:
    """A pattern for one class among others."""
    return re.compile(rf"\b{name}\b")


async def test_a_committed_row_changes_the_tile_without_reload(
    floor: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/")
    await expect(page.locator("[data-headline]")).to_have_text("27 of 30 running")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await page.evaluate("window.isTheSamePage = true")

    await floor.set_status("Injection_Molder_02_01", "Down")

    changed = tile(page, "Injection_Molder_02_01")
    await expect(changed).to_have_class(has_class("down"))
    await expect(changed.locator("use")).to_have_attribute("href", "#down")
    await expect(changed).to_have_attribute("aria-label", "EN01, down for less than a minute")
    await expect(changed.locator(".s")).to_have_text(re.compile(r"^\d+s$"))
    await expect(page.locator("[data-headline]")).to_have_text("26 of 30 running")
    await expect(page.locator('[data-count="down"] b')).to_have_text("3")
    await expect(page.locator("[data-spoken]")).to_have_text("EN01 down")
    await expect(page).to_have_title("3 down · Floor · Floorcast")
    assert await page.evaluate("window.isTheSamePage")


async def test_times_and_shapes_stand_on_the_tiles(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    page = await open_page("/")
    for machine, status, time, label in (
        ("Injection_Molder_01_01", "down", "14m", "TR03, down for 14 minutes, no reason given"),
        ("Painter_04_01", "no_data", "3m", "IN04, no data for 3 minutes"),
        ("Valve_01_01", "operational", "30m", "TR04, running for 30 minutes"),
    ):
        await expect(tile(page, machine)).to_have_attribute("aria-label", label)
        await expect(tile(page, machine).locator("use")).to_have_attribute("href", f"#{status}")
        await expect(tile(page, machine).locator(".s")).to_have_text(time)
    stroke = "element => getComputedStyle(element).strokeDasharray"
    hatched = tile(page, "Painter_04_01").locator("rect")
    assert await hatched.evaluate(stroke) == "6px, 4px"
    assert "hatch" in await hatched.evaluate("element => getComputedStyle(element).fill")


async def test_machines_come_go_and_move_without_reload(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/")
    await page.evaluate("window.isTheSamePage = true")
    first = "where machine_name = 'Sorter_04_01'"

    await floor.execute(f"update floor.machines set retired_at = now() {first}")
    await expect(tile(page, "Sorter_04_01")).to_have_count(0)
    await expect(page.locator("[data-headline]")).to_have_text("26 of 29 running")

    await floor.execute(f"update floor.machines set retired_at = null, map_x = 24 {first}")
    await expect(tile(page, "Sorter_04_01")).to_have_attribute("data-layout", "24 13 4 3")

    await floor.execute(f"update floor.machines set map_x = 16, short_name = 'NEW' {first}")
    await expect(tile(page, "Sorter_04_01").locator("text").first).to_have_text("NEW")
    await floor.execute(f"update floor.machines set short_name = 'IN05' {first}")
    await expect(tile(page, "Sorter_04_01").locator("text").first).to_have_text("IN05")
    assert await page.evaluate("window.isTheSamePage")


async def test_the_keyboard_leads_to_a_machine_and_back(open_page: OpenPage) -> None:
    page = await open_page("/")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await expect(page.locator('.map a[tabindex="0"]')).to_have_count(1)  # one stop for Tab
    focused = page.locator("a.t:focus")
    for key, machine in (
        ("ArrowRight", "Source_Sorter_01_01"),
        ("ArrowRight", "Robotic_Arm_01_01"),
        ("ArrowDown", "Valve_02_01"),
        ("ArrowDown", "Robotic_Arm_03_01"),
        ("ArrowLeft", "Sorter_03_01"),
        ("ArrowLeft", "Sorter_03_01"),  # nothing further left
    ):
        await page.keyboard.press(key)
        await expect(focused).to_have_attribute("data-machine", machine)
    outline = await focused.evaluate("element => getComputedStyle(element).outline")
    assert "3px" in outline
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Sorter_03_01")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")  # the keys are heard
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/$"))
    await expect(focused).to_have_attribute("data-machine", "Sorter_03_01")

    await page.keyboard.press("?")
    await expect(page.locator("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_be_hidden()
    await page.keyboard.press("a")
    await expect(page).to_have_url(re.compile(r"/andon$"))


async def test_find_by_short_name_and_by_name(open_page: OpenPage) -> None:
    page = await open_page("/")
    await page.keyboard.press("/")
    await page.keyboard.type("en0")
    await expect(page.locator("#found li")).to_have_count(7)
    await page.keyboard.type("3")
    await expect(page.locator("#found li")).to_have_text(["EN03Injection_Molder_02_02"])
    await expect(tile(page, "Valve_01_01")).to_have_class(has_class("dim"))
    await page.keyboard.press("Enter")
    await expect(page.locator("a.t:focus")).to_have_attribute(
        "data-machine", "Injection_Molder_02_02"
    )
    await expect(page.locator(".dim")).to_have_count(0)

    await page.keyboard.press("/")
    await page.keyboard.type("valve 03")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Valve_03_01")


async def test_find_says_when_there_is_nothing(open_page: OpenPage) -> None:
    page = await open_page("/?line=Engine")
    await page.keyboard.press("/")
    await page.keyboard.type("tr03")
    await expect(page.locator("#found li")).to_have_text(
        "Nothing on Engine. Enter searches all lines."
    )
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/\?find=tr03$"))
    await expect(page.locator("#found li")).to_have_text(["TR03Injection_Molder_01_01"])
    await page.keyboard.type("xx")
    await expect(page.locator("#found li")).to_have_text("No machine is called that.")


async def test_the_filter_shows_one_line_and_stands_in_the_address(
    floor: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/")
    await page.click("text=Engine")
    await expect(page).to_have_url(re.compile(r"/\?line=Engine$"))
    await expect(page.locator(".map a.t")).to_have_count(7)
    await expect(page.locator("[data-headline]")).to_have_text("7 of 7 running")
    # another line's change does not reach this page, its own line's does
    await floor.set_status("Valve_03_01", "down")
    await floor.set_status("Valve_02_01", "down")
    await expect(page.locator("[data-headline]")).to_have_text("6 of 7 running")
    await page.keyboard.press("a")
    await expect(page.locator(".wall li")).to_have_count(7)


async def test_zoom_and_pan(open_page: OpenPage) -> None:
    page = await open_page("/")
    view = page.locator(".map")
    whole = await view.get_attribute("viewBox")
    await page.mouse.move(700, 400)
    await page.mouse.wheel(0, -400)
    await expect(view).to_have_class(has_class("zoomed"))
    zoomed = await view.get_attribute("viewBox")
    assert float(str(zoomed).split()[2]) < float(str(whole).split()[2])

    await page.mouse.down()
    await page.mouse.move(600, 380, steps=3)
    await page.mouse.up()
    await expect(view).not_to_have_attribute("viewBox", str(zoomed))
    await expect(page).to_have_url(re.compile(r"/$"))  # dragging over a tile does not open it

    await page.keyboard.press("0")
    await expect(view).to_have_attribute("viewBox", str(whole))
    await page.keyboard.press("+")
    await expect(view).to_have_class(has_class("zoomed"))
    await page.keyboard.press("-")
    await expect(view).to_have_attribute("viewBox", str(whole))
    await tile(page, "Valve_01_01").click()
    await expect(page.locator("h1")).to_have_text("Valve_01_01")


async def test_themes_and_modes_are_kept(open_page: OpenPage) -> None:
    page = await open_page("/", color_scheme="light")
    running, down = tile(page, "Valve_01_01"), tile(page, "Injection_Molder_01_01")

    async def colours() -> list[str]:
        fill = "element => getComputedStyle(element.querySelector('rect')).fill"
        return [await running.evaluate(fill), await down.evaluate(fill)]

    assert await colours() == ["rgb(73, 171, 135)", "rgb(196, 0, 26)"]
    await page.click(".menu summary")
    await page.click("text=Quiet")
    assert await colours() == ["rgb(213, 217, 222)", "rgb(196, 0, 26)"]
    await page.click(".panel >> text=Dark")
    assert await colours() == ["rgb(43, 49, 56)", "rgb(220, 43, 56)"]
    await page.reload()
    assert await colours() == ["rgb(43, 49, 56)", "rgb(220, 43, 56)"]
    await page.click(".menu summary")
    await page.click("text=Classic")
    assert await colours() == ["rgb(73, 171, 135)", "rgb(220, 43, 56)"]
    await page.click("text=Auto")
    assert await colours() == ["rgb(73, 171, 135)", "rgb(196, 0, 26)"]
    await page.emulate_media(color_scheme="dark")
    assert await colours() == ["rgb(73, 171, 135)", "rgb(220, 43, 56)"]


async def test_a_phone_lists_the_most_urgent_first(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/", **PHONE)
    names = page.locator(".list b")
    await expect(page.locator(".map")).to_be_hidden()
    assert (await names.all_text_contents())[:5] == ["EX06", "TR03", "EX09", "EN02", "IN04"]

    await floor.set_status("Sorter_04_01", "down")
    await expect(names.nth(2)).to_have_text("IN05")
    assert (await names.all_text_contents())[:6] == [
        "EX06", "TR03", "IN05", "EX09", "EN02", "IN04",
    ]  # fmt: skip
    await expect(names).to_have_count(30)

    for row in (await page.locator(".list a").all())[:3]:
        box = await row.bounding_box()
        assert box is not None
        assert box["height"] >= 64
        assert box["width"] == 358
    for selector in (".menu summary", ".lines a", ".find input"):
        box = await page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["height"] >= 48, selector
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.locator(".list a").first.click()
    await expect(page.locator("h1")).to_have_text("Robotic_Arm_03_02")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("reduced_motion", ["no-preference", "reduce"])
async def test_new_trouble_is_outlined_without_moving_for_those_who_mind(
    floor: Floor, open_page: OpenPage, reduced_motion: str
) -> None:
    page = await open_page("/", reduced_motion=reduced_motion)
    await page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver((changes) => changes.forEach(({ target }) => {
                if (target.classList.contains("fresh")) {
                    window.seen.push(getComputedStyle(target).animationName);
                }
            })).observe(document.querySelector(".map"), {
                subtree: true, attributes: true, attributeFilter: ["class"],
            });
        }"""
    )
    await floor.set_status("Valve_01_01", "warning")
    await page.wait_for_function("() => window.seen.length > 0")
    expected = "fresh" if reduced_motion == "no-preference" else "none"
    assert set(await page.evaluate("window.seen")) == {expected}


async def test_an_empty_floor_says_what_to_do_and_fills_by_itself(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute("update floor.machines set retired_at = now()")
    page = await open_page("/")
    await expect(page.locator("h2").first).to_have_text("No machine stands here yet")
    await expect(page.locator(".notice")).to_contain_text("floorcast migrate")
    await floor.execute("update floor.machines set retired_at = null where short_name = 'TR03'")
    await expect(page.locator(".map a.t")).to_have_count(1)
    await expect(page.locator("[data-headline]")).to_have_text("0 of 1 running")
