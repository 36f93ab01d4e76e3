"""Which machines there are, and that all of them live."""

from __future__ import annotations

from pathlib import Path

import pytest

import machine_config
from errors import UserError
from settings import ROOT
from simulator import scenarios
from simulator.plc import plant

START = 1_750_000_000.0


def quiet(machines: plant.Machines, speed: float = 1.0) -> plant.Plant:
    return plant.Plant(machines, scenarios.find("quiet"), 1, START, speed=speed)


def test_the_machines_of_the_floor_file() -> None:
    floor = machine_config.load(ROOT / "floor.toml")
    machines = plant.machines_of(floor)
    listed = [
        (line.name, machine.name)
        for each in floor.plants
        for line in each.lines
        for machine in line.machines
    ]
    assert [(known.line_name, known.machine_name) for known in machines.known] == listed
    for known in machines.known:
        assert known.product_ids
        assert all(number in machines.products for number in known.product_ids)
        assert known.cycle_s(known.product_ids[-1], START)


def test_a_product_with_its_own_cycle_takes_as_long(tmp_path: Path) -> None:
    file = tmp_path / "floor.toml"
    file.write_text(
        '[[machine_types]]\nname = "Sorter"\nideal_cycle_s = 10\n'
        '[[products]]\nname = "Cap"\ncycle_factor = 1.5\n'
        '[[plants]]\nname = "P"\ntime_zone = "UTC"\n'
        '[[plants.lines]]\nname = "L"\nproducts = ["Cap"]\n'
        'machines = [{ name = "S1", short = "S1", type = "Sorter", at = [0, 0] }]\n'
    )
    (known,), products = plant.machines_of(machine_config.load(file))
    assert products == {1: "Cap"}
    assert known.cycle_s(1, START) == 15
    assert known.cycle_s(None, START) == 10


def test_a_floor_without_machines_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "floor.toml"
    file.write_text(
        '[[plants]]\nname = "P"\ntime_zone = "UTC"\n[[plants.lines]]\nname = "L"\nmachines = []\n'
    )
    with pytest.raises(UserError, match=r"no machines.*--machines"):
        plant.machines_of(machine_config.load(file))


def test_machines_made_up() -> None:
    machines = plant.made_up(1_234).known
    assert len({known.machine_name for known in machines}) == 1_234
    assert machines[0].machine_name == "Machine_0001"
    assert len({known.machine_type for known in machines}) > 3
    assert (
        max(sum(known.line_name == line for known in machines) for line in ("Line 1", "Line 62"))
        == 20
    )


def test_all_of_them_live_and_each_its_own_life() -> None:
    living = quiet(plant.made_up(12))
    for scan in range(1, 720):
        living.live(START + scan * 10)
    made = [controller.true_good for controller in living.controllers.values()]
    assert all(count > 20 for count in made)
    assert len(set(made)) > 6
    for controller in living.controllers.values():
        assert controller.product in ("Housing", "Cover")


def test_a_faster_life_makes_more() -> None:
    usual, fast = quiet(plant.made_up(12)), quiet(plant.made_up(12), speed=60)
    for living in (usual, fast):
        for scan in range(1, 61):
            living.live(START + scan * 10)
    ratio = _made(fast) / _made(usual)
    assert 40 < ratio < 80


def test_nothing_is_made_while_all_are_off() -> None:
    living = quiet(plant.made_up(6))
    living.sleep(START + 3600)
    assert _made(living) == 0
    living.live(START + 3660)
    assert 0 < _made(living) < 6 * 60


def test_a_clock_that_goes_back_does_no_harm() -> None:
    living = quiet(plant.made_up(6))
    living.live(START + 600)
    made = _made(living)
    living.live(START + 300)
    assert _made(living) == made
    living.live(START + 1200)
    assert _made(living) > made


def _made(living: plant.Plant) -> int:
    return sum(each.true_good + each.true_scrap for each in living.controllers.values())
