"""The pages of OEE as they leave the server: one figure is the same wherever it stands."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from database.connect import Connection
from web.figures import THIN
from web.oee.data import TABLES

TODAY = datetime.now(UTC).date()
DAY = TODAY - timedelta(days=3)
# A shift of eight hours with a break of 30 minutes (planned 27,000 s), 50 minutes down (run
# 24,000 s), 720 pieces at 30 s (21,600 s), 700 of them good (21,000 s).
FIGURES = {
    "oee": "77.8",
    "availability": "88.9",
    "performance": "90.0",
    "quality": "97.2",
}
WORKED = """
-- the server may be at its sums just now, and would wait for the tables while we wait for it
select pg_advisory_xact_lock(hashtext('floor.refresh_oee'));
truncate floor.status_events, floor.production;
delete from floor.ideal_cycles;
insert into floor.reasons (reason_name, loss_category) values ('Jam', 'breakdown')
on conflict do nothing;
insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s) values (1, '-infinity', 30);
insert into floor.shifts (line_id, business_date, shift_name, during)
select lines.line_id, $1, shifts.shift_name, tstzrange($1 + shifts.starts_at, $1 + shifts.ends_at)
from floor.lines
cross join (
    values ('M', interval '6 hours', interval '14 hours'), ('A', '14 hours', '22 hours')
) as shifts (shift_name, starts_at, ends_at)
on conflict do nothing;
insert into floor.planned_stops (line_id, during, stop_name)
select 1, tstzrange($1 + interval '10 hours', $1 + interval '10 hours 30 minutes'), 'Meal'
where not exists (select from floor.planned_stops);
insert into floor.status_events (machine_id, at, status, reason_id)
select 1, $1 + events.after, events.status, reasons.reason_id
from (
    values
    (interval '6 hours', 'operational', null),
    ('8 hours', 'down', 'Jam'),
    ('8 hours 30 minutes', 'operational', null),
    ('12 hours', 'down', null),
    ('12 hours 20 minutes', 'operational', null),
    ('22 hours', 'no_data', null)
) as events (after, status, reason_name)
left join floor.reasons on events.reason_name = reasons.reason_name;
insert into floor.production (machine_id, at, good_pcs, scrap_pcs)
values (1, $1 + interval '7 hours', 700, 20);
select floor.refresh_oee();
"""


@pytest.fixture
async def worked(floor: Connection) -> Connection:
    """A shift worked by M1 three days ago, and one in which nothing was counted."""
    await floor.execute(WORKED.replace("$1", f"timestamptz '{DAY} 00:00+00'"))
    return floor


def plain(html: str) -> str:
    """With common blanks instead of thin ones."""
    return html.replace(THIN, " ")


async def get(client: httpx.AsyncClient, path: str) -> str:
    """A page that is there."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return plain(answer.text)


def figures_in(html: str) -> dict[str, str]:
    """The figures a page shows, by name, without their unit."""
    found = re.findall(r'data-figure="(\w+)">([^<]+)<', html)
    return {name: text.removesuffix(" %") for name, text in found if name in FIGURES}


async def test_one_figure_is_the_same_wherever_it_stands(
    client: httpx.AsyncClient, worked: Connection
) -> None:
    shift = f"period=shift&date={DAY}&shift=M"
    assert figures_in(await get(client, f"/oee?line=Engine&{shift}")) == FIGURES
    assert figures_in(await get(client, f"/oee/why?line=Engine&{shift}")) == FIGURES
    shift_id = await worked.fetchval(
        "select shift_id from floor.shifts where line_id = 1 and shift_name = 'M'"
    )
    assert figures_in(await get(client, f"/oee/why?machine=m1&{shift}")) == FIGURES
    html = await get(client, f"/oee?line=Engine&{shift}")
    assert f"/oee/why?machine=M1&shift_id={shift_id}#oee" in html.replace("&amp;", "&")
    for table in ("lines", "machines"):
        (row,) = await rows_of(client, f"/oee/{table}.csv?line=Engine&{shift}")
        assert float(row["oee_ratio"]) == pytest.approx(21_000 / 27_000)
        assert float(row["availability_ratio"]) == pytest.approx(24_000 / 27_000)
        text = html[html.index(f'data-part="{table}"') :]
        cells = re.findall(r'class="why"[^>]*>([\d.]+) %<', text)
        assert cells[:4] == list(FIGURES.values())


