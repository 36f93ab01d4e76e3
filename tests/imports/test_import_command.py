"""`floorcast import` for programs: one JSON object on standard output, whatever comes of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from database.connect import Connect, Connection
from tests.imports.given import ACTIVE, START, Workbook, Write, stamped
from tests.programs import refuse, run

STORY = "Anlage;Zeit;Zustand;Gut"
LINES = ("Lathe_01;02.03.2026 10:00;Störung;3", "Lathe_01;02.03.2026 10:05;läuft;")
SAID = (
    "--column", "machine=Anlage", "--column", "time=Zeit", "--column", "status=Zustand",
    "--map", "good=Gut", "--status-word", "Störung=down", "--status-word", "läuft=operational",
    "--time-format", "%d.%m.%Y %H:%M",
)  # fmt: skip


class Command:
    """Runs the import; the answer is what it said, once it is sure that it said nothing else."""

    def __init__(self, data: Path, url: str) -> None:
        self._data, self._url = data, url

    def __call__(self, path: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
        ran = run(self._data, "import", str(path), "--json", *arguments, DATABASE_URL=self._url)
        assert ran.returncode == code, ran.stderr
        assert ran.stderr == ""
        (line,) = ran.stdout.splitlines()
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture
def command(tmp_path: Path, database_url: str, floor: Connect) -> Command:
    """`floorcast import --json` on the test's floor."""
    return Command(tmp_path, database_url)


async def test_a_story_is_looked_at_loaded_and_remembered(
    command: Command, write: Write, workbook: Workbook, connection: Connection
) -> None:
    path = write(STORY, *LINES, "Lathe_01;gestern;läuft;")
    found = command(path, "--preview")
    assert (found["kind"], found["is_remembered"]) == ("events", False)
    assert found["problem"] == "No column of shift.csv holds the machine."
    assert found["hint"] in found["summary"]
    result = command(path, *SAID)
    assert (result["kind"], result["events_new"], result["good_pcs"]) == ("events", 2, 3)
    assert result["machines"] == ["Lathe_01"]
    assert result["rejects"] == 1
    assert result["first_rejects"][0]["line"] == 4
    assert result["rejects_path"].endswith("shift.csv.rejects.csv")
    assert "2 status events added" in result["summary"]
    again = command(path)  # nobody has to say it twice
    assert (again["events_new"], again["events_unchanged"]) == (0, 2)
    assert command(path, "--preview")["is_remembered"]
    forgetful = command(path, "--preview", "--no-remember")
    assert not forgetful["is_remembered"]
    # the same columns in another order, in a workbook
    cells = [(datetime(2026, 3, 2, 10, 7), "Lathe_01", "STÖRUNG", None)]
    book = workbook(("Zeit", "Anlage", "Zustand", "Gut"), *cells)
    assert command(book)["events_new"] == 1
    statuses = await connection.fetch("select status from floor.status_events order by at")
    assert [row["status"] for row in statuses] == ["down", "operational", "down"]


async def test_samples_are_looked_at_and_loaded(
    command: Command, write: Write, connection: Connection
) -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    path = write("time,machine,tag,value", f"{at.isoformat()},Lathe_01,Temperature,21.5")
    assert command(path, "--preview")["kind"] == "samples"
    refused = command(path, code=2)
    assert refused["error"].startswith("None of the 1 lines of shift.csv could be read")
    result = command(path, "--create-tags")
    assert (result["kind"], result["stored"], result["created"]) == (
        "samples", 1, ["Lathe_01: Temperature"]
    )  # fmt: skip
    assert "1 samples added, 0 there already" in result["summary"]
    assert await connection.fetchval("select value from historian.samples") == 21.5


def test_a_recording_is_looked_at_and_loaded(command: Command, write: Write) -> None:
    path = write(*stamped(START, ACTIVE), name="lathe.shdr")
    assert command(path, "--preview")["problem_field"] == "machine"
    assert command(path, "--machine", "Lathe_01")["events_new"] == 2


def test_refusals_are_told_alike(command: Command, write: Write, tmp_path: Path) -> None:
    missing = command(tmp_path / "gone.csv", code=2)
    assert set(missing) == {"error", "field", "value", "hint"}
    assert missing["error"].endswith("gone.csv does not exist.")
    path = write(STORY, *LINES)
    assert command(path, "--column", "machine", code=2)["field"] == "--column"
    assert command(path, "--live", code=2)["field"] == "is_live"
    assert command(path, "--sheet", "Monday", code=2)["field"] == "sheet"
    away = run(
        tmp_path, "import", str(path), "--json",
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/floorcast",
    )  # fmt: skip
    assert away.returncode == 2
    assert json.loads(away.stdout)["field"] == "DATABASE_URL"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--kind", "events", "--create-tags"],
            "--create-tags means nothing for a file of machines",
        ),
        (["--kind", "samples", "--create-machine"], "--create-machine means nothing for a file"),
        (["--kind", "samples", "--type", "Press"], "--type means nothing for a file of samples"),
        (
            ["--format", "shdr", "--kind", "events"],
            "--kind means nothing for a file of a recording",
        ),
        (["--device", "lathe"], "Device means something for shdr only"),
        (["--live", "--preview"], "A replay has no result to tell."),
    ],
)
def test_flags_that_mean_nothing_are_refused(
    write: Write, database_url: str, floor: Connect, arguments: list[str], told: str
) -> None:
    path = write("machine,time,status,tag,value", "Lathe_01,2026-03-02T10:00Z,down,A,1")
    assert told in refuse("import", str(path), *arguments, DATABASE_URL=database_url)


async def test_people_are_told_in_words(
    tmp_path: Path, database_url: str, floor: Connect, write: Write
) -> None:
    path = write(STORY, *LINES, "Lathe_01;gestern;läuft;")
    told = run(tmp_path, "import", str(path), "--preview", *SAID[:8], DATABASE_URL=database_url)
    assert told.returncode == 0
    assert told.stdout.splitlines() == [
        "shift.csv, events",
        "  Anlage: machine",
        "  Zeit: time",
        "  Zustand: status",
        "  Gut: good",
        "  Words without a meaning yet: Störung, läuft",
        "  Of the first 3 lines 3 cannot be read:",
        *(
            f'    line {number}: Zeit "{time}" is not ISO 8601 (2026-03-02 14:05:00); say how it '
            'is written, for example --time-format "%d.%m.%Y %H:%M"'
            for number, time in ((2, "02.03.2026 10:00"), (3, "02.03.2026 10:05"), (4, "gestern"))
        ),
        "",
        "  Anlage    Zeit              Zustand  Gut",
        "  Lathe_01  02.03.2026 10:00  Störung  3",
        "  Lathe_01  02.03.2026 10:05  läuft",
        "  Lathe_01  gestern           läuft",
    ]
