"""What programs may ask of connections: rows of the table in operations.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from web.api import connection_models as models
from web.api import tag_models
from web.api.operation import Operation, Parameter
from web.api.questions import KINDS

CONNECTIONS, DEVICES = "Connections", "Questions to devices"
CONNECTION_ID = Parameter(
    "connection_id", "The connection.", {"type": "integer"}, "path", is_required=True
)
ONE = "/api/connections/{connection_id}"
EXAMPLE = {
    "name": "Press shop",
    "protocol": "opcua",
    "config": {"url": "opc.tcp://192.168.0.10:4840"},
    "secrets": {"password": "env:PRESS_SHOP_PASSWORD"},
}
TAG = {
    "address": "nsu=urn:plc;s=Press_1.State",
    "tag_name": "State",
    "machine": "Injection_Molder_02_01",
    "role": "status",
    "states": [{"raw_value": "6", "status": "operational", "label": "Execute"}],
}
WRITTEN = (400, 403, 404, 409, 413, 415, 503)


class Words(NamedTuple):
    """How a kind of question is described."""

    summary: str
    description: str
    example: dict[str, object]


QUESTIONS = {
    "check": Words("Are the settings valid?", "Asks nobody outside: the connector looks.", {}),
    "test": Words(
        "Can it be reached?", "Step by step, each with its time and, if it fails, the remedy.", {}
    ),
    "browse": Words("What is below an address?", "One level of the device.", {"address": None}),
    "search": Words("What has a text in its name?", "Over the whole device.", {"text": "state"}),
    "discover": Words(
        "Which machines are there?",
        "Recognised by companion specifications or by the names of variables; to be confirmed.",
        {},
    ),
    "read": Words("What do addresses hold?", "Value, type and quality.", {"addresses": ["…"]}),
}
ANSWERED = (
    "Answered by the ingester, which may stand in another network; 503 where none is running, or "
    "the device is away."
)


def _questions() -> Iterator[Operation]:
    for kind, words in QUESTIONS.items():
        description = f"{words.description} {ANSWERED}"
        yield Operation(
            f"/api/connections/{kind}",
            f"{words.summary} By settings that are not stored",
            description,
            {200: (KINDS[kind].answer,)},
            DEVICES,
            method="post",
            body=(KINDS[kind].draft,),
            example={name: EXAMPLE[name] for name in ("protocol", "config")} | words.example,
            refusals=(400, 403, 404, 413, 415, 503),
        )
        yield Operation(
            f"{ONE}/{kind}",
            f"{words.summary} By stored settings",
            description,
            {200: (KINDS[kind].answer,)},
            DEVICES,
            method="post",
            parameters=(CONNECTION_ID,),
            body=(KINDS[kind].question,),
            example=words.example,
            refusals=(400, 403, 404, 413, 415, 503),
        )


OPERATIONS = (
    Operation(
        "/api/connectors",
        "Protocols and ingesters",
        "What a connection can be made of: the protocols with the JSON Schema of their settings, "
        "and the programs that speak them, with what waits in their spools.",
        {200: (models.Connectors,)},
        CONNECTIONS,
    ),
    Operation(
        "/api/connections",
        "All connections",
        "How each fares, and its settings. Of secrets only the names are told.",
        {200: (models.Connections,)},
        CONNECTIONS,
    ),
    Operation(
        "/api/connections",
        "Make a connection",
        "The ingester checks the settings first. Where none is running they are saved all the "
        "same, and note says that nobody checked them.",
        {201: (models.Connection,)},
        CONNECTIONS,
        method="post",
        body=(models.NewConnection,),
        example=EXAMPLE,
        refusals=(400, 403, 409, 413, 415, 503),
    ),
    Operation(
        ONE,
        "One connection",
        "As in the list.",
        {200: (models.Connection,)},
        CONNECTIONS,
        parameters=(CONNECTION_ID,),
        refusals=(400, 404, 503),
    ),
    Operation(
        ONE,
        "Change a connection",
        "What is left out stays; config is replaced as a whole. It is connected anew where that "
        "is needed, and no other connection with it.",
        {200: (models.Connection,)},
        CONNECTIONS,
        method="put",
        parameters=(CONNECTION_ID,),
        body=(models.ChangedConnection,),
        example={"is_enabled": False},
        refusals=WRITTEN,
    ),
    Operation(
        ONE,
        "Delete a connection",
        "With its tags and secrets. What its tags have told of machines stays.",
        {200: (models.Nothing,)},
        CONNECTIONS,
        method="delete",
        parameters=(CONNECTION_ID,),
        refusals=(400, 403, 404, 503),
    ),
    Operation(
        f"{ONE}/reload",
        "Connect anew",
        "Closes the connection and opens it again.",
        {200: (models.Connection,)},
        CONNECTIONS,
        method="post",
        parameters=(CONNECTION_ID,),
        refusals=(400, 403, 404, 503),
    ),
    Operation(
        f"{ONE}/tags",
        "Tags of a connection",
        "What is fetched and what it means, with the newest value of each.",
        {200: (tag_models.StoredTags,)},
        CONNECTIONS,
        parameters=(CONNECTION_ID,),
        refusals=(400, 404, 503),
    ),
    Operation(
        f"{ONE}/tags",
        "Replace the tags of a connection",
        "The whole list, as it was read: tags that are missing in it are deleted, those without a "
        "tag_id are new. All of it, or nothing.",
        {200: (tag_models.StoredTags,)},
        CONNECTIONS,
        method="put",
        parameters=(CONNECTION_ID,),
        body=(tag_models.Tags,),
        example={"tags": [TAG]},
        refusals=WRITTEN,
    ),
    Operation(
        f"{ONE}/tags",
        "Add tags to a connection",
        "The others stay. All of it, or nothing. Answered with all tags.",
        {201: (tag_models.StoredTags,)},
        CONNECTIONS,
        method="post",
        parameters=(CONNECTION_ID,),
        body=(tag_models.Tags,),
        example={"tags": [TAG]},
        refusals=WRITTEN,
    ),
    Operation(
        f"{ONE}/dead-letters",
        "Samples that could not be stored",
        "The newest 200 of its tags, each with the reason, and how many there are.",
        {200: (models.DeadLetters,)},
        CONNECTIONS,
        parameters=(CONNECTION_ID,),
        refusals=(400, 404, 503),
    ),
    Operation(
        f"{ONE}/findings",
        "What to look at in its counters",
        "Jumps that were not counted, resets, and minutes in which counters contradict each other, "
        "as the view historian.counter_findings has them.",
        {200: (models.Findings,)},
        CONNECTIONS,
        parameters=(CONNECTION_ID,),
        refusals=(400, 404, 503),
    ),
    *_questions(),
)
