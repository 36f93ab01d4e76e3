"""Pure functions of the page's modules, run where they run."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from realtime.hub import TOO_SLOW
from realtime.socket import RESTARTING
from tests.browser.conftest import OpenPage
from web import figures
from web import page as server_side
from web.assets import assets

SECONDS = [0, 1, 59, 60, 61, 3599, 3600, 3660, 7500, 46_380, 86_399, 86_400, 300_000, -5]


async def call(page: Page, module: str, expression: str, argument: Any = None) -> Any:
    """Evaluate an expression of ``module`` and ``argument`` in the page."""
    return await page.evaluate(
        f"async ([url, argument]) => {{ const module = await import(url); return {expression}; }}",
        [assets.url(f"js/{module}.js"), argument],
    )


async def test_durations_are_formatted_as_the_server_does(open_page: OpenPage) -> None:
    page = await open_page("/")
    milliseconds = [second * 1000 for second in SECONDS]
    short = await call(page, "time", "argument.map(module.duration)", milliseconds)
    assert short == [server_side.duration(second) for second in SECONDS]
    assert short[:4] == ["0s", "1s", "59s", "1m"]
    assert short[8:] == ["2h05", "12h53", "23h59", "1d", "3d", "0s"]
    long = await call(page, "time", "argument.map(module.spoken)", milliseconds)
    assert long == [server_side.spoken(second) for second in SECONDS]
    assert long[8] == "2 hours 5 minutes"


async def test_figures_are_written_as_the_server_does(open_page: OpenPage) -> None:
    page = await open_page("/")
    ratios = [number / 1000 for number in (*range(0, 1_100, 7), 813, 815, 2_999)]
    written = await call(page, "figures", "argument.map(module.percent)", ratios)
    assert written == [figures.percent(ratio) for ratio in ratios]
    assert await call(page, "figures", "module.percent(null)") == ""
    numbers = [0, 7, 1_234, 9_876_543]
    assert await call(page, "figures", "argument.map(module.pieces)", numbers) == [
        figures.pieces(number) for number in numbers
    ]


async def test_a_bar_stays_on_its_track(open_page: OpenPage) -> None:
    page = await open_page("/")
    moved = """(() => {
        const tile = document.createElementNS("http://www.w3.org/2000/svg", "g");
        tile.innerHTML = '<path class="track" d="M15 -9H83"/>'
            + '<path class="reached"/><path class="goal"/>';
        module.drawBar(tile, ...argument);
        return [".reached", ".goal"].map((name) => tile.querySelector(name).getAttribute("d"));
    })()"""
    assert await call(page, "oee_bar", moved, [0.5, 0.85]) == ["M15 -9H49", "M72.8 -16v14"]
    assert await call(page, "oee_bar", moved, [1.7, 1]) == ["M15 -9H83", "M83 -16v14"]
    assert await call(page, "oee_bar", moved, [0, 0]) == ["M15 -9H15", "M15 -16v14"]


async def test_nobody_comes_back_at_the_same_moment(open_page: OpenPage) -> None:
    page = await open_page("/")
    delay = "[0, 0.5, 1].map((share) => module.delayBefore(...argument, () => share))"
    for code, failures, longest in (
        (1006, 0, 100),
        (1006, 3, 800),
        (1006, 30, 10_000),
        (RESTARTING, 0, 3_000),
        (TOO_SLOW, 0, 10_000),
    ):
        delays = await call(page, "live", delay, [code, failures])
        assert delays == [0, longest / 2, longest], (code, failures)


async def test_arrows_prefer_what_lies_straight_ahead(open_page: OpenPage) -> None:
    page = await open_page("/")
    boxes = [
        {"x": 100, "y": 0, "width": 10, "height": 10, "name": "ahead"},
        {"x": 60, "y": 50, "width": 10, "height": 10, "name": "nearer but aside"},
        {"x": -50, "y": 0, "width": 10, "height": 10, "name": "behind"},
    ]
    start = {"x": 0, "y": 0, "width": 10, "height": 10}
    neighbour = "module.neighbour(...argument)?.name"
    assert await call(page, "keys", neighbour, [start, boxes, [1, 0]]) == "ahead"
    assert await call(page, "keys", neighbour, [start, boxes, [0, 1]]) == "nearer but aside"
    assert await call(page, "keys", neighbour, [start, boxes, [-1, 0]]) == "behind"
    assert await call(page, "keys", neighbour, [start, boxes, [0, -1]]) is None


async def test_a_zoom_stays_on_the_map_and_keeps_the_point(open_page: OpenPage) -> None:
    page = await open_page("/")
    whole = {"x": 0, "y": 0, "width": 1000, "height": 500}
    box = await call(page, "zoom", "module.zoomed(...argument)", [whole, whole, 2, 250, 125])
    assert box == {"x": 125, "y": 62.5, "width": 500, "height": 250}
    closest = await call(page, "zoom", "module.zoomed(...argument)", [box, whole, 99, 0, 0])
    assert closest["width"] == 125
    back = await call(page, "zoom", "module.zoomed(...argument)", [box, whole, 0.01, 999, 1])
    assert back == whole


async def test_a_wall_keeps_lines_together_where_that_can_be_read(open_page: OpenPage) -> None:
    page = await open_page("/andon")
    arrange = "module.arrangement(...argument)"
    demo = await call(page, "andon", arrange, [[9, 7, 9, 5], 4, 1920, 1080])
    assert (demo["columns"], demo["rows"], demo["isFlowing"]) == (9, 4, False)
    single = await call(page, "andon", arrange, [[7], 4, 1920, 1080])
    assert single["columns"] * single["rows"] >= 7
    assert single["size"] > demo["size"]
    many = await call(page, "andon", arrange, [[10] * 20, 5, 1920, 1080])
    assert many["isFlowing"]
    nobody = await call(page, "andon", arrange, [[], 4, 1920, 1080])
    assert nobody["columns"] >= 1
