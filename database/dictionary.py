"""The data dictionary: every table, view, column, function and trigger, from the comments in
the database. What a comment does not say, the dictionary cannot.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import asyncpg

from database.connect import Connect, Connection
from database.queries import query

SCHEMAS = ["access", "floor", "gold", "historian", "relay"]
ELSEWHERE = ["public.machine_feed_stream"]

_INTRODUCTION = """\
# Data dictionary

What the tables, views, columns, functions and triggers of the database mean.
Made from the comments in the database by `make docs`: edit those, not this page.
The columns of a primary key are **bold**; → names the table that a column refers to.
"""
_GRAIN = re.compile(r"\bOne row\b.*?[.;](?=\s|$)")


async def write(connect: Connect, path: Path) -> None:
    """Write the dictionary of a database into a file, which is made or replaced."""
    connection = await connect()
    try:
        text = await markdown(connection)
    finally:
        await connection.close()
    await asyncio.to_thread(_save, path, text)


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


async def undocumented(connection: Connection) -> list[str]:
    """What of ours has no comment, each as its kind and name, for example "view gold.x"."""
    rows = await connection.fetch(query("undocumented"), SCHEMAS, ELSEWHERE)
    return [f"{row['kind']} {row['name']}" for row in rows]


async def markdown(connection: Connection) -> str:
    """The dictionary as Markdown: the same text for the same schema, on every PostgreSQL."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        relations = await connection.fetch(query("dictionary_relations"), SCHEMAS, ELSEWHERE)
        routines = await connection.fetch(query("dictionary_routines"), SCHEMAS)
        parts = [_INTRODUCTION, _contents(relations)]
        for schema in dict.fromkeys(row["schema_name"] for row in relations):
            own = [row for row in relations if row["schema_name"] == schema]
            parts.append(f"## Schema {schema}\n")
            if schema in SCHEMAS:
                parts.append(f"{_text(own[0]['schema_comment'])}\n")
            parts += [await _relation(connection, row) for row in own]
            parts += _routines(row for row in routines if row["schema_name"] == schema)
    return "\n".join(parts)


def _contents(relations: Iterable[asyncpg.Record]) -> str:
    return _table(
        ("table or view", "grain"),
        (
            (f"[{name}](#{name.replace('.', '')})", _grain(row["relation_comment"]))
            for row in relations
            if (name := _name(row))
        ),
    )


async def _relation(connection: Connection, row: asyncpg.Record) -> str:
    """The chapter of a table or view."""
    name = _name(row)
    kind = "View" if row["is_view"] else "Unlogged table" if row["is_unlogged"] else "Table"
    columns = await connection.fetch(query("dictionary_columns"), name)
    indexes = await connection.fetch(query("dictionary_indexes"), name)
    triggers = await connection.fetch(query("dictionary_triggers"), name)
    parts = [
        f"### {name}\n",
        f"{kind}. {_text(row['relation_comment'])}\n",
        _view_columns(columns) if row["is_view"] else _table_columns(columns),
    ]
    if row["rules"]:
        parts.append(f"Rules: {', '.join(f'`{rule}`' for rule in row['rules'])}.\n")
    if indexes:
        parts.append(_table(("index", "meaning"), (_index(index) for index in indexes)))
    if triggers:
        parts.append(
            _table(
                ("trigger", "fires", "what it does"),
                (
                    (f"`{each['trigger_name']}`", each["fires"], each["trigger_comment"])
                    for each in triggers
                ),
            )
        )
    return "\n".join(parts)


def _table_columns(columns: Iterable[asyncpg.Record]) -> str:
    return _table(
        ("column", "type", "null", "default", "meaning"),
        (
            (
                f"**{row['column_name']}**" if row["is_key"] else row["column_name"],
                row["column_type"],
                "" if row["is_required"] else "yes",
                f"`{row['default_value']}`" if row["default_value"] else "",
                _meaning(row),
            )
            for row in columns
        ),
    )


def _view_columns(columns: Iterable[asyncpg.Record]) -> str:
    return _table(
        ("column", "type", "meaning"),
        ((row["column_name"], row["column_type"], _meaning(row)) for row in columns),
    )


def _meaning(column: asyncpg.Record) -> str:
    refers_to = f" → {column['refers_to']}" if column["refers_to"] else ""
    return f"{_text(column['column_comment'])}{refers_to}"


def _index(row: asyncpg.Record) -> tuple[str, str]:
    unique = "Unique. " if row["is_unique"] else ""
    return f"`{row['index_name']}`", f"{unique}{_text(row['index_comment'])}"


def _routines(rows: Iterable[asyncpg.Record]) -> list[str]:
    listed = [
        (
            f"`{row['routine_name']}({row['arguments']})`",
            row["returns"] or "",
            row["routine_comment"],
        )
        for row in rows
    ]
    return [_table(("function", "returns", "what it does"), listed)] if listed else []


def _name(relation: asyncpg.Record) -> str:
    return f"{relation['schema_name']}.{relation['relation_name']}"


def _grain(comment: str | None) -> str:
    """What one row of a table or view stands for, from its comment."""
    found = _GRAIN.search(_text(comment))
    return f"{found[0][:-1]}." if found else ""


def _text(comment: str | None) -> str:
    return " ".join((comment or "").split())


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | None]]) -> str:
    """A Markdown table, with an empty line after it."""
    lines = [heads, ["---"] * len(heads), *rows]
    cells = ([_text(cell).replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)
