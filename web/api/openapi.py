"""The OpenAPI 3.1 document, from the table of operations and the models. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api.models import Problem
from web.api.operation import Operation, Parameter
from web.api.operations import OPERATIONS

VERSION = "3.1.0"
JSON, CSV = "application/json", "text/csv"
REFUSED = {
    400: "Something in the request is wrong: the field, the value, and what to do.",
    401: "Nobody known asked: log in, or send a token that holds.",
    403: "A page of another site asked.",
    404: "There is no such row, or no longer.",
    409: "It is in the way of another row, or was changed meanwhile.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The key was used before, for other content.",
    429: "Too many attempts failed: until later none is looked at.",
    503: "The database is away or busy, or whoever is asked through it: ask again in a moment.",
}
INTRODUCTION = (
    "Figures come from the views of the schema gold, the live state from the change feed. Units "
    "are in the names: _s seconds, _pcs pieces, _ratio 0 to 1; instants are ISO 8601, "
    "business dates are local to the plant. What cannot be known is null, never 0. Bad input is "
    "answered with error, field, value and hint."
)


@cache
def document() -> dict[str, Any]:
    """The whole description, the same for the life of the process. Do not change it."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": VERSION,
        "info": {
            "title": "Floorcast",
            "version": "1",
            "summary": "The shop floor for programs.",
            "description": INTRODUCTION,
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(one.tag for one in OPERATIONS)],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def operation_id(operation: Operation) -> str:
    """Its name for generated clients: get_api_machines_live."""
    words = re.split(r"[/{}-]+", operation.path.replace(".json", "").strip("/}"))
    return "_".join([operation.method, *words])


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation_id(operation),
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "responses": {
            **{
                str(status): _answer(operation, status, models)
                for status, models in operation.answers.items()
            },
            **{str(status): _refusal(status) for status in operation.refusals},
        },
    }
    if operation.parameters:
        described["parameters"] = [_parameter(parameter) for parameter in operation.parameters]
    if operation.media:
        raw = {"schema": operation.media_schema, "example": operation.example}
        described["requestBody"] = {"required": True, "content": {operation.media: raw}}
    elif operation.body:
        content = {"schema": _one_of(operation.body), "example": operation.example}
        described["requestBody"] = {"required": True, "content": {JSON: content}}
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def _answer(operation: Operation, status: int, models: Sequence[type[BaseModel]]) -> dict[str, Any]:
    content: dict[str, Any] = {JSON: {"schema": _one_of(models)}} if models else {}
    if operation.has_csv:
        content[CSV] = {"schema": {"type": "string"}}
    answer: dict[str, Any] = {"description": HTTPStatus(status).phrase, "content": content}
    if operation.headers:
        answer["headers"] = {
            name: {"description": meaning, "schema": {"type": "string"}}
            for name, meaning in operation.headers.items()
        }
    return answer


def _refusal(status: int) -> dict[str, Any]:
    return {"description": REFUSED[status], "content": {JSON: {"schema": _one_of([Problem])}}}


def _one_of(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    references = [{"$ref": f"#/components/schemas/{model.__name__}"} for model in models]
    return references[0] if len(references) == 1 else {"oneOf": references}


def _schemas() -> Mapping[str, Any]:
    sent: set[type[BaseModel]] = {model for one in OPERATIONS for model in one.body}
    answered: set[type[BaseModel]] = {
        model for one in OPERATIONS for models in one.answers.values() for model in models
    }
    named = sorted(sent | answered | {Problem}, key=lambda model: model.__name__)
    _, schema = models_json_schema(
        [(model, "validation" if model in sent else "serialization") for model in named],
        ref_template="#/components/schemas/{model}",
    )
    schemas: Mapping[str, Any] = schema["$defs"]
    return schemas
