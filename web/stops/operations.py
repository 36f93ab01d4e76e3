"""What programs may ask of stops: rows of the table in web/api/operations.py."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from web.api.operation import Operation, Parameter
from web.api.submissions import HEADER, LONGEST_KEY
from web.stops import models
from web.stops.api import DEFAULT_HOURS, MOST_HOURS
from web.stops.reasons import KINDS

STOPS = "Stops"
TEXT = {"type": "string"}
MACHINE = Parameter("machine", "One machine alone, in any case.", TEXT)
KEY = Parameter(
    HEADER,
    "A key of your own, for example a UUID. Sent again with the same content, nothing is written, "
    "and the answer is the same.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "header",
)
STOP = {"machine": "Injection_Molder_02_01", "started_at": "2026-11-21T14:05:30+01:00"}


def _edit(
    name: str, summary: str, description: str, body: type[BaseModel], more: dict[str, Any]
) -> Operation:
    return Operation(
        f"/api/stops/{name}",
        summary,
        description,
        {200: (models.StopEdited,)},
        STOPS,
        method="post",
        parameters=(KEY,),
        body=(body,),
        example={**STOP, **more},
        refusals=(400, 403, 404, 409, 413, 415, 422, 503),
        headers={"Idempotency-Replayed": "true where the key was used before."},
    )


OPERATIONS = (
    Operation(
        "/api/stops",
        "Stops of machines",
        "Stops of the last hours with their reasons: those that owe one first, then the newest.",
        {200: (models.Stops,)},
        STOPS,
        parameters=(
            MACHINE,
            Parameter("line", "One line alone, in any case.", TEXT),
            Parameter(
                "hours",
                "How far back; a stop that reached into it is listed whole.",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MOST_HOURS,
                    "default": DEFAULT_HOURS,
                },
            ),
            Parameter("unexplained", "true: those that owe a reason.", {"type": "boolean"}),
        ),
    ),
    _edit(
        "reason",
        "Say why a machine was down",
        "All of the stop has this reason, whatever was said before. What is derived from samples "
        "later leaves it alone.",
        models.ReasonGiven,
        {"reason": "Part jam"},
    ),
    _edit(
        "split",
        "Split a stop",
        "From an instant on, up to the next part, another reason holds.",
        models.Split,
        {"at": "2026-11-21T14:15:00+01:00", "reason": "Waiting for a technician"},
    ),
    _edit(
        "merge",
        "Merge two stops",
        "Two neighbouring stops become one: the machine was down between them, too; at most 15 "
        "minutes may lie between. Two parts of one stop: the later one takes the reason before it.",
        models.Merge,
        {"other_started_at": "2026-11-21T14:21:00+01:00"},
    ),
    _edit(
        "retime",
        "Move the beginning or the end of a stop",
        "Between the stops before and after it, and not into the future. A work order of the stop "
        "stays with it.",
        models.Retime,
        {"new_started_at": "2026-11-21T14:03:00+01:00"},
    ),
    Operation(
        "/api/reasons",
        "Reasons to choose from",
        "The tree of reasons for stops, or for rejects, and those used most.",
        {200: (models.Reasons,)},
        STOPS,
        parameters=(
            Parameter("machine", "The machine they are for, in any case.", TEXT),
            Parameter(
                "kind",
                "stop: why a machine stands; scrap: why a piece is rejected.",
                {"type": "string", "enum": list(KINDS), "default": KINDS[0]},
            ),
        ),
        refusals=(400, 503),
    ),
)
