"""The work orders of one machine, as its page shows them: what is to be done, and what was."""

from __future__ import annotations

from starlette.requests import Request

from database.connect import Connection
from database.queries import query
from web import page
from web.page import Row
from web.work import board

CLOSED = 5  # orders that are shown of those that are finished


async def section(request: Request, connection: Connection, machine: Row, shown: Row | None) -> Row:
    """What the section is drawn with; ``machine`` is a row with machine_id and machine_name,
    ``shown`` that of the feed, None for one that has left the floor."""
    live = page.live_state(request).rows("work_orders")
    of_machine = [row for row in live if row["machine_name"] == machine["machine_name"]]
    now = page.live_context(request)["now"]
    to_do = [row for row in of_machine if row["status"] in board.TO_DO]
    closed = await connection.fetch(
        query("machine_work_orders"), machine["machine_id"], list(board.TO_DO), CLOSED
    )
    return {
        "board": board,
        "work_orders": board.urgent_first(to_do, now),
        "closed_orders": closed,
        "of_stop": None if shown is None else of_stop(to_do, shown),
    }


def of_stop(orders: list[Row], shown: Row) -> Row | None:
    """The order of the stop that lasts, among those of a machine. Pure."""
    if shown["status"] != "down":
        return None
    return next((one for one in orders if one["is_stop_open"]), None)
