"""floor.status_intervals: runs of one status, without overlap and without a hole."""

from __future__ import annotations

from itertools import groupby, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.support import Floor, add_event, first_row, minute

Run = tuple[float, float | None, str]


async def intervals(connection: Connection, machine_id: int) -> list[Run]:
    """The view's rows of one machine by beginning: from, until and status, in minutes."""
    rows = await connection.fetch(
        "select (extract(epoch from lower(during) - $2::timestamptz) / 60)::float8,"
        " (extract(epoch from upper(during) - $2::timestamptz) / 60)::float8, status"
        " from floor.status_intervals where machine_id = $1 order by during",
        machine_id,
        minute(0),
    )
    return [tuple(row) for row in rows]


async def test_a_machine_without_events_has_none(connection: Connection, floor: Floor) -> None:
    assert await intervals(connection, floor.ids[0]) == []


async def test_the_last_one_is_open(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 3, "down")
    assert await intervals(connection, floor.ids[0]) == [(3, None, "down")]


async def test_each_ends_where_the_next_begins(connection: Connection, floor: Floor) -> None:
    for at, status in ((9, "operational"), (0, "down"), (4, "warning")):
        await add_event(connection, floor.ids[0], at, status)
    assert await intervals(connection, floor.ids[0]) == [
        (0, 4, "down"),
        (4, 9, "warning"),
        (9, None, "operational"),
    ]


async def test_repeated_statuses_are_one(connection: Connection, floor: Floor) -> None:
    press = floor.ids[0]
    for at, status in ((0, "down"), (1, "down"), (2, "down"), (5, "warning"), (6, "warning")):
        await add_event(connection, press, at, status)
    assert await intervals(connection, press) == [(0, 5, "down"), (5, None, "warning")]


async def test_a_run_tells_how_it_began(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down", "jam at the feeder")
    await add_event(connection, floor.ids[0], 1, "down", "guard open")
    row = await first_row(
        connection, "select detail, source, recorded_by from floor.status_intervals"
    )
    assert tuple(row) == ("jam at the feeder", "test", "postgres")


async def test_machines_do_not_cut_each_other(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    await add_event(connection, floor.ids[1], 5, "warning")
    assert await intervals(connection, floor.ids[0]) == [(0, None, "down")]


_events = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 30),
        st.sampled_from(["operational", "warning", "down", "no_data"]),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda event: event[:2],
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=_events)
async def test_no_overlap_and_no_hole(
    connection: Connection, floor: Floor, events: list[tuple[int, int, str]]
) -> None:
    places, minutes, statuses = zip(*events, strict=True)
    await connection.execute("delete from floor.status_events")
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " select * from unnest($1::int[], $2::timestamptz[], $3::text[])",
        [floor.ids[place] for place in places],
        [minute(at) for at in minutes],
        statuses,
    )
    for place in (0, 1):
        found = await intervals(connection, floor.ids[place])
        assert found == _runs(sorted(event[1:] for event in events if event[0] == place))
        for before, after in pairwise(found):
            assert before[1] == after[0]
            assert before[2] != after[2]


def _runs(events: list[tuple[int, str]]) -> list[Run]:
    """The same, worked out in plain Python."""
    starts = [(next(run)[0], status) for status, run in groupby(events, key=lambda event: event[1])]
    ends = [at for at, _ in starts[1:]] + [None]
    return [(at, until, status) for (at, status), until in zip(starts, ends, strict=False)]
