"""Writing exactly once: the same idempotency key with the same content adds nothing.

The key is taken in the transaction that writes, so two senders with one key wait for each
other, and a transaction that fails leaves the key free (floor.submissions).
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from starlette.requests import Request

from database.connect import Connection
from database.queries import query
from web.api.answers import RefusedError

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def key(request: Request) -> str | None:
    """The key a request carries; None without one. Raises RefusedError for what is no key."""
    text = request.headers.get(HEADER)
    if text is None or (_KEY.fullmatch(text) and len(text) <= LONGEST_KEY):
        return text
    raise RefusedError(
        f"{HEADER} is not a key.",
        hint=f"Give 1 to {LONGEST_KEY} printable ASCII characters, for example a UUID, "
        "a new one for each count.",
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
            hint="Give each new count a key of its own, and send it again unchanged to repeat it.",
            field=HEADER,
            value=submission_key[:80],
            status=422,
        )
    answer: dict[str, Any] = json.loads(kept["answer"])
    return answer


async def keep_answer(connection: Connection, submission_key: str, answer: str) -> None:
    """Note what is answered, to answer it again."""
    await connection.execute(query("api_keep_answer"), submission_key, answer)
