"""What is wrong with the products of a line: names nobody made known, and cycles given twice."""

from __future__ import annotations

from collections.abc import Iterator

from floor_file.format import IdealCycle
from floor_file.problems import Found, Problem, inside, shown, titled, understood, unknown
from floor_file.toml_lines import Lines, Path, line_of


def product_problems(line: Found, known: list[str], lines: Lines) -> Iterator[Problem]:
    """Problems of the products of a line and of its machines."""
    listed = line[1].get("products")
    first: dict[str, int] = {}
    for number, wanted in enumerate(listed if isinstance(listed, list) else []):
        yield from unknown(line, ("products", number), wanted, known, "[[products]]", lines)
        if isinstance(wanted, str) and first.setdefault(wanted.lower(), number) != number:
            yield Problem(
                line_of(lines, (*line[0], "products", number)),
                f"{titled(line)}: product {shown(wanted)} is listed twice.",
                "Name each product once.",
            )
    for machine in inside([line], "machines"):
        yield from _cycle_problems(machine, known, lines)


def _cycle_problems(machine: Found, known: list[str], lines: Lines) -> Iterator[Problem]:
    first: dict[object, Path] = {}
    if "ideal_cycle_s" in machine[1]:
        first[None, None] = (*machine[0], "ideal_cycle_s")
    for path, table in inside([machine], "ideal_cycles"):
        place = (*path[-2:], "product")
        yield from unknown(machine, place, table.get("product"), known, "[[products]]", lines)
        cycle = understood(IdealCycle, table)
        if cycle is None:
            continue
        there = first.setdefault((cycle.product, cycle.valid_from), path)
        if there != path:
            product = shown(cycle.product) if cycle.product else "any product"
            yield Problem(
                line_of(lines, path),
                f"{titled(machine)}: the ideal cycle of {product} is given twice: "
                f"on line {line_of(lines, there)} and here.",
                "Say it once for each product and valid_from.",
            )
