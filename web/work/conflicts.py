"""Somebody was faster: who changed what, told to whoever comes second with what they read."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from database.connect import Connection
from database.queries import query
from web.api.answers import RefusedError, json_answer
from web.errors import as_json, status_of
from web.work import order_rows


class ConflictError(RefusedError):
    """An order changed since it was read. Holds what the second one needs to decide anew."""

    def __init__(
        self, version: int, changes: list[dict[str, Any]], current: dict[str, Any]
    ) -> None:
        names = sorted({change["changed_by"] or "a program" for change in changes})
        who = " and ".join(names) if names else "Somebody"
        fields = ", ".join(dict.fromkeys(change["field"] for change in changes))
        super().__init__(
            f"{who} changed this order meanwhile{f': {fields}' if fields else ''}.",
            hint="Nothing of yours was written. Look at the changes, and save again with version "
            f"{current['version']}.",
            field="version",
            value=version,
            status=409,
        )
        self.changes = changes
        self.current = current

    def answer(self) -> Response:
        """The refusal, with the changes and the order as it is."""
        told = {**as_json(self), "changes": self.changes, "current": self.current}
        return json_answer(told, status_of(self))


async def conflict(connection: Connection, work_order_id: int, version: int) -> ConflictError:
    """The error of an order that is no longer as it was read in that version."""
    rows = await connection.fetch(query("work_changes"), work_order_id, version)
    changes = [dict(row) for row in rows]
    return ConflictError(version, changes, await order_rows.detail(connection, work_order_id))
