"""``/oee/why``: how a figure comes about. Its formulas with their seconds, where the time went,
what it is made of; for a machine's shift down to the rows it was counted from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

import auth
from database.connect import Connection
from database.queries import query
from errors import UserError
from web import page
from web.api.database import reading
from web.feed import NotFollowingError
from web.oee import data as oee_data
from web.oee import selection as oee_selection
from web.oee.selection import Selection, Shift
from web.page import Row

LARGEST_ID = 2**31 - 1
# factor → its name, and the steps of the loss tree it divides
FORMULAS = {
    "oee": ("OEE", "fully_productive", "planned"),
    "availability": ("Availability", "run", "planned"),
    "performance": ("Performance", "net_run", "run"),
    "quality": ("Quality", "fully_productive", "net_run"),
}


async def why_page(request: Request) -> Response:
    """``?machine=…&shift_id=…``, or the query string of /oee with or without ``machine=``."""
    auth.require(request, auth.SEE)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    try:
        async with reading(request) as connection:
            context = await _context(request, connection)
    except NotFollowingError:
        return page.waiting_page(request)
    return page.render(request, "oee_why.html", context)


async def _context(request: Request, connection: Connection) -> dict[str, Any]:
    live = page.live_context(request)
    machine = await _machine(request, connection)
    selection, shifts = await _selection(request, connection, live["now"], machine)
    steps = await connection.fetch(
        query("oee_losses"), *selection.arguments, machine["machine_id"] if machine else None
    )
    machines = await oee_data.table(connection, "machines", selection)
    if machine:
        measured = [row for row in machines if row["machine"] == machine["machine_name"]]
    elif selection.line:
        measured = await oee_data.table(connection, "lines", selection)
    else:
        measured = [
            dict(row) for row in await connection.fetch(query("oee_total"), *selection.arguments)
        ]
    shift_id = await _shift_of(request, connection, machine, selection)
    return {
        **live,
        "selection": selection,
        "zone": selection.zone,
        "local_now": live["now"].astimezone(selection.zone),
        "title": oee_selection.title(selection, shifts),
        "subject": machine["machine_name"] if machine else selection.line or "All lines",
        "machine": machine,
        "measured": measured[0] if measured else None,
        "factors": {factor: name for factor, (name, _, _) in FORMULAS.items()},
        "names": {step["step"]: step["step_name"] for step in steps},
        "seconds": {step["step"]: step["loss_s"] for step in steps},
        "losses": steps,
        "formulas": FORMULAS,
        "machines": [] if machine else machines,
        "shifts": await _shifts(connection, machine, selection) if not shift_id else [],
        "is_open": oee_data.is_open(selection, shifts, live["now"]),
        "explanation": await _explanation(connection, machine, shift_id),
    }


async def _machine(request: Request, connection: Connection) -> Row | None:
    name = request.query_params.get("machine", "").replace("\0", "")
    if not name:
        return None
    found = await connection.fetchrow(query("machine_by_name"), name)
    if found is None:
        raise HTTPException(404, f"There is no machine “{name[:80]}”")
    return dict(found)


def _shift_id(request: Request) -> int | None:
    text = request.query_params.get("shift_id")
    if text is None:
        return None
    if not text.isdecimal() or int(text) > LARGEST_ID:
        raise UserError(
            f"shift_id={text[:40]} is not the key of a shift.",
            hint="Follow a link of the page of OEE; gold.shifts lists the keys.",
            field="shift_id",
            value=text[:40],
        )
    return int(text)


async def _selection(
    request: Request, connection: Connection, now: datetime, machine: Row | None
) -> tuple[Selection, list[Shift]]:
    """The shift of ``shift_id``, or the period of the query string; of a machine, on its line."""
    shift_id = _shift_id(request)
    if shift_id is not None:
        found = await connection.fetchrow(query("oee_shift_by_id"), shift_id)
        if found is None:
            raise HTTPException(404, f"There is no shift {shift_id}")
        shift = Shift(*(found[name] for name in Shift._fields[:4]))
        selection = Selection(
            line=found["line"],
            line_id=found["line_id"],
            zone=page.zone(found["time_zone"]),
            period="shift",
            first=shift.business_date,
            last=shift.business_date,
            shift_name=shift.shift_name,
        )
        return selection, [shift]
    lines = await oee_data.line_names(connection)
    selection, shifts = await oee_data.select(request, connection, now, lines)
    return selection.unfiltered(), shifts


async def _shifts(connection: Connection, machine: Row | None, selection: Selection) -> list[Row]:
    if machine is None:
        return []
    rows = await connection.fetch(
        query("oee_machine_shifts"),
        machine["machine_id"],
        selection.first,
        selection.last,
        selection.shift_name,
    )
    return [dict(row) for row in rows]


async def _shift_of(
    request: Request, connection: Connection, machine: Row | None, selection: Selection
) -> int | None:
    """Key of the one shift that is explained; None for a longer period, or a shift in which the
    machine belonged to another line."""
    if machine is None or selection.period != "shift":
        return None
    given = _shift_id(request)
    if given is not None:
        return given if machine["line"] == selection.line else None
    ids = await connection.fetch(query("oee_shift_ids"), *selection.arguments[:3])
    found: int | None = dict(map(tuple, ids)).get(machine["line_id"])
    return found


async def _explanation(
    connection: Connection, machine: Row | None, shift_id: int | None
) -> dict[str, list[Row]]:
    """What gold.explain_oee() tells of a machine's shift, by section."""
    sections: dict[str, list[Row]] = {}
    if machine is not None and shift_id is not None:
        found = await connection.fetch(query("oee_explain"), machine["machine_name"], shift_id)
        for row in found:
            sections.setdefault(row["section"], []).append(dict(row))
    return sections
