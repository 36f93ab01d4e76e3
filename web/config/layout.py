"""/config/layout and /api/layout: where machines stand, and the floor as a file."""

from __future__ import annotations

import json
import logging
from typing import Any

import asyncpg
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
import machine_config
from database.connect import Connection
from database.queries import query
from errors import UserError
from web import page
from web.api import bodies
from web.api.answers import RefusedError, json_answer, refusal
from web.api.database import reading, writing
from web.config import frame

logger = logging.getLogger(__name__)

SECTION = "Layout"
FILE_NAME = "floor.toml"
CELLS = "a whole number of grid cells"


class Place(BaseModel):
    """Where a machine is to stand, and on which line."""

    model_config = ConfigDict(extra="forbid")

    machine_id: int = Field(description="The machine.")
    short_name: str = Field(min_length=1, max_length=6, description="Its name on the tile.")
    line_id: int = Field(description="The line it belongs to.")
    map_x: int = Field(ge=0, le=9999, description="Left edge, in grid cells.")
    map_y: int = Field(ge=0, le=9999, description="Upper edge, in grid cells.")
    map_width: int = Field(ge=1, le=99, description="Width, in grid cells.")
    map_height: int = Field(ge=1, le=99, description="Height, in grid cells.")


class LineName(BaseModel):
    """What a line is to be called."""

    model_config = ConfigDict(extra="forbid")

    line_id: int = Field(description="The line.")
    line_name: str = Field(
        min_length=1, max_length=80, pattern=r"\S", description="Its name; no two are the same."
    )


class LayoutChange(BaseModel):
    """Changes of the layout: all are made, or none."""

    model_config = ConfigDict(extra="forbid")

    revision: str = Field(description="The revision the changes were made on, as GET gave it.")
    machines: list[Place] = Field(default=[], max_length=5_000, description="Machines to move.")
    lines: list[LineName] = Field(default=[], max_length=1_000, description="Lines to rename.")


class Layout(BaseModel):
    """Where everything stands."""

    revision: str = Field(description="Tells this state of the layout from every other.")
    plants: list[dict[str, Any]] = Field(description="Plants in use: plant_id, plant_name.")
    lines: list[dict[str, Any]] = Field(description="Lines in use: line_id, line_name, plant_id.")
    machines: list[dict[str, Any]] = Field(
        description="Machines in use: machine_id, machine_name, and the fields of a change."
    )


RULES = {
    "short_name": ("a text of 1 to 6 characters", "It has to fit a tile, for example TR03."),
    "line_name": ("a text of 1 to 80 characters", "Give the line a name."),
    "map_x": (f"{CELLS}, 0 to 9999", "Count from the left."),
    "map_y": (f"{CELLS}, 0 to 9999", "Count from the top."),
    "map_width": (f"{CELLS}, 1 to 99", "A usual tile is 4 by 3."),
    "map_height": (f"{CELLS}, 1 to 99", "A usual tile is 4 by 3."),
    "revision": ("a text", "Send the revision GET /api/layout gave."),
}


async def layout_page(request: Request) -> Response:
    """The editor; it asks /api/layout for what it shows."""
    auth.require(request, "setup.see")
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    return page.render(request, "config_layout.html", frame.context(request, SECTION))


async def layout(request: Request) -> Response:
    """Read or change, whichever the method says."""
    try:
        if request.method != "PUT":
            auth.require(request, "setup.see")
            async with reading(request) as connection:
                return json_answer(await _read(connection))
        auth.require(request, "setup.change")
        change = await bodies.read(
            request,
            LayoutChange,
            RULES,
            inner={"machines": list(Place.model_fields), "lines": list(LineName.model_fields)},
        )
        async with writing(request) as connection:
            return json_answer(await _save(connection, change))
    except UserError as error:
        logger.warning("refused %s /api/layout: %s", request.method, error.message)
        return refusal(error)


async def floor_file(request: Request) -> Response:
    """The floor as it stands, as a floor file to keep."""
    auth.require(request, "setup.see")
    async with reading(request) as connection:
        text = await machine_config.as_file(connection)
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{FILE_NAME}"',
    }
    return Response(text, headers=headers, media_type="application/toml")


async def _read(connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await connection.fetchval(query("layout_read")))
    return found


async def _save(connection: Connection, change: LayoutChange) -> dict[str, Any]:
    # as applying a floor file does: one who changes the floor at a time
    await connection.execute("select pg_advisory_xact_lock(hashtext('floorcast.config'))")
    now = await _read(connection)
    if now["revision"] != change.revision:
        raise RefusedError(
            "Somebody else changed the layout meanwhile.",
            hint="Load it again (GET /api/layout) and make your changes on that.",
            field="revision",
            value=change.revision,
            status=409,
        )
    _refuse_unknown(now, change)
    try:
        await connection.fetchrow(query("layout_save"), change.model_dump_json())
    except asyncpg.UniqueViolationError:
        raise RefusedError(
            "Two lines would have the same name.",
            hint="Names differ by more than capital letters, also from those of retired lines.",
            field="line_name",
            status=409,
        ) from None
    await _refuse_clashes(connection)
    return await _read(connection)


def _refuse_unknown(now: dict[str, Any], change: LayoutChange) -> None:
    """Raises RefusedError for what is not on the map, or would leave its plant."""
    plants = {line["line_id"]: line["plant_id"] for line in now["lines"]}
    homes = {row["machine_id"]: plants[row["line_id"]] for row in now["machines"]}
    for place in change.machines:
        if place.machine_id not in homes:
            raise _unknown("machine", place.machine_id)
        if place.line_id not in plants:
            raise _unknown("line", place.line_id)
        if plants[place.line_id] != homes[place.machine_id]:
            raise RefusedError(
                f"Machine {place.machine_id} would move to another plant.",
                hint="A machine moves between lines of its plant; move it in floor.toml otherwise.",
                field="line_id",
                value=place.line_id,
            )
    for line in change.lines:
        if line.line_id not in plants:
            raise _unknown("line", line.line_id)


def _unknown(kind: str, key: int) -> RefusedError:
    return RefusedError(
        f"There is no {kind} {key} on the map.",
        hint="It may have been retired meanwhile: load the layout again.",
        field=f"{kind}_id",
        value=key,
        status=404,
    )


async def _refuse_clashes(connection: Connection) -> None:
    """Raises RefusedError where tiles would cover one another, or short names be the same."""
    clash = await connection.fetchrow(query("layout_clashes"))
    if clash is None:
        return
    if clash["what"] == "short_name":
        raise RefusedError(
            f"{clash['machine']} and {clash['other_machine']} would both be {clash['short_name']}.",
            hint="Give each machine of a plant a short name of its own.",
            field="short_name",
            value=clash["short_name"],
        )
    raise RefusedError(
        f"{clash['machine']} would stand on {clash['other_machine']}.",
        hint="Move one of them: tiles do not cover one another.",
        field="map_x",
        value=clash["machine"],
    )


routes = [
    Route("/config/layout", layout_page),
    Route("/config/floor.toml", floor_file),
    Route("/api/layout", layout, methods=["GET", "PUT"]),
]
