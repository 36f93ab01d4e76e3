"""CSV into the database: events, minutes, rejects, all or nothing."""

from __future__ import annotations

import pytest

from database.connect import Connect, Connection
from errors import UserError
from imports.entries import Options
from imports.load import load
from imports.machines import NewMachine
from imports.recording import read
from tests.imports.given import Told, Write

HEADER = "machine,time,status,good,scrap"
LINE = "Lathe_01,2026-03-02T10:00:00Z,down,3,1"


async def test_lines_become_events_and_minutes(
    floor: Connect, write: Write, events: Told, pieces: Told
) -> None:
    path = write(
        "machine,time,status,detail,good,scrap",
        "lathe_01,2026-03-02T10:00:10Z,down,jam,2,",
        "LATHE_01,2026-03-02T10:00:50Z,,,3,1",  # the same minute: it adds up
        "Lathe_01,2026-03-02T10:00:10Z,Warning,,,",  # the same instant: the later line wins
        "Lathe_02,2026-03-02 11:01,operational,,,",  # Berlin, hence 10:01 UTC
        "Lathe_02,2026-03-02 11:02,,,0,0",
    )
    result = await load(floor, read(path))
    assert await events("Lathe_01") == [("2026-03-02 10:00:10", "warning", None)]
    assert await pieces("Lathe_01") == [("2026-03-02 10:00", 5, 1)]
    assert await events("Lathe_02") == [("2026-03-02 10:01", "operational", None)]
    assert await pieces("Lathe_02") == [("2026-03-02 10:02", 0, 0)]
    assert (result.events_new, result.production_new, result.rejects) == (2, 2, 0)
    assert result.machines == ("Lathe_01", "Lathe_02")


async def test_a_corrected_file_changes_what_differs(
    floor: Connect, write: Write, events: Told, pieces: Told
) -> None:
    second = "Lathe_01,2026-03-02T10:05:00Z,operational,4,0"
    await load(floor, read(write(HEADER, LINE, second)))
    result = await load(floor, read(write(HEADER, LINE.replace("down,3", "warning,5"), second)))
    assert (result.events_new, result.events_changed, result.events_unchanged) == (0, 1, 1)
    found = (result.production_new, result.production_changed, result.production_unchanged)
    assert found == (0, 1, 1)
    assert (await events("Lathe_01"))[0] == ("2026-03-02 10:00", "warning", None)
    assert await pieces("Lathe_01") == [("2026-03-02 10:00", 5, 1), ("2026-03-02 10:05", 4, 0)]


async def test_two_files_count_side_by_side(
    floor: Connect, write: Write, pieces: Told, connection: Connection
) -> None:
    for name in ("early.csv", "late.csv"):
        await load(floor, read(write(HEADER, LINE, name=name)))
    assert await pieces("Lathe_01") == [("2026-03-02 10:00", 3, 1)] * 2
    sources = await connection.fetch("select source from floor.production order by source")
    assert [row["source"] for row in sources] == ["import:early.csv", "import:late.csv"]


async def test_bad_lines_go_into_the_rejects_file_and_the_good_ones_in(
    floor: Connect, write: Write, events: Told
) -> None:
    path = write(
        HEADER,
        LINE,
        "Lath_01,2026-03-02T10:00Z,down,,",
        'Lathe_01,2026-03-02T10:01Z,"broken, or so",,',
        "Lathe_01,2199-01-01T00:00Z,down,,",
        "Lathe_01,2026-03-29 02:30,down,,",
        "Lathe_01,2026-03-29 03:30,warning,,",
    )
    result = await load(floor, read(path))
    assert (result.events_new, result.rejects) == (2, 4)
    rejects = path.with_name("shift.csv.rejects.csv")
    assert result.rejects_path == rejects
    assert [str(reject)[:56] for reject in result.first_rejects] == [
        'line 3: Machine "Lath_01" is unknown. Did you mean Lathe',
        'line 4: status "broken, or so" is unknown; choose operat',
        "line 5: 2199-01-01 00:00:00 UTC is more than 5 minutes a",
        "line 6: 2026-03-29 02:30:00 never was in Europe/Berlin: ",
    ]
    text = rejects.read_text(encoding="utf-8-sig").splitlines()
    assert text[0] == "line,problem," + HEADER
    assert text[1].startswith('3,"Machine ""Lath_01"" is unknown. Did you mean Lathe_01, Lathe_02')
    assert text[1].endswith(",Lath_01,2026-03-02T10:00Z,down,,")
    assert text[2].endswith(',Lathe_01,2026-03-02T10:01Z,"broken, or so",,')
    assert len(text) == 5
    # mended, it is a file like any other
    mended = rejects.read_text(encoding="utf-8-sig").replace("Lath_01", "Lathe_01")
    rejects.write_text(mended.replace(',"broken, or so",,', ",down,,"))
    again = await load(floor, read(rejects))
    assert (again.events_new, again.events_changed, again.rejects) == (1, 1, 2)
    assert [at for at, _, _ in await events("Lathe_01")] == [
        "2026-03-02 10:00",
        "2026-03-02 10:01",
        "2026-03-29 01:30",
    ]


