"""What the database refused, in words that teach: its constraints have the last word.

Most mistakes are found before, with the row they stand in. This is for what slips through,
because two people saved at once, or a rule is the database's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import asyncpg

from web.api.answers import RefusedError


class Told(NamedTuple):
    """What a violated constraint means to a person."""

    field: str
    message: str
    hint: str
    status: int = 400


TAKEN = "Choose another: case makes no difference."
CONSTRAINTS = {
    "connections_name_ignoring_case": Told(
        "name",
        "There is a connection of that name already.",
        "Choose another name: case makes no difference.",
        409,
    ),
    "connections_name_is_not_blank": Told("name", "The name is empty.", "Give it a name."),
    "probes_connection_id_fkey": Told(
        "connection_id", "The connection has just been deleted.", "Load the list again.", 404
    ),
    "tags_are_mapped_once": Told(
        "address",
        "The same address has the same role for the same machine twice.",
        "Leave one of them out.",
        409,
    ),
    "tags_tell_a_machines_state_once": Told(
        "role",
        "The machine has a tag of that role already.",
        "One status, reason and product a machine: load the tags again, and choose one.",
        409,
    ),
    "tags_with_a_modulus_have_a_max_step": Told(
        "max_step",
        "A counter with a modulus needs a max_step below it.",
        "Give the largest plausible step, or a restart of the PLC would look like a turn.",
    ),
    "tags_with_a_role_have_a_machine": Told(
        "machine", "A tag with a role needs a machine.", "Name it, or choose the role value."
    ),
    "tags_count_upwards": Told(
        "scale", "The scale of a counter must be above 0.", "Give the pieces of each count."
    ),
    "tag_states_pkey": Told(
        "raw_value", "The same raw value is given twice.", "Leave one of them out."
    ),
    "machines_name_ignoring_case": Told(
        "machine", "There is a machine of that name already.", "Load the tags again.", 409
    ),
    "parts_number_ignoring_case": Told(
        "part_number", "There is a part of that number already.", TAKEN, 409
    ),
    "employees_name_ignoring_case": Told(
        "employee_name", "There is an employee of that name already.", TAKEN, 409
    ),
    "employees_person_id_key": Told(
        "email", "Another employee logs in as that person.", "A person is one employee.", 409
    ),
    "work_order_rules_name_ignoring_case": Told(
        "rule_name", "There is a rule of that name already.", TAKEN, 409
    ),
    "maintenance_plans_name_ignoring_case": Told(
        "plan_name", "There is a plan of that name already.", TAKEN, 409
    ),
    "maintenance_plans_have_an_interval": Told(
        "every_days",
        "The plan has no interval.",
        "Give every_days, every_running_h or every_pcs, or several of them.",
    ),
}


@contextmanager
def told(value: object = None, row: int | None = None) -> Iterator[None]:
    """Turns what the database refuses within into a RefusedError."""
    try:
        yield
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        known = CONSTRAINTS.get(error.constraint_name or "")
        if known is None:
            message = str(error.args[0])
            # a function of ours names the field it is about as the column
            known = Told(
                error.column_name or "", f"{message[:1].upper()}{message[1:]}.", error.hint or ""
            )
        raise RefusedError(
            known.message,
            hint=known.hint or "Correct it, and send it again.",
            field=known.field or None,
            value=value,
            row=row,
            status=known.status,
        ) from None
