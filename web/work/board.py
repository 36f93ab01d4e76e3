"""Which work orders a page shows, and in which order: filters, columns, urgency. Pure.

Orders are rows of the topic work_orders of the change feed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlencode

from errors import UserError
from web import page
from web.page import Row

COLUMNS = {
    "open": "Open",
    "assigned": "Assigned",
    "in_progress": "In progress",
    "on_hold": "On hold",
    "done": "Done",
}
CLOSED = {"verified": "Verified", "cancelled": "Cancelled"}
STATUSES = {**COLUMNS, **CLOSED}
PRIORITIES = {"urgent": "Urgent", "high": "High", "normal": "Normal", "low": "Low"}
KINDS = {
    "corrective": "Corrective",
    "preventive": "Preventive",
    "improvement": "Improvement",
}
VIEWS = {"board": "Board", "list": "List"}
TO_DO = ("open", "assigned", "in_progress", "on_hold")
RANKS = {priority: rank for rank, priority in enumerate(PRIORITIES)}
ORDER = {status: place for place, status in enumerate(STATUSES)}
LAST = "9999"  # later than any instant as text: what has none comes last

SortKey: TypeAlias = Callable[[Row], Any]
# columns of the list: what it says above, and what it is sorted by
SORTS: dict[str, tuple[str, SortKey]] = {
    "number": ("No.", lambda row: row["work_order_id"]),
    "title": ("What", lambda row: row["title"].lower()),
    "machine": ("Machine", lambda row: row["machine_name"].lower()),
    "line": ("Line", lambda row: row["line"].lower()),
    "priority": ("Priority", lambda row: RANKS[row["priority"]]),
    "status": ("Status", lambda row: ORDER[row["status"]]),
    "due": ("Due", lambda row: row["due_at"] or LAST),
    "assignee": ("Assigned to", lambda row: (row["assignee"] or "\uffff").lower()),
    "opened": ("Opened", lambda row: row["opened_at"]),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the board asks for; an empty text asks for everything."""

    view: str = "board"
    line: str = ""
    machine: str = ""
    assignee: str = ""  # an employee's name, "me" or "none"
    overdue: str = ""
    priority: str = ""
    kind: str = ""
    q: str = ""
    sort: str = ""
    descending: str = ""

    def query(self, **changes: str) -> str:
        """The query string of the same with some changes."""
        wanted = asdict(replace(self, **changes))
        said = {name: text for name, text in wanted.items() if text and (name, text) != _DEFAULT}
        return f"?{urlencode(said)}" if said else "?"

    @property
    def chosen(self) -> int:
        """How many of the filters are set that a phone folds away."""
        return sum(map(bool, (self.line, self.machine, self.priority, self.kind)))


_DEFAULT = ("view", "board")


def wanted(params: Mapping[str, str], lines: Iterable[Row], machines: Iterable[Row]) -> Wanted:
    """Read the query string. Raises UserError naming a bad value and the choices."""
    said = {name: params.get(name, "").strip()[:200] for name in Wanted.__dataclass_fields__}
    said["view"] = _one_of("view", said["view"], VIEWS) or "board"
    said["priority"] = _one_of("priority", said["priority"], PRIORITIES)
    said["kind"] = _one_of("kind", said["kind"], KINDS)
    said["sort"] = _one_of("sort", said["sort"], SORTS)
    said["line"] = _one_of("line", said["line"], [row["line"] for row in lines])
    names = [row["machine_name"] for row in machines]
    said["machine"] = _one_of("machine", said["machine"], names)
    for name in ("overdue", "descending"):
        said[name] = "1" if said[name].lower() in ("1", "true", "yes") else ""
    return Wanted(**said)


def _one_of(name: str, text: str, choices: Iterable[str]) -> str:
    """The choice that is meant, ignoring case; empty for an empty text."""
    if not text:
        return ""
    known = {choice.lower(): choice for choice in choices}
    if text.lower() in known:
        return known[text.lower()]
    listed = list(known.values())
    shown = ", ".join(listed[:12]) + (f" and {len(listed) - 12} more" if len(listed) > 12 else "")
    raise UserError(
        f"There is no {name} “{text[:80]}”.",
        hint=f"Choose among {shown}." if listed else f"There is no {name} yet.",
        field=name,
        value=text[:80],
    )


