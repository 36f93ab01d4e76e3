"""What people said of a table before: the next one with the same columns is read alike."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from database.connect import Connection
from database.queries import query
from imports.entries import Options

# the options that say how a table is written, not what it is about
KEPT = ("columns", "status_words", "decimal", "time_format", "time_zone")


def header_key(cells: Sequence[str]) -> str:
    """The same for tables with the same columns, whatever their order and case."""
    return "|".join(sorted(cell.strip().casefold() for cell in cells))


async def recall(
    connection: Connection, kind: str, cells: Sequence[str], options: Options
) -> tuple[Options, bool]:
    """The options with what was said before of such a table and is not said now; and whether
    anything was. Where columns are said now, nothing of before counts."""
    if options.columns:
        return options, False
    text = await connection.fetchval(query("import_recall"), kind, header_key(cells))
    kept: dict[str, Any] = json.loads(text) if text else {}
    found = {name: _both(kept[name], getattr(options, name)) for name in KEPT if kept.get(name)}
    return replace(options, **found), bool(found)


async def remember(
    connection: Connection, kind: str, cells: Sequence[str], options: Options
) -> None:
    """Keep what was said of this table for the next one like it."""
    said = {name: getattr(options, name) for name in KEPT if getattr(options, name)}
    if said:
        await connection.execute(
            query("import_remember"), kind, header_key(cells), json.dumps(said, default=dict)
        )


def _both(kept: Any, said: Any) -> Any:
    """What is said now goes before what was kept, word by word."""
    return {**kept, **said} if isinstance(said, Mapping) else said or kept
