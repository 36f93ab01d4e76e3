"""A floor whose stops are edited over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from database.connect import Connection

REASONS = """
insert into floor.reasons (reason_name, loss_category, is_planned) values
('Mechanical', 'breakdown', null), ('Changeover', 'setup', null), ('Service', null, true),
('Short shot', 'process_reject', null) on conflict do nothing;
insert into floor.reasons (reason_name, parent_id)
select name, reason_id from floor.reasons, unnest(array['Jam', 'Tool']) as name
where reason_name = 'Mechanical' on conflict do nothing;
"""
# 08:00 in the morning of yesterday, UTC
START = (datetime.now(UTC) - timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)


def at(number: float) -> str:
    """So many minutes after the start, as it is sent."""
    return (START + timedelta(minutes=number)).isoformat()


def minutes(text: str | None) -> float | None:
    """How many minutes after the start an answer says."""
    return text and (datetime.fromisoformat(text) - START) / timedelta(minutes=1)  # type: ignore[return-value]


class Stops:
    """What the API says of stops, and does with them."""

    def __init__(self, client: httpx.AsyncClient, machine: str) -> None:
        self.client = client
        self.machine = machine

    async def listed(self, **params: Any) -> list[dict[str, Any]]:
        """Stops of the machine."""
        response = await self.client.get(
            "/api/stops", params={"machine": self.machine, "hours": 72, **params}
        )
        assert response.status_code == 200, response.text
        found: list[dict[str, Any]] = response.json()["stops"]
        return found

    async def post(
        self, edit: str, started: float, key: str | None = None, **body: Any
    ) -> httpx.Response:
        """An edit of the stop that began at that minute."""
        return await self.client.post(
            f"/api/stops/{edit}",
            json={"machine": self.machine, "started_at": at(started), **body},
            headers={"Idempotency-Key": key} if key else {},
        )


@pytest.fixture
async def stops(client: httpx.AsyncClient, floor: Connection) -> AsyncIterator[Stops]:
    """A machine that was down at 10 to 20, at 30 to 60 because of a jam, and at 100 to 101."""
    await floor.execute(REASONS)
    name = await floor.fetchval(
        "select machine_name from floor.machines order by machine_name limit 1"
    )
    for minute, status, reason in (
        (0, "operational", None),
        (10, "down", None),
        (20, "operational", None),
        (30, "down", "Jam"),
        (60, "operational", None),
        (100, "down", None),
        (101, "operational", None),
    ):
        await floor.execute(
            "insert into floor.status_events (machine_id, at, status, reason_id)"
            " values (floor.machine_id($1), $2, $3, floor.reason_id($4))",
            *(name, START + timedelta(minutes=minute), status, reason),
        )
    yield Stops(client, name)
    await floor.execute("truncate floor.status_events, floor.stop_edits, floor.production")