def is_overdue(row: Row, now: datetime) -> bool:
    """Whether it should have been done."""
    due = page.instant(row["due_at"])
    return due is not None and due < now and row["status"] in TO_DO


def is_mine(row: Row, employee_id: int | None) -> bool:
    """Whether the order is that employee's."""
    return employee_id is not None and row["assignee_id"] == employee_id


def chosen(rows: Iterable[Row], asked: Wanted, employee_id: int | None, now: datetime) -> list[Row]:
    """The orders that are asked for, in no particular order."""
    return [
        row
        for row in rows
        if asked.line in ("", row["line"])
        and asked.machine in ("", row["machine_name"])
        and asked.priority in ("", row["priority"])
        and asked.kind in ("", row["kind"])
        and (not asked.overdue or is_overdue(row, now))
        and _is_assigned(row, asked.assignee, employee_id)
        and _says(row, asked.q)
    ]


def _is_assigned(row: Row, assignee: str, employee_id: int | None) -> bool:
    if not assignee:
        return True
    if assignee == "me":
        return is_mine(row, employee_id)
    if assignee == "none":
        return row["assignee_id"] is None and row["status"] in TO_DO
    return (row["assignee"] or "").lower() == assignee.lower()


def _says(row: Row, text: str) -> bool:
    """Whether each word is somewhere in what identifies the order."""
    names = ("work_order_id", "title", "machine_name", "short_name", "line", "assignee")
    said = " ".join(str(row[name] or "") for name in names).lower()
    return all(word in said for word in text.lower().removeprefix("#").split())


def urgent_first(rows: Iterable[Row], now: datetime) -> list[Row]:
    """What a worried eye wants: by priority, where what is overdue counts one higher; then where
    a machine stands, then by the date it is due."""
    return sorted(
        rows,
        key=lambda row: (
            max(RANKS[row["priority"]] - is_overdue(row, now), 0),
            not row["is_stop_open"],
            row["due_at"] or LAST,
            row["opened_at"],
        ),
    )


def columns(rows: list[Row], now: datetime) -> dict[str, list[Row]]:
    """The orders by status: the most urgent first, and of what is done the latest."""
    found: dict[str, list[Row]] = {status: [] for status in STATUSES}
    for row in urgent_first(rows, now):
        found[row["status"]].append(row)
    for status in ("done", *CLOSED):
        found[status].sort(key=lambda row: row["status_at"], reverse=True)
    return found


def listed(rows: list[Row], asked: Wanted, now: datetime) -> list[Row]:
    """The orders as a table has them: as asked, else what is to be done by urgency."""
    if not asked.sort:
        by_urgency = urgent_first(rows, now)
        return sorted(by_urgency, key=lambda row: row["status"] not in TO_DO)
    return sorted(rows, key=SORTS[asked.sort][1], reverse=bool(asked.descending))


def counts(rows: Iterable[Row], employee_id: int | None, now: datetime) -> dict[str, int]:
    """How many orders are to be done in all, and how many of them each chip would show."""
    to_do = [row for row in rows if row["status"] in TO_DO]
    return {
        "all": len(to_do),
        "mine": sum(is_mine(row, employee_id) for row in to_do),
        "unassigned": sum(row["assignee_id"] is None for row in to_do),
        "overdue": sum(is_overdue(row, now) for row in to_do),
    }


def due_text(row: Row, now: datetime) -> str:
    """How long until it is due, or since when; static/js/work/times.js writes the same."""
    due = page.instant(row["due_at"])
    if due is None:
        return ""
    left_s = (due - now).total_seconds()
    if left_s < 0 and row["status"] in TO_DO:
        return f"overdue {page.duration(-left_s)}"
    return f"due in {page.duration(left_s)}" if left_s >= 0 else ""


def due_ms(row: Row) -> int | str:
    """When it is due, in milliseconds as JavaScript counts them; empty where nothing is owed."""
    due = page.instant(row["due_at"])
    return "" if due is None or row["status"] not in TO_DO else int(due.timestamp() * 1000)
