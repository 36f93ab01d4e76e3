"""How the API answers: JSON or CSV, never kept by a cache, refusals in one form."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from typing import TypeAlias

from pydantic import BaseModel
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from errors import UserError
from web.csv_table import csv_response
from web.errors import as_json, status_of

logger = logging.getLogger(__name__)

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class RefusedError(UserError):
    """A request that is refused with another status than 400, or for one row of many."""

    def __init__(
        self,
        message: str,
        *,
        hint: str,
        field: str | None = None,
        value: object = None,
        row: int | None = None,
        status: int = 400,
    ) -> None:
        super().__init__(message, hint=hint, field=field, value=value)
        self.row = row
        self.status = status


def json_answer(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON, with instants in ISO 8601. What is not a number (NaN) is null."""
    sent = {"cache-control": "no-store", **(headers or {})}
    return Response(to_json(content, inf_nan_mode="null"), status, sent, "application/json")


def csv_answer(
    filename: str, rows: Sequence[Mapping[str, object]], model: type[BaseModel]
) -> Response:
    """The rows as a file, with a column for each field of the model."""
    return csv_response(filename, rows, list(model.model_fields))


def refusal(error: UserError) -> Response:
    """What is wrong, with field, value and hint, and the row where there are several."""
    body = as_json(error)
    if isinstance(error, RefusedError) and error.row is not None:
        body["row"] = error.row
    return json_answer(body, status_of(error))


def refusing(handler: Handler) -> Handler:
    """The handler, whose UserErrors become answers. What was sent to be written is logged by the
    sentence and the field alone: a secret may be among it."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except UserError as error:
            if request.method != "GET":
                logger.warning(
                    "refused %s %s: %s",
                    request.method,
                    request.url.path,
                    error.message,
                    extra={"field": error.field, "row": getattr(error, "row", None)},
                )
            return refusal(error)

    return answer
