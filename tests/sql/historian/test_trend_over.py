"""historian.trend_over(): a line through its points looks like one through all samples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from database.connect import Connection

BAD = 2150694912
NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
Points = list[tuple[float, float | None]]


@pytest.fixture
async def tag(connection: Connection) -> int:
    """A tag whose values are shown doubled and one more."""
    return int(
        await connection.fetchval(
            "with plc as (insert into floor.connections (connection_name, protocol)"
            " values ('plc', 'opcua') returning connection_id)"
            " insert into floor.tags (connection_id, address, tag_name, scale, shift_by)"
            " select connection_id, 'a', 'a', 2, 1 from plc returning tag_id"
        )
    )


async def sampled(connection: Connection, tag: int, *samples: tuple[float, float | None]) -> None:
    """Store samples, seconds after noon; None is a bad one."""
    await connection.executemany(
        "insert into historian.samples (tag_id, at, value, quality) values ($1, $2, $3, $4)",
        [
            (tag, NOON + timedelta(seconds=at), value, 0 if value is not None else BAD)
            for at, value in samples
        ],
    )


async def trend(
    connection: Connection, tag: int, begin_s: float, end_s: float, pixels: int
) -> Points:
    """The points, seconds after noon."""
    rows = await connection.fetch(
        "select at, value from historian.trend_over($1, $2, $3, $4)",
        tag,
        NOON + timedelta(seconds=begin_s),
        NOON + timedelta(seconds=end_s),
        pixels,
    )
    return [((row["at"] - NOON).total_seconds(), row["value"]) for row in rows]


async def test_few_samples_are_drawn_as_they_are_and_the_last_holds(
    connection: Connection, tag: int
) -> None:
    await sampled(connection, tag, (0, 1), (10, 2), (20, 0))
    assert await trend(connection, tag, 0, 60, 600) == [(0, 3), (10, 5), (20, 1), (60, 1)]


async def test_what_held_before_begins_the_line(connection: Connection, tag: int) -> None:
    await sampled(connection, tag, (-500, 4), (10, 2))
    assert await trend(connection, tag, 0, 20, 600) == [(0, 9), (10, 5), (20, 5)]


async def test_of_a_pixel_first_least_largest_and_last_are_kept(
    connection: Connection, tag: int
) -> None:
    values = [5, 1, 9, 4]
    await sampled(connection, tag, *((float(at), value) for at, value in enumerate(values)))
    points = await trend(connection, tag, 0, 4, 1)
    assert [value for _, value in points] == [11, 3, 19, 9, 9]
    assert [at for at, _ in points] == sorted(at for at, _ in points)


async def test_the_line_breaks_where_quality_was_bad(connection: Connection, tag: int) -> None:
    await sampled(connection, tag, (0, 1), (10, None), (20, 2))
    assert await trend(connection, tag, 0, 30, 30) == [(0, 3), (10, None), (20, 5), (30, 5)]


async def test_it_breaks_within_a_pixel_and_before_the_period(
    connection: Connection, tag: int
) -> None:
    await sampled(connection, tag, (-10, 7), (-5, None), (1, 1), (2, None), (3, 2))
    points = await trend(connection, tag, 0, 4, 1)
    assert points[0] == (0, None)
    assert None in [value for at, value in points if at > 1]
    assert points[-1] == (4, 5)


async def test_a_bad_end_stays_open(connection: Connection, tag: int) -> None:
    await sampled(connection, tag, (0, 1), (10, None))
    assert await trend(connection, tag, 0, 30, 30) == [(0, 3), (10, None), (30, None)]


async def test_nothing_is_drawn_of_the_future(connection: Connection, tag: int) -> None:
    await sampled(connection, tag, (0, 1))
    points = await trend(connection, tag, 0, 24 * 3600, 100)
    assert points[-1][0] <= (datetime.now(UTC) - NOON).total_seconds()


async def test_a_day_of_seconds_is_thinned_out(connection: Connection, tag: int) -> None:
    # soon after midnight it begins on a day that nothing was to be stored on any more
    await connection.execute(
        "select historian.add_partitions($1)", (NOON - timedelta(seconds=80_000)).date()
    )
    await connection.execute(
        "insert into historian.samples (tag_id, at, value)"
        " select $1, $2::timestamptz - number * interval '1 second', number"
        " from generate_series(1, 80000) as numbers (number)",
        tag,
        NOON,
    )
    points = await trend(connection, tag, -80_000, 0, 800)
    assert 800 * 2 < len(points) < 800 * 4 + 10
    values = [value for _, value in points if value is not None]
    assert (min(values), max(values)) == (3, 160_001)


async def test_an_unknown_tag_has_no_points(connection: Connection, tag: int) -> None:
    assert await trend(connection, tag + 1, 0, 60, 10) == []
