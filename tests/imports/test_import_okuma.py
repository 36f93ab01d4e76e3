"""The real recording: four sessions of a machine tool, out of order, its counter restarting.

What is expected was worked out by hand from the lines that carry execution, functional mode
and part count; their numbers stand beside it.
"""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path

import pytest

from database.connect import Connect, Connection
from imports.entries import Entry, Options
from imports.live import replay
from imports.load import load
from imports.machines import NewMachine
from imports.recording import read
from tests.imports.given import FakeTime, Told

RECORDING = Path(__file__).parents[2].parent / "shared" / "data" / "okuma.shdr.txt"
needs_recording = pytest.mark.skipif(
    not RECORDING.exists(), reason="the recording okuma.shdr.txt is not beside the source folder"
)
pytestmark = needs_recording

OPTIONS = Options(machine="Okuma_MULTUS_U3000")
DAY = "2022-08-08 "
# at (UTC), status, detail
EVENTS = [
    ("13:37:18.850148", "down", "ready"),  # 1390
    ("13:37:22.79595", "down", "process development"),  # 1460: ACTIVE, not yet in production
    ("13:37:23.167214", "operational", "active"),  # 1463
    ("13:37:23.543481", "down", "process development"),  # 1468
    ("13:37:24.154916", "operational", "active"),  # 1470
    ("13:47:27.758629", "down", "program completed"),  # 6322
    ("13:47:28.003803", "down", "ready"),  # 6325
    ("13:47:28.915451", "no_data", "not recorded"),  # 6327 is the last line of the session
    ("13:51:34.716714", "down", "ready"),  # 1
    ("13:51:36.771173", "down", "process development"),  # 64
    ("13:51:37.468668", "operational", "active"),  # 67
    ("13:54:43.500799", "down", "program completed"),  # 1383
    ("13:54:43.749976", "down", "ready"),  # 1387
    ("13:54:44.913802", "no_data", "not recorded"),  # 1389
    ("13:57:41.918521", "down", "ready"),  # 10605
    ("13:57:44.329233", "down", "process development"),  # 10676
    ("13:57:45.038737", "operational", "active"),  # 10680
    ("13:58:01.081132", "down", "program completed"),  # 10750
    ("13:58:01.320301", "down", "ready"),  # 10755
    ("13:58:06.700122", "no_data", "not recorded"),  # 10770
    ("14:21:07.643682", "down", "ready"),  # 6328
    ("14:21:10.510719", "down", "process development"),  # 6394
    ("14:21:11.159179", "operational", "active"),  # 6397
    ("14:30:19.442601", "down", "program completed"),  # 10601
    ("14:30:19.672764", "no_data", "end of recording"),  # 10604
]
# minute (UTC), good, scrap
PIECES = [
    ("13:47", 1, 0),  # 0 → 1 on line 6323
    ("13:54", 1, 0),  # restarted at 0; 0 → 1 on line 1388
    ("13:58", 1, 0),  # restarted at 0; 0 → 1 on line 10751
    ("14:21", 1, 0),  # 2 on line 6328: one more than the session before ended with
    ("14:30", 1, 0),  # 2 → 3 on line 10602
]


def _at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{DAY}{clock}+00:00")


def test_sessions_are_found_and_put_in_order() -> None:
    recording = read(RECORDING, OPTIONS)
    found = [
        (session.start_at, session.end_at, session.records, session.good_pcs, session.unseen_pcs)
        for session in recording.sessions
    ]
    assert found == [
        (_at("13:37:18.850148"), _at("13:47:28.915451"), 4776, 1, 0),
        (_at("13:51:34.716714"), _at("13:54:44.913802"), 1320, 1, 0),
        (_at("13:57:41.918521"), _at("13:58:06.700122"), 111, 1, 0),
        (_at("14:21:07.643682"), _at("14:30:19.672764"), 4166, 2, 1),
    ]
    assert recording.notes == [
        "Pieces made while nothing was recorded: 1, by the counter. "
        "They are counted where the next session begins."
    ]
    # 10,770 lines = 10,373 records + 118 assets of 3 lines + 34 removals of assets + 9 comments
    assert sum(session.records for session in recording.sessions) + 118 * 3 + 34 + 9 == 10770


def test_pieces_made_while_nothing_was_recorded_can_be_left_out() -> None:
    recording = read(RECORDING, Options(machine="Okuma", count_unseen=False))
    assert [session.good_pcs for session in recording.sessions] == [1, 1, 1, 1]
    assert recording.notes == []


