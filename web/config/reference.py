"""/api/floor: products, ideal cycles, shifts and reasons, as the tables of a floor file.

The pages that edit them send the whole document back with the revision they started from; it
is held to the rules of a floor file and brought into the tables by the same code
(machine_config.change), so a change on a page means what the same change in a file means.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
import machine_config
from database.connect import Connection
from errors import UserError
from floor_file.export import as_text
from web import page
from web.api import bodies
from web.api.answers import RefusedError, json_answer, refusal
from web.api.database import reading, writing
from web.config import frame

logger = logging.getLogger(__name__)

_LINES = re.compile(r" \(line \d+\)|: on line \d+ and here|(?<=machine) on line \d+")

RULES = {
    "revision": ("a text", "Send the revision GET /api/floor gave."),
    "floor": ("an object", "Send the tables GET /api/floor gave, with your changes."),
}


# The pages: what each is for, by its name in the address.
PAGES = {
    "shifts": (
        "Shifts",
        "When people work, in the plant's local time. Another time holds from today on; what was "
        "worked stays as it was. Breaks leave the planned time.",
    ),
    "cycles": (
        "Cycles",
        "What is made, and the shortest time for one piece that can be kept up: OEE compares with "
        "it. A new cycle holds from now on; the past stays as it was.",
    ),
    "reasons": (
        "Reasons",
        "Why a machine stands or a piece is rejected: what people choose from. A reason that is "
        "removed can no longer be chosen, and stays where it was given.",
    ),
}


class FloorTables(BaseModel):
    """The floor as the tables of a floor file (docs/floor-file.md), and which state it is."""

    model_config = ConfigDict(extra="forbid")

    revision: str = Field(description="Tells this state of the floor from every other.")
    floor: dict[str, Any] = Field(
        description="machine_types, products, reasons and plants, as a floor file has them; dates "
        "and times as text."
    )


class FloorChanged(FloorTables):
    """The floor after a change."""

    changes: list[str] = Field(description="What was added, changed or retired, thing by thing.")


async def reference_page(request: Request) -> Response:
    """An editor of a part of the floor; it asks /api/floor for what it shows."""
    auth.require(request, "setup.see")
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    script = request.url.path.rpartition("/")[2]
    section, about = PAGES[script]
    context = {**frame.context(request, section), "script": script, "about": about}
    return page.render(request, "config_floor.html", context)


async def floor(request: Request) -> Response:
    """Read or change, whichever the method says."""
    try:
        if request.method != "PUT":
            auth.require(request, "setup.see")
            async with reading(request) as connection:
                return json_answer(await _tables(connection))
        auth.require_everywhere(request, "setup.change")  # reasons and shifts are everybody's
        wanted = await bodies.read(request, FloorTables, RULES)
        async with writing(request) as connection:
            return json_answer(await _change(connection, wanted))
    except machine_config.FloorFileError as error:
        return refusal(_in_words(error))
    except UserError as error:
        logger.warning("refused %s /api/floor: %s", request.method, error.message)
        return refusal(error)


async def _tables(connection: Connection) -> dict[str, Any]:
    tables = await machine_config.as_tables(connection)
    return {"revision": hashlib.sha256(to_json(tables)).hexdigest(), "floor": tables}


async def _change(connection: Connection, wanted: FloorTables) -> dict[str, Any]:
    wanted_floor = machine_config.parse(_text(wanted.floor), Path("floor"), has_map=False)
    if (await _tables(connection))["revision"] != wanted.revision:
        raise RefusedError(
            "Somebody else changed the floor meanwhile.",
            hint="Load it again (GET /api/floor) and make your changes on that.",
            field="revision",
            value=wanted.revision,
            status=409,
        )
    applied = await machine_config.change(connection, wanted_floor)
    changes = [
        f"{name} {change}"
        for change in ("added", "changed", "retired", "revived")
        for name in getattr(applied, change)
    ]
    return {**await _tables(connection), "changes": changes}


def _text(tables: dict[str, Any]) -> str:
    """The document as a floor file says it: JSON knows no dates. Raises RefusedError."""
    try:
        for table, key in _dated(tables):
            table[key] = _instant(str(table[key]))
        return as_text(tables)
    except (TypeError, ValueError, AttributeError) as error:
        raise RefusedError(
            f"The floor cannot be read: {error}.",
            hint="Dates look like 2026-12-25; leave out what is empty instead of sending null.",
            field="floor",
        ) from None


def _dated(tables: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every table that holds a date, with its key."""
    for plant in tables.get("plants", []):
        for said in plant.get("exceptions", []):
            yield said, "date"
        for line in plant.get("lines", []):
            for machine in line.get("machines", []):
                for cycle in machine.get("ideal_cycles", []):
                    if "valid_from" in cycle:
                        yield cycle, "valid_from"


def _instant(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _in_words(error: machine_config.FloorFileError) -> RefusedError:
    """The first problem and how many more: there is no file whose lines could be named."""
    first, *more = error.problems
    others = f" There is more to put right: {len(more)}." if more else ""
    message = _LINES.sub("", first.message) + others
    return RefusedError(message, hint=first.hint, field="floor")


routes = [
    *(Route(f"/config/{name}", reference_page) for name in PAGES),
    Route("/api/floor", floor, methods=["GET", "PUT"]),
]
