"""/api/production: pieces by machine and day, and pieces reported by programs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

import asyncpg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.connect import Connection
from database.queries import query
from errors import UserError
from web.api import counts as api_counts
from web.api import params as api_params
from web.api import submissions as api_submissions
from web.api.answers import RefusedError, csv_answer, json_answer, refusal
from web.api.bodies import received
from web.api.counts import Count
from web.api.database import last_days, reading, writing
from web.api.models import ProductionDay, Stored

logger = logging.getLogger(__name__)

PARAMETERS = ("days", "line", "machine", "format")
COUNT = "count.enter"
MOST_DAYS_OF_MACHINES = 20_000


class Named(NamedTuple):
    """What a name stands for: its key, and of a machine its line."""

    key: int | None
    line: str | None


Keys: TypeAlias = dict[tuple[str, str | None], Named]


async def production(request: Request) -> Response:
    """Read or add, whichever the method says."""
    if request.method != "POST":
        return await by_day(request)
    try:
        return await add(request)
    except UserError as error:
        logger.warning(
            "refused POST /api/production: %s",
            error.message,
            extra={
                "field": error.field,
                "value": error.value,
                "row": getattr(error, "row", None),
            },
        )
        return refusal(error)


async def by_day(request: Request) -> Response:
    """Pieces of each machine and business date."""
    auth.require(request, auth.SEE)
    params = request.query_params
    api_params.refuse_unknown(params, PARAMETERS)
    days, wants_csv = api_params.days(params), api_params.wants_csv(params)
    async with reading(request) as connection:
        line = await api_params.line(connection, params)
        machine = await api_params.machine(connection, params)
        if line and machine and line["line_id"] != machine["line_id"]:
            raise _elsewhere(machine, line)
        found = await last_days(connection, days, machine or line)
        rows = await found.rows(
            connection,
            "api_production_by_day",
            line["line_id"] if line else None,
            machine["machine_id"] if machine else None,
            MOST_DAYS_OF_MACHINES + 1,
        )
    _refuse_too_many(rows, days)
    if wants_csv:
        return csv_answer(f"production_{days}_days.csv", rows, ProductionDay)
    name = machine["machine_name"] if machine else None
    return json_answer({**found.window(line), "machine": name, "rows": rows})


async def add(request: Request) -> Response:
    """Write what was sent, all of it or nothing; once, where it carries a key."""
    auth.require(request, COUNT)
    api_params.refuse_unknown(request.query_params, ())
    submission_key = api_submissions.key(request)
    content = api_counts.parsed(await received(request))
    now = datetime.now(UTC)
    counts, is_list = api_counts.counts(content, now)
    async with writing(request) as connection:
        if submission_key is not None:
            # a key is of one person: nobody is told another one's answer
            asked = [auth.asking(request).person_id, content]
            request_hash = api_submissions.content_hash(asked)
            earlier = await api_submissions.earlier_answer(connection, submission_key, request_hash)
            if earlier is not None:
                return _answer(Stored.model_validate(earlier), {"Idempotency-Replayed": "true"})
        keys = await _keys(connection, counts, is_list)
        for line in {keys["machine", count.machine].line for count in counts}:
            auth.require(request, COUNT, line)
        stored = await _store(connection, counts, keys, now)
        if submission_key is not None:
            await api_submissions.keep_answer(connection, submission_key, stored.model_dump_json())
    return _answer(stored, {})


async def _store(
    connection: Connection, counts: Sequence[Count], keys: Keys, now: datetime
) -> Stored:
    unnamed = Named(None, None)
    try:
        rows = await connection.fetch(
            query("api_add_production"),
            [keys["machine", count.machine].key for count in counts],
            [count.instant(now) for count in counts],
            [keys.get(("product", count.product), unnamed).key for count in counts],
            [keys.get(("reason", count.reason), unnamed).key for count in counts],
            [count.good for count in counts],
            [count.rejected for count in counts],
            [count.source for count in counts],
        )
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        # the last word is the database's
        raise RefusedError(f"{error}.", hint=getattr(error, "hint", None) or "") from None
    return Stored.model_validate({"received_rows": len(counts), "rows": map(dict, rows)})


async def _keys(connection: Connection, counts: Sequence[Count], is_list: bool) -> Keys:
    """Keys of all names that were sent. Raises RefusedError for the first unknown one."""
    sent = {
        kind: sorted({getattr(count, kind) for count in counts} - {None})
        for kind in ("machine", "product", "reason")
    }
    rows = await connection.fetch(query("api_known_names"), *sent.values())
    keys: Keys = {(row["kind"], row["name"]): Named(row["id"], row["line"]) for row in rows}
    for number, count in enumerate(counts, 1):
        for kind in sent:
            name = getattr(count, kind)
            if name is not None and (kind, name) not in keys:
                error = await api_params.unknown(connection, kind, name)
                raise RefusedError(
                    error.message,
                    hint=error.hint,
                    field=kind,
                    value=name,
                    row=number if is_list else None,
                )
    return keys


def _elsewhere(machine: asyncpg.Record, line: asyncpg.Record) -> UserError:
    name, place = machine["machine_name"], machine["line_name"]
    return UserError(
        f"The machine {name!r} is not on the line {line['line_name']!r}.",
        hint=f"It is on {place}: leave line= out, or give line={place}.",
        field="machine",
        value=name,
    )


def _refuse_too_many(rows: Sequence[object], days: int) -> None:
    if len(rows) > MOST_DAYS_OF_MACHINES:
        raise UserError(
            f"days={days} are more than {MOST_DAYS_OF_MACHINES:,} rows.",
            hint="Ask for fewer days, one line= or one machine=; or read gold.oee_station_day.",
            field="days",
            value=str(days),
        )


def _answer(stored: Stored, headers: dict[str, str]) -> Response:
    return json_answer(stored, 201, headers)


routes = [Route("/api/production", production, methods=["GET", "POST"])]
