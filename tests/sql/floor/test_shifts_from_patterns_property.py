"""floor.shifts_from_patterns: patterns without overlap give shifts without overlap, anywhere."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.floor.shift_calendar import (
    DAY,
    HOUR,
    ZONES,
    add_pattern,
    assert_without_overlap,
    shifts_of,
)
from tests.sql.support import stand

_minutes_of_day = st.integers(0, 24 * 60 - 1)


def _time(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(ZONES),
    month=st.integers(1, 12),
    boundaries=st.lists(_minutes_of_day, min_size=2, max_size=8, unique=True).map(sorted),
    begins_within=st.booleans(),
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    split=st.integers(1, 45),
)
async def test_patterns_without_overlap_give_shifts_without_overlap(
    connection: Connection,
    zone: str,
    month: int,
    boundaries: list[int],
    begins_within: bool,
    weekdays: set[int],
    split: int,
) -> None:
    """Every other stretch between two times of day is a shift; the last may end the next day."""
    whole = connection.transaction()
    await whole.start()
    try:
        floor = await stand(connection, time_zone=zone)
        stretches = list(zip(boundaries, [*boundaries[1:], boundaries[0]], strict=True))
        for number, (begin, end) in enumerate(stretches[begins_within::2]):
            await add_pattern(
                connection,
                floor.plant_id,
                f"{number}",
                _time(begin),
                _time(end),
                weekdays=sorted(weekdays),
            )
        first = date(2026, month, 1)
        shifts = await shifts_of(connection, first, 46)
        assert_without_overlap(shifts)
        # nothing was cut: what ends when the next begins is as long as the clocks say
        for shift in shifts:
            index = int(shift.name)
            begin, end = stretches[begins_within::2][index]
            usual = timedelta(minutes=(end - begin) % (24 * 60))
            assert abs(shift.length - usual) <= HOUR
        # and it does not matter which days are asked for together
        parts = await shifts_of(connection, first, split)
        parts += await shifts_of(connection, first + split * DAY, 46 - split)
        assert parts == shifts
    finally:
        await whole.rollback()
