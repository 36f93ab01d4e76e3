"""What the database refuses, as an answer: its sentence, its hint, and the status its code means.

Functions and triggers of ours raise with a message, a hint, the column in ``column`` and one of
these codes; constraints and row-level security speak for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from web.api.answers import RefusedError

STATUSES = {
    "42501": 403,  # insufficient_privilege: row-level security, or a guard of ours
    "FC404": 404,  # there is no such thing, or it may not be seen
    "FC409": 409,  # somebody else was faster, or the step is not legal now
    "23505": 409,  # unique_violation
    "23503": 409,  # foreign_key_violation: it is still used, or gone
}
# classes of codes whose message is about what was sent: data, integrity, a rule of ours
SPOKEN = ("22", "23", "FC", "42501", "P0002")


@contextmanager
def as_refusals() -> Iterator[None]:
    """Turn what the database refuses within into RefusedErrors."""
    try:
        yield
    except asyncpg.PostgresError as error:
        code = str(error.sqlstate)
        if not code.startswith(SPOKEN):
            raise
        raise RefusedError(
            _sentence(error),
            hint=error.hint or "",
            field=error.column_name or error.constraint_name,
            status=STATUSES.get(code, 400),
        ) from None


def _sentence(error: asyncpg.PostgresError) -> str:
    text = str(error).partition("\n")[0].rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
