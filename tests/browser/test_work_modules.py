"""Pure functions of the pages of work orders, run where they run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_modules import call
from tests.browser.work_people import FRESH
from tests.web.work.test_pages import row
from web import floor as floor_map
from web.work import board

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def ms(at: datetime) -> int:
    """As JavaScript counts."""
    return int(at.timestamp() * 1000)


async def test_due_dates_are_said_as_the_server_says_them(open_page: OpenPage) -> None:
    page = await open_page("/work-orders")
    for hours in (-50, -1.01, -0.001, 0.5, 3, 80):
        due = NOW + timedelta(hours=hours)
        said = await call(page, "work/times", "module.dueText(...argument)", [ms(due), ms(NOW)])
        assert said == board.due_text(row(1, due_at=due.isoformat()), NOW), hours


async def test_a_field_has_the_time_of_the_plant(open_page: OpenPage) -> None:
    page = await open_page("/work-orders", timezone_id="America/New_York")
    berlin = "Europe/Berlin"
    for instant, shown in (
        ("2026-11-21T12:00:00.000Z", "2026-11-21T13:00"),
        ("2026-07-01T22:30:00.000Z", "2026-07-02T00:30"),
        ("2026-10-25T23:30:00.000Z", "2026-10-26T00:30"),  # the clocks went back this day
        ("2026-03-29T01:30:00.000Z", "2026-03-29T03:30"),
    ):
        text = await call(page, "work/times", "module.fieldText(...argument)", [instant, berlin])
        assert text == shown
        back = await call(page, "work/times", "module.fieldInstant(...argument)", [shown, berlin])
        assert back == instant
    assert await call(page, "work/times", "module.fieldInstant('', 'UTC')") is None


async def test_a_running_clock_and_sums(open_page: OpenPage) -> None:
    page = await open_page("/work-orders")
    clocks = "argument.map(module.clockText)"
    assert await call(page, "work/times", clocks, [0, 61_000, 36_127_000]) == [
        "0:00:00",
        "0:01:01",
        "10:02:07",
    ]
    sums = await call(page, "work/times", "argument.map(module.span)", [None, 45, 840, 11_100])
    assert sums == ["–", "45\u202fs", "14\u202fmin", "3\u202fh 05\u202fmin"]


async def test_tiles_say_what_the_server_says(open_page: OpenPage) -> None:
    page = await open_page("/")
    for more in (
        {},
        {"open_work_orders": 1, "work_order_priority": "high"},
        {"open_work_orders": 3, "work_order_priority": "urgent"},
        {"needs_reason_at": (NOW - timedelta(minutes=1)).isoformat()},
        {"needs_reason_at": (NOW + timedelta(minutes=1)).isoformat()},
    ):
        machine: dict[str, Any] = {
            "short_name": "TR03",
            "status": "down",
            "since_at": (NOW - timedelta(minutes=14)).isoformat(),
            "open_work_orders": 0,
            "work_order_priority": None,
            "needs_reason_at": None,
            **more,
        }
        spoken = "module.spokenMarks(module.wornBy(argument[0]), argument[1])"
        said = await call(page, "badges", spoken, [machine, ms(NOW)])
        assert floor_map.label(machine, NOW) == f"TR03, down for 14 minutes{said}"


async def test_retries_wait_longer_and_longer(open_page: OpenPage) -> None:
    page = await open_page("/work-orders")
    waits = "[1, 2, 3, 9].map((failures) => module.waitBefore(failures, () => 0.5))"
    assert await call(page, "work/outbox", waits) == [1_000, 2_000, 5_000, 20_000]


async def test_what_waits_is_its_person_s_alone(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    page = await open_page("/work-orders", expected=("404",))
    stored = """async ([url]) => {
        const { Outbox } = await import(url);
        const mine = new Outbox("ana@plant.test");
        mine.put({ key: "k", method: "GET", path: "/nowhere", what: "A note" });
        return [mine.waiting.length, new Outbox("ben@plant.test").waiting.length];
    }"""
    url = await page.evaluate(
        "document.querySelector('link[href$=\"work/outbox.js\"]').href",
    )
    assert await page.evaluate(stored, [url]) == [1, 0]
    await expect(page.locator("[data-outbox]")).to_be_hidden()
