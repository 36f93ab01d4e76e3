"""What the guards of work orders refuse, in the words of the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from pydantic import BaseModel

from web.api.answers import RefusedError
from web.api.database_refusals import as_refusals
from web.api.mistakes import shown

# columns that fields of a body are written to
FIELDS = {"status_note": "note", "status": "to"}
UNKNOWN, CONFLICT = 404, 409


@contextmanager
def guarded(body: BaseModel | None = None) -> Iterator[None]:
    """Turn what the database refuses within into RefusedErrors, with the value that the field of
    the body had. An unknown row that a body names is a mistake in the body, not in the address."""
    try:
        with as_refusals():
            yield
    except RefusedError as error:
        told: object = _detail(error.__context__) if error.status == CONFLICT else None
        fields = type(body).model_fields if body else {}
        field = error.field if error.field in fields else FIELDS.get(error.field or "", error.field)
        if told is None and body is not None and field in fields:
            told = shown(getattr(body, field))
        raise RefusedError(
            error.message,
            hint=error.hint,
            field=field,
            value=told,
            status=400 if error.status == UNKNOWN and field in fields else error.status,
        ) from None


def _detail(cause: BaseException | None) -> object:
    """What a guard of ours says a conflict is with: a number, or a name."""
    if not isinstance(cause, asyncpg.PostgresError) or not str(cause.sqlstate).startswith("FC"):
        return None
    text: str | None = cause.detail
    return int(text) if text and text.isdigit() else text