async def test_strict_is_all_or_nothing(
    floor: Connect, write: Write, connection: Connection
) -> None:
    path = write(HEADER, LINE, "Lathe_01,2026-03-02T10:01Z,broken,,")
    with pytest.raises(
        UserError,
        match=r"(?s)1 of 2 lines of shift\.csv are bad; nothing was loaded\.\n  line 3: status "
        r'"broken" .*All of them, with reasons: .*shift\.csv\.rejects\.csv',
    ):
        await load(floor, read(path), strict=True, create=None)
    assert await connection.fetchval("select count(*) from floor.status_events") == 0
    assert path.with_name("shift.csv.rejects.csv").exists()
    result = await load(floor, read(write(HEADER, LINE)), strict=True)
    assert result.events_new == 1


async def test_nothing_but_bad_lines_is_an_error(floor: Connect, write: Write) -> None:
    lines = [f"Lathe_01,2026-03-02T10:0{minute}Z,broken,," for minute in range(7)]
    with pytest.raises(UserError, match=r"(?s)None of the 7 lines .*line 6: .* and 2 more"):
        await load(floor, read(write(HEADER, *lines)))


async def test_the_wrong_column_is_noticed(floor: Connect, write: Write) -> None:
    lines = [f"part {number},2026-03-02T10:00Z,down,," for number in range(101)]
    with pytest.raises(UserError, match=r'More than 100 names .* for example "part 100"'):
        await load(floor, read(write(HEADER, *lines)))


async def test_a_given_machine_that_is_unknown_is_an_error(floor: Connect, write: Write) -> None:
    path = write("time,status", "2026-03-02T10:00Z,down")
    with pytest.raises(UserError, match=r'Machine "Lathe_1" is unknown\. Did you mean Lathe_01'):
        await load(floor, read(path, Options(machine="Lathe_1")))


async def test_rejects_cannot_overwrite_the_file_nor_go_nowhere(
    floor: Connect, write: Write
) -> None:
    path = write(HEADER, LINE, "x")
    with pytest.raises(UserError, match=r"rejects file cannot be .* itself, which is being read"):
        await load(floor, read(path), rejects=path)
    with pytest.raises(UserError, match=r"cannot be written: No such file .* --rejects"):
        await load(floor, read(path), rejects=path.parent / "nosuch" / "r.csv")


async def test_the_hour_that_comes_twice_is_told_apart_by_the_order(
    floor: Connect, write: Write, events: Told
) -> None:
    path = write(
        HEADER,
        "Lathe_01,2025-10-26 02:10,down,,",
        "Lathe_01,2025-10-26 02:50,operational,,",
        "Lathe_01,2025-10-26 02:05,warning,,",  # behind 02:50: winter time
        "Lathe_01,2025-10-26 03:00,down,,",
    )
    await load(floor, read(path))
    assert [at for at, _, _ in await events("Lathe_01")] == [
        "2025-10-26 00:10",
        "2025-10-26 00:50",
        "2025-10-26 01:05",
        "2025-10-26 02:00",
    ]


async def test_a_given_time_zone_goes_before_the_plants(
    floor: Connect, write: Write, events: Told
) -> None:
    path = write(HEADER, "Lathe_01,2026-03-02 10:00,down,,", LINE.replace(":00Z", ":30Z"))
    await load(floor, read(path, Options(time_zone="America/New_York")))
    assert [at for at, _, _ in await events("Lathe_01")] == [
        "2026-03-02 10:00:30",
        "2026-03-02 15:00",
    ]


TOLD = """
select
    to_char(at at time zone 'UTC', 'MI:SS') as at,
    product_name,
    reason_name,
    good_pcs,
    scrap_pcs
from floor.production
left join floor.products using (product_id)
left join floor.reasons on production.scrap_reason_id = reasons.reason_id
order by at, product_name, reason_name
"""
STOPS = """
select status, reason_name from floor.status_events left join floor.reasons using (reason_id)
order by status_events.at
"""
NAMED = "machine,time,status,good,scrap,product,reason"


