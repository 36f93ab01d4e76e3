"""dashboards/floorcast.lvdash.json: every field is one of a gold view, every question has an
answer, and no widget covers another."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest

from database.connect import Connection
from settings import ROOT
from tests.sql.gold.support import work
from web.dashboard import lakeview
from web.dashboard.lakeview import Page, Query, Widget

PAGES = lakeview.pages()
WIDGETS = [widget for page in PAGES for widget in page.widgets]
QUERIES = [query for widget in WIDGETS for query in widget.queries]
VERSIONS = {"text": 0, "counter": 2, "bar": 3, "line": 3, "table": 1, "filter-multi-select": 2}
COLUMNS_OF_THE_GRID = 6
COLUMNS = (
    "select array_agg(attname::text) from pg_attribute where attrelid = $1::regclass and attnum > 0"
)


def test_all_dashboard_views_of_gold_are_read_by_unqualified_names() -> None:
    """Catalog and schema are the bundle's to say (dataset_catalog, dataset_schema)."""
    files = {file.stem for file in (ROOT / "sql" / "views" / "gold").glob("dashboard_*.sql")}
    texts = lakeview.datasets().values()
    assert {f"SELECT * FROM {view}" for view in files} == set(texts)
    entries: list[dict[str, Any]] = lakeview.content()["datasets"]
    assert not any("catalog" in entry or "schema" in entry for entry in entries)


def test_names_are_eight_hexadecimal_digits_and_told_apart() -> None:
    for names in (
        list(lakeview.datasets()),
        [page.name for page in PAGES],
        [widget.name for widget in WIDGETS],
    ):
        assert len(set(names)) == len(names)
        assert all(re.fullmatch("[0-9a-f]{8}", name) for name in names)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.title[:40])
def test_a_widget_shows_what_it_asks_for(widget: Widget) -> None:
    assert widget.version == VERSIONS[widget.kind]
    asked = {name for query in widget.queries for name in query.fields}
    shown = set(lakeview.shown(widget.encodings))
    assert shown <= asked
    assert shown or widget.kind == "text"
    assert {query.dataset for query in widget.queries} <= set(lakeview.datasets())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_widgets_stand_side_by_side(page: Page) -> None:
    places = [widget.place for widget in page.widgets]
    for place in places:
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= COLUMNS_OF_THE_GRID
        assert place["width"] > 0
        assert place["height"] > 0
    for one, other in combinations(places, 2):
        is_apart = (
            one["x"] + one["width"] <= other["x"]
            or other["x"] + other["width"] <= one["x"]
            or one["y"] + one["height"] <= other["y"]
            or other["y"] + other["height"] <= one["y"]
        )
        assert is_apart, (one, other)


async def test_every_question_has_an_answer(connection: Connection) -> None:
    await work(connection)
    async with connection.transaction():
        await connection.execute("set local role analyst; set local search_path = gold")
        for query in QUERIES:
            columns = await connection.fetchval(COLUMNS, f"gold.{lakeview.view(query.dataset)}")
            assert query.columns() <= set(columns), query
            rows = await connection.fetch(_asked(query))
            assert rows or _is_of_work_orders(query), query


async def test_no_ratio_is_averaged(connection: Connection) -> None:
    """A mean of ratios is no ratio: where one is shown, its group is one row of the view."""
    await work(connection)
    for query in QUERIES:
        for name, text in query.fields.items():
            assert not re.search(r"AVG\(|SUM\(.*(_ratio|mtbf_s|mttr_s)`", text), (name, text)
            if "MAX(" not in text:
                continue
            others = [plain for plain in query.fields.values() if re.fullmatch(r"`\w+`", plain)]
            condition = "where days = 1" if "`days`" in text else ""
            keys = ", ".join(plain.strip("`") for plain in others)
            doubled = await connection.fetchval(
                f"select count(*) from (select from gold.{lakeview.view(query.dataset)} {condition}"
                f" group by {keys} having count(*) > 1) as groups"
            )
            assert doubled == 0, query


def _asked(query: Query) -> str:
    return query.postgres(lakeview.datasets()[query.dataset])


def _is_of_work_orders(query: Query) -> bool:
    return "work_order" in lakeview.view(query.dataset)
