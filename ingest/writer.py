"""Batches of the spool, written into the database exactly once.

A portion of batches and the watermark of the spool commit together. The watermark moves from
where this session knows it to be: had an earlier commit come through although its reply was
lost, it does not move, and nothing is stored twice.

Three ways, each for what the one before refuses: COPY; a temporary table that
historian.sort_out() judges, row by row; and halves of halves, until the rows that make even
that fail are alone. What cannot be stored becomes a row of historian.dead_letters.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

import asyncpg

from database.binary_copy import document
from database.connect import Connection
from database.queries import query
from ingest import encoding
from ingest.spool import Portion

STATEMENT_TIMEOUT_S = 10.0
WRITE_TIMEOUT_S = 30.0

# classes of SQLSTATE that blame the rows: data, constraints, limits, what a trigger raises.
# Any other (no such table, no permission, read only) says the database is not ready for any row.
_ROWS_ARE_TO_BLAME = frozenset({"21", "22", "23", "44", "54", "P0"})


class Stored(NamedTuple):
    """What became of rows: stored, there already, or made dead letters."""

    stored: int = 0
    repeated: int = 0
    refused: int = 0

    def plus(self, other: Stored) -> Stored:
        """Both together."""
        return Stored(*(one + more for one, more in zip(self, other, strict=True)))


class Writer:
    """Stores the portions of one spool over one connection. After an error, take a new one."""

    def __init__(self, connection: Connection, ingester: str) -> None:
        self._connection = connection
        self._ingester = ingester
        self._spool_id: object = None
        self._mark: int | None = None

    async def begin(self, spool_id: object) -> int:
        """Prepare the session. Returns the number of the last batch that is stored; 0: none."""
        await self._connection.execute(query("ingest_session"), timeout=STATEMENT_TIMEOUT_S)
        self._spool_id = spool_id
        self._mark = await self._connection.fetchval(
            query("ingest_mark"), spool_id, timeout=STATEMENT_TIMEOUT_S
        )
        return self._mark or 0

    async def ping(self) -> None:
        """Raise when the connection is lost."""
        await self._connection.execute("select 1", timeout=STATEMENT_TIMEOUT_S)

    async def store(self, portion: Portion) -> Stored:
        """Store all its batches, those of its rows that can be stored. Raises one of LOST, or
        PostgresError where the database is not ready for them."""
        if portion.spool_id != self._spool_id:
            raise ConnectionError("the spool was begun anew")
        bodies = [batch.body for batch in portion.batches]
        for way in (self._copied, self._sorted_out, self._halved):
            try:
                return await self._transaction(portion.batches[-1].number, way, bodies)
            except asyncpg.PostgresError as error:
                if not blames_rows(error) or way == self._halved:
                    raise
                await self._execute("rollback")
        raise AssertionError("the last way raises")

    async def _transaction(
        self, upto: int, way: Callable[[list[bytes]], Awaitable[Stored]], bodies: list[bytes]
    ) -> Stored:
        """Everything or nothing. Without timeouts, a frozen connection would freeze us."""
        await self._execute("begin")
        moved = await self._connection.fetchval(
            query("ingest_move_mark"),
            self._spool_id,
            upto,
            self._mark,
            timeout=STATEMENT_TIMEOUT_S,
        )
        if moved is None:
            raise ConnectionError("a transaction that was taken for lost came through")
        stored = await way(bodies)
        await self._execute("commit")
        self._mark = upto
        return stored

    async def _copied(self, bodies: Sequence[bytes]) -> Stored:
        """Straight into the table."""
        return Stored(await self._copy("samples", "historian", bodies))

    async def _sorted_out(self, bodies: Sequence[bytes]) -> Stored:
        """Through the table that is judged."""
        await self._execute(query("ingest_stage"))
        await self._copy("staged_samples", None, bodies)
        (row,) = await self._connection.fetch(
            query("ingest_sort_out"), self._ingester, timeout=WRITE_TIMEOUT_S
        )
        return Stored(*row)

    async def _halved(self, bodies: Sequence[bytes]) -> Stored:
        """In parts, each in a subtransaction."""
        return await self._part([row for body in bodies for row in encoding.split(body)])

    async def _part(self, rows: list[bytes]) -> Stored:
        """Rows, stored together or else in halves; a single one that fails is put aside."""
        await self._execute("savepoint part")
        try:
            stored = await self._sorted_out(rows)
        except asyncpg.PostgresError as error:
            if not blames_rows(error):
                raise
            await self._execute("rollback to savepoint part")
            if len(rows) == 1:
                return await self._put_aside(rows[0], error)
        else:
            await self._execute("release savepoint part")
            return stored
        middle = len(rows) // 2
        first = await self._part(rows[:middle])
        return first.plus(await self._part(rows[middle:]))

    async def _put_aside(self, row: bytes, error: asyncpg.PostgresError) -> Stored:
        reason, hint = str(error.args[0]), getattr(error, "hint", None) or ""
        values: Sequence[object] = (None,) * len(encoding.COLUMNS)
        try:
            values = encoding.decode(row)
        except encoding.UnreadableRowError as unreadable:
            reason = f"{reason} ({unreadable})"
        await self._connection.execute(
            query("ingest_dead_letter"),
            self._ingester,
            *values,
            reason,
            hint,
            timeout=STATEMENT_TIMEOUT_S,
        )
        return Stored(refused=1)

    async def _copy(self, table: str, schema: str | None, bodies: Sequence[bytes]) -> int:
        source: Any = memoryview(document(bodies))  # bytes would be taken for the name of a file
        told = await self._connection.copy_to_table(
            table,
            schema_name=schema,
            columns=encoding.COLUMNS,
            source=source,
            format="binary",
            timeout=WRITE_TIMEOUT_S,
        )
        return int(told.removeprefix("COPY "))

    async def _execute(self, statement: str) -> None:
        await self._connection.execute(statement, timeout=STATEMENT_TIMEOUT_S)


def blames_rows(error: asyncpg.PostgresError) -> bool:
    """Whether other rows might have been stored."""
    return (error.sqlstate or "")[:2] in _ROWS_ARE_TO_BLAME
