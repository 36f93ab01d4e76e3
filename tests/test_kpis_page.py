"""docs/kpis.md names views and columns that exist, and leaves out no view."""

from __future__ import annotations

import re
from pathlib import Path

from database.connect import Connection

PAGE = (Path(__file__).parent.parent / "docs" / "kpis.md").read_text(encoding="utf-8")
NAME = re.compile(r"\bgold\.(\w+)(?:\.(\w+))?")
ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
BRANCH = re.compile(r"\b\w+_s\b")
COLUMNS = (
    "select pg_class.relname as view, pg_attribute.attname as column_name"
    " from pg_class inner join pg_attribute on pg_attribute.attrelid = pg_class.oid"
    " where pg_class.relnamespace = 'gold'::regnamespace and pg_class.relkind = 'v'"
    " and pg_attribute.attnum > 0"
)
FUNCTIONS = "select proname from pg_proc where pronamespace = 'gold'::regnamespace"


async def columns_of_views(connection: Connection) -> dict[str, set[str]]:
    """Columns of every view of gold."""
    views: dict[str, set[str]] = {}
    for row in await connection.fetch(COLUMNS):
        views.setdefault(row["view"], set()).add(row["column_name"])
    return views


async def test_every_name_is_that_of_a_view_a_column_or_a_function(connection: Connection) -> None:
    views = await columns_of_views(connection)
    functions = {row["proname"] for row in await connection.fetch(FUNCTIONS)}
    named = NAME.findall(PAGE)
    assert len(named) > 60
    for relation, column in named:
        assert relation in views or relation in functions, relation
        assert not column or column in views[relation], f"{relation}.{column}"


async def test_no_view_is_left_out(connection: Connection) -> None:
    named = {relation for relation, _ in NAME.findall(PAGE)}
    assert set(await columns_of_views(connection)) - named == set()


async def test_indicators_are_columns_of_the_view_their_chapter_begins_with(
    connection: Connection,
) -> None:
    views = await columns_of_views(connection)
    listed = 0
    for chapter in PAGE.split("\n## "):
        for column in ROW.findall(chapter):
            view = NAME.findall(chapter)[0][0]
            assert column in views[view], f"{view}.{column}"
            listed += 1
    assert listed > 40


async def test_branches_of_the_time_model_are_columns(connection: Connection) -> None:
    views = await columns_of_views(connection)
    tree = PAGE.split("```")[1]
    branches = BRANCH.findall(tree)
    assert len(branches) == 16
    assert set(branches) <= views["oee_station_shift"]
