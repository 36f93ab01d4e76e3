"""Replaying: as if it happened now, ended properly whatever happens."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from database.connect import Connect, Connection
from errors import UserError
from imports.entries import Options
from imports.live import replay
from imports.recording import read
from tests.imports.given import FakeTime, Told, Write

HEADER = "machine,time,status,good"


async def _rows(connection: Connection, start: datetime) -> list[tuple[float, str, str | None]]:
    rows = await connection.fetch(
        "select at, status, detail from floor.status_events order by at, machine_id"
    )
    return [((row["at"] - start).total_seconds(), row["status"], row["detail"]) for row in rows]


async def test_gaps_are_scaled_and_pieces_add_up_in_the_present_minute(
    floor: Connect, connection: Connection, write: Write, pieces: Told
) -> None:
    time = FakeTime()
    start = time.at
    path = write(
        HEADER,
        "Lathe_01,2026-03-02T10:10:00Z,down,2",
        "Lathe_01,2026-03-02T10:00:00Z,operational,1",  # out of order
        "Lathe_01,2026-03-02T10:30:00Z,,4",
    )
    await replay(floor, read(path), speed=10, sleep=time.sleep, now=time.now)
    assert await _rows(connection, start) == [
        (0.0, "operational", None),
        (60.0, "down", None),
        (180.0, "no_data", "end of recording"),
    ]
    assert [good for _, good, _ in await pieces("Lathe_01")] == [1, 2, 4]
    path = write(HEADER, "Lathe_01,2026-03-02T10:00:00Z,,5", "Lathe_01,2026-03-02T10:00:01Z,,1")
    time.at = start
    await replay(floor, read(path), speed=10, sleep=time.sleep, now=time.now)
    assert [good for _, good, _ in await pieces("Lathe_01")] == [7, 2, 4]
    assert await connection.fetchval("select count(distinct source) from floor.production") == 1


async def test_products_and_reasons_are_replayed_too(
    floor: Connect, connection: Connection, write: Write
) -> None:
    time = FakeTime()
    path = write(
        "machine,time,status,good,scrap,product,reason",
        "Lathe_01,2026-03-02T10:00:00Z,down,,,,part jam",
        "Lathe_01,2026-03-02T10:01:00Z,,3,1,Cover,surface defect",
        "Lathe_01,2026-03-02T10:01:01Z,,2,1,Cover,surface defect",
        "Lathe_01,2026-03-02T10:01:02Z,,2,,Cover,",
    )
    await replay(floor, read(path), speed=1000, sleep=time.sleep, now=time.now)
    stops = await connection.fetch(
        "select status, reason_name from floor.status_events left join floor.reasons"
        " using (reason_id) order by at"
    )
    assert [tuple(row) for row in stops] == [("down", "Part jam"), ("no_data", None)]
    made = await connection.fetch(
        "select product_name, reason_name, good_pcs, scrap_pcs from floor.production"
        " inner join floor.products using (product_id)"
        " left join floor.reasons on scrap_reason_id = reason_id order by reason_name"
    )
    assert [tuple(row) for row in made] == [
        ("Cover", "Surface defect", 5, 2),
        ("Cover", None, 2, 0),
    ]


async def test_two_events_of_one_instant_do_not_collide(
    floor: Connect, connection: Connection, write: Write
) -> None:
    time = FakeTime()
    statuses = ["operational", "warning", "down"]
    lines = [
        f"Lathe_01,2026-03-02T10:00:00.00000{n}Z,{status}," for n, status in enumerate(statuses)
    ]
    other = "Lathe_02,2026-03-02T10:00:00.000001Z,down,"
    await replay(
        floor, read(write(HEADER, *lines, other)), speed=1000, sleep=time.sleep, now=time.now
    )
    rows = await connection.fetch(
        "select status from floor.status_events where machine_id = floor.machine_id('Lathe_01')"
        " order by at"
    )
    assert [row["status"] for row in rows] == [*statuses, "no_data"]


async def test_only_holes_in_the_recording_are_cut(
    floor: Connect, connection: Connection, write: Write
) -> None:
    time = FakeTime()
    said: list[str] = []
    start = time.at
    path = write(
        HEADER,
        "Lathe_01,2026-03-02T10:00:00Z,operational,",
        "Lathe_01,2026-03-02T11:00:00Z,no_data,",
        "Lathe_01,2026-03-02T12:00:00Z,down,",
    )
    await replay(
        floor, read(path), speed=60, longest_gap_s=5, sleep=time.sleep, now=time.now,
        report=said.append,
    )  # fmt: skip
    assert [at for at, _, _ in await _rows(connection, start)] == pytest.approx([0, 60, 65, 65])
    assert said == ["Nothing was recorded for 60 min: waiting 5 s only."]


async def test_stopping_it_leaves_no_machine_running(
    floor: Connect, connection: Connection, write: Write
) -> None:
    playing = asyncio.Event()

    async def sleep_for_ever(seconds: float) -> None:
        playing.set()
        await asyncio.Event().wait()

    path = write(
        HEADER,
        "Lathe_01,2026-03-02T10:00:00Z,operational,",
        "Lathe_02,2026-03-02T10:00:00Z,no_data,",
        "Lathe_01,2026-03-02T10:10:00Z,down,",
    )
    task = asyncio.create_task(replay(floor, read(path), speed=1, sleep=sleep_for_ever))
    await asyncio.wait_for(playing.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    rows = await connection.fetch(
        "select machine_name, status, detail from floor.machine_live order by machine_name"
    )
    assert [tuple(row) for row in rows] == [
        ("Lathe_01", "no_data", "replay stopped"),
        ("Lathe_02", "no_data", None),
        ("Painter_01", "no_data", None),
    ]


async def test_a_lost_database_ends_it_with_a_word(
    floor: Connect, connection: Connection, write: Write
) -> None:
    said: list[str] = []
    connected = 0

    async def connect() -> Connection:
        nonlocal connected
        connected += 1
        if connected > 1:
            raise ConnectionRefusedError("gone")
        return await floor()

    async def cut(seconds: float) -> None:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'import'"
        )

    path = write(
        HEADER,
        "Lathe_01,2026-03-02T10:00:00Z,operational,",
        "Lathe_01,2026-03-02T10:10:00Z,down,",
    )
    with pytest.raises(UserError, match=r"database went away .* Start the replay again"):
        await replay(connect, read(path), speed=1, sleep=cut, report=said.append)
    assert said == ["The database could not be told that the replay ended (gone)."]


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
async def test_a_speed_that_is_none_is_refused(floor: Connect, write: Write, speed: float) -> None:
    path = write(HEADER, "Lathe_01,2026-03-02T10:00:00Z,down,")
    with pytest.raises(UserError, match=r"cannot be replayed at speed .* 60 plays a minute"):
        await replay(floor, read(path), speed=speed)


async def test_nothing_to_play_is_an_error(floor: Connect, write: Write) -> None:
    path = write(HEADER, "Lath_01,2026-03-02T10:00:00Z,down,")
    with pytest.raises(UserError, match=r'nothing to replay .* line 2: Machine "Lath_01" is unkn'):
        await replay(floor, read(path))
    with pytest.raises(UserError, match=r'Machine "Lath_01" is unknown'):
        await replay(floor, read(path, Options(machine="Lath_01")))
