"""What stops count as: their length, their reason, their end."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import (
    Station,
    add_reason,
    minutes_of,
    pause,
    refresh,
    work,
)

SHIFT = 480


@pytest.fixture(autouse=True)
async def shift(connection: Connection, press: Station) -> int:
    """Eight hours from the start."""
    return await work(connection, press.line_id, 0, SHIFT)


async def test_an_orphan_stop_lasts_to_the_next_event(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "operational"), (60, "down"))
    await refresh(connection, 300)
    assert minutes_of(await press.figures()) == {"operational": 60, "breakdown": 240}
    await refresh(connection, SHIFT)
    assert minutes_of(await press.figures()) == {"operational": 60, "breakdown": 420}


async def test_lost_communication_ends_a_stop(connection: Connection, press: Station) -> None:
    """The collector died during a stop: what follows is unknown, not down."""
    await press.was((0, "operational"), (60, "down"), (90, "no_data"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 60, "breakdown": 30, "unknown": 390}
    assert row["mttr_s"] == 30 * 60


async def test_lost_communication_cuts_a_stop_in_two(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "down"), (30, "no_data"), (60, "down"), (90, "operational"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 390, "breakdown": 60, "unknown": 30}
    assert row["failures"] == 2


async def test_no_data_is_neither_running_nor_standing(
    connection: Connection, press: Station
) -> None:
    await press.takes(60)
    await press.was((0, "operational"), (120, "no_data"), (240, "warning"))
    await press.made(10, 90)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 120, "unknown": 120, "warning": 240}
    assert row["availability_ratio"] == pytest.approx(360 / 480)
    assert row["coverage_ratio"] == pytest.approx(360 / 480)
    assert (row["failures"], row["mttr_s"]) == (0, None)


async def test_neighbours_that_repeat_a_status_are_one_stop(
    connection: Connection, press: Station
) -> None:
    await press.was(
        (0, "operational"), (60, "operational"), (100, "down"), (110, "down"), (130, "operational")
    )
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 450, "breakdown": 30}
    assert (row["failures"], row["status_changes"]) == (1, 3)


@pytest.mark.parametrize(
    ("length_s", "bucket"), [(299, "minor_stop"), (300, "breakdown"), (301, "breakdown")]
)
async def test_only_stops_shorter_than_the_limit_are_minor(
    connection: Connection, press: Station, length_s: int, bucket: str
) -> None:
    await press.has_micro_stops_under(300)
    await press.was((0, "operational"), (100, "down"), (100 + length_s / 60, "operational"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert row[f"{bucket}_s"] == pytest.approx(length_s)
    is_minor = bucket == "minor_stop"
    assert (row["minor_stops"], row["failures"]) == (int(is_minor), int(not is_minor))
    run_s = SHIFT * 60 - (0 if is_minor else length_s)
    assert row["run_s"] == pytest.approx(run_s)


async def test_without_a_limit_no_stop_is_minor(connection: Connection, press: Station) -> None:
    await press.was((0, "operational"), (100, "down"), (100 + 1 / 60, "operational"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["breakdown_s"], row["minor_stop_s"]) == (pytest.approx(1), 0)


async def test_a_stop_across_an_hour_is_judged_by_all_its_length(
    connection: Connection, press: Station
) -> None:
    """Four minutes before the hour and four after it are eight: no minor stop."""
    await press.has_micro_stops_under(300)
    await press.was((0, "operational"), (56, "down"), (64, "operational"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 472, "breakdown": 8}
    assert row["failures"] == 1


async def test_an_open_stop_is_minor_until_it_outlasts_the_limit(
    connection: Connection, press: Station
) -> None:
    await press.has_micro_stops_under(300)
    await press.was((0, "operational"), (58, "down"))
    await refresh(connection, 61)
    assert minutes_of(await press.figures()) == {"operational": 58, "minor_stop": 3}
    await refresh(connection, 64)
    assert minutes_of(await press.figures()) == {"operational": 58, "breakdown": 6}


async def test_another_limit_changes_the_past_and_keeps_the_events(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "operational"), (100, "down"), (103, "operational"))
    await refresh(connection, SHIFT)
    assert (await press.figures())["breakdown_s"] == 180
    events = await connection.fetch("select * from floor.status_events order by at")
    await press.has_micro_stops_under(300)
    await refresh(connection, SHIFT)
    assert (await press.figures())["minor_stop_s"] == 180
    assert await connection.fetch("select * from floor.status_events order by at") == events


async def test_a_reason_given_mid_stop_holds_for_all_of_it(
    connection: Connection, press: Station
) -> None:
    setup = await add_reason(connection, "Changeover", "setup")
    await press.was((0, "operational"), (50, "down"), (70, "down", setup), (80, "operational"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 450, "setup": 30}
    assert row["failures"] == 0


async def test_a_reason_holds_until_the_next_one(connection: Connection, press: Station) -> None:
    setup = await add_reason(connection, "Changeover", "setup")
    jam = await add_reason(connection, "Jam", "breakdown")
    await press.was(
        (0, "operational"),
        (50, "down"),
        (70, "down", setup),
        (75, "down"),
        (90, "down", jam),
        (100, "operational"),
    )
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 430, "setup": 40, "breakdown": 10}
    assert row["failures"] == 1


async def test_a_reason_ends_with_its_stop(connection: Connection, press: Station) -> None:
    setup = await add_reason(connection, "Changeover", "setup")
    await press.was(
        (0, "operational"), (50, "down", setup), (60, "operational"), (70, "down"), (80, "warning")
    )
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 60, "setup": 10, "breakdown": 10, "warning": 400}


async def test_a_planned_reason_takes_the_stop_out_of_planned_time(
    connection: Connection, press: Station
) -> None:
    maintenance = await add_reason(connection, "Maintenance", planned=True)
    await press.was((0, "operational"), (100, "down"), (130, "down", maintenance), (160, "warning"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 100, "planned_down": 60, "warning": 320}
    assert (row["planned_s"] / 60, row["availability_ratio"], row["failures"]) == (420, 1, 0)


async def test_overlapping_planned_stops_count_once(connection: Connection, press: Station) -> None:
    await press.was((0, "operational"))
    await pause(connection, press.line_id, 100, 130)
    await pause(connection, press.line_id, 120, 150, press.machine_id)
    await pause(connection, press.line_id, 125, 128)
    await pause(connection, press.line_id, 150, 160)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"planned_stop": 60, "operational": 420}
    assert row["availability_ratio"] == 1


async def test_availability_is_never_negative(connection: Connection, press: Station) -> None:
    """Events cannot overlap: whoever reports a stop twice moves its edges, not its length."""
    await press.was((100, "down"), (110, "down"), (120, "down"), (140, "down"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"unknown": 100, "breakdown": 380}
    assert row["availability_ratio"] == 0


async def test_a_planned_stop_comes_before_whatever_the_machine_did(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "operational"), (110, "down"), (120, "no_data"), (130, "warning"))
    await pause(connection, press.line_id, 105, 135)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert minutes_of(row) == {"operational": 105, "planned_stop": 30, "warning": 345}
    assert row["failures"] == 1  # it began in the break, and was one all the same


async def test_a_planned_stop_of_another_machine_is_none_of_ours(
    connection: Connection, press: Station
) -> None:
    other = await connection.fetchval(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " values ('Press_2', 'P2', $1, 'Press', 4, 0) returning machine_id",
        press.line_id,
    )
    await press.was((0, "operational"))
    await pause(connection, press.line_id, 100, 200, other)
    await refresh(connection, SHIFT)
    assert minutes_of(await press.figures()) == {"operational": 480}


async def test_a_planned_stop_beyond_the_shift_takes_nothing_from_outside(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "operational"))
    await pause(connection, press.line_id, SHIFT - 30, SHIFT + 30)
    await refresh(connection, SHIFT + 60)
    assert minutes_of(await press.figures("day")) == {
        "operational": 450,
        "planned_stop": 30,
        "unscheduled": 60,
    }


async def test_no_failure_no_mean_time(connection: Connection, press: Station) -> None:
    await press.was((0, "operational"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["mtbf_s"], row["mttr_s"], row["inherent_availability_ratio"]) == (None, None, 1)


async def test_one_failure_has_a_mean_time_in_seconds(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "operational"), (100, "down"), (100.25, "operational"))
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["mtbf_s"], row["mttr_s"]) == (SHIFT * 60 - 15, 15)
