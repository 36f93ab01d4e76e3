"""Samples from tables: values, qualities, times, tags, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from database.connect import Connect, Connection
from errors import UserError
from imports import samples, values
from imports.entries import Options
from imports.samples import Result
from tests.imports.given import Workbook, Write

NOW = datetime.now(UTC).replace(microsecond=0)
HEADER = "time,machine,tag,value,quality"
TAGS = """
insert into floor.connections (connection_name, protocol) values ('Press shop', 'opcua');
insert into floor.tags (connection_id, address, tag_name, machine_id)
select connection_id, spots.address, spots.tag_name, machine_id
from floor.connections cross join (
    values ('ns=1;s=A', 'Temperature', 'Lathe_01'), ('ns=1;s=B', 'Temperature', 'Lathe_02'),
    ('ns=1;s=C', 'Pressure', 'Lathe_02'), ('ns=1;s=D', 'Outside', null)
) as spots (address, tag_name, machine_name)
left join floor.machines on machines.machine_name = spots.machine_name;
"""


@pytest.fixture
async def tags(floor: Connect, connection: Connection) -> Connect:
    """Four tags: two of one name, one of no machine."""
    await connection.execute(TAGS)
    return floor


def ago(minutes: float, seconds: float = 0) -> str:
    return (NOW - timedelta(minutes=minutes, seconds=seconds)).isoformat()


async def stored(connection: Connection) -> list[tuple[Any, ...]]:
    """Machine, tag, value, text and quality of all samples, oldest first."""
    rows = await connection.fetch(
        "select machine_name, tag_name, value, text_value, quality from historian.samples"
        " inner join floor.tags using (tag_id) left join floor.machines using (machine_id)"
        " order by at, tag_id"
    )
    return [tuple(row) for row in rows]


def counts(result: Result) -> tuple[int, int, int, int]:
    return result.stored, result.repeated, result.refused, result.rejects


async def test_values_are_stored_as_they_came(
    tags: Connect, write: Write, connection: Connection
) -> None:
    said = ["21.5", "7", "TRUE", "False", "Frame A", "1e3", "-", "", "null"]
    lines = [f"{ago(60 - place)},,Outside,{value}," for place, value in enumerate(said)]
    result = await samples.load(tags, write(HEADER, *lines), Options())
    assert counts(result) == (9, 0, 0, 0)
    assert [row[2:] for row in await stored(connection)] == [
        (21.5, None, 0),
        (7, None, 0),
        (1, None, 0),
        (0, None, 0),
        (None, "Frame A", 0),
        (1000, None, 0),
        *[(None, None, values.BAD)] * 3,
    ]
    assert result.source == "import:shift.csv"
    assert (result.tags, result.machines, result.created) == (("Outside",), (), ())


async def test_qualities_are_words_names_or_codes(
    tags: Connect, write: Write, connection: Connection
) -> None:
    said = ["Good", "UNCERTAIN", "Bad", "0x80310000", "2150694912", "BadNoCommunication", "great"]
    lines = [f"{ago(60 - place)},,Outside,1,{quality}" for place, quality in enumerate(said)]
    lines.append(f"{ago(1)},,Outside,,uncertain")  # blank, but the file knows better
    result = await samples.load(tags, write(HEADER, *lines), Options())
    assert [row[4] for row in await stored(connection)] == [
        0, 0x40000000, values.BAD, 0x80310000, 0x80310000, values.BAD, 0x40000000
    ]  # fmt: skip
    (reject,) = result.first_rejects
    assert str(reject) == (
        'line 8: quality "great" is no status code; write good, uncertain, bad, or a number such '
        "as 0x80310000"
    )


async def test_a_decimal_comma(tags: Connect, write: Write, connection: Connection) -> None:
    lines = ["time;tag;value", f"{ago(9)};Outside;21,5", f"{ago(8)};Outside;1.234"]
    path = write(*lines)
    await samples.load(tags, path, Options(decimal=","))
    assert [row[2] for row in await stored(connection)] == [21.5, 1234]
    english = write(*lines, name="english.csv")
    result = await samples.load(tags, english, Options(decimal="."))
    assert result.first_rejects[0].reason == 'value "21,5" is no number whose decimal sign is "."'


async def test_importing_again_stores_nothing_twice(
    tags: Connect, write: Write, connection: Connection
) -> None:
    path = write(HEADER, f"{ago(9)},,Outside,1,", f"{ago(8)},,Outside,2,")
    assert counts(await samples.load(tags, path, Options())) == (2, 0, 0, 0)
    assert counts(await samples.load(tags, path, Options())) == (0, 2, 0, 0)
    path = write(HEADER, f"{ago(9)},,Outside,1,", f"{ago(8)},,Outside,3,", f"{ago(7)},,Outside,4,")
    assert counts(await samples.load(tags, path, Options())) == (1, 1, 1, 0)
    letter = await connection.fetchrow("select source, value, reason from historian.dead_letters")
    assert letter is not None
    assert tuple(letter)[:2] == ("import:shift.csv", 3)
    assert "has another value already: 2" in letter["reason"]


async def test_a_workbook_gives_the_same_samples(
    tags: Connect, write: Write, workbook: Workbook
) -> None:
    at = datetime.fromisoformat(ago(9)).replace(tzinfo=None)
    path = write("time,tag,value", f"{at},Outside,21.5", f"{at - timedelta(1)},Outside,1")
    assert counts(await samples.load(tags, path, Options())) == (2, 0, 0, 0)
    rows = [(at, "Outside", 21.5), (at - timedelta(1), "Outside", 1.0)]
    book = workbook(("time", "tag", "value"), *rows)
    assert counts(await samples.load(tags, book, Options())) == (0, 2, 0, 0)
    assert counts(await samples.load(tags, book, Options(decimal=","))) == (0, 2, 0, 0)


# Times -------------------------------------------------------------------------------------------


async def times(connection: Connection) -> list[str]:
    rows = await connection.fetch("select at from historian.samples order by at, tag_id")
    return [f"{row['at']:%m-%d %H:%M}" for row in rows]


async def test_a_time_without_a_zone_is_that_of_the_machine(
    tags: Connect, write: Write, connection: Connection
) -> None:
    await connection.execute("update historian.retention set keep_days = 3650")
    lines = ("2025-12-01 12:00,Lathe_01,Temperature,1,", "2025-12-01 12:00,,Outside,1,")
    await samples.load(tags, write(HEADER, *lines), Options())
    assert await times(connection) == ["12-01 11:00", "12-01 12:00"]  # Berlin, and UTC
    await samples.load(tags, write(HEADER, *lines), Options(time_zone="Asia/Tokyo"))
    assert (await times(connection))[:2] == ["12-01 03:00"] * 2


async def test_the_hour_that_comes_twice(
    tags: Connect, write: Write, connection: Connection
) -> None:
    await connection.execute("update historian.retention set keep_days = 3650")
    clocks = ("01:30", "02:10", "02:50", "02:10", "02:50", "03:10")
    lines = [f"2025-10-26 {clock},Lathe_01,Temperature,{n}," for n, clock in enumerate(clocks)]
    never = "2025-03-30 02:30,Lathe_01,Temperature,9,"
    result = await samples.load(tags, write(HEADER, *lines, never), Options())
    assert await times(connection) == [
        "10-25 23:30", "10-26 00:10", "10-26 00:50", "10-26 01:10", "10-26 01:50", "10-26 02:10"
    ]  # fmt: skip
    assert "never was in Europe/Berlin" in result.first_rejects[0].reason


async def test_what_is_too_old_or_still_to_come_is_left_out(
    tags: Connect, write: Write, connection: Connection
) -> None:
    path = write(
        HEADER,
        f"{ago(60 * 24 * 40)},,Outside,1,",
        f"{ago(60 * 24 * 20)},,Outside,2,",
        f"{ago(-24 * 60)},,Outside,3,",
        f"{ago(-1)},,Outside,4,",
    )
    result = await samples.load(tags, path, Options())
    assert [row[2] for row in await stored(connection)] == [2, 4]
    old, future = (reject.reason for reject in result.first_rejects)
    assert "is older than the 30 days samples are kept" in old
    days = (datetime.now(UTC).date() - (NOW - timedelta(days=40)).date()).days  # after midnight 41
    assert old.endswith(f"set historian.retention.keep_days to {days}")
    assert "is more than 5 minutes ahead of the database's clock" in future
    assert await connection.fetchval("select count(*) from historian.dead_letters") == 0


# Tags --------------------------------------------------------------------------------------------


async def test_a_tag_is_found_by_its_name_its_machine_or_its_address(
    tags: Connect, write: Write, connection: Connection
) -> None:
    path = write(
        HEADER,
        f"{ago(9)},lathe_02,TEMPERATURE,1,",
        f"{ago(8)},,pressure,2,",
        f"{ago(7)},,ns=1;s=A,3,",
    )
    result = await samples.load(tags, path, Options())
    assert [row[:3] for row in await stored(connection)] == [
        ("Lathe_02", "Temperature", 1),
        ("Lathe_02", "Pressure", 2),
        ("Lathe_01", "Temperature", 3),
    ]
    assert result.machines == ("Lathe_02", "Lathe_01")
    assert result.tags[0] == "Lathe_02: Temperature"


async def test_the_machine_may_be_said_for_the_whole_file(
    tags: Connect, write: Write, connection: Connection
) -> None:
    path = write("time,tag,value", f"{ago(9)},Temperature,1")
    await samples.load(tags, path, Options(machine="LATHE_02"))
    assert (await stored(connection))[0][0] == "Lathe_02"
    with pytest.raises(UserError) as refused:
        await samples.load(tags, path, Options(machine="Lath_02"))
    assert refused.value.message == 'Machine "Lath_02" is unknown.'
    assert refused.value.hint == "Did you mean Lathe_02 or Lathe_01?"


async def test_what_cannot_be_told_apart_or_is_unknown_is_refused_with_a_hint(
    tags: Connect, write: Write
) -> None:
    path = write(
        HEADER,
        f"{ago(9)},,Temperature,1,",
        f"{ago(8)},,Presure,1,",
        f"{ago(7)},Lath_01,Pressure,1,",
        f"{ago(6)},Lathe_01,Pressure,1,",
        f"{ago(5)},,,1,",
        f"{ago(4)},,Outside,1,",
    )
    result = await samples.load(tags, path, Options())
    assert counts(result) == (1, 0, 0, 5)
    assert [reject.reason for reject in result.first_rejects] == [
        'tag "Temperature" is there 2 times (Lathe_01, Lathe_02); give the machine, or the address '
        "of the tag",
        'tag "Presure" is unknown; did you mean Lathe_02: Pressure?',
        'machine "Lath_01" is unknown; did you mean Lathe_01 or Lathe_02?',
        'tag "Pressure" of Lathe_01 is unknown; map it under Set up, or let it be made '
        "(--create-tags)",
        "names no tag",
    ]


async def test_unknown_tags_can_be_made(
    tags: Connect, write: Write, connection: Connection
) -> None:
    path = write(
        HEADER,
        f"{ago(9)},lathe_01,Vibration,1,",
        f"{ago(8)},LATHE_01,vibration,2,",
        f"{ago(7)},,Humidity,3,",
        f"{ago(6)},Lathe_09,Vibration,4,",
    )
    result = await samples.load(tags, path, Options(), create=True)
    assert (result.created, result.rejects) == (("Lathe_01: Vibration", "Humidity"), 1)
    made = await connection.fetch(
        "select connection_name, protocol, connections.is_enabled, tag_name, address, role"
        " from floor.tags inner join floor.connections using (connection_id)"
        " where connection_name = 'Imported' order by tag_id"
    )
    assert [tuple(row) for row in made] == [
        ("Imported", "import", False, "Vibration", "Vibration", "value"),
        ("Imported", "import", False, "Humidity", "Humidity", "value"),
    ]
    again = await samples.load(tags, path, Options(), create=True)
    assert (again.created, again.stored, again.repeated) == ((), 0, 3)


# Files -------------------------------------------------------------------------------------------


async def test_bad_lines_go_into_the_rejects_file_and_the_good_ones_in(
    tags: Connect, write: Write, connection: Connection
) -> None:
    path = write(
        HEADER,
        f"{ago(9)},,Outside,1,",
        "yesterday,,Outside,2,",
        '"open,,Outside,3,',
        f"{ago(8)},,Outside,4,,,more",
        f"{ago(7)},,Outside,5,",
    )
    result = await samples.load(tags, path, Options())
    assert [row[2] for row in await stored(connection)] == [1, 5]
    assert result.rejects_path == path.with_name("shift.csv.rejects.csv")
    text = result.rejects_path.read_text(encoding="utf-8-sig").splitlines()
    assert text[0] == f"line,problem,{HEADER}"
    assert [line.partition(",")[0] for line in text[1:]] == ["3", "4", "5"]
    assert text[1].endswith(",yesterday,,Outside,2,")


async def test_with_strict_or_without_a_good_line_nothing_is_stored(
    tags: Connect, write: Write, connection: Connection
) -> None:
    good, bad = f"{ago(9)},,Outside,1,", f"{ago(9)},,Nowhere,1,"
    path = write(HEADER, good, bad)
    with pytest.raises(UserError) as refused:
        await samples.load(tags, path, Options(), strict=True)
    assert "1 of 2 lines of shift.csv are bad; nothing was loaded." in refused.value.message
    assert 'line 3: tag "Nowhere" is unknown' in refused.value.message
    assert "shift.csv.rejects.csv" in refused.value.hint
    with pytest.raises(UserError, match="None of the 1 lines") as refused:
        await samples.load(tags, write(HEADER, bad), Options())
    assert await stored(connection) == []


async def test_a_column_that_is_missing_is_named(tags: Connect, write: Write) -> None:
    path = write("Zeit;Messstelle;Wert", "x;y;z")
    with pytest.raises(UserError) as refused:
        await samples.load(tags, path, Options())
    assert refused.value.message == "No column of shift.csv holds the time."
    assert refused.value.hint == (
        'Say which it is: --column time="…". Its columns are: Zeit, Messstelle, Wert.'
    )
    columns = {"time": "Zeit", "tag": "Messstelle", "value": "Wert"}
    with pytest.raises(UserError, match="None of the 1 lines"):
        await samples.load(tags, path, Options(columns=columns))


async def test_the_rejects_cannot_be_the_file_itself(
    tags: Connect, write: Write, tmp_path: Path
) -> None:
    path = write(HEADER, f"{ago(9)},,Outside,1,")
    with pytest.raises(UserError, match="cannot be"):
        await samples.load(tags, path, Options(), rejects=path)


# What the database makes of them -----------------------------------------------------------------


async def test_states_and_pieces_come_of_samples(
    tags: Connect, write: Write, connection: Connection
) -> None:
    await connection.execute(
        "insert into floor.tags (connection_id, address, tag_name, machine_id, role)"
        " select connection_id, roles.role, roles.role, floor.machine_id('Lathe_01'), roles.role"
        " from floor.connections cross join (values ('status'), ('good')) as roles (role);"
        " insert into floor.tag_states (tag_id, raw_value, status, label)"
        " select tag_id, meant.raw_value, meant.status, meant.label from floor.tags"
        " cross join (values ('3', 'operational', 'Running'), ('4', 'down', 'Stopped'))"
        " as meant (raw_value, status, label) where role = 'status'"
    )
    path = write(
        HEADER,
        f"{ago(30)},,status,3.0,",
        f"{ago(20)},,status,4,",
        f"{ago(10)},,status,,",
        f"{ago(30)},,good,100,",
        f"{ago(25)},,good,112,",
        f"{ago(15)},,good,5,",  # it began again
        f"{ago(12)},,good,7,bad",
    )
    assert counts(await samples.load(tags, path, Options())) == (7, 0, 0, 0)
    story = await connection.fetch(
        "select status, detail, source from floor.status_events order by at"
    )
    assert [tuple(row) for row in story] == [
        ("operational", "Running", "opcua:Press shop"),
        ("down", "Stopped", "opcua:Press shop"),
        ("no_data", "Bad", "opcua:Press shop"),
    ]
    made = await connection.fetch("select good_pcs from floor.production order by at")
    assert [row["good_pcs"] for row in made] == [12, 5]
    assert counts(await samples.load(tags, path, Options())) == (0, 7, 0, 0)
    assert await connection.fetchval("select sum(good_pcs) from floor.production") == 17
