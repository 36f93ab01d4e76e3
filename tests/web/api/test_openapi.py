"""The description of the API: well formed, complete, and true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from web.api.models import Problem
from web.api.openapi import document
from web.api.page import Field, fields, operations
from web.routes import routes

METHODS = {"get", "post", "put", "patch", "delete"}
ROUTES = {
    (route.path_format, method.lower())
    for route in routes
    if isinstance(route, Route) and route.path.startswith("/api/")
    for method in route.methods or ()
    if method != "HEAD"
}
DESCRIBED = {(path, method) for path, methods in document()["paths"].items() for method in methods}


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in the document."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from parts(part)


def test_every_route_is_described_and_nothing_else() -> None:
    assert ROUTES <= DESCRIBED
    served = {
        (route.path_format, method.lower())
        for route in routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    assert served >= DESCRIBED


def test_it_keeps_to_the_specification() -> None:
    described = document()
    assert re.fullmatch(r"3\.1\.\d+", described["openapi"])
    assert set(described["info"]) >= {"title", "version"}
    assert set(described) <= {"openapi", "info", "servers", "tags", "paths", "components"}
    tags = {tag["name"] for tag in described["tags"]}
    names = []
    for path, methods in described["paths"].items():
        assert path.startswith("/")
        assert set(methods) <= METHODS
        for operation in methods.values():
            names.append(operation["operationId"])
            assert set(operation["tags"]) <= tags
            assert operation["summary"]
            assert any(re.fullmatch(r"2\d\d", status) for status in operation["responses"])
            for status, answer in operation["responses"].items():
                assert re.fullmatch(r"[1-5]\d\d", status)
                assert answer["description"]
                assert all("schema" in content for content in answer["content"].values())
            for parameter in operation.get("parameters", []):
                assert parameter["in"] in {"query", "header", "path"}
                assert {"name", "schema", "required", "description"} <= set(parameter)
            sent = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert len(sent) == len(set(sent))
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    described = document()
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    used = {part["$ref"] for part in parts(described) if "$ref" in part}
    assert used == known


def test_every_field_says_what_it_means() -> None:
    for name, schema in document()["components"]["schemas"].items():
        assert schema["description"], name
        for field, part in schema.get("properties", {}).items():
            assert "const" in part or part["description"], f"{name}.{field}"


@pytest.mark.parametrize("path", sorted(path for path, method in DESCRIBED if method == "get"))
async def test_parameters_that_are_described_are_known(
    client: httpx.AsyncClient, path: str
) -> None:
    """And a value that cannot be is answered as described."""
    described = document()["paths"][path]["get"]
    address = re.sub(r"\{\w+\}", "1", path)
    for parameter in described.get("parameters", []):
        longest = parameter["schema"].get("maxLength")  # a text to search for may be any other
        value = "x" * (longest + 1) if longest else "no such thing"
        answer = await client.get(address, params={parameter["name"]: value})
        assert answer.status_code == 400, parameter["name"]
        problem = Problem.model_validate_json(answer.content)
        assert problem.field in {"cursor", parameter["name"]}
        assert "400" in described["responses"]


async def test_it_is_served(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/openapi.json")
    assert answer.json() == document()
    assert answer.headers["content-type"] == "application/json"


async def test_the_page_shows_every_operation(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api")
    assert answer.status_code == 200
    for one in operations(None):
        assert f'id="{one.id}"' in answer.text
    assert "&#34;machine&#34;: &#34;M1&#34;" in answer.text  # a machine there is


def test_fields_of_rows_follow_their_list() -> None:
    schema = document()["components"]["schemas"]["Stored"]
    named = list(fields(schema))
    assert named[0] == Field("received_rows", "integer", "Rows that were sent.")
    assert [field.name for field in named[1:4]] == ["rows", "rows[].machine", "rows[].at"]
    assert named[3].type == "date-time"
