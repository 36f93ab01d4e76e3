"""The live rows in memory: whoever knows a version can be brought up to date from it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.cursor import Cursor
from realtime.state import Known, LiveRow, LiveState

EPOCH = "12cf94c8-6071-4aeb-a58f-8406e4695b84"


def at(xid: int) -> Cursor:
    return Cursor(EPOCH, xid, xid)


def row(key: str, value: int | None, line: str = "Engine") -> LiveRow:
    text = None if value is None else f'{{"key":"{key}","value":{value}}}'
    return LiveRow("machines", key, line, key, text)


def started(*rows: LiveRow) -> LiveState:
    live = LiveState()
    live.replace(rows, at(1))
    return live


def test_rows_are_read_as_json() -> None:
    live = started(row("a", 1))
    assert live.rows("machines") == [{"key": "a", "value": 1}]
    live.apply([row("a", 2)], at(2))
    assert live.rows("machines") == [{"key": "a", "value": 2}]


def test_what_does_not_differ_is_no_change() -> None:
    live = started(row("a", 1))
    assert live.apply([row("a", 1), row("never seen", None)], at(2)) == []
    assert live.version == 1
    assert live.cursor == str(at(2))


def test_a_deleted_row_stays_as_a_tombstone_of_its_line() -> None:
    live = started(row("a", 1))
    (entry,) = live.apply([row("a", None)._replace(line=None)], at(2))
    assert entry.row.json is None
    assert entry.row.line == "Engine"
    assert live.rows("machines") == []
    assert [e.row.key for e in live.changed_since(Known(1))] == ["a"]


def test_a_moved_row_remembers_where_it_was() -> None:
    live = started(row("a", 1, "Engine"))
    (entry,) = live.apply([row("a", 2, "Exterior")], at(2))
    assert entry.places == {("Engine", "a"), ("Exterior", "a")}


def test_a_complete_reading_finds_what_nobody_announced() -> None:
    live = started(row("a", 1), row("b", 1))
    changed = live.reconcile([row("b", 2), row("c", 3)], at(2))
    assert {(e.row.key, e.row.json is None) for e in changed} == {
        ("a", True),
        ("b", False),
        ("c", False),
    }


def test_a_cursor_of_another_server_is_known_but_for_its_keys() -> None:
    live = started(row("a", 1), row("b", 1))
    live.remember("theirs", Known(live.version, frozenset({("machines", "b")})))
    live.apply([row("a", 2)], at(2))
    known = live.known_to("theirs")
    assert known is not None
    assert {e.row.key for e in live.changed_since(known)} == {"a", "b"}


def test_an_unknown_cursor_is_not_known() -> None:
    assert started().known_to("whatever") is None


def test_starting_over_forgets_all_cursors() -> None:
    live = started(row("a", 1))
    cursor = live.cursor
    live.replace([row("a", 1)], Cursor("0" * 36, 1, 1))
    assert live.known_to(cursor) is None


def test_forgotten_deletions_make_old_cursors_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    live = started(*(row(str(n), 1) for n in range(4)))
    before = live.cursor
    monkeypatch.setattr("realtime.state.REMEMBERED_DELETIONS", 1)
    for n in range(3):
        live.apply([row(str(n), None)], at(2 + n))
    assert live.known_to(before) is None
    assert live.known_to(live.cursor) is not None


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_any_known_version_leads_to_the_present(seed: int) -> None:
    """Whatever happened, a copy taken at any time plus what changed since equals the state."""
    choice = random.Random(seed)
    live = started(row("a", 0))
    copies: list[tuple[str, dict[str, str]]] = []
    for step in range(1, 30):
        copies.append((live.cursor, present(live)))
        rows = [
            row(choice.choice("abcdef"), choice.choice([None, choice.randrange(3)]))
            for _ in range(choice.randrange(4))
        ]
        live.apply({r.key: r for r in rows}.values(), at(step + 1))
    for cursor, copy in copies:
        known = live.known_to(cursor)
        assert known is not None
        for entry in live.changed_since(known):
            if entry.row.json is None:
                copy.pop(entry.row.key, None)
            else:
                copy[entry.row.key] = entry.row.json
        assert copy == present(live)


def present(live: LiveState) -> dict[str, str]:
    return {e.row.key: e.row.json for e in live.entries() if e.row.json is not None}
