"""Since when and how long machines count, and what is left where nothing counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from database.connect import Connection
from tests.oee.support import (
    DAY,
    Station,
    figures,
    minutes_of,
    near,
    pause,
    ratios,
    refresh,
    station,
    work,
)
from tests.sql.support import minute


async def test_time_before_the_first_event_is_unknown_from_the_beginning_of_its_shift(
    connection: Connection, press: Station
) -> None:
    await work(connection, press.line_id, 0, 480)
    await press.was((90, "operational"))
    await refresh(connection, 480)
    assert minutes_of(await press.figures()) == {"unknown": 90, "operational": 390}


async def test_a_silent_machine_counts_since_it_was_commissioned(
    connection: Connection, press: Station
) -> None:
    early = await work(connection, press.line_id, 0, 480, "A")
    late = await work(connection, press.line_id, 480, 960, "B")
    await press.stands_since(500)
    await refresh(connection, 960)
    assert minutes_of(await press.figures(shift_id=late)) == {"unknown": 480}
    rows = await connection.fetch(
        "select machine_id from gold.oee_station_shift where shift_id = $1", early
    )
    assert rows == []


async def test_a_retired_machine_keeps_its_history_and_gathers_no_more(
    connection: Connection, press: Station
) -> None:
    await work(connection, press.line_id, 0, 480)
    await press.was((0, "operational"))
    await refresh(connection, 100)
    await connection.execute("update floor.machines set retired_at = $1", minute(240))
    await refresh(connection, 480)
    row = await press.figures()
    assert (minutes_of(row), row["elapsed_s"]) == ({"operational": 240}, 240 * 60)


async def test_no_planned_time_has_no_ratio(connection: Connection, press: Station) -> None:
    await work(connection, press.line_id, 0, 480)
    await pause(connection, press.line_id, 0, 480)
    await press.was((0, "operational"))
    await refresh(connection, 480)
    row = await press.figures()
    assert minutes_of(row) == {"planned_stop": 480}
    assert ratios(row) == (None, None, None, None)
    assert row["utilisation_ratio"] == 0


async def test_a_day_without_a_shift_has_no_ratio(connection: Connection, press: Station) -> None:
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(10, 5)
    await refresh(connection, 60)
    row = await press.figures("day")
    assert ratios(row) == (None, None, None, None)
    assert (row["good_pcs"], row["ideal_s"], row["teep_ratio"]) == (5, 0, None)


async def test_pieces_off_shift_are_pieces_but_no_oee(
    connection: Connection, press: Station
) -> None:
    await work(connection, press.line_id, 0, 240)
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(10, 120)
    await press.made(250, 60)
    await refresh(connection, 300)
    shift, day = await press.figures(), await press.figures("day")
    assert (shift["good_pcs"], day["good_pcs"]) == (120, 180)
    assert ratios(shift) == ratios(day) == near(1, 0.5, 1, 0.5)


async def test_a_moved_machine_is_counted_by_the_shifts_of_its_line(
    connection: Connection, press: Station
) -> None:
    other = await station(connection, plant="P2", line="Gearbox", machines=["Press_9"])
    await work(connection, press.line_id, 0, 480)
    there = await work(connection, other.line_id, 0, 240)
    await press.was((0, "operational"))
    await refresh(connection, 480)
    await connection.execute(
        "update floor.machines set line_id = $1 where machine_id = $2",
        *(other.line_id, press.machine_id),
    )
    await refresh(connection, 480)
    row = await press.figures()
    assert (row["line"], row["shift_id"], minutes_of(row)) == (
        "Gearbox",
        there,
        {"operational": 240},
    )
    assert minutes_of(await press.figures("day")) == {"unscheduled": 240, "operational": 240}
    lines = await connection.fetch("select line from gold.oee_line_shift")
    assert [row["line"] for row in lines] == ["Gearbox"]


async def test_a_line_in_another_plant_has_the_days_of_its_clock(
    connection: Connection, press: Station
) -> None:
    """23:00 on Monday in Berlin is 11:00 on Tuesday in Auckland."""
    eleven = datetime(2026, 3, 2, 23, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    late = (eleven - minute(0)) / timedelta(minutes=1)
    await press.was((late, "operational"))
    await refresh(connection, late + 30)
    assert (await press.figures("day"))["business_date"] == DAY
    plant_id = await connection.fetchval(
        "insert into floor.plants (plant_name, time_zone) values ('Far', 'Pacific/Auckland')"
        " returning plant_id"
    )
    await connection.execute("update floor.lines set plant_id = $1", plant_id)
    await refresh(connection, late + 30)
    row = await press.figures("day")
    assert (row["plant"], row["business_date"]) == ("Far", DAY + timedelta(days=1))
    assert minutes_of(await figures(connection, "oee_plant_day")) == {"unscheduled": 30}


async def test_a_count_before_a_machine_was_known_opens_all_time_since(
    connection: Connection, press: Station
) -> None:
    """Counts of the past by hand: between them and the commissioning nothing is left out."""
    await press.stands_since(600)
    await refresh(connection, 660)
    await press.made(130, 5)
    await refresh(connection, 720)
    assert minutes_of(await press.figures("")) == {"unscheduled": 600}


async def test_a_first_event_after_the_last_refresh_opens_all_of_its_shift(
    connection: Connection, press: Station
) -> None:
    """The machine was to be commissioned later, and began earlier."""
    await work(connection, press.line_id, 0, 480)
    await press.stands_since(900)
    await refresh(connection, 200)
    await press.was((250, "operational"))
    await refresh(connection, 300)
    assert minutes_of(await press.figures()) == {"unknown": 250, "operational": 50}