async def rows_of(client: httpx.AsyncClient, path: str) -> list[dict[str, str]]:
    """The rows of a download."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("table", TABLES)
async def test_every_table_can_be_downloaded(
    client: httpx.AsyncClient, worked: Connection, table: str
) -> None:
    shift = f"line=Engine&period=shift&date={DAY}&shift=M"
    html = await get(client, f"/oee?{shift}")
    (address,) = set(re.findall(rf'href="(/oee/{table}\.csv[^"]+)"', html))
    rows = await rows_of(client, address.replace("&amp;", "&"))
    assert rows
    assert "Engine" in str(rows) or table in ("losses", "trend", "downtime")


async def test_stops_by_reason_add_up_to_the_waterfall(
    client: httpx.AsyncClient, worked: Connection
) -> None:
    shift = f"period=shift&date={DAY}&shift=M"
    stops = await rows_of(client, f"/oee/downtime.csv?{shift}")
    assert [(row["cause"], float(row["down_s"])) for row in stops] == [
        ("Jam", 1_800),
        ("No reason given", 1_200),
    ]
    losses = {row["step"]: row for row in await rows_of(client, f"/oee/losses.csv?{shift}")}
    assert float(losses["breakdown"]["loss_s"]) == 3_000
    assert float(losses["fully_productive"]["loss_s"]) == 21_000
    events = await rows_of(client, f"/oee/events.csv?{shift}&reason=none")
    assert [float(row["down_s"]) for row in events] == [1_200]
    for by, filter_, key in (("category", "loss", "breakdown"), ("machine", "machine", "M1")):
        (row,) = await rows_of(client, f"/oee/downtime.csv?{shift}&by={by}")
        assert (row["key"], float(row["down_s"])) == (key, 3_000)
        assert len(await rows_of(client, f"/oee/events.csv?{shift}&{filter_}={key}")) == 2


async def test_the_hour_a_stop_lay_in_is_behind_its_target(
    client: httpx.AsyncClient, worked: Connection
) -> None:
    hours = await rows_of(client, f"/oee/hours.csv?line=Engine&period=shift&date={DAY}&shift=M")
    assert len(hours) == 8
    assert hours[2]["main_loss"] == "Breakdowns"
    assert float(hours[2]["target_pcs"]) == pytest.approx(120 * 0.85)
    trend = await rows_of(client, f"/oee/trend.csv?line=Engine&period=shift&date={DAY}&shift=M")
    assert [row["oee_ratio"] for row in trend[2:4]] == ["", ""]  # nothing was counted in them
    assert float(trend[1]["quality_ratio"]) == pytest.approx(700 / 720)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("line=Engine&period=day&date=2000-01-01", "no-shift"),
        ("line=Engine&from=2000-01-01&to=2000-01-02", "no-data"),
        (f"line=Exterior&period=shift&date={DAY}&shift=M", "no-data"),
    ],
)
async def test_an_empty_period_says_why(
    client: httpx.AsyncClient, worked: Connection, query: str, kind: str
) -> None:
    html = await get(client, f"/oee?{query}")
    assert f'data-empty="{kind}"' in html
    assert "data-figure" not in html


async def test_time_without_counts_is_no_figure_and_no_zero(
    client: httpx.AsyncClient, worked: Connection
) -> None:
    html = await get(client, f"/oee?line=Engine&period=shift&date={DAY}&shift=A")
    assert figures_in(html) == {
        "oee": "–", "availability": "100.0", "performance": "0.0", "quality": "–",
    }  # fmt: skip
    assert 'data-doubt="no-counts"' in html


async def test_doubts_are_marked_where_the_figure_stands(
    client: httpx.AsyncClient, worked: Connection
) -> None:
    shift = f"/oee?line=Engine&period=shift&date={DAY}&shift=M"
    await worked.execute("update floor.ideal_cycles set ideal_cycle_s = 40")
    await worked.execute("select floor.refresh_oee()")
    html = await get(client, shift)
    assert 'data-doubt="fast"' in html
    assert "faster than ideal: check the ideal cycle" in html
    assert figures_in(html)["performance"] == "120.0"  # shown as it is

    await worked.execute("delete from floor.ideal_cycles")
    await worked.execute("select floor.refresh_oee()")
    html = await get(client, shift)
    assert 'data-doubt="no-cycle"' in html
    assert "720 without ideal cycle" in html

    await worked.execute(
        "update floor.status_events set status = 'no_data'"
        " where status = 'down' and reason_id is null"
    )
    await worked.execute("select floor.refresh_oee()")
    html = await get(client, shift)
    assert 'data-doubt="coverage"' in html
    assert re.search(r'class="doubt" data-figure="coverage">95\.6 %', html)


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/oee?line=nowhere", 400, "The lines are Engine, Exterior."),
        ("/oee?period=year", 400, "shift, day, week"),
        ("/oee/why?machine=nope", 404, "nope"),
        ("/oee/why?machine=M1&shift_id=99999", 404, "99999"),
        ("/oee/why?machine=M1&shift_id=x", 400, "shift_id=x"),
        ("/oee/nothing.csv", 404, "There is no such page"),
        ("/oee/hours.csv?period=week", 400, "one day or less"),
    ],
)
async def test_a_mistake_is_told(
    client: httpx.AsyncClient, worked: Connection, path: str, status: int, text: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert text in answer.text


async def test_the_pages_hold_no_script_and_no_style(
    client: httpx.AsyncClient, worked: Connection
) -> None:
    day = f"period=day&date={DAY}"
    for path in ("/oee", f"/oee?{day}", f"/oee/why?machine=M1&{day}"):
        html = await get(client, path)
        assert html.startswith("<!doctype html>")
        assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", html)
    fragment = await get(client, f"/oee?{day}&fragment=1")
    assert fragment.lstrip().startswith('<div id="oee"')


def test_the_day_lies_behind_us() -> None:
    assert date(2026, 1, 1) < DAY < TODAY
