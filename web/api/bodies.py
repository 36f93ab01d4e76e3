"""What a request sends: JSON, held to its model, and never repeated where it may be a secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from starlette.requests import ClientDisconnect, Request

from web import security
from web.api.answers import RefusedError
from web.api.mistakes import in_words, shown

JSON = "application/json"

Model = TypeVar("Model", bound=BaseModel)


async def received(request: Request) -> bytes:
    """The body. Raises RefusedError where it is no JSON by its own account, or grew too long."""
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise RefusedError(
            f"Content-Type {content_type[:80]!r} is not understood.",
            hint=f"Send JSON, with Content-Type: {JSON}.",
            field="Content-Type",
            value=content_type[:80],
            status=415,
        )
    return await _body(request)


async def read(
    request: Request,
    model: type[Model],
    rules: Mapping[str, tuple[str, str]],
    *,
    rows: str | None = None,
    row_fields: Sequence[str] = (),
    inner: Mapping[str, Sequence[str]] | None = None,
    hidden: frozenset[str] = frozenset(),
) -> Model:
    """What was sent, as that model; no body is an empty object. A list alone is taken for the
    field ``rows``. ``row_fields``, ``inner``, ``hidden``: see mistakes.in_words(). Raises
    RefusedError."""
    is_empty = not request.headers.get("content-type") and not await _body(request)
    content = {} if is_empty else _parsed(await received(request))
    if isinstance(content, list) and rows is not None:
        content = {rows: content}
    if not isinstance(content, dict):
        raise RefusedError(
            f"The body is {shown(content)}, not an object.",
            hint="Send one JSON object.",
            field="body",
            value=shown(content),
        )
    try:
        return model.model_validate(content)
    except ValidationError as error:
        fields = list(model.model_fields)
        raise in_words(error, rules, row_fields, fields, inner, hidden) from None


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect:  # it came in pieces and grew too long: web/security.py hung up
        raise RefusedError(
            security.TOO_LARGE["error"], hint=security.TOO_LARGE["hint"], field="body", status=413
        ) from None


def _parsed(body: bytes) -> Any:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:  # not repeated: a password may stand in it
        raise RefusedError(
            f"The body is not JSON: {error}.", hint="Send one object, in UTF-8.", field="body"
        ) from None
