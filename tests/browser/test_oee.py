"""OEE on the map, on its own page and on a machine's: live, by hand, on a phone and on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import SHIFT, Floor, OpenPage
from tests.browser.test_floor import PHONE, has_class, tile

SLOW_MS = 15_000  # sums are brought up to date every two seconds, and a page asks as often
MACHINE = "Injection_Molder_02_01"

# EN01 was down for an hour and for a quarter.
WORKED = """
insert into floor.status_events (machine_id, at, status)
select machine_id, date_trunc('hour', now()) - events.ago, events.status
from floor.machines
cross join (
    values
    (interval '4 hours', 'operational'),
    ('3 hours', 'down'),
    ('2 hours', 'operational'),
    ('90 minutes', 'down'),
    ('75 minutes', 'operational')
) as events (ago, status)
where short_name = 'EN01';
insert into floor.production (machine_id, at, good_pcs, scrap_pcs)
select machine_id, date_trunc('hour', now()) - interval '3 hours 30 minutes', 120, 4
from floor.machines
where short_name = 'EN01';
"""
# the first time it went down: whatever the hour is by now
STOP = f"""
    where machine_id = floor.machine_id('{MACHINE}')
    and at = (
        select min(at) from floor.status_events
        where machine_id = floor.machine_id('{MACHINE}') and status = 'down'
    )
