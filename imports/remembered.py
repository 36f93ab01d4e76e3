"""What people said of a table before: the next one with the same columns is read alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from database.connect import Connection
from database.queries import query
from imports.entries import Options

# the options that say how a table is written, not what it is about
KEPT = ("columns", "status_words", "decimal", "time_format")


def header_key(cells: Sequence[str]) -> str:
    """The same for tables with the same columns, whatever their order and case."""
    return "|".join(sorted(cell.strip().casefold() for cell in cells))


async def recall(
    connection: Connection, kind: str, cells: Sequence[str], options: Options
) -> tuple[Options, bool]:
    """The options with what was said before of such a table, unless something is said now; and
    whether anything was."""
    said = {name: getattr(options, name) for name in KEPT if getattr(options, name)}
    if said:
        return options, False
    text = await connection.fetchval(query("import_recall"), kind, header_key(cells))
    kept = json.loads(text) if text else {}
    return replace(options, **{name: kept[name] for name in KEPT if kept.get(name)}), bool(kept)


async def remember(
    connection: Connection, kind: str, cells: Sequence[str], options: Options
) -> None:
    """Keep what was said of this table for the next one like it."""
    said = {name: getattr(options, name) for name in KEPT if getattr(options, name)}
    if said:
        await connection.execute(
            query("import_remember"), kind, header_key(cells), json.dumps(said, default=dict)
        )
