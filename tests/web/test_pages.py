"""The pages as they leave the server, before any script runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from database.connect import Connection
from database.queries import query
from errors import UserError
from tests.realtime.running import ALIVE, RunningServer, running_server
from web import floor as floor_module
from web import machine, page
from web.andon import by_line

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


def row(name: str, line: str = "Engine", plant: str = "North", **more: object) -> page.Row:
    """A machine as the change feed has it."""
    return {
        "machine_name": name,
        "short_name": name[:6],
        "line": line,
        "plant": plant,
        "status": "operational",
        "since_at": "2026-03-29T11:00:00+00:00",
        "map_x": 0,
        "map_y": 1,
        "map_width": 4,
        "map_height": 3,
        **more,
    }


def line(name: str, plant: str = "North", time_zone: str = "UTC") -> page.Row:
    """A line as the change feed has it."""
    return {
        "line": name,
        "plant": plant,
        "time_zone": time_zone,
        "plant_sort_order": 0,
        "line_sort_order": 0,
    }


# Addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/andon", "/machines/M1", "/?line=Engine", "/nowhere"])
async def test_no_page_has_script_or_style_within(client: httpx.AsyncClient, path: str) -> None:
    html = (await client.get(path)).text
    assert html.startswith("<!doctype html>")
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", html)
    assert html.index("js/theme.js") < html.index("stylesheet")


@pytest.mark.parametrize(
    ("path", "status", "texts"),
    [
        ("/?line=engine", 200, ['data-machine="M1"', 'data-line="Engine"']),
        ("/?line=Engin", 400, ["There is no line “Engin”", "Did you mean Engine?"]),
        ("/?line=zzz", 400, ["The lines are Engine, Exterior."]),
        ("/andon?line=zzz", 400, ["The lines are Engine, Exterior."]),
        ("/machines/m1", 200, ["<h1>M1</h1>", "Last 24 hours"]),
        ("/machines/M1?hours=99", 400, ["hours=99 is not", "1, 8, 24, 168"]),
        ("/machines/M1?from=yesterday", 400, ["from=yesterday is not an instant"]),
        ("/machines/M1?from=0001-01-01", 400, ["31 days"]),
        ("/machines/M1?to=0001-01-01T00:00%2B14:00", 400, ["to=0001-01-01T00:00+14:00"]),
        ("/machines/nope", 404, ["There is no machine “nope”", "Nothing has a name like that"]),
        ("/machines/M1%00", 404, ["There is no machine"]),
        ("/machines/" + "m1" * 999, 404, ["There is no machine “m1m1"]),
        ("/machines/%3Cscript%3E", 404, ["&lt;script&gt;"]),
        ("/nowhere", 404, ["There is no such page"]),
    ],
)
async def test_what_an_address_answers(
    client: httpx.AsyncClient, path: str, status: int, texts: list[str]
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    for text in texts:
        assert text in answer.text


async def test_a_fragment_is_only_what_changes(client: httpx.AsyncClient) -> None:
    for path, wanted in (("/?fragment=map", 'id="floor"'), ("/andon", 'class="wall"')):
        html = (await client.get(path)).text
        assert wanted in html
        assert ("<!doctype" in html) == (path == "/andon")
    history = (await client.get("/machines/M1?fragment=history&hours=1")).text
    assert 'id="history"' in history
    assert "<h1" not in history


async def test_unready_is_a_503_that_tells_when_to_come_back(served_url: str) -> None:
    missing = served_url.replace("/test_", "/missing_")
    assert missing != served_url
    async with (
        running_server(missing, until=ALIVE) as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as client,
    ):
        for path in ("/", "/andon", "/machines/M1"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
            assert "Waiting for the database" in answer.text
            assert "floorcast doctor" in answer.text


async def test_two_hundred_machines_are_a_light_page(
    served: RunningServer, client: httpx.AsyncClient, floor: Connection
) -> None:
    await floor.execute(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " select 'Injection_Molder_' || n, 'M' || n, 1, 'Machine', n % 20 * 4, 10 + n / 20 * 4"
        " from generate_series(1, 200) as n"
    )
    try:
        wire = 0
        html = ""
        while html.count('class="t ') < 2 * 200:
            async with client.stream("GET", "/") as answer:
                wire = sum([len(part) async for part in answer.aiter_raw()])
            html = (await client.get("/")).text
        for url in set(re.findall(r'"(/static/.+?)"', html)):
            async with client.stream("GET", url) as answer:
                wire += sum([len(part) async for part in answer.aiter_raw()])
        assert wire < 100_000
    finally:
        # not deleted: they may have sums by now
        await floor.execute(
            "update floor.machines set retired_at = now() where machine_name like 'Injection%'"
        )


# The map --------------------------------------------------------------------------------


def test_plants_are_stacked_and_lines_keep_their_order() -> None:
    lines = [line("B"), line("A"), line("C", "South", "Asia/Tokyo")]
    machines = [row("1", "C", "South", map_y=5), row("2", "A"), row("3", "B", map_y=5, map_x=4)]
    drawn = floor_module.draw(machines, lines, NOON)
    assert [plant.name for plant in drawn.plants] == ["North", "South"]
    north, south = drawn.plants
    assert [group.name for group in north.lines] == ["B", "A"]
    assert south.time_zone == "Asia/Tokyo"
    lowest = max(tile.y + tile.height for group in north.lines for tile in group.tiles) + north.top
    assert lowest < south.top + south.header_y < south.top + south.lines[0].tiles[0].y


def test_a_map_that_begins_far_from_the_corner_is_shown_whole() -> None:
    drawn = floor_module.draw([row("1", map_x=10, map_y=20)], [line("Engine")], NOON)
    x, y, width, height = map(float, drawn.view_box.split())
    (plant,) = drawn.plants
    (tile,) = plant.lines[0].tiles
    assert x < tile.x
    assert tile.x + tile.width < x + width
    assert y < plant.top + plant.lines[0].y
    assert plant.top + tile.y + tile.height < y + height


def test_no_machine_is_a_map_of_nothing() -> None:
    assert floor_module.draw([], [], NOON).plants == []


@pytest.mark.parametrize(
    ("width", "height", "short_name", "size"),
    [
        (4, 3, "TR03", ""),
        (4, 3, "TR0003", "medium"),
        (3, 3, "TR03", "medium"),
        (4, 2, "TR03", "medium"),
        (2, 3, "TR03", "small"),
        (4, 1, "TR03", "small"),
        (1, 1, "TR03", "tiny"),
    ],
)
def test_a_small_machine_gets_small_type(
    width: int, height: int, short_name: str, size: str
) -> None:
    machine_row = row("1", map_width=width, map_height=height, short_name=short_name)
    drawn = floor_module.draw([machine_row], [line("Engine")], NOON)
    assert drawn.plants[0].lines[0].tiles[0].size == size


def test_the_list_begins_with_what_is_most_urgent() -> None:
    machines = [
        row("runs", since_at="2026-03-01T00:00:00+00:00"),
        row("never", status="no_data", since_at=None),
        row("short", status="down", since_at="2026-03-29T11:59:00+00:00"),
        row("warns", status="warning", since_at="2026-03-01T00:00:00+00:00"),
        row("long", status="down", since_at="2026-03-29T11:00:00+00:00"),
    ]
    names = [found["machine_name"] for found in floor_module.urgent_first(machines)]
    assert names == ["long", "short", "warns", "never", "runs"]


def test_a_wall_goes_line_by_line_as_the_map_does() -> None:
    machines = [row("b", map_x=8), row("a", map_x=4), row("c", "A"), row("d", "gone")]
    groups = by_line(machines, [line("Engine"), line("A")])
    assert [[found["machine_name"] for found in group] for group in groups] == [
        ["a", "b"],
        ["c"],
        ["d"],
    ]


@given(st.integers(0, 10**7))
def test_a_duration_fits_a_tile(seconds: int) -> None:
    assert re.fullmatch(r"\d\d?s|\d\d?m|\d\d?h\d\d|\d{1,3}d", page.duration(seconds))


def test_a_machine_is_read_aloud() -> None:
    since = "2026-03-29T11:46:00+00:00"
    assert page.label(row("TR03", status="down", since_at=since), NOON) == (
        "TR03, down for 14 minutes"
    )
    assert page.label(row("TR03", status="no_data", since_at=None), NOON) == "TR03, no data"
    assert page.spoken(3_660) == "1 hour 1 minute"


# The timeline ---------------------------------------------------------------------------


def test_a_window_may_be_chosen_in_plant_time() -> None:
    text = "from=2026-03-29T01:30&to=2026-03-29T03:30"  # the night the clocks went forward
    shown = machine.window(QueryParams(text), NOON, BERLIN)
    assert shown.span_s == 3_600
    assert shown.hours is None
    same = "from=2026-03-29T00:30Z&to=2026-03-29T03:30+02:00"
    assert machine.window(QueryParams(same), NOON, BERLIN) == shown


def test_a_window_never_reaches_into_the_future() -> None:
    later = (NOON + timedelta(hours=9)).isoformat()
    shown = machine.window(QueryParams({"to": later}), NOON, BERLIN)
    assert shown.end == NOON
    with pytest.raises(UserError, match="one minute"):
        machine.window(QueryParams({"from": later}), NOON, BERLIN)


@pytest.mark.parametrize(
    ("hours", "labels"),
    [
        (1, ["13:00", "13:10", "13:20", "13:30", "13:40", "13:50", "14:00"]),
        # a day of 23 hours: 02:00 to 03:00 did not happen, and noon stays noon
        (24, ["15:00", "18:00", "21:00", "Sun 29", "03:00", "06:00", "09:00", "12:00"]),
        (168, ["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29"]),
    ],
)
def test_the_axis_shows_round_plant_time(hours: int, labels: list[str]) -> None:
    shown = machine.window(QueryParams({"hours": str(hours)}), NOON, BERLIN)
    found = list(machine.ticks(shown, BERLIN))
    assert [tick.label for tick in found] == labels
    assert all(0 <= tick.at_s <= shown.span_s for tick in found)


@given(st.integers(60, 31 * 86_400), st.integers(0, 86_400 * 365))
def test_the_axis_never_crowds(span_s: int, shift_s: int) -> None:
    end = NOON + timedelta(seconds=shift_s)
    shown = machine.Window(end - timedelta(seconds=span_s), end, None)
    found = [tick.at_s for tick in machine.ticks(shown, BERLIN)]
    assert len(found) <= machine.MOST_TICKS + 2
    assert found == sorted(found)


async def test_intervals_are_merged_and_clipped(connection: Connection) -> None:
    await connection.execute(
        """
        insert into floor.plants (plant_name, time_zone) values ('Plant', 'UTC');
        insert into floor.lines (plant_id, line_name) values (1, 'Engine');
        insert into floor.machine_types values ('Machine');
        insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)
        values ('M1', 'M1', 1, 'Machine', 0, 1);
        insert into floor.status_events (machine_id, at, status, detail) values
        (1, '2026-03-29 08:00+00', 'down', 'before'),
        (1, '2026-03-29 09:00+00', 'operational', null),
        (1, '2026-03-29 10:30+00', 'operational', 'said again'),
        (1, '2026-03-29 11:00+00', 'warning', 'hot'),
        (1, '2026-03-29 11:30+00', 'down', null),
        (1, '2026-03-29 13:00+00', 'operational', 'after');
        """
    )
    begin = NOON - timedelta(hours=2)
    found = await connection.fetch(query("machine_intervals"), 1, begin, NOON)
    assert [(run["status"], run["duration_s"], run["began_before"]) for run in found] == [
        ("operational", 3_600, True),
        ("warning", 1_800, False),
        ("down", 1_800, False),
    ]
    # the same, by the view of all time
    view = await connection.fetch(
        "select status, extract(epoch from upper(cut) - lower(cut))::float8 as duration_s"
        " from (select status, during * tstzrange($1, $2) as cut from floor.status_intervals)"
        " as runs where not isempty(cut) order by cut",
        begin,
        NOON,
    )
    assert [tuple(run) for run in view] == [(run["status"], run["duration_s"]) for run in found]
    shown = machine.Window(begin, NOON, 24)
    drawn = machine.bars([dict(run) for run in found], shown, BERLIN)
    assert [bar.status for bar in drawn] == ["operational", "warning", "down"]
    assert drawn[0].title == "before 12:00:00 to 13:00:00, 1h00, running"
    assert drawn[2].title == "13:30:00 to now, 30m, down"
    assert machine.known([dict(run) for run in found], shown) == [(0, 7_200 + shown.span_s)]
    events = await connection.fetch(query("machine_events"), 1, 3)
    assert [(event["status"], event["duration_s"]) for event in events] == [
        ("operational", None),
        ("down", 5_400),
        ("warning", 1_800),
    ]
    assert all(event["is_late"] for event in events)
