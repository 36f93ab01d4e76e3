"""machine_feed_stream: the floor as one table that anybody can read and update."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import (
    Floor,
    assert_status_is_kept,
    first_row,
    forget_changes,
    minute,
    noted_keys,
    refused,
    said,
    stand,
)


async def feed(connection: Connection, machine_name: str) -> tuple[object, ...]:
    """Status, instant and detail of a machine, as the feed shows them."""
    row = await first_row(
        connection,
        "select status, datetime, detail from machine_feed_stream where machine_name = $1",
        machine_name,
    )
    return tuple(row)


async def test_it_shows_every_machine_in_use(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Press_3'"
    )
    rows = await connection.fetch("select * from machine_feed_stream order by machine_name")
    assert [tuple(row) for row in rows] == [
        ("Press_1", "Engine", "no_data", None, None, None),
        ("Press_2", "Engine", "no_data", None, None, None),
    ]


async def test_an_update_becomes_an_event(connection: Connection, floor: Floor) -> None:
    answer = await connection.execute(
        "update machine_feed_stream set status = 'down', datetime = $1, detail = 'jam'"
        " where machine_name = 'Press_1'",
        minute(3),
    )
    assert answer == "UPDATE 1"
    assert await feed(connection, "Press_1") == ("down", minute(3), "jam")
    row = await first_row(connection, "select * from floor.status_events")
    assert (row["machine_id"], row["at"], row["status"]) == (floor.ids[0], minute(3), "down")
    assert row["source"] == "test"
    await assert_status_is_kept(connection)


async def test_an_update_without_datetime_means_now(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "update machine_feed_stream set status = 'warning', datetime = $1"
        " where machine_name = 'Press_1'",
        minute(0),
    )
    now = await connection.fetchval("select now()")
    await connection.execute(
        "update machine_feed_stream set status = 'down' where machine_name = 'Press_1'"
    )
    assert await feed(connection, "Press_1") == ("down", now, None)
    assert await connection.fetchval("select count(*) from floor.status_events") == 2


async def test_a_detail_is_of_one_event(connection: Connection, floor: Floor) -> None:
    """The next event has none, unless it is given one."""
    await connection.execute(
        "update machine_feed_stream set status = 'down', datetime = $1, detail = 'jam'", minute(0)
    )
    await connection.execute(
        "update machine_feed_stream set status = 'warning', datetime = $1", minute(1)
    )
    assert await feed(connection, "Press_1") == ("warning", minute(1), None)


@pytest.fixture
async def reasons(connection: Connection, floor: Floor) -> None:
    """Two reasons to choose from."""
    await connection.execute(
        "insert into floor.reasons (reason_name, loss_category)"
        " values ('Part jam', 'breakdown'), ('Tool change', 'setup')"
    )


async def say(connection: Connection, at: float, status: str, reason: str | None = None) -> None:
    """An update of Press_1, with a reason only where there is one."""
    given = "" if reason is None else ", reason = $3"
    await connection.execute(
        f"update machine_feed_stream set status = $1, datetime = $2{given}"
        " where machine_name = 'Press_1'",
        status,
        minute(at),
        *([] if reason is None else [reason]),
    )


async def reason_shown(connection: Connection) -> object:
    """The reason the feed shows for Press_1."""
    row = await first_row(
        connection, "select reason from machine_feed_stream where machine_name = 'Press_1'"
    )
    return row["reason"]


async def test_a_reason_holds_for_its_stop(connection: Connection, reasons: None) -> None:
    await say(connection, 0, "down", "part JAM")
    assert await reason_shown(connection) == "Part jam"
    await say(connection, 1, "down")  # the stop goes on
    assert await reason_shown(connection) == "Part jam"
    await say(connection, 2, "down", "Tool change")
    assert await reason_shown(connection) == "Tool change"
    await say(connection, 3, "operational")
    assert await reason_shown(connection) is None
    await say(connection, 4, "down")  # another stop
    assert await reason_shown(connection) is None
    rows = await connection.fetch(
        "select reason_name from floor.status_events left join floor.reasons using (reason_id)"
        " order by at"
    )
    assert [row["reason_name"] for row in rows] == ["Part jam", None, "Tool change", None, None]
    await assert_status_is_kept(connection)


async def test_a_reason_alone_is_said_of_the_stop_that_lasts(
    connection: Connection, reasons: None
) -> None:
    await say(connection, 0, "down")
    await connection.execute(
        "update machine_feed_stream set reason = 'Part jam' where machine_name = 'Press_1'"
    )
    assert await reason_shown(connection) == "Part jam"
    assert await connection.fetchval("select since_at from floor.machine_status") == minute(0)


async def test_a_reason_given_afterwards_is_shown(connection: Connection, reasons: None) -> None:
    await say(connection, 0, "down")
    await say(connection, 5, "down")
    await connection.execute(
        "update floor.status_events set reason_id = floor.reason_id('tool change') where at = $1",
        minute(0),
    )
    assert await reason_shown(connection) == "Tool change"


async def test_a_machine_that_runs_shows_no_reason(connection: Connection, reasons: None) -> None:
    await say(connection, 0, "warning", "Part jam")
    assert await reason_shown(connection) is None


async def test_an_insert_may_say_why(connection: Connection, reasons: None) -> None:
    await connection.execute(
        "insert into machine_feed_stream (machine_name, status, reason)"
        " values ('press_1', 'down', 'tool CHANGE')"
    )
    assert await reason_shown(connection) == "Tool change"


async def test_an_unknown_reason_is_refused_with_the_names_that_come_close(
    connection: Connection, reasons: None
) -> None:
    await say(connection, 0, "down")
    for statement in (
        "update machine_feed_stream set reason = 'Part jamm'",
        "insert into machine_feed_stream (machine_name, status, reason)"
        " values ('Press_1', 'down', 'Part jamm')",
    ):
        async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
            await connection.execute(statement)
        message, hint = said(caught)
        assert message == 'reason "Part jamm" is unknown'
        assert hint is not None
        assert "Part jam" in hint
    assert await connection.fetchval("select count(*) from floor.status_events") == 1


async def test_of_one_instant_the_later_reason_wins(connection: Connection, reasons: None) -> None:
    async with connection.transaction():  # in which now() stands still
        for reason in ("Part jam", "Tool change"):
            await connection.execute(
                "update machine_feed_stream set status = 'down', reason = $1"
                " where machine_name = 'Press_1'",
                reason,
            )
    assert await reason_shown(connection) == "Tool change"
    assert await connection.fetchval("select count(*) from floor.status_events") == 1


async def test_a_late_report_does_not_move_the_present(
    connection: Connection, floor: Floor
) -> None:
    await connection.execute("update machine_feed_stream set status = 'down'")
    await connection.execute(
        "update machine_feed_stream set status = 'warning', datetime = now() - interval '1 hour'"
        " where machine_name = 'Press_1'"
    )
    assert (await feed(connection, "Press_1"))[0] == "down"
    rows = await connection.fetch(
        "select status from floor.status_intervals where machine_id = $1 order by during",
        floor.ids[0],
    )
    assert [row["status"] for row in rows] == ["warning", "down"]


async def test_a_whole_line_at_once(connection: Connection, floor: Floor) -> None:
    await stand(connection, plant="Other", line="Exterior", machines=["Painter_1"])
    answer = await connection.execute(
        "update machine_feed_stream set status = 'no_data' where line_name = 'Engine'"
    )
    assert answer == "UPDATE 3"
    assert await connection.fetchval("select count(*) from floor.machine_status") == 3
    assert (await feed(connection, "Painter_1"))[1] is None
    await assert_status_is_kept(connection)


async def test_of_two_updates_at_one_instant_the_later_wins(
    connection: Connection, floor: Floor
) -> None:
    """Inside one transaction now() stands still."""
    for status in ("down", "warning", "operational"):
        await connection.execute(
            "update machine_feed_stream set status = $1 where machine_name = 'Press_1'", status
        )
    assert (await feed(connection, "Press_1"))[0] == "operational"
    assert await connection.fetchval("select count(*) from floor.status_events") == 1
    await assert_status_is_kept(connection)


async def test_saying_the_same_twice_writes_nothing(connection: Connection, floor: Floor) -> None:
    again = "update machine_feed_stream set status = 'down', datetime = $1"
    await connection.execute(again, minute(0))
    before = await connection.fetch("select ctid from floor.status_events order by ctid")
    await forget_changes(connection)
    assert await connection.execute(again, minute(0)) == "UPDATE 3"
    # the view's datetime is the one given, so this says: now
    assert await noted_keys(connection) == {
        (topic, name)
        for topic in ("machines", "stops")
        for name in ("Press_1", "Press_2", "Press_3")
    }
    await forget_changes(connection)
    assert await connection.execute(again, minute(0)) == "UPDATE 3"
    old = "select ctid from floor.status_events where at < now() order by ctid"
    assert await connection.fetch(old) == before
    assert await noted_keys(connection) == set()


@pytest.mark.parametrize("name", ["Press_1", "press_1", "PRESS_1"])
async def test_an_insert_finds_the_machine_in_any_case(
    connection: Connection, floor: Floor, name: str
) -> None:
    await connection.execute(
        "insert into machine_feed_stream (machine_name, status, datetime, detail)"
        " values ($1, 'Warning', $2, 'low oil')",
        name,
        minute(1),
    )
    assert await feed(connection, "Press_1") == ("warning", minute(1), "low oil")


async def test_an_insert_without_datetime_means_now(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "insert into machine_feed_stream (machine_name, status) values ('Press_1', 'down')"
    )
    now = await connection.fetchval("select now()")
    assert await feed(connection, "Press_1") == ("down", now, None)


async def test_what_is_rolled_back_never_happened(connection: Connection, floor: Floor) -> None:
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("update machine_feed_stream set status = 'down'")
    await transaction.rollback()
    assert await feed(connection, "Press_1") == ("no_data", None, None)
    assert await connection.fetchval("select count(*) from floor.status_events") == 0
    await assert_status_is_kept(connection)


async def test_the_future_is_refused_here_too(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.DatetimeFieldOverflowError):
        await connection.execute(
            "update machine_feed_stream set status = 'down', datetime = now() + $1::interval",
            timedelta(minutes=6),
        )
    assert await connection.fetchval("select count(*) from floor.status_events") == 0


async def test_machines_cannot_be_deleted_through_it(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.PostgresError) as caught:
        await connection.execute("delete from machine_feed_stream")
    assert "cannot delete from view" in str(caught.value)
