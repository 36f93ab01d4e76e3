"""Published examples of OEE come out of the gold views, from rows of the floor.

Their inputs, their results and where they were published stand in a file beside the project.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from database.connect import Connection
from tests.oee.support import (
    DAY,
    Station,
    add_reason,
    figures,
    near,
    pause,
    ratios,
    refresh,
    station,
    stations,
    work,
)
from tests.sql.support import minute, stand

FILE = Path(__file__).parents[2].parent / "shared" / "oracles.json"
HOUR = 60  # minutes
FACTORS = ("availability", "performance", "quality", "oee")


def minutes_to(instant: datetime) -> float:
    """Minutes from the start to an instant."""
    return (instant - minute(0)) / timedelta(minutes=1)


@pytest.fixture(scope="session")
def oracles() -> dict[str, dict[str, Any]]:
    """The published examples by name."""
    if not FILE.is_file():
        pytest.skip("the file of published examples is not at hand")
    return {example["id"]: example for example in json.loads(FILE.read_text(encoding="utf-8"))}


def test_every_example_is_tested(oracles: dict[str, Any]) -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in oracles if f'"{name}"' not in source] == []


async def test_vorne_fast_guide(
    connection: Connection, press: Station, oracles: dict[str, Any]
) -> None:
    example = oracles["vorne_fast_guide"]
    given, expected = example["inputs"], example["expected"]
    await press.takes(given["ideal_cycle_s"])
    await work(connection, press.line_id, 0, given["shift_min"])
    await pause(connection, press.line_id, 240, 240 + given["breaks_min"])
    await press.was((0, "operational"), (100, "down"), (100 + given["downtime_min"], "operational"))
    await press.made(30, given["total"] - given["reject"], given["reject"])
    await refresh(connection, given["shift_min"])
    row = await press.figures()

    assert ratios(row) == near(*(expected[name] for name in FACTORS))
    published = [f"{ratio:.2%}" for ratio in ratios(row) if ratio is not None]
    assert published == [example["published"][name] for name in FACTORS]
    in_minutes = {
        "planned_min": row["planned_s"],
        "run_min": row["run_s"],
        "net_run_min": row["ideal_s"],
        "fully_productive_min": row["fully_productive_s"],
        "availability_loss_min": row["availability_loss_s"],
        "performance_loss_min": row["performance_loss_s"],
        "quality_loss_min": row["quality_loss_s"],
    }
    assert tuple(value / 60 for value in in_minutes.values()) == near(
        *(expected[name] for name in in_minutes)
    )
    assert row["good_pcs"] == expected["good"]
    assert row["elapsed_s"] / 60 == given["all_time_min"]
    assert (row["teep_ratio"], row["utilisation_ratio"]) == near(
        expected["teep_over_480"], expected["utilization"]
    )


async def test_pypi_oee_unequal_rollup(connection: Connection, oracles: dict[str, Any]) -> None:
    """The second machine works all of the shift, the first has a planned stop of its own."""
    example = oracles["pypi_oee_unequal_rollup"]
    given, expected = example["inputs"], example["expected"]
    floor = await stand(connection, machines=["m1", "m2"])
    shift_min = max(machine["planned"] for machine in given.values())
    await work(connection, floor.line_id, 0, shift_min)
    machines = {machine.machine_name: machine for machine in stations(connection, floor)}
    for name, machine in machines.items():
        numbers = given[name]
        await machine.takes(numbers["ideal"] * 60)
        await machine.was((0, "operational"), (numbers["run"], "down"))
        await machine.made(0, numbers["good"], numbers["total"] - numbers["good"])
        if numbers["planned"] < shift_min:
            await pause(
                connection, floor.line_id, numbers["planned"], shift_min, machine.machine_id
            )
    await refresh(connection, shift_min)

    oees = [(await machines[name].figures())["oee_ratio"] for name in ("m1", "m2")]
    assert tuple(oees) == near(expected["m1_oee"], expected["m2_oee"])
    assert sum(oees) / 2 == pytest.approx(expected["naive_mean"])  # what must not come out
    for view in ("oee_line_shift", "oee_line_day", "oee_line", "oee_plant_shift", "oee_plant"):
        assert ratios(await figures(connection, view)) == near(
            *(expected[name] for name in FACTORS)
        )


async def test_pypi_oee_six_losses(
    connection: Connection, press: Station, oracles: dict[str, Any]
) -> None:
    example = oracles["pypi_oee_six_losses"]
    given, expected = example["inputs"], example["expected"]
    setup = await add_reason(connection, "Changeover", "setup")
    startup = await add_reason(connection, "Warming up", "startup_reject")
    await press.takes(given["ideal"] * 60)
    await work(connection, press.line_id, 0, given["planned"])
    await press.was(
        (0, "down", setup),
        (given["setup_time"], "operational"),
        (200, "down"),
        (200 + given["downtime"] - given["setup_time"], "operational"),
    )
    await press.made(40, 0, given["startup_rejects"], reason=startup)
    await press.made(
        60, given["total"] - given["reject"], given["reject"] - given["startup_rejects"]
    )
    await refresh(connection, given["planned"])
    row = await press.figures()

    assert ratios(row) == near(*(expected[name] for name in FACTORS))
    losses = {
        "breakdowns": row["breakdown_s"],
        "setup_and_adjustments": row["setup_s"],
        "minor_stops_and_reduced_speed": row["minor_stop_s"] + row["reduced_speed_s"],
        "process_defects": row["process_reject_s"],
        "reduced_yield": row["startup_reject_s"],
        "total_loss": row["planned_s"] - row["fully_productive_s"],
    }
    assert tuple(value / 60 for value in losses.values()) == near(
        *(expected[name] for name in losses)
    )


@pytest.mark.parametrize("name", ["pypi_oee_reliability", "pypi_oee_zero_failures"])
async def test_pypi_oee_reliability(
    connection: Connection, press: Station, oracles: dict[str, Any], name: str
) -> None:
    given, expected = oracles[name]["inputs"], oracles[name]["expected"]
    hours = given["operating_h"] + given["total_repair_h"]
    failures = given["failures"]
    for day, start_h in enumerate(range(0, hours, 24)):
        end_h = min(start_h + 24, hours)
        date = DAY + timedelta(days=day)
        await work(connection, press.line_id, start_h * HOUR, end_h * HOUR, day=date)
    await press.was((0, "operational"))
    for number in range(1, failures + 1):
        # the stops lie across hours, breaks of the day and shifts
        at = number * 100 * HOUR + 17
        repair_min = given["total_repair_h"] / failures * HOUR
        await press.was((at, "down"), (at + repair_min, "operational"))
    await refresh(connection, hours * HOUR)
    row = await figures(connection, "oee_station")

    hours_between, hours_to_repair = (
        None if row[column] is None else row[column] / 3600 for column in ("mtbf_s", "mttr_s")
    )
    assert (hours_between, hours_to_repair, row["inherent_availability_ratio"]) == near(
        expected["mtbf"], expected["mttr"], expected["inherent_availability"]
    )
    assert row["failures"] == failures


async def test_influx_flux_apq(
    connection: Connection, press: Station, oracles: dict[str, Any]
) -> None:
    """Cumulative counters that begin above 0, states that repeat, planned time beyond the window.

    The shift is as long as the planned time; the machine stands when the window ends.
    """
    example = oracles["influx_flux_apq"]
    given, expected = example["inputs"], example["expected"]
    start, end = (datetime.fromisoformat(at) for at in given["window"])
    offset = minutes_to(start)
    planned_min = given["planned_s"] / 60
    await press.takes(given["ideal_cycle_s"])
    await work(connection, press.line_id, offset, offset + planned_min, day=start.date())
    statuses = {given["running_state"]: "operational"}
    await press.was(
        *(
            (minutes_to(datetime.fromisoformat(at)), statuses.get(state, "down"))
            for at, state, *_ in given["events"]
        ),
        (minutes_to(end), "down"),
    )
    for before, after in zip(given["events"], given["events"][1:], strict=False):
        parts, bad = (after[column] - before[column] for column in (2, 3))
        await press.made(minutes_to(datetime.fromisoformat(after[0])), parts - bad, bad)
    await refresh(connection, offset + planned_min)
    row = await press.figures()

    assert (row["run_s"], row["total_pcs"], row["scrap_pcs"]) == (
        expected["run_s"],
        expected["parts"],
        expected["bad"],
    )
    assert ratios(row) == near(*(expected[name] for name in FACTORS))
    assert row["status_changes"] == 4  # repeated states are none


async def test_versalytics_teep(connection: Connection, oracles: dict[str, Any]) -> None:
    """One day, of which two thirds are worked, from midnight to midnight in the plant."""
    example = oracles["versalytics_teep"]
    given, expected = example["inputs"], example["expected"]
    press = await station(connection, time_zone="UTC")
    midnight = minutes_to(datetime.combine(DAY, datetime.min.time(), UTC))
    scheduled, calendar = (given[name] * HOUR for name in ("scheduled_h", "calendar_h"))
    await press.stands_since(midnight)
    await work(connection, press.line_id, midnight + 6 * HOUR, midnight + 6 * HOUR + scheduled)
    await press.takes(60 / given["rate_per_min"])
    await press.was((midnight + 6 * HOUR, "operational"))
    await press.made(midnight + 7 * HOUR, given["good"])
    await refresh(connection, midnight + calendar)
    row = await press.figures("day")

    assert (row["ideal_s"] / 3600, row["oee_ratio"], row["teep_ratio"]) == near(
        expected["ideal_h"], expected["oee"], expected["teep"]
    )
    assert row["elapsed_s"] == given["calendar_h"] * 3600


async def test_elsmar_loading_5x24(
    connection: Connection, press: Station, oracles: dict[str, Any]
) -> None:
    """Monday to Friday, the night of Friday ending on Saturday morning; the week has 168 hours."""
    example = oracles["elsmar_loading_5x24"]
    given, expected = example["inputs"], example["expected"]
    monday = datetime.combine(DAY, datetime.min.time(), UTC) - timedelta(hours=1)  # in Berlin
    midnight = minutes_to(monday)
    await press.stands_since(midnight)
    for day in range(given["days"]):
        for number in range(given["shifts"]):
            start = midnight + (day * 24 + 6 + number * given["hours"]) * HOUR
            date = DAY + timedelta(days=day)
            await work(
                connection,
                press.line_id,
                start,
                start + given["hours"] * HOUR,
                "ABC"[number],
                date,
            )
    await refresh(connection, midnight + 7 * 24 * HOUR)
    row = await press.figures("week")

    assert row["elapsed_s"] == 7 * 24 * 3600
    assert row["utilisation_ratio"] == pytest.approx(expected["loading"], rel=1e-9)
    assert f"{row['utilisation_ratio']:.1%}" == example["published"]["loading"]
