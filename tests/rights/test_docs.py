"""docs/roles.md has the table of floor.permissions."""

from __future__ import annotations

import re
from pathlib import Path

from database.connect import Connection

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
ROW = re.compile(r"^\| `(?P<action>[\w.]+)`: (?P<what>.*?) \|(?P<marks>.*)\|$", re.MULTILINE)


async def test_the_page_says_what_the_database_does(connection: Connection) -> None:
    rows = await connection.fetch("select * from floor.permissions")
    roles = [role for _, role in sorted({(row["role_order"], row["role"]) for row in rows})]
    page = PAGE.read_text(encoding="utf-8")
    assert f"| what | {' | '.join(roles)} |" in page
    written = {
        (found["action"], found["what"]): [mark.strip() for mark in found["marks"].split("|")]
        for found in ROW.finditer(page)
    }
    may: dict[tuple[str, str], list[str]] = {
        (row["action"], row["description"]): [] for row in rows
    }
    for key, marks in may.items():
        holders = {row["role"] for row in rows if row["action"] == key[0]}
        marks += ["yes" if role in holders else "–" for role in roles]
    assert written == may
