"""Stops in a browser: two taps explain one; split, times, and what was made."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import SHIFT, Floor, OpenPage
from tests.browser.test_modules import call
from web.stops import owed

PHONE = {"width": 390, "height": 844, "has_touch": True}
# TR03 is down since 14 minutes and EX06 since 20, by the baseline
STOPPED = """
truncate floor.stop_edits;
delete from floor.planned_stops;
insert into floor.status_events (machine_id, at, status, reason_id)
select floor.machine_id('Injection_Molder_02_01'), now() - listed.ago::interval, listed.status,
    floor.reason_id(listed.reason)
from (
    values
    ('3 hours', 'operational', null), ('150 minutes', 'down', null),
    ('140 minutes', 'operational', null), ('132 minutes', 'down', 'Part jam'),
    ('120 minutes', 'operational', null)
) as listed (ago, status, reason);
"""


@pytest.fixture
async def stopped(floor: Floor) -> Floor:
    """The demo floor, where EN01 was down twice as well, once without a reason."""
    await floor.execute(SHIFT + STOPPED)
    return floor


async def stop_reasons(floor: Floor, short_name: str) -> list[str | None]:
    """Reasons of the stops of a machine, in order of time."""
    rows = await floor.connection.fetch(
        "select reason from floor.stops inner join floor.machines using (machine_id)"
        " where short_name = $1 order by started_at",
        short_name,
    )
    return [one["reason"] for one in rows]


async def test_two_taps_explain_a_stop(stopped: Floor, open_page: OpenPage) -> None:
    page = await open_page("/stops", **PHONE)
    owing = page.locator("[data-owing-total]")
    await expect(owing).to_have_text("3 without a reason")
    await expect(page.locator('[data-owing="Transmission"]')).to_have_text("1")

    await page.locator("#stops .stop", has_text="TR03").locator("button.row").tap()
    await page.locator(".stop-dialog .reason", has_text=re.compile("^Part jam")).first.tap()

    await expect(page.locator(".stop-dialog")).to_have_count(0)
    await expect(owing).to_have_text("2 without a reason")
    await expect(page.locator("#stops .stop", has_text="TR03").locator(".why")).to_have_text(
        "Part jam"
    )
    await expect(page.locator('[data-owing="Transmission"]')).to_be_hidden()
    assert await stop_reasons(stopped, "TR03") == ["Part jam"]


async def test_the_tree_leads_to_every_reason(stopped: Floor, open_page: OpenPage) -> None:
    page = await open_page("/stops?line=Transmission", **PHONE)
    await page.locator("#stops button.row").first.tap()
    await page.locator('[data-group="Electrical breakdown"]').tap()
    await expect(page.locator(".stop-dialog .reason")).not_to_have_count(0)
    await page.locator(".stop-dialog .up").tap()
    await page.locator('[data-group="Electrical breakdown"]').tap()
    await page.locator(".stop-dialog .reason.itself").tap()
    await expect(page.locator("#stops .why")).to_have_text("Electrical breakdown")


async def test_tile_and_pareto_follow(stopped: Floor, open_page: OpenPage) -> None:
    """What a person says on one page is on the others at once."""
    await stopped.connection.execute("select floor.refresh_oee()")
    floor_page = await open_page("/")
    nag = floor_page.locator("[data-nag]")
    await expect(nag).to_have_text("3 stops without a reason")
    tile = floor_page.locator('.map [data-machine="Injection_Molder_01_01"]')
    await expect(tile).to_have_attribute("aria-label", re.compile("no reason given"))

    machine = await open_page("/machines/Injection_Molder_01_01")
    await machine.locator("#stops button.row").click()
    await machine.locator(".stop-dialog .reason", has_text="Part jam").first.click()
    await expect(machine.locator("[data-detail]")).to_contain_text("Part jam")

    await expect(nag).to_have_text("2 stops without a reason")
    await expect(tile).not_to_have_attribute("aria-label", re.compile("no reason given"))
    await nag.click()
    await expect(floor_page).to_have_url(re.compile(r"/stops\?unexplained=1$"))

    await stopped.connection.execute("select floor.refresh_oee()")
    oee = await open_page("/oee?period=day&line=Transmission")
    await expect(oee.locator("main")).to_contain_text("Part jam")


async def test_the_keyboard_does_it_too(stopped: Floor, open_page: OpenPage) -> None:
    page = await open_page("/stops")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#stops button.row").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".stop-dialog .reason").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".stop-dialog")).to_have_count(0)
    await expect(page.locator("#stops button.row").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".stop-dialog .reason").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-owing-total]")).to_have_text("2 without a reason")


async def test_who_goes_back_is_at_the_row_again_though_it_was_drawn_anew(
    stopped: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/stops")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    rows = page.locator("#stops button.row")
    first = await rows.first.element_handle()
    assert first is not None
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".stop-dialog .reason").first).to_be_focused()
    await stopped.set_status("Painter_02_01", "down")
    await page.wait_for_function("each => !each.isConnected", arg=first)
    await page.keyboard.press("Escape")
    await expect(page.locator(".stop-dialog")).to_have_count(0)
    await expect(page.locator("#stops button.row:focus")).to_have_count(1)


async def test_a_stop_is_split(stopped: Floor, open_page: OpenPage) -> None:
    page = await open_page("/machines/Injection_Molder_02_01", **PHONE)
    await page.locator("#stops button.row", has_text="no reason given").tap()
    await page.locator(".stop-dialog summary").tap()
    form = page.locator(".stop-dialog form", has_text="From when on")
    await form.locator("button.primary").tap()
    await expect(form.locator(".wrong").nth(1)).to_have_text("This is needed.")
    await form.locator("select").nth(0).select_option(label="Mechanical breakdown › Part jam")
    await form.locator("select").nth(1).select_option(label="Organisation")
    await form.locator("button.primary").tap()
    await expect(page.locator(".stop-dialog")).to_have_count(0)
    await expect(page.locator("#stops .why", has_text="then")).to_have_text(
        "Part jam, then Organisation"
    )


async def test_two_stops_are_merged_and_moved(stopped: Floor, open_page: OpenPage) -> None:
    page = await open_page("/stops?line=Engine", expected=("Failed to load resource",))
    await page.locator("#stops .stop", has_text="Part jam").locator("button.row").click()
    await page.locator(".stop-dialog summary").click()
    await page.locator(".stop-dialog .merges button").click()
    await expect(page.locator("#stops .stop")).to_have_count(1)
    await expect(page.locator("#stops .lasting")).to_have_text("30m")

    await page.locator("#stops button.row").click()
    await page.locator(".stop-dialog summary").click()
    form = page.locator(".stop-dialog form", has_text="Began")
    ended = form.locator("input").nth(1)
    value = await ended.input_value()
    await ended.fill(f"{int(value[:4]) + 1}{value[4:]}")
    await form.locator("button.primary").click()
    await expect(form.locator(".problem")).to_contain_text("which is still to come")
    begin = await form.locator("input").nth(0).input_value()
    await ended.fill(begin)
    await form.locator("button.primary").click()
    await expect(form.locator(".problem")).to_contain_text("It begins before it ends.")


async def test_a_count_is_entered_once_whatever_the_network_does(
    stopped: Floor, open_page: OpenPage
) -> None:
    page = await open_page(
        "/machines/Injection_Molder_02_01", **PHONE, expected=("Failed to load resource",)
    )
    answers: list[int] = []

    async def lose_the_first_answer(route: Route) -> None:
        if answers:
            await route.continue_()
            return
        response = await route.fetch()
        answers.append(response.status)
        await route.abort()  # it was written, and nobody hears of it

    await page.route("**/api/production", lose_the_first_answer)
    await page.locator("[data-enter-count]").tap()
    await page.get_by_label("Good pieces").fill("120")
    await page.get_by_role("spinbutton", name="Scrap").fill("3")
    await page.get_by_label("Why scrap").select_option(index=1)
    await page.get_by_role("button", name="Enter count").last.tap()

    await expect(page.locator(".stop-dialog")).to_have_count(0)
    await expect(page.locator("[data-good]")).to_have_text("120")
    await expect(page.locator("[data-posted]")).to_be_hidden()
    assert answers == [201]
    rows = await stopped.connection.fetch(
        "select good_pcs, scrap_pcs, source, scrap_reason_id is not null as has_reason"
        " from floor.production"
    )
    assert [tuple(one) for one in rows] == [(120, 3, "floorcast page", True)]


async def test_a_count_of_nothing_is_not_sent(stopped: Floor, open_page: OpenPage) -> None:
    page = await open_page("/machines/Injection_Molder_02_01")
    await page.locator("[data-enter-count]").click()
    await page.get_by_role("button", name="Enter count").last.click()
    await expect(page.locator(".stop-dialog .wrong").first).to_have_text(
        "Give good pieces, scrap, or both."
    )
    await page.get_by_role("spinbutton", name="Scrap").fill("1.5")
    await page.get_by_role("button", name="Enter count").last.click()
    await expect(page.locator(".stop-dialog .wrong").nth(1)).to_have_text(
        "Give a whole number, 0 or more."
    )


async def test_it_fits_a_narrow_phone(stopped: Floor, open_page: OpenPage) -> None:
    page = await open_page("/stops", width=360, height=640)
    await page.locator("#stops button.row").first.click()
    await expect(page.locator(".stop-dialog .reason").first).to_be_visible()
    await page.locator(".stop-dialog summary").click()
    for path in (None, "/machines/Injection_Molder_02_01"):
        if path:
            await page.goto(path)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width == 360
    small = await page.evaluate(
        "[...document.querySelectorAll('#stops button.row')]"
        ".filter((one) => one.getBoundingClientRect().height < 48).length"
    )
    assert small == 0


async def test_instants_are_plant_time_and_back(open_page: OpenPage) -> None:
    """Also on the nights the clocks change."""
    page = await open_page("/stops")
    instants = [
        "2026-03-02T13:05:30.000Z",
        "2026-03-29T00:59:59.000Z",
        "2026-03-29T01:00:00.000Z",
        "2026-10-25T02:30:00.000Z",
    ]
    local = await call(
        page,
        "stops/local_time",
        "argument.map((at) => module.localText(at, 'Europe/Berlin'))",
        instants,
    )
    assert local == [
        "2026-03-02T14:05:30",
        "2026-03-29T01:59:59",
        "2026-03-29T03:00:00",
        "2026-10-25T03:30:00",
    ]
    back = await call(
        page, "counts", "argument.map((text) => module.instantOf(text, 'Europe/Berlin'))", local
    )
    assert back == instants
    changed = "argument.map(([text, at]) => module.changedText(text, at, 'Europe/Berlin'))"
    pairs = [[local[0], instants[0]], ["2026-03-02T14:05", instants[0]], ["", None]]
    assert await call(page, "stops/local_time", changed, pairs) == [
        None,
        "2026-03-02T14:05:00",
        None,
    ]


async def test_reasons_owed_are_counted_as_the_server_does(open_page: OpenPage) -> None:
    page = await open_page("/stops")
    rows = [
        {"machine_name": "a", "line": "One", "stops": [{"needs_reason_at": at} for at in AT]},
        {"machine_name": "b", "line": "Two", "stops": [{"needs_reason_at": AT[0]}]},
    ]
    ask = """(() => {
        const owed = new module.Owed(argument[0]);
        owed.take({ upsert: [{ ...argument[0][1], machine_name: "c" }], remove: ["b"] });
        const counts = owed.counts(Date.parse(argument[1]));
        return [[...counts], module.total(counts, ""), module.total(counts, "One")];
    })()"""
    now = datetime.fromisoformat(AT[1])
    found = await call(page, "stops/owed", ask, [rows, AT[1]])
    rows[1]["machine_name"] = "c"
    assert dict(found[0]) == owed.counts(rows, now) == {"One": 2, "Two": 1}
    assert found[1:] == [3, 2]


AT = ["2026-03-02T12:00:00+00:00", "2026-03-02T12:01:00+00:00", "2026-03-02T12:01:01+00:00"]