async def test_products_and_reasons_are_found_however_they_are_typed(
    floor: Connect, write: Write, connection: Connection
) -> None:
    path = write(
        NAMED,
        "Lathe_01,2026-03-02T10:00:00Z,down,,,,part JAM",
        "Lathe_01,2026-03-02T10:01:00Z,operational,3,1,housing,Surface defect",
        "Lathe_01,2026-03-02T10:01:30Z,,4,2,Housing,surface defect",  # adds up
        "Lathe_01,2026-03-02T10:01:40Z,,5,,Cover,Surface defect",  # nothing rejected: no reason
        "Lathe_01,2026-03-02T10:01:50Z,,,1,,",
        "Lathe_01,2026-03-02T10:02:00Z,down,1,1,,Tool change",  # why it stands comes first
        "Lathe_01,2026-03-02T10:03:00Z,warning,,,,",
    )
    result = await load(floor, read(path))
    assert [tuple(row) for row in await connection.fetch(TOLD)] == [
        ("01:00", "Cover", None, 5, 0),
        ("01:00", "Housing", "Surface defect", 7, 3),
        ("01:00", None, None, 0, 1),
        ("02:00", None, None, 1, 1),
    ]
    assert [tuple(row) for row in await connection.fetch(STOPS)] == [
        ("down", "Part jam"),
        ("operational", None),
        ("down", "Tool change"),
        ("warning", None),
    ]
    # minutes are counted, not rows
    assert (result.production_new, result.good_pcs, result.scrap_pcs) == (2, 13, 5)
    again = await load(floor, read(path))
    assert (again.events_unchanged, again.production_unchanged) == (4, 2)
    assert (again.events_changed, again.production_new, again.production_changed) == (0, 0, 0)


async def test_a_corrected_reason_takes_the_pieces_along(
    floor: Connect, write: Write, connection: Connection
) -> None:
    other = "Lathe_01,2026-03-02T10:05:00Z,,1,,,"
    line = "Lathe_01,2026-03-02T10:01:00Z,,3,1,Housing,"
    await load(floor, read(write(NAMED, line, other)))
    await load(floor, read(write(NAMED, line, name="another.csv")))
    result = await load(floor, read(write(NAMED, line + "Surface defect", other)))
    found = (result.production_new, result.production_changed, result.production_unchanged)
    assert found == (0, 1, 1)
    assert [tuple(row) for row in await connection.fetch(TOLD)] == [
        ("01:00", "Housing", "Surface defect", 3, 1),
        ("01:00", "Housing", None, 3, 1),  # what the other file said
        ("05:00", None, None, 1, 0),
    ]


async def test_a_reason_given_since_stays(
    floor: Connect, write: Write, connection: Connection
) -> None:
    path = write(HEADER, LINE)
    await load(floor, read(path))
    await connection.execute(
        "update floor.status_events set reason_id = (select reason_id from floor.reasons"
        " where reason_name = 'Part jam')"
    )
    assert (await load(floor, read(path))).events_unchanged == 1
    assert [tuple(row) for row in await connection.fetch(STOPS)] == [("down", "Part jam")]
    await load(floor, read(write(HEADER, LINE.replace("down", "warning"))))
    assert [tuple(row) for row in await connection.fetch(STOPS)] == [("warning", None)]


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        (",Part jamm", 'reason "Part jamm" is unknown; did you mean Part jam? list a new one in '
         "floor.toml, or keep the machine's own word: --column detail=…"),
        (",E 4711", 'reason "E 4711" is unknown; there are Part jam, Surface defect, Tool change: '
         "list a new one in floor.toml, or keep the machine's own word: --column detail=…"),
        ("Huosing,", 'product "Huosing" is unknown; did you mean Housing? list a new one in '
         "floor.toml"),
    ],
)  # fmt: skip
async def test_an_unknown_product_or_reason_is_refused(
    floor: Connect, write: Write, events: Told, named: str, reason: str
) -> None:
    path = write(NAMED, "Lathe_01,2026-03-02T10:00Z,down,1,," + named, LINE + ",,")
    result = await load(floor, read(path))
    assert [str(reject) for reject in result.first_rejects] == [f"line 2: {reason}"]
    assert len(await events("Lathe_01")) == 1
    # mended, the rejects file is a file like any other
    rejects = path.with_name("shift.csv.rejects.csv")
    text = rejects.read_text(encoding="utf-8-sig")
    rejects.write_text(text.replace(named + "\n", "Housing,Part jam\n"))
    assert (await load(floor, read(rejects))).production_new == 1


async def test_a_floor_without_products_says_so(
    floor: Connect, write: Write, connection: Connection
) -> None:
    await connection.execute("delete from floor.products")
    path = write(NAMED, "Lathe_01,2026-03-02T10:00Z,,1,,Housing,", LINE + ",,")
    result = await load(floor, read(path))
    assert [str(reject) for reject in result.first_rejects] == [
        'line 2: product "Housing" is unknown; there is no product yet: list them in floor.toml'
    ]


async def test_a_rolled_back_import_leaves_no_machine(
    floor: Connect, write: Write, connection: Connection
) -> None:
    path = write(HEADER, "Drill_01,2026-03-02T10:00Z,broken,,", "Drill_02,2026-03-02T10:00Z,down,,")
    with pytest.raises(UserError, match=r"1 of 2 lines"):
        await load(floor, read(path), create=NewMachine(), strict=True)
    assert await connection.fetchval("select count(*) from floor.machines") == 3
