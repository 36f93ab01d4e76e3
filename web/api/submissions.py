"""Writing exactly once: the same idempotency key with the same content adds nothing.

The key is taken in the transaction that writes, so two senders with one key wait for each
other, and a transaction that fails leaves the key free (floor.submissions).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

import auth
from database.connect import Connection
from database.queries import query
from web.api.answers import RefusedError, json_answer
from web.api.database import writing

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
REPLAYED = {"Idempotency-Replayed": "true"}
_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def key(request: Request) -> str | None:
    """The key a request carries; None without one. Raises RefusedError for what is no key."""
    text = request.headers.get(HEADER)
    if text is None or (_KEY.fullmatch(text) and len(text) <= LONGEST_KEY):
        return text
    raise RefusedError(
        f"{HEADER} is not a key.",
        hint=f"Give 1 to {LONGEST_KEY} printable ASCII characters, for example a UUID, "
        "a new one for each thing you write.",
        field=HEADER,
        value=text[:80],
    )


def content_hash(content: object) -> str:
    """SHA-256 of what was sent; blanks and the order of fields make no difference. Pure."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def earlier_answer(
    connection: Connection, submission_key: str, request_hash: str
) -> dict[str, Any] | None:
    """What was answered to the same submission before; None for a new one, which takes the key.

    Raises RefusedError where the key stands for other content.
    """
    if await connection.fetchrow(query("api_claim_submission"), submission_key, request_hash):
        return None
    kept = await connection.fetchrow(query("api_submission"), submission_key)
    if kept is None or kept["request_hash"] != request_hash:
        raise RefusedError(
            f"{HEADER} {submission_key[:80]!r} was used before, for other content.",
            hint="Give each thing you write a key of its own, and send it unchanged to repeat it.",
            field=HEADER,
            value=submission_key[:80],
            status=422,
        )
    answer: dict[str, Any] = json.loads(kept["answer"])
    return answer


async def keep_answer(connection: Connection, submission_key: str, answer: str) -> None:
    """Note what is answered, to answer it again."""
    await connection.execute(query("api_keep_answer"), submission_key, answer)


async def once(
    request: Request,
    content: object,
    write: Callable[[Connection], Awaitable[Mapping[str, Any]]],
    status: int = 200,
) -> Response:
    """Write in one transaction, and answer what ``write`` returns. With a key that was used
    before, by the same person for the same: write nothing, and answer what was answered then."""
    submission_key = key(request)
    async with writing(request) as connection:
        if submission_key is not None:
            # a key is of one person, method and address: nobody is told another one's answer
            asked = [auth.asking(request).person_id, request.method, request.url.path, content]
            earlier = await earlier_answer(connection, submission_key, content_hash(asked))
            if earlier is not None:
                return json_answer(earlier, status, REPLAYED)
        answer = await write(connection)
        if submission_key is not None:
            await keep_answer(connection, submission_key, to_json(answer).decode())
    return json_answer(answer, status)
