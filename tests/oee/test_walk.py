"""The ledger against the simplest program there is: one that walks from minute to minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.support import DAY, Station, add_reason, pause, refresh, undone, work
from tests.sql.support import minute

NOW = 900
BUCKET_OF_REASON = {
    None: "breakdown",
    "Jam": "breakdown",
    "Changeover": "setup",
    "Idling": "minor_stop",
    "Maintenance": "planned_down",
}


@dataclass(frozen=True)
class Event:
    """From this minute on, in this state."""

    at: int
    status: str
    reason: str | None


@dataclass(frozen=True)
class Story:
    """What happened, in minutes."""

    events: list[Event]
    shifts: list[tuple[int, int]]
    pauses: list[tuple[int, int]]
    limit_min: int | None

    def bucket(self, at: int) -> str:
        """What that minute was."""
        if not _within(self.shifts, at):
            return "unscheduled"
        if _within(self.pauses, at):
            return "planned_stop"
        past = [event for event in self.events if event.at <= at]
        if not past or past[-1].status == "no_data":
            return "unknown"
        return self._stop(at) if past[-1].status == "down" else past[-1].status

    def _stop(self, at: int) -> str:
        """What kind of stop it was in, judged by all of the stop."""
        known = [event for event in self.events if event.at < NOW]
        running = [event.at for event in known if event.status != "down"]
        start = max((time for time in running if time <= at), default=-1)
        end = min((time for time in running if time > at), default=NOW)
        stop = [event for event in known if start < event.at < end]
        said = [event for event in stop if event.reason]
        reason = next((event.reason for event in reversed(said) if event.at <= at), None)
        if reason is None and said:
            reason = said[0].reason
        bucket = BUCKET_OF_REASON[reason]
        is_short = self.limit_min is not None and end - stop[0].at < self.limit_min
        return "minor_stop" if is_short and bucket != "planned_down" else bucket


def _within(periods: list[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in periods)


def _apart(edges: set[int]) -> list[tuple[int, int]]:
    """Periods that do not overlap, some of them meeting, with holes between others."""
    listed = sorted(edges)
    return [(start, end) for number, (start, end) in enumerate(pairwise(listed)) if number % 3 != 2]


minutes = st.integers(0, NOW + 60)
stories = st.builds(
    Story,
    events=st.lists(
        st.builds(
            Event,
            at=minutes,
            status=st.sampled_from(("operational", "warning", "down", "down", "down", "no_data")),
            reason=st.sampled_from((None, *BUCKET_OF_REASON)),
        ),
        max_size=25,
        unique_by=lambda event: event.at,
    ).map(lambda events: sorted(events, key=lambda event: event.at)),
    shifts=st.sets(minutes, max_size=6).map(_apart),
    pauses=st.lists(st.tuples(minutes, st.integers(1, 90)), max_size=4).map(
        lambda pauses: [(start, start + length) for start, length in pauses]
    ),
    limit_min=st.sampled_from((None, None, 5, 30, 200)),
)


async def tell(press: Station, story: Story) -> None:
    """Write the story down as rows."""
    await press.stands_since(0)
    await press.has_micro_stops_under(story.limit_min and story.limit_min * 60)
    for number, (start, end) in enumerate(story.shifts):
        day = DAY + timedelta(days=number)
        await work(press.connection, press.line_id, start, end, day=day)
    for start, end in story.pauses:
        await pause(press.connection, press.line_id, start, end)
    rows = await press.connection.fetch("select reason_name, reason_id from floor.reasons")
    reasons = {row["reason_name"]: row["reason_id"] for row in rows}
    await press.was(
        *((event.at, event.status, reasons.get(event.reason)) for event in story.events)
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories)
async def test_every_minute_is_what_a_walk_says(
    connection: Connection, press: Station, story: Story
) -> None:
    async with undone(connection):
        await add_reason(connection, "Jam", "breakdown")
        await add_reason(connection, "Changeover", "setup")
        await add_reason(connection, "Idling", "minor_stop")
        await add_reason(connection, "Maintenance", planned=True)
        await tell(press, story)
        await refresh(connection, NOW)
        rows = await connection.fetch(
            "select ledger.starts_at, ledger.ends_at, ledger.bucket from floor.ledger_over("
            "array[$1::int], array[$2::timestamptz], array[$3::timestamptz], $3) as ledger"
            " order by starts_at",
            *(press.machine_id, minute(0), minute(NOW)),
        )
        whole = await connection.fetchrow(
            "select * from gold.oee_station where machine_id = $1", press.machine_id
        )
    walked = [story.bucket(at) for at in range(NOW)]
    found = [
        row["bucket"]
        for row in rows
        for _ in range(round((row["ends_at"] - row["starts_at"]) / timedelta(minutes=1)))
    ]
    assert found == walked
    assert whole is not None
    for bucket, count in Counter(walked).items():
        assert whole[f"{bucket}_s"] == pytest.approx(count * 60), bucket
