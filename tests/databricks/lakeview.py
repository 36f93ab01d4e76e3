"""The dashboard file, read: its datasets, and what each of its widgets asks of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from settings import ROOT

FILE = ROOT / "dashboards" / "floorcast.lvdash.json"
# what a filter asks besides its column: a function of the dashboard, not of the database
ASSOCIATIVITY = "associative_filter_predicate_group"


@dataclass(frozen=True)
class Query:
    """One question of a widget: fields of a dataset, grouped unless they are listed as they are."""

    widget: str
    dataset: str
    fields: dict[str, str]
    is_disaggregated: bool

    def columns(self) -> set[str]:
        """Columns of the dataset its expressions name."""
        named = {name for text in self.fields.values() for name in re.findall(r"`([^`]+)`", text)}
        return named - {"*", ASSOCIATIVITY}

    def postgres(self, dataset: str) -> str:
        """The same in the words of PostgreSQL, over the dataset's query."""
        expressions = {
            name: text.replace("COUNT(`*`)", "count(*)").replace("`", '"')
            for name, text in self.fields.items()
            if ASSOCIATIVITY not in text
        }
        selected = ", ".join(f'{text} as "{name}"' for name, text in expressions.items())
        plain = [text for text in expressions.values() if re.fullmatch(r'"\w+"', text)]
        grouped = "" if self.is_disaggregated or not plain else f" group by {', '.join(plain)}"
        return f"select {selected} from ({dataset}) as dataset{grouped}"


def read() -> dict[str, Any]:
    """The file."""
    content: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return content


def datasets(dashboard: dict[str, Any]) -> dict[str, str]:
    """The query of each dataset, by its name."""
    return {entry["name"]: "".join(entry["queryLines"]) for entry in dashboard["datasets"]}


def widgets(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every widget of every page."""
    for page in dashboard["pages"]:
        for placed in page["layout"]:
            yield placed["widget"]


def queries(widget: dict[str, Any]) -> Iterator[Query]:
    """What a widget asks."""
    for entry in widget.get("queries", []):
        asked = entry["query"]
        fields = {field["name"]: field["expression"] for field in asked["fields"]}
        yield Query(widget["name"], asked["datasetName"], fields, asked["disaggregated"])


def shown(value: Any) -> Iterator[str]:
    """Every field name a widget's encodings show."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "fieldName":
                yield item
            else:
                yield from shown(item)
    elif isinstance(value, list):
        for item in value:
            yield from shown(item)
