"""The dashboard file (.lvdash.json), read: its pages, their widgets, and what those ask.

Databricks draws it from there; the page of our own (web/dashboard/page.py) asks the same
questions of the same views, so both show the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from settings import ROOT

FILE = ROOT / "dashboards" / "floorcast.lvdash.json"
CANVAS = "PAGE_TYPE_CANVAS"
# what a filter asks besides its column: a function of the dashboard, not of the database
ASSOCIATIVITY = "associative_filter_predicate_group"


@dataclass(frozen=True)
class Query:
    """One question of a widget: fields of a dataset, grouped unless they are listed as they are."""

    dataset: str
    fields: Mapping[str, str]
    is_disaggregated: bool

    def columns(self) -> set[str]:
        """Columns of the dataset that its expressions name."""
        named = {name for text in self.fields.values() for name in re.findall(r"`([^`]+)`", text)}
        return named - {"*", ASSOCIATIVITY}

    def postgres(self, source: str) -> str:
        """The same in the words of PostgreSQL, over the query of its dataset."""
        expressions = {
            name: text.replace("COUNT(`*`)", "count(*)").replace("`", '"')
            for name, text in self.fields.items()
            if ASSOCIATIVITY not in text
        }
        selected = ", ".join(f'{text} as "{name}"' for name, text in expressions.items())
        plain = [text for text in expressions.values() if re.fullmatch(r'"\w+"', text)]
        keys = ", ".join(plain)
        is_grouped = bool(plain) and not self.is_disaggregated
        grouped = f" group by {keys} order by {keys}" if is_grouped else ""
        # all of it stands in our own file
        return f"select {selected} from ({source}) as dataset{grouped}"  # noqa: S608


@dataclass(frozen=True)
class Widget:
    """One thing on a page: ``kind`` is counter, bar, line, table, a filter, or text."""

    name: str
    kind: str
    title: str
    place: Mapping[str, int]
    queries: tuple[Query, ...]
    encodings: Mapping[str, Any]
    version: int = 0

    @property
    def query(self) -> Query:
        """Its question, where it asks one."""
        return self.queries[0]


@dataclass(frozen=True)
class Page:
    """A page: its widgets from the top down, and from the left."""

    name: str
    title: str
    kind: str
    widgets: tuple[Widget, ...]


@cache
def content() -> dict[str, Any]:
    """The file."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def datasets() -> dict[str, str]:
    """The query of each dataset, by its name."""
    return {entry["name"]: "".join(entry["queryLines"]) for entry in content()["datasets"]}


def view(dataset: str) -> str:
    """The view of gold that a dataset reads."""
    return datasets()[dataset].rpartition(" ")[2]


def pages() -> list[Page]:
    """All pages, filters among them."""
    return [
        Page(
            page["name"],
            page["displayName"],
            page["pageType"],
            tuple(
                _widget(placed["widget"], placed["position"])
                for placed in sorted(page["layout"], key=_from_the_top)
            ),
        )
        for page in content()["pages"]
    ]


def shown(encodings: object) -> Iterator[str]:
    """Names of the fields that encodings show."""
    if isinstance(encodings, Mapping):
        for key, value in encodings.items():
            if key == "fieldName":
                yield value
            else:
                yield from shown(value)
    elif isinstance(encodings, list):
        for value in encodings:
            yield from shown(value)


def _from_the_top(placed: dict[str, Any]) -> tuple[int, int]:
    return placed["position"]["y"], placed["position"]["x"]


def _widget(widget: dict[str, Any], place: dict[str, int]) -> Widget:
    if "multilineTextboxSpec" in widget:
        text = "".join(widget["multilineTextboxSpec"]["lines"])
        return Widget(widget["name"], "text", text, place, (), {})
    spec = widget["spec"]
    return Widget(
        widget["name"],
        spec["widgetType"],
        spec["frame"]["title"],
        place,
        tuple(_query(entry["query"]) for entry in widget["queries"]),
        spec["encodings"],
        spec["version"],
    )


def _query(query: dict[str, Any]) -> Query:
    fields = {field["name"]: field["expression"] for field in query["fields"]}
    return Query(query["datasetName"], fields, query["disaggregated"])
