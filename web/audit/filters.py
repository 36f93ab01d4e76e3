"""Which changes are asked for: the query string of /audit and /api/audit, checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from errors import UserError
from web.api import params as api_params
from web.machine import instant_of

Action = Literal["insert", "update", "delete", "truncate"]
ACTIONS: tuple[str, ...] = get_args(Action)
TEXTS = ("person", "table", "row", "program")
PARAMETERS = (*TEXTS, "action", "from", "to", "limit", "before", "format")
DEFAULT_LIMIT, MOST_LISTED, MOST_IN_A_FILE = 100, 1_000, 10_000
LONGEST_TEXT = 200
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Filters:
    """What is asked for; None is any."""

    person: str | None
    table: str | None
    row: str | None
    actions: list[str] | None
    begin: datetime | None
    end: datetime | None
    program: str | None
    before: int | None
    limit: int
    is_file: bool

    def values(self) -> tuple[Any, ...]:
        """What audit_entries.sql is asked with."""
        return (
            self.person,
            self.table,
            self.row,
            self.actions,
            self.begin,
            self.end,
            self.program,
            self.before,
            self.limit,
        )


def filters(params: QueryParams, zone: ZoneInfo) -> Filters:
    """What is asked for, with dates in the time of the plant. Raises UserError naming what is not
    understood."""
    api_params.refuse_unknown(params, PARAMETERS)
    is_file = api_params.wants_csv(params)
    most, default = (MOST_IN_A_FILE,) * 2 if is_file else (MOST_LISTED, DEFAULT_LIMIT)
    texts = {name: _text(params, name) for name in TEXTS}
    return Filters(
        **texts,
        actions=_actions(params),
        begin=_instant(params, "from", zone),
        end=_instant(params, "to", zone),
        before=_number(params, "before", LARGEST_ID),
        limit=_number(params, "limit", most) or default,
        is_file=is_file,
    )


def query_of(params: QueryParams, **changes: object) -> str:
    """The same filters as a query string, some of them changed; None leaves one out."""
    merged: dict[str, object] = {**{name: params[name] for name in params}, **changes}
    return urlencode({name: value for name, value in merged.items() if value not in (None, "")})


def _text(params: QueryParams, name: str) -> str | None:
    text = params.get(name, "").strip()
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise _wrong(name, text, f"Give at most {LONGEST_TEXT} characters.")
    return text or None


def _actions(params: QueryParams) -> list[str] | None:
    text = params.get("action", "").strip()
    if not text:
        return None
    given = [part.strip().lower() for part in text.split(",")]
    if not set(given) <= set(ACTIONS):
        raise _wrong(
            "action", text, f"Give one or several, with commas between: {', '.join(ACTIONS)}."
        )
    return given


def _instant(params: QueryParams, name: str, zone: ZoneInfo) -> datetime | None:
    """An instant; a date alone is all of that day, so that from and to may be the same."""
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        if name == "to":
            day += timedelta(days=1)
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return instant_of(params, name, datetime.now(UTC), zone)


def _number(params: QueryParams, name: str, largest: int) -> int | None:
    text = params.get(name, "")
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0
    if not 1 <= number <= largest:
        raise _wrong(name, text, f"Give a whole number from 1 to {largest:,}.")
    return number


def _wrong(name: str, text: str, hint: str) -> UserError:
    shown = text[: api_params.LONGEST_SHOWN].replace("\0", "\ufffd")
    return UserError(f"{name}={shown} is not understood.", hint=hint, field=name, value=shown)
