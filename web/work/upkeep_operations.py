"""What programs may ask of parts, employees, rules and plans: rows of operations.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from web.api.connection_models import Nothing
from web.api.operation import Operation, Parameter
from web.work import upkeep_answers as answers
from web.work import upkeep_models as models
from web.work.figures import DAYS
from web.work.operations import DELETED, KEY, ORDERS, REPLAYED, WRITTEN, path_id

UPKEEP = "Maintenance"
CREATED = tuple(code for code in WRITTEN if code != 404)


class Words(NamedTuple):
    """How a kind of row is described."""

    path: str
    key: str
    one: str
    all_of_them: str
    description: str
    answer: type[BaseModel]
    answers: type[BaseModel]
    new: type[BaseModel]
    changed: type[BaseModel]
    example: dict[str, Any]
    change: dict[str, Any]
    right: str


KINDS = (
    Words(
        "/api/parts",
        "part_id",
        "a part",
        "Spare parts",
        "Each with its stock: the sum of what came in and went out.",
        answers.Part,
        answers.Parts,
        models.NewPart,
        models.ChangedPart,
        {"part_number": "4711", "part_name": "Seal 40 mm", "minimum_qty": 2},
        {"storage_place": "Rack 3"},
        "work.plan",
    ),
    Words(
        "/api/employees",
        "employee_id",
        "an employee",
        "Employees",
        "Who orders are given to, with or without a login.",
        answers.Employee,
        answers.Employees,
        models.NewEmployee,
        models.ChangedEmployee,
        {"employee_name": "Ana Lopes", "trade": "Electrician"},
        {"is_retired": True},
        "people.change",
    ),
    Words(
        "/api/work-order-rules",
        "rule_id",
        "a rule",
        "Rules that open work orders",
        "A stop that meets all conditions of a rule opens an order, at most one a stop.",
        answers.OrderRule,
        answers.OrderRules,
        models.NewRule,
        models.ChangedRule,
        {
            "rule_name": "Long stops",
            "down_longer_than_s": 600,
            "title": "{machine} is down: {reason}",
        },
        {"is_enabled": False},
        "work.plan",
    ),
    Words(
        "/api/maintenance-plans",
        "plan_id",
        "a plan",
        "Maintenance plans",
        "What is done again and again, and what is left until it is due.",
        answers.MaintenancePlan,
        answers.MaintenancePlans,
        models.NewPlan,
        models.ChangedPlan,
        {
            "plan_name": "Grease the press",
            "machine": "Injection_Molder_02_01",
            "every_running_h": 250,
            "title": "Grease the press",
        },
        {"every_running_h": 200},
        "work.plan",
    ),
)


def _operations(kind: Words) -> Iterator[Operation]:
    key = path_id(kind.key, f"Key of {kind.one}.")
    one = f"{kind.path}/{{{kind.key}}}"
    yield Operation(kind.path, kind.all_of_them, kind.description, {200: (kind.answers,)}, UPKEEP)
    yield Operation(
        kind.path,
        f"Add {kind.one}",
        f"Takes {kind.right}.",
        {201: (kind.answer,)},
        UPKEEP,
        method="post",
        parameters=(KEY,),
        body=(kind.new,),
        example=kind.example,
        refusals=CREATED,
        headers=REPLAYED,
    )
    yield Operation(
        one,
        f"Change {kind.one}",
        f"What is left out stays. Takes {kind.right}.",
        {200: (kind.answer,)},
        UPKEEP,
        method="patch",
        parameters=(key, KEY),
        body=(kind.changed,),
        example=kind.change,
        refusals=WRITTEN,
        headers=REPLAYED,
    )


def _deletion(kind: Words) -> Operation:
    return Operation(
        f"{kind.path}/{{{kind.key}}}",
        f"Delete {kind.one}",
        f"Orders it has opened stay. Takes {kind.right}.",
        {200: (Nothing,)},
        UPKEEP,
        method="delete",
        parameters=(path_id(kind.key, f"Key of {kind.one}."), KEY),
        refusals=DELETED,
        headers=REPLAYED,
    )


OPERATIONS = (
    Operation(
        "/api/work-orders/figures",
        "Figures of work orders",
        "Response times, orders past their due date, and repairs, over the last 30 days.",
        {200: (answers.OrderFigures,)},
        ORDERS,
        parameters=(
            Parameter("days", "The views are about 30.", {"type": "integer", "enum": [DAYS]}),
        ),
    ),
    *(operation for kind in KINDS for operation in _operations(kind)),
    Operation(
        "/api/parts/{part_id}/moves",
        "A delivery, or a count",
        "Adds to the stock of a part, or takes from it; it never falls below zero.",
        {201: (answers.Part,)},
        UPKEEP,
        method="post",
        parameters=(path_id("part_id", "Key of a part."), KEY),
        body=(models.PartMove,),
        example={"quantity": 10, "note": "Delivery 2026-118"},
        refusals=WRITTEN,
        headers=REPLAYED,
    ),
    *(_deletion(kind) for kind in KINDS[2:]),
)
