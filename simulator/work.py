"""The people of the simulated floor at work, live: orders are taken and done, stops explained.

They use the same tables as everybody else, each act as the person who does it, and are held
to what that person may do. What is refused, because somebody real was faster, is let be.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

import asyncpg

from database.connect import Connection
from database.queries import query
from database.session import LOST
from simulator import orders
from simulator.orders import Act, Member, Order, Stop
from simulator.people import DOMAIN
from simulator.rows import STATEMENT_TIMEOUT_S
from simulator.set_up import PROGRAM, set_up

log = logging.getLogger(__name__)

EVERY_S = 8.0
ADDRESSES = f"@{DOMAIN}"


class Work:
    """What people do between the rounds of the machines."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._is_set_up = False
        self._next_at = float("-inf")

    def lost(self) -> None:
        """The connection is lost: look at everything anew."""
        self._is_set_up = False
        self._next_at = float("-inf")

    async def round(
        self, connection: Connection, machine_ids: Sequence[int], now: datetime
    ) -> None:
        """Do what is due, every few seconds."""
        if now.timestamp() < self._next_at:
            return
        self._next_at = now.timestamp() + EVERY_S
        if not self._is_set_up:
            await set_up(connection, machine_ids, now)
            self._is_set_up = True
        for act in await self.due(connection, machine_ids, now):
            await do(connection, act)

    async def due(
        self, connection: Connection, machine_ids: Sequence[int], now: datetime
    ) -> list[Act]:
        """What is due: of each order and each stop what comes next."""
        crew = [
            Member(*row)
            for row in await connection.fetch(
                query("simulator_crew"), ADDRESSES, timeout=STATEMENT_TIMEOUT_S
            )
        ]
        if not crew:
            return []
        machines = list(machine_ids)
        found = await connection.fetch(
            query("simulator_orders"), machines, ADDRESSES, timeout=STATEMENT_TIMEOUT_S
        )
        stops = await connection.fetch(
            query("simulator_stops"), machines, timeout=STATEMENT_TIMEOUT_S
        )
        reasons = {
            row["reason_name"].lower(): row["reason_id"]
            for row in await connection.fetch(
                query("simulator_reasons"), timeout=STATEMENT_TIMEOUT_S
            )
        }
        acts: list[Act] = []
        for row in found:
            new = orders.acts_of(Order(*row), crew, now, self._seed)
            crew = _busy(crew, new)
            acts += new
        for row in stops:
            acts += orders.acts_about(Stop(*row), crew, reasons, now, self._seed)
        return acts


async def do(connection: Connection, act: Act) -> None:
    """Act as the person; whatever is refused is let be."""
    try:
        async with connection.transaction():
            await connection.execute(query("simulator_act_as"), act.email, PROGRAM)
            await connection.execute(query(act.query), *act.values, timeout=STATEMENT_TIMEOUT_S)
    except LOST:
        raise
    except asyncpg.PostgresError as error:
        log.info("%s was refused: %s (%s)", act.email, error, act.query)


def _busy(crew: Sequence[Member], acts: Iterable[Act]) -> list[Member]:
    """The crew, with who has just taken an order."""
    taken = {act.email for act in acts if act.query == "simulator_take_order"}
    return [one._replace(is_busy=True) if one.email in taken else one for one in crew]