async def test_it_becomes_the_rows_worked_out_by_hand(
    floor: Connect, connection: Connection, events: Told, pieces: Told
) -> None:
    result = await load(floor, read(RECORDING, OPTIONS), create=NewMachine())
    assert await events("Okuma_MULTUS_U3000") == [(DAY + at, *rest) for at, *rest in EVENTS]
    assert await pieces("Okuma_MULTUS_U3000") == [(DAY + at, *rest) for at, *rest in PIECES]
    assert (result.events_new, result.events_changed, result.events_unchanged) == (25, 0, 0)
    assert (result.production_new, result.good_pcs, result.scrap_pcs) == (5, 5, 0)
    assert (result.rejects, result.rejects_path) == (0, None)
    assert result.created == ("Okuma_MULTUS_U3000",)
    sources = await connection.fetch(
        "select source from floor.status_events union select source from floor.production"
    )
    assert [row["source"] for row in sources] == ["import:okuma.shdr.txt"]


async def test_importing_it_twice_adds_nothing(floor: Connect, connection: Connection) -> None:
    await load(floor, read(RECORDING, OPTIONS), create=NewMachine())
    rows = "select * from floor.status_events order by machine_id, at"
    minutes = "select * from floor.production order by machine_id, at"
    before = await connection.fetch(rows), await connection.fetch(minutes)
    again = await load(floor, read(RECORDING, OPTIONS))
    assert (await connection.fetch(rows), await connection.fetch(minutes)) == before
    assert (again.events_new, again.events_changed, again.events_unchanged) == (0, 0, 25)
    found = (again.production_new, again.production_changed, again.production_unchanged)
    assert found == (0, 0, 5)
    assert again.created == ()


async def test_the_current_state_equals_history(floor: Connect, connection: Connection) -> None:
    await load(floor, read(RECORDING, OPTIONS), create=NewMachine())
    assert await connection.fetch("table floor.machine_status") == await connection.fetch(
        "table floor.machine_status_from_events"
    )
    now = await connection.fetchrow("select status, detail, at from floor.machine_status")
    assert now is not None
    assert tuple(now) == ("no_data", "end of recording", _at("14:30:19.672764"))


async def test_what_was_not_recorded_is_no_data_for_as_long(
    floor: Connect, connection: Connection
) -> None:
    await load(floor, read(RECORDING, OPTIONS), create=NewMachine())
    lengths = await connection.fetch(
        "select status, extract(epoch from upper(during) - lower(during)) as seconds"
        " from floor.status_intervals where status = 'no_data' and not upper_inf(during)"
        " order by during"
    )
    assert [float(row["seconds"]) for row in lengths] == [245.801263, 177.004719, 1380.94356]


def test_the_order_of_sessions_in_the_file_does_not_matter(tmp_path: Path) -> None:
    lines = RECORDING.read_text().splitlines(keepends=True)
    blocks = [lines[a:b] for a, b in itertools.pairwise([0, 1389, 6327, 10604, len(lines)])]
    expected = _entries(RECORDING)
    assert len(expected) == 30
    for order in [(1, 0, 3, 2), (3, 2, 1, 0), (2, 0, 1, 3)]:
        path = tmp_path / "joined.shdr"
        path.write_text("".join("".join(blocks[block]) for block in order))
        assert _entries(path) == expected


def _entries(path: Path) -> list[tuple[object, ...]]:
    def content(entry: Entry) -> tuple[object, ...]:
        return entry.at, entry.status, entry.detail, entry.good_pcs, entry.scrap_pcs

    return [content(entry) for chunk in read(path, OPTIONS).chunks() for entry in chunk.entries]


async def test_it_replays_as_if_it_happened_now(
    floor: Connect, connection: Connection, events: Told, pieces: Told
) -> None:
    time = FakeTime()
    said: list[str] = []
    start = time.at
    played = await replay(
        floor,
        read(RECORDING, OPTIONS),
        speed=60,
        create=NewMachine(),
        sleep=time.sleep,
        now=time.now,
        report=said.append,
    )
    rows = await connection.fetch("select at, status, source from floor.status_events order by at")
    assert [row["status"] for row in rows] == [status for _, status, _ in EVENTS]
    assert {row["source"] for row in rows} == {"replay:okuma.shdr.txt"}
    assert rows[0]["at"] == start
    # 13:37:18.85 to 13:47:28.92, sixty times as fast
    assert (rows[7]["at"] - start).total_seconds() == pytest.approx(610.065303 / 60, abs=1e-4)
    # the holes: 245.8 s and 177.0 s at speed 60, and 1380.9 s cut to ten seconds
    assert (rows[8]["at"] - rows[7]["at"]).total_seconds() == pytest.approx(
        245.801263 / 60, abs=1e-4
    )
    assert (rows[20]["at"] - rows[19]["at"]).total_seconds() == pytest.approx(10, abs=1e-4)
    assert said == ["Nothing was recorded for 23 min: waiting 10 s only."]
    assert (played.events, played.good_pcs, played.scrap_pcs, played.rejects) == (25, 5, 0, 0)
    minutes = await pieces("Okuma_MULTUS_U3000")
    assert sum(good for _, good, _ in minutes) == 5
    assert all(
        datetime.fromisoformat(f"{minute}+00:00") >= start.replace(second=0)
        for minute, _, _ in minutes
    )
    assert (await events("Okuma_MULTUS_U3000"))[-1][1:] == ("no_data", "end of recording")
