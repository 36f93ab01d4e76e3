"""/api and /api/openapi.json: what programs may ask, to read and to try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from web import page
from web.api.answers import json_answer
from web.api.openapi import JSON, document


class Field(NamedTuple):
    """One field of an answer or a body. Those of rows in a list are named rows[].machine."""

    name: str
    type: str
    description: str


class Tried(NamedTuple):
    """One operation as the page shows it."""

    id: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    example: str
    media: str
    body: list[Field]
    answer: list[Field]


async def description(request: Request) -> Response:
    """The OpenAPI document."""
    auth.require(request, auth.SEE)
    return json_answer(document())


async def api_page(request: Request) -> Response:
    """Every operation of the document, with a form to try it."""
    auth.require(request, auth.SEE)
    state = page.live_state(request)
    machines = sorted(row["machine_name"] for row in state.rows("machines"))
    tried = list(operations(machines[0] if machines else None))
    context = {
        "groups": [(tag, list(group)) for tag, group in groupby(tried, lambda one: one.tag)],
        "lines": [row["line"] for row in page.lines(state)],
        "machines": machines,
    }
    return page.render(request, "api.html", context)


def operations(machine: str | None) -> Iterator[Tried]:
    """The operations of the document, in its order. Examples name that machine. Pure."""
    for path, methods in document()["paths"].items():
        for method, described in methods.items():
            content = described.get("requestBody", {}).get("content", {JSON: {}})
            media, sent = next(iter(content.items()))
            example = sent.get("example")
            if machine and media == JSON and "machine" in (example or ()):
                example = {**example, "machine": machine}
            answered = next(iter(described["responses"].values()))["content"].get(JSON, {})
            yield Tried(
                described["operationId"],
                described["tags"][0],
                method.upper(),
                path,
                described["summary"],
                described["description"],
                described.get("parameters", []),
                _shown(example),
                media,
                list(fields(_first(sent.get("schema", {})))),
                list(fields(_first(answered.get("schema", {})))),
            )


def fields(schema: dict[str, Any], prefix: str = "") -> Iterator[Field]:
    """The fields of a schema, those of rows in lists after their list. Pure."""
    for name, part in _resolved(schema).get("properties", {}).items():
        yield Field(f"{prefix}{name}", _type(part), part.get("description", ""))
        if part.get("type") == "array":
            yield from fields(part["items"], f"{prefix}{name}[].")


def _shown(example: object) -> str:
    if isinstance(example, str):
        return example
    return json.dumps(example, indent=2, ensure_ascii=False) if example else ""


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: dict[str, Any] = document()["components"]["schemas"][reference.rpartition("/")[2]]
    return resolved


def _first(schema: dict[str, Any]) -> dict[str, Any]:
    """Of several possible schemas the first: it is what a page has room for."""
    first: dict[str, Any] = schema.get("oneOf", [schema])[0]
    return first


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    return str(schema.get("format") or schema.get("type") or "anything")


routes = [Route("/api", api_page), Route("/api/openapi.json", description)]
