"""The page to try the API: every form sends what its command line says."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_modules import call
from web.api.operations import OPERATIONS

REFUSED = "Failed to load resource"  # the browser notes every answer above 399


async def opened(page: Page, operation: str) -> Locator:
    """One operation, unfolded."""
    one = page.locator(f"#{operation}")
    await one.locator("summary").first.click()
    await expect(one.locator("[data-send]")).to_be_visible()
    return one


async def answer(one: Locator, status: int) -> Any:
    """What was answered, once it was, with that status."""
    await expect(one.locator("[data-outcome]")).to_have_text(re.compile(rf"^{status} .* ms · "))
    return json.loads(str(await one.locator("[data-answer]").text_content()))


async def test_figures_are_asked_for_by_a_form(open_page: OpenPage) -> None:
    page = await open_page("/api")
    one = await opened(page, "get_api_kpis")
    await one.get_by_label("days").fill("2")
    await one.get_by_role("combobox", name="line").fill("engine")
    await one.locator("[data-send]").click()
    body = await answer(one, 200)
    assert (body["days"], body["line"]) == (2, "Engine")
    said = shlex.split(str(await one.locator("[data-curl]").text_content()))
    assert said[:2] == ["curl", "-s"]
    address = urlsplit(said[2])
    assert address.path == "/api/kpis"
    assert parse_qs(address.query) == {"days": ["2"], "line": ["engine"]}
    await one.get_by_label("format").select_option("csv")
    await one.locator("[data-send]").click()
    await expect(one.locator("[data-answer]")).to_contain_text("plant,line,is_retired,from_date")
    assert page.url.endswith("#get_api_kpis")


async def test_what_stands_in_the_path_is_filled_in(open_page: OpenPage) -> None:
    page = await open_page("/api", expected=(REFUSED,))
    one = await opened(page, "get_api_connections_connection_id_tags")
    await one.get_by_label("connection_id").fill("4711")
    said = shlex.split(str(await one.locator("[data-curl]").text_content()))
    assert urlsplit(said[2]).path == "/api/connections/4711/tags"
    assert urlsplit(said[2]).query == ""
    await one.locator("[data-send]").click()
    assert (await answer(one, 404))["value"] == 4711


async def test_pieces_are_reported_once_with_a_key(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute("truncate floor.submissions")
    page = await open_page("/api", expected=(REFUSED,))
    one = await opened(page, "post_api_production")
    example = json.loads(await one.locator("[data-body]").input_value())
    assert example["machine"] in {row["machine"] for row in await live(page)}
    await one.get_by_label("Idempotency-Key").fill("it's a key")
    await one.locator("[data-send]").click()
    assert (await answer(one, 201))["rows"][0]["added_good_pcs"] == example["total_pcs"] - 1
    await one.locator("[data-send]").click()
    await expect(one.locator("[data-outcome]")).to_contain_text("answered before, nothing added")
    assert await floor.connection.fetchval("select sum(good_pcs) from floor.production") == 11

    said = shlex.split(str(await one.locator("[data-curl]").text_content()))
    assert "Idempotency-Key: it's a key" in said
    assert json.loads(said[said.index("--data-raw") + 1]) == example

    await one.locator("[data-body]").fill('{"machine": "nobody", "total_pcs": 1}')
    await one.get_by_label("Idempotency-Key").fill("")
    await one.locator("[data-send]").click()
    assert (await answer(one, 400))["field"] == "machine"
    await expect(one.locator("[data-outcome]")).to_have_class("refused")


async def live(page: Page) -> list[dict[str, Any]]:
    """The machines there are."""
    body = await (await page.request.get("/api/machines/live")).json()
    return list(body["machines"])


async def test_a_wait_can_be_stopped(open_page: OpenPage) -> None:
    page = await open_page("/api")
    one = await opened(page, "get_api_changes")
    snapshot = await (await page.request.get("/api/snapshot")).json()
    await one.get_by_label("cursor").fill(snapshot["cursor"])
    # of which nothing is news
    await one.get_by_role("combobox", name="machine").fill("Injection_Molder_01_01")
    await one.get_by_label("wait").fill("60")
    await one.locator("[data-send]").click()
    await expect(one.locator("[data-send]")).to_have_text("Stop")
    await one.locator("[data-send]").click()
    await expect(one.locator("[data-outcome]")).to_have_text("stopped")
    await expect(one.locator("[data-send]")).to_have_text("Send")


async def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = await open_page("/api")
    await page.locator("#get_health summary").first.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#get_health [data-send]")).to_be_focused()
    await page.keyboard.press("Enter")
    assert (await answer(page.locator("#get_health"), 200))["status"] == "ok"
    one = await opened(page, "get_api_machines")
    await one.get_by_label("days").fill("1")
    await page.keyboard.press("Enter")
    assert (await answer(one, 200))["days"] == 1
    await page.locator("h1").click()
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/$"))


async def test_an_address_opens_an_operation(open_page: OpenPage) -> None:
    page = await open_page("/api#get_api_production")
    await expect(page.locator("#get_api_production [data-send]")).to_be_visible()
    await expect(page.locator("#get_api_kpis [data-send]")).to_be_hidden()
    await page.locator("#get_api_production .meaning summary").click()
    await expect(page.locator("#get_api_production")).to_contain_text("rows[].business_date")


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_nothing_is_cut_on_any_screen(
    open_page: OpenPage, width: int, color_scheme: str
) -> None:
    page = await open_page("/api", width=width, color_scheme=color_scheme)
    one = await opened(page, "post_api_production")
    await one.locator("summary").last.click()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    background = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == ("rgb(27, 32, 38)" if color_scheme == "dark" else "rgb(228, 231, 235)")
    for part in ("[data-send]", "[data-body]"):
        box = await one.locator(part).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
        assert box["height"] >= 44


async def test_without_scripts_it_is_there_to_read(open_page: OpenPage) -> None:
    page = await open_page("/api", java_script_enabled=False, expected=("404",))  # no icon
    await expect(page.locator(".operation")).to_have_count(len(OPERATIONS))
    one = await opened(page, "get_api_kpis")
    await one.locator("[data-send]").click()
    await expect(page).to_have_url(re.compile(r"/api/kpis\?days=7&line=&format=json$"))
    await expect(page.locator("body")).to_contain_text('"oee_ratio"')


async def test_shells_and_eyes_are_spared(open_page: OpenPage) -> None:
    page = await open_page("/api")
    assert await call(page, "api", "module.quoted(argument)", "it's") == "'it'\\''s'"
    readable = "module.readable(...argument)"
    assert await call(page, "api", readable, ['{"a":1}', "application/json"]) == '{\n  "a": 1\n}'
    assert await call(page, "api", readable, ["a,b", "text/csv; charset=utf-8"]) == "a,b"
    long = await call(page, "api", readable, ["x" * 100_001, "text/plain"])
    assert long.endswith("x\n… 1 characters more")
