"""Statements by name: ``query("drain")`` is the text of sql/queries/drain.sql."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SQL = Path(__file__).parent.parent / "sql"


@cache
def query(name: str) -> str:
    """The text of the statement of that name. Raises FileNotFoundError for an unknown one."""
    return (SQL / "queries" / f"{name}.sql").read_text(encoding="utf-8")
