"""The floor as it stands in the database, as a floor file: the way back of rows.py.

What the file says once for many (the cycle of a type, the factor of a product) is said once
again where that says exactly the same; otherwise each machine says it itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import tomli_w

from floor_file.format import Floor
from floor_file.rows import Row, rows_of
from floor_file.values import WEEKDAYS

USUAL_SIZE = [4, 3]
USUAL_TARGET = 0.85
_NUMBER = re.compile(r"-?\d+")
_NUMBERS = re.compile(r"\[\n((?: +-?\d+,\n)+)\]")  # a place on the map fits a line
HEADING = """\
# The floor as it stood when this file was written. docs/floor-file.md explains the format.

"""


def as_text(tables: dict[str, Any]) -> str:
    """The text of a floor file with these tables."""
    text = tomli_w.dumps(tables)
    return HEADING + _NUMBERS.sub(lambda found: f"[{', '.join(_NUMBER.findall(found[1]))}]", text)


@dataclass(frozen=True, slots=True)
class Said:
    """What the file says once for many: cycle and limit of machine types, factors of products."""

    cycles: dict[str, float] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)


def as_tables(rows: dict[str, list[Row]]) -> dict[str, Any]:
    """The tables of a floor file, as tomllib would read them. Pure."""
    long, short = _tables(rows, Said()), _tables(rows, _said_once(rows))
    return short if _comparable(short) == _comparable(long) else long


def _tables(rows: dict[str, list[Row]], said: Said) -> dict[str, Any]:
    return {
        "machine_types": [
            _filled(
                name=row["machine_type"],
                description=row.get("description"),
                ideal_cycle_s=said.cycles.get(str(row["machine_type"])),
                micro_stop_limit_s=said.limits.get(str(row["machine_type"])),
            )
            for row in rows["machine_types"]
        ],
        "products": [
            _filled(
                name=row["product_name"],
                description=row.get("description"),
                cycle_factor=_unless(said.factors.get(str(row["product_name"])), 1),
            )
            for row in rows["products"]
        ],
        "reasons": _reasons(rows["reasons"], None),
        "plants": [_plant(row, rows, said) for row in rows["plants"]],
    }


def _plant(plant: Row, rows: dict[str, list[Row]], said: Said) -> dict[str, Any]:
    name = plant["plant_name"]
    of_plant = [row for row in rows["shifts"] if row["plant_name"] == name]
    return _filled(
        name=name,
        time_zone=plant["time_zone"],
        shifts=[_shift(row) for row in of_plant if row.get("line_name") is None],
        exceptions=[_exception(row) for row in rows["exceptions"] if row["plant_name"] == name],
        lines=[
            _line(row, of_plant, rows, said) for row in rows["lines"] if row["plant_name"] == name
        ],
    )


def _line(
    line: Row,
    shifts: list[Row],
    rows: dict[str, list[Row]],
    said: Said,
) -> dict[str, Any]:
    name, target = line["line_name"], line["target_oee_ratio"]
    machines = [row for row in rows["machines"] if row["line_name"] == name]
    names = {row["machine_name"] for row in machines}
    of_line = [row for row in rows["ideal_cycles"] if row["machine_name"] in names]
    made = dict.fromkeys(row.get("product_name") for row in of_line if not row.get("valid_from"))
    return _filled(
        name=name,
        target_oee=_unless(target, USUAL_TARGET),
        products=[product for product in made if product in said.factors],
        shifts=[_shift(row) for row in shifts if row.get("line_name") == name],
        machines=[_machine(row, of_line, said) for row in machines],
    )


def _machine(machine: Row, of_line: list[Row], said: Said) -> dict[str, Any]:
    own = [row for row in of_line if row["machine_name"] == machine["machine_name"]]
    usual = next((row for row in own if _is_usual(row)), None)
    usual_s = usual["ideal_cycle_s"] if usual else None
    kind = str(machine["machine_type"])
    return _filled(
        name=machine["machine_name"],
        short=machine["short_name"],
        type=machine["machine_type"],
        at=[machine["map_x"], machine["map_y"]],
        size=_unless([machine["map_width"], machine["map_height"]], USUAL_SIZE),
        micro_stop_limit_s=_unless(machine.get("micro_stop_limit_s"), said.limits.get(kind)),
        ideal_cycle_s=_unless(usual_s, said.cycles.get(kind)),
        ideal_cycles=[
            _filled(
                product=row.get("product_name"),
                ideal_cycle_s=row["ideal_cycle_s"],
                valid_from=_instant(row.get("valid_from")),
            )
            for row in own
            if row is not usual
            and (row.get("valid_from") or row.get("product_name") not in said.factors)
        ],
    )


def _said_once(rows: dict[str, list[Row]]) -> Said:
    """What all machines of a type share, and the factor of each product as far as the first
    machine tells. Whether that says the same of all is for the caller to compare."""
    kinds = {row["machine_name"]: str(row["machine_type"]) for row in rows["machines"]}
    usual = {row["machine_name"]: _number(row) for row in rows["ideal_cycles"] if _is_usual(row)}
    limits = {row["machine_name"]: row.get("micro_stop_limit_s") for row in rows["machines"]}
    factors: dict[str, float] = {}
    for row in rows["ideal_cycles"]:
        product, base = row.get("product_name"), usual.get(row["machine_name"])
        if product is not None and base and not row.get("valid_from"):
            factors.setdefault(str(product), round(_number(row) / base, 6))
    return Said(_shared(kinds, usual), _shared(kinds, limits), factors)


def _shared(kinds: dict[object, str], of_machines: Mapping[object, Any]) -> dict[str, float]:
    """The number that all machines of a kind have, kind by kind."""
    found: dict[str, set[float | None]] = defaultdict(set)
    for machine, kind in kinds.items():
        found[kind].add(of_machines.get(machine))
    return {kind: number for kind, (number, *more) in found.items() if number and not more}


def _comparable(tables: dict[str, Any]) -> list[list[str]]:
    """What the short form could say otherwise than the long one."""
    rows = rows_of(Floor.model_validate(tables))
    return [sorted(map(str, rows[kind])) for kind in ("machines", "ideal_cycles")]


def _is_usual(row: Row) -> bool:
    return row.get("product_name") is None and not row.get("valid_from")


def _number(row: Row) -> float:
    return float(str(row["ideal_cycle_s"]))


def _reasons(rows: list[Row], parent: object) -> list[dict[str, Any]]:
    return [
        _filled(
            name=row["reason_name"],
            loss=row.get("loss_category"),
            planned=row.get("is_planned"),
            reasons=_reasons(rows, row["reason_name"]),
        )
        for row in rows
        if row.get("parent_name") == parent
    ]


def _shift(row: Row) -> dict[str, Any]:
    weekdays: Any = row["weekdays"]
    breaks: Any = row.get("breaks") or []
    days = [WEEKDAYS[number - 1] for number in sorted(weekdays)]
    return _filled(
        name=row["shift_name"],
        starts=_time(row["starts_at"]),
        ends=_time(row["ends_at"]),
        weekdays=_unless(days, list(WEEKDAYS)),
        breaks=[
            {
                "name": pause["break_name"],
                "starts": _time(pause["starts_at"]),
                "ends": _time(pause["ends_at"]),
            }
            for pause in breaks
        ],
    )


def _exception(row: Row) -> dict[str, Any]:
    return _filled(
        date=date.fromisoformat(str(row["business_date"])),
        shift=row.get("shift_name"),
        starts=_time(row.get("starts_at")),
        ends=_time(row.get("ends_at")),
        line=row.get("line_name"),
        note=row.get("note"),
    )


def _unless(value: object, usual: object) -> object:
    """The value, unless the file means it anyway."""
    return None if value == usual else value


def _filled(**values: Any) -> dict[str, Any]:
    """Without what is empty: the file leaves it out."""
    kept = {key: value for key, value in values.items() if value not in (None, "", [])}
    return {key: _whole(value) for key, value in kept.items()}


def _whole(value: Any) -> Any:
    """32 rather than 32.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _time(text: object) -> time | None:
    return None if text is None else time.fromisoformat(str(text))


def _instant(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text))


def rows_from(document: dict[str, Any]) -> dict[str, list[Row]]:
    """What sql/queries/config_export.sql returns, with a list for every table."""
    kinds: Iterable[str] = rows_of(Floor(plants=()))
    return {kind: document.get(kind) or [] for kind in kinds}
