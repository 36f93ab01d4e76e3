"""What MTConnect values mean, where sessions end, and what counters count."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from imports import mtconnect
from imports.sessions import increase, split
from tests.imports.given import (
    ACTIVE,
    START,
    Recorded,
    entries_of,
    rejects_of,
    states_of,
    utc,
)

# Every value of the mapping, set while everything else says "production": status and detail
MEANINGS = [
    ("avail|UNAVAILABLE", "no_data", "unavailable"),
    ("execution|UNAVAILABLE", "no_data", "execution unavailable"),
    ("fmode|MAINTENANCE", "down", "maintenance"),
    ("fmode|SETUP", "down", "setup"),
    ("fmode|TEARDOWN", "down", "teardown"),
    ("fmode|PROCESS_DEVELOPMENT", "down", "process development"),
    ("estop|TRIGGERED", "down", "emergency stop"),
    ("mode|MANUAL", "down", "manual"),
    ("mode|MANUAL_DATA_INPUT", "down", "manual data input"),
    ("mode|EDIT", "down", "edit"),
    ("mode|FEED_HOLD", "warning", "feed hold"),
    ("mode|SEMI_AUTOMATIC", "operational", "active"),
    ("execution|FEED_HOLD", "warning", "feed hold"),
    ("execution|INTERRUPTED", "warning", "interrupted"),
    ("execution|WAIT", "warning", "wait"),
    ("execution|OPTIONAL_STOP", "warning", "optional stop"),
    ("execution|PROGRAM_OPTIONAL_STOP", "warning", "optional stop"),
    ("execution|PROGRAM_STOPPED", "warning", "program stopped"),
    ("execution|STOPPED", "down", "stopped"),
    ("execution|PROGRAM_COMPLETED", "down", "program completed"),
    ("execution|READY", "down", "ready"),
    ("execution|active", "operational", "active"),
    ("servo|FAULT|E1|||Follow-up error", "warning", "Follow-up error"),
    ("oil|WARNING|W7|||", "warning", "oil W7"),
    ("execution|DREAMING", "no_data", "execution dreaming"),
]


@pytest.mark.parametrize(("said", "status", "detail"), MEANINGS, ids=lambda value: str(value)[:30])
def test_each_value_means_what_the_mapping_says(
    recorded: Recorded, said: str, status: str, detail: str
) -> None:
    states = states_of(recorded(START, ACTIVE, said, "X|1"))
    assert states[-1][1:] == (status, detail)


def test_every_rule_of_the_mapping_is_tried_here_and_explained() -> None:
    rules = mtconnect.load().rules
    tried = {(said.split("|")[1].upper(), status) for said, status, _ in MEANINGS}
    assert {(rule.value, rule.status) for rule in rules} - tried == {("FAULT", "down")}
    assert [rule for rule in rules if len(rule.why) < 10] == []


def test_the_document_lists_every_rule_in_order() -> None:
    document = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    rows = [
        f"| {number} | {rule.signal} | {rule.value} | {rule.status} | {rule.why} |"
        for number, rule in enumerate(mtconnect.load().rules, 1)
    ]
    assert "\n".join(rows) in document


def test_a_fault_stops_an_idle_machine_and_marks_a_running_one(recorded: Recorded) -> None:
    fault = "feeder|FAULT|F3|||Bar feeder empty"
    states = states_of(
        recorded(START, ACTIVE, fault, "execution|READY", "feeder|NORMAL||||", "X|1")
    )
    assert [state[1:] for state in states] == [
        ("down", "ready"),
        ("operational", "active"),
        ("warning", "Bar feeder empty"),
        ("down", "Bar feeder empty"),
        ("down", "ready"),
    ]


def test_a_warning_does_not_make_an_idle_machine_run(recorded: Recorded) -> None:
    states = states_of(recorded(START, "oil|WARNING|W7|||Oil low", ACTIVE, "X|1"))
    assert [state[1:] for state in states] == [("down", "ready"), ("warning", "Oil low")]


def test_conditions_are_cleared_one_by_one_or_all_at_once(recorded: Recorded) -> None:
    one, two = "servo|FAULT|1|||One", "servo|FAULT|2|||Two"
    said = [START, one, two, "servo|NORMAL|1|||", one, "servo|NORMAL||||", two, "servo|UNAVAILABLE"]
    details = [state[2] for state in states_of(recorded(*said, "X|1"))]
    assert details == ["ready", "One", "Two", "ready", "Two", "ready"]


def test_maintenance_is_the_reason_not_the_alarm_it_raises(recorded: Recorded) -> None:
    said = [START, "servo|FAULT|1|||One", "fmode|MAINTENANCE", "estop|TRIGGERED", "X|1"]
    assert [state[2] for state in states_of(recorded(*said))] == ["ready", "One", "maintenance"]


def test_a_machine_executes_while_one_of_its_paths_does(recorded: Recorded) -> None:
    said = [
        "avail|AVAILABLE|p1execution|READY|p2execution|READY",
        "p2execution|ACTIVE",
        "p1execution|ACTIVE",
        "p2execution|READY",
        "p1execution|READY",
        "X|1",
    ]
    assert [state[1:] for state in states_of(recorded(*said))] == [
        ("down", "ready"),
        ("operational", "active"),
        ("down", "ready"),
    ]


def test_only_changes_become_events(recorded: Recorded) -> None:
    states = states_of(recorded(START, ACTIVE, ACTIVE, "X|1", "avail|AVAILABLE", ACTIVE, "X|2"))
    assert [state[0] for state in states] == ["10:00:00", "10:00:01"]


def test_several_lines_of_one_instant_are_one_event(recorded: Recorded) -> None:
    same = utc("10:00:00")
    states = states_of(recorded(f"{same}|{START}", f"{same}|{ACTIVE}", "X|1"))
    assert states == [("10:00:00", "operational", "active")]


def test_late_lines_are_put_where_they_belong(recorded: Recorded) -> None:
    late = [utc("10:00:05") + "|X|1", utc("10:00:04.9") + "|execution|READY"]
    states = states_of(recorded(START, ACTIVE, *late, utc("10:00:06") + "|X|2"))
    assert states[-1] == ("10:00:04", "down", "ready")


# Holes ---------------------------------------------------------------------------------------


def _times(*clocks: str) -> list[int]:
    moments = [datetime.fromisoformat(utc(clock)) for clock in clocks]
    return [int(moment.timestamp()) * 1_000_000 for moment in moments]


def test_a_session_ends_before_a_silence_or_a_restart() -> None:
    times = _times("10:00:00", "10:05:00", "10:10:01", "10:11:01", "10:12:00")
    found = split(times[::-1], {times[0], times[3], times[4]}, silence_s=300, restart_s=60)
    assert [(f"{part.start_at:%H:%M:%S}", part.records, part.is_restart) for part in found] == [
        ("10:00:00", 2, True),  # exactly five minutes of silence are none
        ("10:10:01", 1, False),
        ("10:11:01", 2, True),  # a restart after 59 s is not worth a hole
    ]


def test_silence_becomes_no_data_and_what_was_known_is_known_again(recorded: Recorded) -> None:
    said = [START, ACTIVE, "X|1", utc("10:05:03") + "|X|2", utc("10:05:04") + "|X|3"]
    assert states_of(recorded(*said)) == [
        ("10:00:00", "down", "ready"),
        ("10:00:01", "operational", "active"),
        ("10:00:02", "no_data", "not recorded"),
        ("10:05:03", "operational", "active"),  # only changes are sent: it went on
    ]
    assert len(states_of(recorded(*said, gap_minutes=6.0))) == 2


def test_after_a_restart_nothing_of_before_is_known(recorded: Recorded) -> None:
    said = [START, ACTIVE, "X|1", utc("10:02:00") + "|avail|AVAILABLE", utc("10:02:01") + "|X|2"]
    assert states_of(recorded(*said))[-2:] == [
        ("10:00:02", "no_data", "not recorded"),
        ("10:02:00", "no_data", "execution not reported"),
    ]


# Counters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("previous", "current", "made"),
    [(None, 7, 0), (7, 7, 0), (7, 9, 2), (7, 0, 0), (7, 3, 3), (0, 1, 1)],
)
def test_a_step_of_a_counter(previous: int | None, current: int, made: int) -> None:
    assert increase(previous, current) == made


def test_counters_of_two_paths_and_of_scrap_add_up(recorded: Recorded) -> None:
    said = [
        "avail|AVAILABLE|execution|ACTIVE|p1partcount|5|p2partcount|8|partcountbad|1",
        "p1partcount|6",
        "p2partcount|10|partcountbad|2",
        "p1partcount|UNAVAILABLE",
        "p1partcount|7.0",
        "X|1",
    ]
    counted = [entry for entry in entries_of(recorded(*said)) if entry.status is None]
    assert [(entry.at.second, entry.good_pcs, entry.scrap_pcs) for entry in counted] == [
        (1, 1, 0),
        (2, 2, 0),
        (2, 0, 1),
        (4, 1, 0),
    ]


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "nan", "inf", "99999999999"])
def test_a_count_that_is_none_is_rejected(recorded: Recorded, value: str) -> None:
    (reject,) = rejects_of(recorded(START, f"partcount|{value}", "partcount|2", "X|1"))
    assert str(reject) == f'line 2: partcount "{value}" is not a count of pieces'
