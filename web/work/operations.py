"""What programs may ask of work orders: rows of the table in web/api/operations.py."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from web.api.operation import Operation, Parameter
from web.api.submissions import HEADER, LONGEST_KEY
from web.work import answers, models
from web.work.filters import DEFAULT_LIMIT, LONGEST_SEARCH, MOST_LISTED
from web.work.picture import LONGEST_SIDE_PX, MOST_BYTES, MOST_PIXELS
from web.work.pictures import FIELD
from web.work.texts import KINDS, LARGEST_ID, PRIORITIES, STATUSES

ORDERS = "Work orders"
ALL = "/api/work-orders"
ONE = f"{ALL}/{{work_order_id}}"
TEXT = {"type": "string"}
KEY = Parameter(
    HEADER,
    "A key of your own, for example a UUID. Sent again with the same content, nothing is written, "
    "and the answer is the same.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "header",
)
REPLAYED = {"Idempotency-Replayed": "true where the key was used before: nothing was written."}
WRITTEN = (400, 403, 404, 409, 413, 415, 422, 503)
DELETED = (400, 403, 404, 409, 422, 503)


def path_id(name: str, description: str) -> Parameter:
    """A key in an address."""
    schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
    return Parameter(name, description, schema, "path", is_required=True)


NUMBER = path_id("work_order_id", "Number of the order.")
TASK_ID = path_id("task_id", "The thing to do.")
PHOTO_ID = path_id("photo_id", "The picture.")


def _some_of(name: str, choices: tuple[str, ...]) -> Parameter:
    return Parameter(name, f"One or several, with commas between: {', '.join(choices)}.", TEXT)


FILTERS = (
    _some_of("status", STATUSES),
    Parameter("machine", "One machine alone, in any case.", TEXT),
    Parameter("line", "One line alone, in any case.", TEXT),
    Parameter("assignee", "Name of an employee; me: yours; none: those that nobody has yet.", TEXT),
    _some_of("priority", PRIORITIES),
    _some_of("kind", KINDS),
    Parameter("overdue", "true: past their due date, and not done.", {"type": "boolean"}),
    Parameter(
        "q",
        "A text in the number (#7), title, description or machine.",
        {"type": "string", "maxLength": LONGEST_SEARCH},
    ),
    Parameter(
        "limit",
        "How many at most.",
        {"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": DEFAULT_LIMIT},
    ),
    Parameter(
        "before",
        "Only those with a smaller number: the next page.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    ),
)


def written(
    path: str,
    summary: str,
    description: str,
    body: type[BaseModel],
    example: dict[str, Any],
    status: int = 201,
    **more: Any,
) -> Operation:
    """A body that changes an order, answered with the order in full."""
    return Operation(
        path,
        summary,
        description,
        {status: (answers.WorkOrderDetail,), 409: (answers.Conflict,)},
        ORDERS,
        **{
            "method": "post",
            "parameters": (NUMBER, KEY),
            "body": (body,),
            "example": example,
            "refusals": tuple(code for code in WRITTEN if code != 409),
            "headers": REPLAYED,
            **more,
        },
    )


OPERATIONS = (
    Operation(
        ALL,
        "Work orders",
        "Those you may see that meet all conditions, the newest first. For the next page, give the "
        "smallest number of this one as before.",
        {200: (answers.WorkOrders,)},
        ORDERS,
        parameters=FILTERS,
    ),
    written(
        ALL,
        "Open a work order",
        "A stop has at most one order: 409 names it as value.",
        models.NewOrder,
        {
            "machine": "Injection_Molder_02_01",
            "title": "Hydraulic oil leaks",
            "priority": "high",
            "tasks": ["Lock out", "Change the seal"],
        },
        parameters=(KEY,),
    ),
    Operation(
        ONE,
        "One work order",
        "In full, with the steps that you may take next.",
        {200: (answers.WorkOrderDetail,)},
        ORDERS,
        parameters=(NUMBER,),
        refusals=(400, 404, 503),
    ),
    written(
        ONE,
        "Change a work order",
        "What is left out stays. Where somebody changed it since the version you read, nothing is "
        "written, and 409 tells who changed what.",
        models.ChangedOrder,
        {"version": 3, "priority": "urgent"},
        200,
        method="patch",
    ),
    written(
        f"{ONE}/take",
        "Take a work order",
        "It is yours, and begun. Where somebody else has it, 409 names who, since when. Again, "
        "nothing happens.",
        models.Take,
        {"start": True},
        200,
    ),
    written(
        f"{ONE}/steps",
        "Take a work order a step on",
        "To one of its next. An illegal step is refused with the legal ones named.",
        models.WantedStep,
        {"to": "on_hold", "note": "Waits for the seal."},
        200,
    ),
    written(
        f"{ONE}/comments",
        "Comment on a work order",
        "Plain text: it is shown as it is.",
        models.NewComment,
        {"body": "The seal is worn."},
    ),
    written(
        f"{ONE}/tasks",
        "Add to the checklist",
        "At its end.",
        models.NewTask,
        {"title": "Check the pressure"},
    ),
    written(
        f"{ONE}/tasks/{{task_id}}",
        "Tick off, or reword",
        "What is left out stays.",
        models.ChangedTask,
        {"is_done": True},
        200,
        method="patch",
        parameters=(NUMBER, TASK_ID, KEY),
    ),
    Operation(
        f"{ONE}/tasks/{{task_id}}",
        "Take off the checklist",
        "It is deleted, done or not.",
        {200: (answers.WorkOrderDetail,)},
        ORDERS,
        method="delete",
        parameters=(NUMBER, TASK_ID, KEY),
        refusals=DELETED,
        headers=REPLAYED,
    ),
    written(
        f"{ONE}/parts",
        "Use parts",
        "They leave the stock, which never falls below zero. A negative quantity gives them back.",
        models.UsedPart,
        {"part_id": 1, "quantity": 2},
    ),
    written(
        f"{ONE}/labour",
        "Begin somebody's work",
        "Nobody works on two orders at once: work elsewhere ends.",
        models.Labour,
        {},
    ),
    written(
        f"{ONE}/labour/stop",
        "End somebody's work",
        "409 where they are not at it.",
        models.Labour,
        {},
        200,
    ),
    Operation(
        f"{ONE}/photos",
        "Add a picture to a work order",
        f"A form with one file: JPEG, PNG or WebP, at most {MOST_BYTES / 2**20:.0f} MB and "
        f"{MOST_PIXELS / 1e6:.0f} million pixels. It is written anew: upright, at most "
        f"{LONGEST_SIDE_PX:,} pixels a side, and without what the camera noted beside it, such as "
        "its position.",
        {201: (answers.WorkOrderDetail,)},
        ORDERS,
        method="post",
        parameters=(NUMBER, KEY),
        media="multipart/form-data",
        media_schema={
            "type": "object",
            "required": [FIELD],
            "properties": {
                FIELD: {"type": "string", "format": "binary", "description": "The picture."}
            },
        },
        refusals=WRITTEN,
        headers=REPLAYED,
    ),
    Operation(
        f"{ONE}/photos/{{photo_id}}",
        "A picture of a work order",
        "The file itself; its ETag saves fetching it again.",
        {200: ()},
        ORDERS,
        parameters=(NUMBER, PHOTO_ID),
        refusals=(400, 404, 503),
    ),
    Operation(
        f"{ONE}/photos/{{photo_id}}",
        "Delete a picture of a work order",
        "Your own; another's takes work.plan.",
        {200: (answers.WorkOrderDetail,)},
        ORDERS,
        method="delete",
        parameters=(NUMBER, PHOTO_ID, KEY),
        refusals=DELETED,
        headers=REPLAYED,
    ),
)
