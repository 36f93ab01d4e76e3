"""The way to the database for whoever asks: one transaction a request, with their rights and no
more; and the days a request is about."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

import asyncpg
from starlette.requests import HTTPConnection

import auth
from database.connect import Connection
from database.queries import query
from web.api.answers import RefusedError
from web.feed import NotFollowingError

logger = logging.getLogger(__name__)

NOT_YOURS = "This belongs to a line where you may not change it."
NOT_YOURS_HINT = "Ask whoever looks after Floorcast for a role that may (docs/roles.md)."

LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # the server is starting or stopping
    asyncpg.InsufficientResourcesError,
)


class BusyError(NotFollowingError):
    """No answer in time: too many ask at once, or for too much; or two were in each other's way."""

    def __init__(self) -> None:
        super().__init__("busy")
        self.message = "The database is too busy for this."
        self.hint = (
            "Ask again in a moment, or for fewer days or one line; a POST with an Idempotency-Key "
            "adds nothing twice."
        )


@asynccontextmanager
async def reading(request: HTTPConnection) -> AsyncIterator[Connection]:
    """A connection on which everything is read as of one moment, as whoever asks may see it."""
    auth.require(request, auth.SEE)
    async with (
        connected(request) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await _act(connection, request)
        # a plan for any period would not use the index on the date
        await connection.execute("set local plan_cache_mode = force_custom_plan")
        yield connection


@asynccontextmanager
async def writing(request: HTTPConnection) -> AsyncIterator[Connection]:
    """A connection on which all is written, or nothing, as whoever asks may write it."""
    auth.require(request, auth.SEE)
    async with connected(request) as connection, connection.transaction():
        await _act(connection, request)
        yield connection


@asynccontextmanager
async def connected(request: HTTPConnection) -> AsyncIterator[Connection]:
    """A connection on which each statement stands alone."""
    pool = request.app.state.pool
    try:
        connection = await pool.acquire(timeout=request.app.state.settings.db_pool_timeout)
    except TimeoutError:
        raise BusyError from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _away(error) from error  # whatever it was, there is no connection
    try:
        yield connection
    except (TimeoutError, asyncpg.TransactionRollbackError) as error:
        logger.warning("too busy for %s: %s", request.url.path, type(error).__name__)
        raise BusyError from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise _refused(error) from error
    except LOST as error:
        raise _away(error) from error
    finally:
        with suppress(*LOST):  # what was committed is committed
            await pool.release(connection)


async def _act(connection: Connection, request: HTTPConnection) -> None:
    """Until the transaction ends, do what is done for the person who asks, as the role app."""
    who = auth.asking(request)
    if not who.person_id:  # let in while the database was away, which knows nobody of that name
        raise NotFollowingError("nobody was asked who this is")
    scopes = None if who.scopes is None else list(who.scopes)
    await connection.execute(query("act_as"), who.email, who.program, scopes)


def _refused(error: asyncpg.InsufficientPrivilegeError) -> Exception:
    """Row-level security, or a guard of ours, which has a hint; a grant that is missing is our
    mistake."""
    text = str(error.args[0])
    if not error.hint and "row-level security" not in text:
        return error
    return RefusedError(
        f"{text[:1].upper()}{text[1:]}." if error.hint else NOT_YOURS,
        hint=error.hint or NOT_YOURS_HINT,
        field="person",
        status=403,
    )


def _away(error: Exception) -> NotFollowingError:
    return NotFollowingError(f"{type(error).__name__}: {error}".rstrip(": "))


class PlantDays(NamedTuple):
    """First and last business date of a plant."""

    from_date: date
    to_date: date
    plant_id: int


@dataclass(frozen=True)
class Days:
    """The last days of some plants. Plants of other time zones may have other dates."""

    days: int
    from_date: date
    to_date: date
    at: datetime
    refreshed_to: datetime | None
    plants: list[PlantDays]

    async def rows(
        self, connection: Connection, name: str, *values: object
    ) -> list[dict[str, Any]]:
        """What a statement of sql/queries says of these days."""
        found: list[dict[str, Any]] = []
        for first, last, plant_ids in self.spans():
            rows = await connection.fetch(query(name), first, last, plant_ids, *values)
            found += map(dict, rows)
        return found

    def spans(self) -> Iterator[tuple[date, date, list[int]]]:
        """First and last date, with the plants that share them: usually one span."""
        for (first, last), plants in groupby(self.plants, key=lambda plant: plant[:2]):
            yield first, last, [plant.plant_id for plant in plants]

    def window(self, line: asyncpg.Record | None) -> dict[str, Any]:
        """The fields every answer begins with."""
        return {
            "days": self.days,
            "line": line["line_name"] if line else None,
            "from_date": self.from_date,
            "to_date": self.to_date,
            "at": self.at,
            "refreshed_to": self.refreshed_to,
        }


async def last_days(connection: Connection, days: int, place: asyncpg.Record | None) -> Days:
    """The last business dates of the plant where that place is, or of all plants."""
    rows = await connection.fetch(query("api_windows"), days, place["plant_id"] if place else None)
    first, last = rows[0], rows[-1]
    return Days(
        days,
        first["from_date"],
        last["to_date"],
        first["at"],
        first["refreshed_to"],
        [
            PlantDays(row["from_date"], row["to_date"], row["plant_id"])
            for row in rows
            if row["plant_id"] is not None
        ],
    )
