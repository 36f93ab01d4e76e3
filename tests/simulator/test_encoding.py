"""Rows in binary: PostgreSQL reads what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO

from database.binary_copy import document
from database.connect import Connection
from simulator.counter import Count
from simulator.encoding import (
    EVENT_COLUMNS,
    PRODUCTION_COLUMNS,
    event_rows,
    production_rows,
)
from simulator.machine import DOWN, WARNING, Span
from simulator.reasons import Reasons
from simulator.rows import read_reasons
from tests.simulator.helpers import add_reasons

AT = datetime(2025, 3, 30, 1, 59, tzinfo=UTC)
BEFORE_2000 = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)


async def copy(connection: Connection, table: str, columns: tuple[str, ...], data: bytes) -> None:
    await connection.copy_to_table(
        table, schema_name="floor", columns=columns, source=BytesIO(data), format="binary"
    )


async def given_reasons(connection: Connection) -> Reasons:
    await add_reasons(connection, ["part JAM", "Start-up scrap"])
    return await read_reasons(connection)


async def test_pieces_arrive_as_they_were_counted(
    connection: Connection, machine_ids: Mapping[str, int]
) -> None:
    machine_id = machine_ids["Valve_1"]
    counts: list[Count] = [
        (int(BEFORE_2000.timestamp()), 0, 1, "Surface defect"),
        (int(AT.timestamp()), 3, 0, None),
        (int(AT.timestamp()) + 60, 5_000_000_000, 2, "Start-up scrap"),
    ]
    reasons = await given_reasons(connection)
    rows = production_rows(machine_id, counts, reasons)
    await copy(connection, "production", PRODUCTION_COLUMNS, document(rows))
    stored = await connection.fetch(
        "select machine_id, at, good_pcs, scrap_pcs, source, scrap_reason_id "
        "from floor.production order by at"
    )
    # a floor need not have every reason
    start_up = reasons.named("Start-up scrap")
    assert start_up is not None
    assert [tuple(row) for row in stored] == [
        (machine_id, BEFORE_2000, 0, 1, "simulator", None),
        (machine_id, AT, 3, 0, "simulator", None),
        (machine_id, AT + timedelta(minutes=1), 5_000_000_000, 2, "simulator", start_up),
    ]


async def test_events_arrive_to_the_millisecond_and_in_any_script(
    connection: Connection, machine_ids: Mapping[str, int]
) -> None:
    machine_id = machine_ids["Valve_1"]
    start = AT.timestamp() + 0.123
    spans = [
        Span(start, start + 60, DOWN, "Düse verstopft", 0.0, True, start, start + 60, True),
        Span(start + 60, start + 90, WARNING, "", 0.1, True, start + 60, start + 90, False),
        Span(start + 90, start + 99, DOWN, "part jam", 0.0, True, start + 90, start + 99, True),
    ]
    reasons = await given_reasons(connection)
    rows = event_rows(machine_id, spans, reasons)
    await copy(connection, "status_events", EVENT_COLUMNS, document(rows))
    stored = await connection.fetch(
        "select machine_id, at, status, detail, source, reason_id "
        "from floor.status_events order by at"
    )
    first, jam = AT + timedelta(milliseconds=123), reasons.named("Part jam")
    assert jam is not None
    assert [tuple(row) for row in stored] == [
        (machine_id, first, DOWN, "Düse verstopft", "simulator", None),
        (machine_id, first + timedelta(minutes=1), WARNING, "", "simulator", None),
        (machine_id, first + timedelta(seconds=90), DOWN, "part jam", "simulator", jam),
    ]


async def test_no_rows_are_a_document_too(
    connection: Connection, machine_ids: Mapping[str, int]
) -> None:
    await copy(connection, "production", PRODUCTION_COLUMNS, document([]))
    assert await connection.fetchval("select count(*) from floor.production") == 0
