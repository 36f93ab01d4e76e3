"""People, parts, rules and plans of the simulated floor: added once, where nothing of the kind is.

Whoever deletes a plan, or makes rules of his own, is not corrected.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from database.connect import Connection
from database.queries import query
from simulator.people import CrewLine, crew
from simulator.rows import STATEMENT_TIMEOUT_S, write_rows
from simulator.stores import PARTS, PLANS, RULES

PROGRAM = "floorcast simulator"
LONG_AGO = timedelta(days=60)  # before any past that is written
FIRST_DUE = timedelta(minutes=20)  # so that there is something to do soon
DUE_APART = timedelta(hours=2)


async def set_up(connection: Connection, machine_ids: Sequence[int], now: datetime) -> None:
    """Add what people work with on the lines of these machines."""
    if not machine_ids:
        return
    async with connection.transaction():
        await connection.execute(query("simulator_set_up_lock"))
        await connection.execute(query("simulator_act_as"), "", PROGRAM)
        there = await connection.fetchrow(query("simulator_has_work"), timeout=STATEMENT_TIMEOUT_S)
        assert there is not None  # noqa: S101 always one row
        if all(there):
            return
        lines = await connection.fetch(query("simulator_crew_lines"), list(machine_ids))
        if not there["has_people"]:
            people = crew([CrewLine(line["line_id"], line["plant_id"]) for line in lines])
            rows = [
                (one.email, one.name, one.role, one.plant_id, one.line_id, one.trade)
                for one in people
            ]
            await write_rows(connection, "simulator_add_people", rows)
        if not there["has_parts"]:
            await _add_parts(connection, now)
        if not there["has_rules"]:
            await write_rows(connection, "simulator_add_rules", RULES_AS_ROWS)
        if not there["has_plans"]:
            await _add_plans(connection, [line["machine_ids"] for line in lines], now)


RULES_AS_ROWS = [
    (
        rule.name,
        rule.title,
        rule.down_longer_than_s,
        rule.priority,
        rule.due_within_s,
        rule.reason,
    )
    for rule in RULES
]


async def _add_parts(connection: Connection, now: datetime) -> None:
    columns = [list(column) for column in zip(*PARTS, strict=True)]
    found = await connection.fetch(query("simulator_add_parts"), *columns, now - LONG_AGO)
    await write_rows(connection, "simulator_deliver_parts", [tuple(row) for row in found])


async def _add_plans(connection: Connection, lines: Sequence[Sequence[int]], now: datetime) -> None:
    rows: list[tuple[Any, ...]] = []
    tasks: list[tuple[str, ...]] = []
    for place, machine_ids in enumerate(lines):
        for number, plan in enumerate(PLANS):
            machine_id = machine_ids[number * len(machine_ids) // len(PLANS)]
            starts_at = now
            if plan.every_days is not None:
                due_at = now + FIRST_DUE + place * DUE_APART
                starts_at = due_at - timedelta(days=plan.every_days)
            rows.append(
                (
                    f"{plan.name} {place + 1}",
                    machine_id,
                    plan.title,
                    plan.every_days,
                    plan.every_running_h,
                    plan.every_pcs,
                    starts_at,
                )
            )
            tasks.append(plan.tasks)
    columns = [list(column) for column in zip(*rows, strict=True)]
    await connection.execute(query("simulator_add_plans"), *columns, json.dumps(tasks))