"""


@pytest.fixture
async def worked(floor: Floor) -> Floor:
    """The demo floor, in the middle of a shift."""
    await floor.execute(SHIFT + WORKED)
    await floor.execute("select floor.refresh_oee()")
    return floor


async def give_reason(floor: Floor, reason: str) -> None:
    """Say why EN01 stood still for an hour, as anybody could from psql."""
    await floor.execute(
        f"update floor.status_events set reason_id = floor.reason_id('{reason}') {STOP}"
    )


async def oee_now(floor: Floor, key: str) -> str:
    """OEE as the database has it."""
    ratio = await floor.connection.fetchval(
        "select oee_ratio from floor.oee_live where key = $1", key
    )
    return f"{ratio * 100:.1f}"


async def is_between(floor: Floor, page: Page, selector: str, key: str) -> None:
    """Wait until the page shows what the database has, which changes meanwhile."""
    for _ in range(100):
        before = await oee_now(floor, key)
        shown = await page.locator(selector).first.text_content() or ""
        if any(text in shown for text in (before, await oee_now(floor, key))):
            return
        await page.wait_for_timeout(100)
    raise AssertionError(f"{selector} shows {shown}, the database has {before}")


async def test_normal_tiles_show_oee_and_abnormal_ones_their_time(
    worked: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/")
    normal = tile(page, MACHINE)
    await expect(normal).to_have_class(has_class("rated"), timeout=SLOW_MS)
    await expect(normal.locator(".reached")).to_have_css("display", "inline")
    await expect(normal.locator(".s")).to_be_hidden()
    await expect(normal).to_have_attribute(
        "aria-label", re.compile(r"EN01, running for .+, OEE \d+\.\d\u202f%")
    )
    line = page.locator('[data-line-oee="Engine"]')
    await expect(line.locator(".shift")).to_have_text("Shift T")
    await is_between(worked, page, '[data-line-oee="Engine"] .oee', "line/Engine")
    # of a machine without a count nothing is known: no bar, and no zero
    unknown = tile(page, "Robotic_Arm_02_01")
    await expect(unknown).not_to_have_class(has_class("rated"))
    await expect(unknown.locator(".track")).to_have_css("display", "none")

    await worked.set_status(MACHINE, "down")
    await expect(normal.locator(".s")).to_be_visible()
    await expect(normal.locator(".reached")).to_have_css("display", "none")


async def test_a_count_moves_the_bar_without_reload(worked: Floor, open_page: OpenPage) -> None:
    page = await open_page("/")
    unknown = tile(page, "Robotic_Arm_02_01")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await page.evaluate("window.isTheSamePage = true")
    await worked.execute(
        "insert into floor.production (machine_id, at, good_pcs)"
        " select machine_id, date_trunc('minute', now()), 40 from floor.machines"
        " where machine_name = 'Robotic_Arm_02_01'"
    )
    await expect(unknown).to_have_class(has_class("rated"), timeout=SLOW_MS)
    reached = await unknown.locator(".reached").get_attribute("d")
    track = await unknown.locator(".track").get_attribute("d")
    left, right = (float(str(track).split()[0][1:]), float(str(track).split("H")[1]))
    assert left <= float(str(reached).split("H")[1]) < right
    assert await page.evaluate("window.isTheSamePage")


async def test_a_phone_lists_oee(worked: Floor, open_page: OpenPage) -> None:
    page = await open_page("/", **PHONE)
    share = page.locator(f'.list [data-machine="{MACHINE}"] .share')
    await expect(share).to_have_text(re.compile(r"OEE \d+\.\d\u202f%"), timeout=SLOW_MS)
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_a_changed_reason_moves_the_losses_without_reload(
    worked: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/oee?line=Engine", height=600)
    losses, downtime = (page.locator(f'[data-part="{part}"]') for part in ("losses", "downtime"))
    await expect(page.locator("h2").first).to_contain_text("Shift T")
    await expect(downtime.locator('[data-cause="none"]')).to_contain_text("No reason given")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await page.evaluate("window.isTheSamePage = true")
    focused = downtime.locator('a:text-is("Machine")')
    await focused.focus()
    scrolled = await page.evaluate("(scrollTo(0, 300), scrollY)")

    await give_reason(worked, "Changeover")
    changeover = downtime.locator("tr", has_text="Changeover")
    await expect(changeover).to_contain_text("1\u202fh 00\u202fmin", timeout=SLOW_MS)
    await expect(losses.locator("tr", has_text="Setup and adjustment")).to_contain_text(
        "1\u202fh 00\u202fmin"
    )
    await give_reason(worked, "Preventive maintenance")  # planned, so it is no loss at all
    await expect(changeover).to_have_count(0, timeout=SLOW_MS)
    await expect(losses.locator("tr", has_text="Planned downtime")).to_contain_text(
        "1\u202fh 00\u202fmin"
    )
    assert await page.evaluate("window.isTheSamePage")
    assert await page.evaluate("scrollY") == scrolled
    await expect(focused).to_be_focused()


async def test_the_past_is_corrected_on_an_open_page(worked: Floor, open_page: OpenPage) -> None:
    at = "date_trunc('day', now()) - interval '2 days'"
    await worked.execute(
        "insert into floor.status_events (machine_id, at, status) select machine_id, "
        f"{at} + listed.after, listed.status from floor.machines cross join (values"
        " (interval '8 hours', 'operational'), ('9 hours', 'down'), ('9 hours 30 minutes',"
        " 'operational')) as listed (after, status) where short_name = 'EN01'"
    )
    await worked.execute("select floor.refresh_oee()")
    day = await worked.connection.fetchval(f"select to_char({at}, 'yyyy-mm-dd')")
    page = await open_page(f"/oee?line=Engine&period=day&date={day}")
    await expect(page.locator('[data-cause="none"]')).to_be_visible()
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await worked.execute(
        "update floor.status_events set reason_id = floor.reason_id('Part jam') where status ="
        f" 'down' and at = {at} + interval '9 hours'"
    )
    await expect(page.locator("tr[data-cause]")).to_contain_text("Part jam", timeout=SLOW_MS)


async def test_a_bar_leads_to_its_stops(worked: Floor, open_page: OpenPage) -> None:
    await give_reason(worked, "Part jam")
    await worked.execute("select floor.refresh_oee()")
    page = await open_page("/oee?line=Engine")
    stops = page.locator('[data-part="events"] tbody tr')
    assert await stops.count() > 1
    await page.locator("tr[data-cause]", has_text="Part jam").locator("td a").click()
    await expect(page).to_have_url(re.compile(r"reason=\d+.*#stops$"))
    await expect(stops).to_have_count(1)
    await expect(stops).to_contain_text("Part jam")
    await expect(page.locator("tr.chosen")).to_contain_text("Part jam")
    await page.click("text=Show all")
    await expect(page).not_to_have_url(re.compile("reason="))
    await page.click('[data-part="downtime"] nav >> text=Machine')
    await expect(page.locator("tr[data-cause]")).to_contain_text([MACHINE])


async def test_the_headline_is_that_of_the_map_and_explains_itself(
    worked: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/")
    await page.keyboard.press("o")
    await expect(page).to_have_url(re.compile(r"/oee$"))
    await page.click('.tools >> text="Engine"')
    await is_between(worked, page, '[data-figure="oee"]', "line/Engine")
    await page.locator('[data-row="Engine"] a.why').first.click()
    await expect(page.locator("h1")).to_have_text("Why Engine")
    await is_between(worked, page, 'b[data-figure="oee"]', "line/Engine")
    await page.locator("tbody tr", has_text="EN01").locator("a.why").first.click()
    await expect(page.locator("h1")).to_have_text(f"Why {MACHINE}")
    await page.wait_for_load_state()  # its scripts run
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/oee\?.*line=Engine"))


async def test_the_trend_is_drawn_in_the_colours_of_the_page(
    worked: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/oee?line=Engine", color_scheme="light")
    canvas = page.locator("[data-chart] canvas")
    await expect(canvas).to_be_visible()
    light = await canvas.evaluate("canvas => canvas.toDataURL()")
    await page.emulate_media(color_scheme="dark")
    await page.wait_for_function(
        "light => document.querySelector('[data-chart] canvas').toDataURL() !== light", arg=light
    )
    await page.click('[data-part="trend"] summary')
    await expect(page.locator('[data-part="trend"] tbody tr')).not_to_have_count(0)


@pytest.mark.parametrize("path", ["/oee", "/oee?line=Engine", "/oee/why?line=Engine"])
async def test_a_narrow_phone_scrolls_in_one_direction_only(
    worked: Floor, open_page: OpenPage, path: str
) -> None:
    page = await open_page(path, width=360, height=740)
    await expect(page.locator("tbody tr").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_paper_is_light_and_has_no_controls(worked: Floor, open_page: OpenPage) -> None:
    page = await open_page("/oee?line=Engine", color_scheme="dark")
    await page.emulate_media(media="print")
    for selector in (".top", ".tools", ".csv"):
        await expect(page.locator(selector).first).to_be_hidden()
    await expect(page.locator("h2").first).to_have_text(re.compile("^OEE, Engine: Shift T"))
    colours: Any = await page.evaluate(
        "[document.body, document.querySelector('td')].map((one) => getComputedStyle(one))"
        ".map((style) => [style.backgroundColor, style.color])"
    )
    assert colours[0][0] == "rgb(255, 255, 255)"
    assert colours[1][1] == "rgb(31, 41, 51)"


async def test_without_a_shift_the_page_says_what_to_do(open_page: OpenPage) -> None:
    page = await open_page("/oee?line=Engine&period=day&date=2000-01-01")
    await expect(page.locator('[data-empty="no-shift"]')).to_contain_text("floorcast migrate")
    await page.click('.tools >> text="Exterior"')
    await expect(page).to_have_url(re.compile(r"line=Exterior.*date=2000-01-01"))


async def test_a_machine_shows_its_shift_its_pace_and_its_reasons(
    worked: Floor, open_page: OpenPage
) -> None:
    await worked.execute(
        "insert into floor.job_events (machine_id, at, product_id)"
        " select machine_id, now() - interval '5 hours', floor.product_id('Oil pan')"
        f" from floor.machines where machine_name = '{MACHINE}' on conflict do nothing"
    )
    await give_reason(worked, "Part jam")
    page = await open_page(f"/machines/{MACHINE}?hours=8")
    shift = page.locator("[data-shift]")
    await expect(shift.locator("h2")).to_have_text("Shift T so far")
    await expect(shift.locator("[data-product]")).to_have_text("making Oil pan", timeout=SLOW_MS)
    await is_between(worked, page, '[data-kpi="oee_ratio"]', MACHINE)
    await expect(shift.locator('[data-pcs="good_pcs"]')).to_have_text("120")
    await expect(page.locator("rect.bar.down title").first).to_have_text(
        re.compile("down, Part jam$")
    )
    await expect(page.locator(".events")).to_contain_text("Part jam")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await worked.execute(
        "insert into floor.production (machine_id, at, good_pcs)"
        " select machine_id, date_trunc('minute', now()), 5 from floor.machines"
        f" where machine_name = '{MACHINE}'"
    )
    await expect(shift.locator('[data-pcs="good_pcs"]')).to_have_text("125", timeout=SLOW_MS)
    await shift.locator("[data-why]").click()
    await expect(page.locator("h1")).to_have_text(f"Why {MACHINE}")
