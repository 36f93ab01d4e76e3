"""What does not fit together in a floor file: every problem, with its line and its remedy."""

from __future__ import annotations

import difflib
import zoneinfo
from collections.abc import Iterator, Sequence

from floor_file.calendar_checks import calendar_problems
from floor_file.format import PARTS
from floor_file.map_checks import map_problems
from floor_file.problems import Found, Problem, Table, inside, names, repeated, shown, unknown
from floor_file.product_checks import product_problems
from floor_file.reason_checks import all_reasons, unclassified
from floor_file.toml_lines import Lines, line_of


def contradictions(raw: Table, lines: Lines, *, has_map: bool = True) -> Iterator[Problem]:
    """What does not fit together, as far as the file can be understood at all; ``has_map``:
    where machines stand included."""
    whole: Found = ((), raw)
    types, products = inside([whole], "machine_types"), inside([whole], "products")
    plants = inside([whole], "plants")
    production_lines = inside(plants, "lines")
    machines = inside(production_lines, "machines")
    for parts in (types, products, all_reasons(whole), plants, production_lines, machines):
        yield from _same_names(parts, lines)
    yield from unclassified(whole, lines)
    yield from _unknown_zones(plants, lines)
    for machine in machines:
        wanted = machine[1].get("type")
        yield from unknown(machine, ("type",), wanted, names(types), "[[machine_types]]", lines)
    for line in production_lines:
        yield from product_problems(line, names(products), lines)
    for plant in plants:
        if has_map:
            yield from map_problems([m for m in machines if m[0][:2] == plant[0]], lines)
        yield from calendar_problems(plant, lines)


def _same_names(found: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    for (path, table), first in repeated(found, "name"):
        kind = PARTS[str(path[-2])][0]
        here, there = (line_of(lines, (*place, "name")) for place in (path, first))
        yield Problem(
            here,
            f"{kind.capitalize()} {shown(table['name'])} is in the file twice: "
            f"on line {there} and here.",
            f"No two {kind}s may share a name, in all of the file and ignoring case.",
        )


def _unknown_zones(plants: Sequence[Found], lines: Lines) -> Iterator[Problem]:
    zones = zoneinfo.available_timezones() - {"Factory", "localtime"}
    for path, plant in plants:
        zone = plant.get("time_zone")
        if isinstance(zone, str) and zone and zone not in zones:
            similar = " or ".join(_similar_zones(zone, zones))
            yield Problem(
                line_of(lines, (*path, "time_zone")),
                f"Plant {shown(plant.get('name'))}: time zone {shown(zone)} is unknown.",
                f"Did you mean {similar}?"
                if similar
                else "Write Region/City as the IANA database has it, for example Europe/Berlin.",
            )


def _similar_zones(zone: str, zones: set[str]) -> list[str]:
    """Zones somebody may have meant: by their full names, or by the city alone."""
    names = {name.rpartition("/")[2].lower(): name for name in sorted(zones, reverse=True)}
    names |= {name.lower(): name for name in zones}
    wanted = zone.lower().replace(" ", "_")
    if wanted in names:
        return [names[wanted]]
    matches = difflib.get_close_matches(wanted, names, n=3, cutoff=0.7)
    return list(dict.fromkeys(names[match] for match in matches))
