"""Products of a line and their cycles: mistakes are reported with their line and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.floor_file.support import floor_of, problems

GOOD = """\
[[machine_types]]
name = "Valve"
[[products]]
name = "Oil pan"
[[products]]
name = "Intake manifold"
description = "Leads air."
cycle_factor = 1.2
[[plants]]
name = "North"
time_zone = "UTC"
[[plants.lines]]
name = "Engine"
products = ["Oil pan", "Intake manifold"]
[[plants.lines.machines]]
name = "Valve_1"
short = "EN01"
type = "Valve"
at = [0, 1]
ideal_cycle_s = 15
ideal_cycles = [
    { product = "Oil pan", ideal_cycle_s = 16 },
    { product = "Oil pan", ideal_cycle_s = 14, valid_from = 2026-05-01 },
]
"""
CHOICES = "[[products]] has Oil pan, Intake manifold."
MISTAKES = {
    "product twice": (
        "cycle_factor = 1.2", '[[products]]\nname = "oil pan"',
        '9: Product "oil pan" is in the file twice: on line 4 and here. '
        "No two products may share a name, in all of the file and ignoring case.",
    ),
    "factor of nothing": (
        "1.2", "0",
        '8: Product "Intake manifold": cycle_factor = 0 will not do. cycle_factor is a number more '
        "than 0, for example 1.15 where a piece takes 15 % longer than the ideal cycle of a "
        "machine.",
    ),
    "product of a line unknown": (
        'products = ["Oil pan"', 'products = ["Oil pann"',
        f'14: Line "Engine": product "Oil pann" is unknown. Did you mean Oil pan? {CHOICES}',
    ),
    "product of a line twice": (
        'products = ["Oil pan"', 'products = [\n"Intake manifold"',
        '15: Line "Engine": product "Intake manifold" is listed twice. Name each product once.',
    ),
    "product of a line is a number": (
        'products = ["Oil pan"', "products = [3",
        '14: Line "Engine": 3 is no product. '
        'products is a list of names of [[products]], products = ["…", "…"].',
    ),
    "product of a cycle unknown": (
        '{ product = "Oil pan", ideal_cycle_s = 14', '{ product = "Bumper", ideal_cycle_s = 14',
        f'23: Machine "Valve_1": product "Bumper" is unknown. {CHOICES}',
    ),
    "cycle without seconds": (
        '"Oil pan", ideal_cycle_s = 16', '"Oil pan"',
        '22: Ideal cycle "Oil pan": ideal_cycle_s is missing. ideal_cycle_s is a number of '
        "seconds, more than 0, with at most six decimals.",
    ),
    "cycle twice": (
        ", valid_from = 2026-05-01", "",
        '23: Machine "Valve_1": the ideal cycle of "Oil pan" is given twice: on line 22 and here. '
        "Say it once for each product and valid_from.",
    ),
    "cycle of any product twice": (
        '{ product = "Oil pan", ideal_cycle_s = 16', "{ ideal_cycle_s = 16",
        '22: Machine "Valve_1": the ideal cycle of any product is given twice: on line 20 and here.'
        " Say it once for each product and valid_from.",
    ),
    "valid from a text": (
        "2026-05-01", '"2026-05-01"',
        '23: Ideal cycle "Oil pan": valid_from = "2026-05-01" will not do. '
        "valid_from is a date without quotes, for example 2026-01-01, or a date and time.",
    ),
}  # fmt: skip


def test_the_good_file_is_good(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, GOOD)
    assert [product.cycle_factor for product in floor.products] == [1.0, 1.2]


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_reported(tmp_path: Path, name: str) -> None:
    old, new, expected = MISTAKES[name]
    assert old in GOOD
    assert problems(tmp_path, GOOD.replace(old, new, 1)) == [expected]
