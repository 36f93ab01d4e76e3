"""What is said to a browser: frames of JSON text, built once for all who want the same.

``snapshot`` replaces everything, ``delta`` changes it, ``heartbeat`` says that nothing
changed, ``stale`` that the database cannot be followed just now.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from realtime.state import Entry, LiveState

TOPICS = (
    "machines",
    "config",
    "production",
    "oee",
    "tags",
    "connections",
    "work_orders",
    "stops",
)
DEFAULT_TOPICS = ("machines", "config")


@dataclass(frozen=True, slots=True)
class Subscription:
    """What somebody wants to see: topics, and perhaps one line or one machine alone; and the
    lines they may see, None for all. All names are in lower case."""

    topics: tuple[str, ...] = DEFAULT_TOPICS
    line: str | None = None
    machine: str | None = None
    lines: frozenset[str] | None = None

    def wants(self, line: str | None, machine: str | None) -> bool:
        """Whether a row of that place is among what is wanted. A row without a machine
        concerns everybody on its line, and one without a line concerns everybody."""
        if self.lines is not None and line is not None and line.lower() not in self.lines:
            return False
        if self.line is not None and line is not None and line.lower() != self.line:
            return False
        return not (
            self.machine is not None and machine is not None and machine.lower() != self.machine
        )

    def wants_entry(self, entry: Entry) -> bool:
        """Whether the row is wanted where it is now."""
        return entry.row.topic in self.topics and self.wants(entry.row.line, entry.row.machine)

    def wanted_entry(self, entry: Entry) -> bool:
        """Whether the row ever was where it is wanted: its leaving must then be told."""
        return entry.row.topic in self.topics and any(self.wants(*place) for place in entry.places)


class Frame:
    """One message. ``wire`` are the bytes of its WebSocket frame, built once and shared."""

    __slots__ = ("is_empty", "text", "wire")

    def __init__(self, text: str, *, is_empty: bool = False) -> None:
        self.text = text
        self.wire = _websocket_text(text.encode())
        self.is_empty = is_empty


def snapshot(state: LiveState, subscription: Subscription, cursor: str) -> Frame:
    """Everything the subscription wants."""
    rows: dict[str, list[str]] = {topic: [] for topic in subscription.topics}
    for entry in state.entries():
        if entry.row.json is not None and subscription.wants_entry(entry):
            rows[entry.row.topic].append(entry.row.json)
    topics = ",".join(f'"{topic}":[{",".join(texts)}]' for topic, texts in rows.items())
    epoch = cursor.partition(":")[0]
    return Frame(
        f'{{"type":"snapshot","epoch":"{epoch}","cursor":"{cursor}","at":"{_now()}",'
        f'"topics":{{{topics}}}}}'
    )


def delta(entries: Iterable[Entry], subscription: Subscription, prev: str, cursor: str) -> Frame:
    """The difference between two cursors; empty where nothing of it is wanted."""
    upserts: dict[str, list[str]] = defaultdict(list)
    deletes: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.row.json is not None and subscription.wants_entry(entry):
            upserts[entry.row.topic].append(entry.row.json)
        elif subscription.wanted_entry(entry):
            deletes[entry.row.topic].append(json.dumps(entry.row.key))
    topics = ",".join(
        f'"{topic}":{{"upsert":[{",".join(upserts[topic])}],"delete":[{",".join(deletes[topic])}]}}'
        for topic in dict.fromkeys((*upserts, *deletes))
    )
    return Frame(
        f'{{"type":"delta","prev":"{prev}","cursor":"{cursor}","at":"{_now()}","topics":{{{topics}}}}}',
        is_empty=not topics,
    )


def heartbeat(cursor: str, advice: str = "") -> Frame:
    """Nothing changed, and we would know. ``advice``: what somebody should put right soon."""
    body = {"type": "heartbeat", "cursor": cursor, "at": _now()}
    return Frame(json.dumps({**body, "advice": advice} if advice else body), is_empty=True)


def stale(reason: str, advice: str = "") -> Frame:
    """The database cannot be followed: do not believe what you see until the next frame.
    ``advice``: what somebody should put right, where that is known."""
    body = {"type": "stale", "at": _now(), "reason": reason}
    return Frame(json.dumps({**body, "advice": advice} if advice else body), is_empty=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _websocket_text(payload: bytes) -> bytes:
    """One unfragmented, unmasked text frame (RFC 6455, section 5.2)."""
    length = len(payload)
    if length < 126:
        return bytes((0x81, length)) + payload
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2) + payload
    return b"\x81\x7f" + length.to_bytes(8) + payload
