"""One PLC, without a server: its registers, and the faults that befall it."""

from __future__ import annotations

import itertools

import pytest

from simulator.known import Known
from simulator.machine import DOWN, NO_DATA, OPERATIONAL, WARNING, Setup, Stop
from simulator.plc.controller import BAD_NO_COMMUNICATION, GOOD, Controller, Value
from simulator.plc.tags import TAGS

START = 1_750_000_000.0
HOUR_S = 3600.0
KNOWN = Known(0, "Sorter_1", "Sorter", "Engine", "UTC")
BAD_SENSOR_FAILURE = 0x808C0000
UNCERTAIN = 0x40900000


def controller(seed: int = 1, counter_bits: int = 32, extra: int = 0) -> Controller:
    return Controller(KNOWN, seed, START, counter_bits, extra)


def shown(plc: Controller) -> dict[str, Value]:
    return dict(zip((tag.name for tag in TAGS), plc.registers(), strict=False))


def held(status: str, detail: str, at: float = START, hours: float = 24) -> Stop:
    return Stop(at, at + hours * HOUR_S, KNOWN.machine_name, status, detail)


RUNNING = held(OPERATIONAL, "sorting")


def test_counters_are_sums_of_what_was_made() -> None:
    plc = controller()
    for scan in range(1, 2_000):
        plc.live(START + scan * 10, [], [])
        values = shown(plc)
        assert [values["GoodCount"], values["ScrapCount"]] == plc.truth()
        assert values["TotalCount"] == plc.true_good + plc.true_scrap
    assert plc.true_good > 1_000
    assert 0 < plc.true_scrap < plc.true_good / 10


@pytest.mark.parametrize("bits", [16, 32])
def test_counters_roll_over_and_the_truth_does_not(bits: int) -> None:
    plc = controller(counter_bits=bits)
    plc.set_counters(plc.highest_count - 2)
    plc.live(START + 60, [RUNNING], [Setup(START, 1.0)])
    values = shown(plc)
    assert 50 <= plc.true_good <= 60
    assert values["GoodCount"] == plc.true_good - 3
    assert values["TotalCount"] == plc.true_good + plc.true_scrap - 3


def test_the_sum_of_counters_is_right_after_they_were_set() -> None:
    plc = controller()
    plc.live(START + HOUR_S, [RUNNING], [Setup(START, 0.5)])
    scrap = plc.true_scrap
    assert scrap > 0
    plc.set_counters(1_000)
    assert shown(plc)["ScrapCount"] == scrap
    assert shown(plc)["TotalCount"] == 1_000 + scrap
    plc.reset_counters()
    assert [shown(plc)[f"{name}Count"] for name in ("Good", "Scrap", "Total")] == [0, 0, 0]
    assert plc.true_good > 6_000


def test_a_suspended_machine_makes_nothing() -> None:
    plc = controller()
    plc.live(START + HOUR_S, [held(WARNING, "starved: jam at Valve_1")], [])
    plc.measure(2)
    assert plc.true_good == plc.true_scrap == 0
    assert shown(plc)["State"] == 5
    assert shown(plc)["Speed"] == 0


def test_a_warning_of_its_own_is_an_alarm_of_a_machine_that_works() -> None:
    plc = controller()
    plc.live(START + HOUR_S, [held(WARNING, "lane 3 slow")], [])
    plc.measure(2)
    values = shown(plc)
    assert (values["State"], values["AlarmText"]) == (6, "lane 3 slow")
    assert 101 <= int(values["Alarm"]) < 200
    assert float(values["Speed"]) > 0
    assert plc.true_good > 0


def test_an_alarm_stops_it_until_it_is_cleared() -> None:
    plc = controller()
    plc.live(START + 60, [RUNNING], [Setup(START, 1.0)])
    before = plc.true_good
    plc.raise_alarm(77)
    plc.live(START + 120, [], [])
    values = shown(plc)
    assert plc.true_good == before > 0
    assert (values["State"], values["Alarm"], values["AlarmText"]) == (9, 77, "alarm 77")
    assert plc.item_state().name == "OutOfService"
    plc.raise_alarm(0)
    plc.live(START + 180, [], [])
    assert plc.true_good > before
    assert (shown(plc)["State"], shown(plc)["Alarm"], shown(plc)["AlarmText"]) == (6, 0, "")


def test_nothing_is_made_while_it_is_off() -> None:
    plc = controller()
    plc.sleep(START + HOUR_S, [RUNNING], [])
    assert plc.truth() == [0, 0]
    plc.live(START + HOUR_S + 60, [], [Setup(START + HOUR_S, 1.0)])
    assert 40 < plc.true_good <= 61


def test_a_silent_machine_has_bad_values_and_is_not_available() -> None:
    plc = controller()
    plc.live(START + 10, [held(NO_DATA, "no signal since power failure")], [])
    assert plc.quality(START) == BAD_NO_COMMUNICATION
    assert plc.fault_quality(START) == GOOD
    assert plc.item_state().name == "NotAvailable"


def test_a_quality_to_order_ends_by_itself() -> None:
    plc = controller()
    plc.live(START + 10, [RUNNING], [])
    plc.spoil(BAD_SENSOR_FAILURE, START + 5)
    assert plc.quality(START + 4.9) == plc.fault_quality(START + 4.9) == BAD_SENSOR_FAILURE
    assert plc.quality(START + 5) == GOOD
    plc.spoil(UNCERTAIN, START + 5)
    plc.live(START + 20, [held(DOWN, "part jam", START + 10)], [])
    assert plc.quality(START + 1) == UNCERTAIN


def test_silence_to_order_ends_by_itself() -> None:
    plc = controller()
    plc.fall_silent(START + 5)
    assert not plc.is_updating(START + 4.9)
    assert plc.is_updating(START + 5)


def test_temperature_follows_the_work() -> None:
    molder = KNOWN._replace(machine_type="Injection Molder")
    plc = Controller(molder, 1, START, 32, 0)
    plc.live(START + 1, [RUNNING], [])
    for _ in range(600):
        plc.measure(2)
        assert 0 < float(shown(plc)["Temperature"]) < plc.process.highest[1]
    assert float(shown(plc)["Temperature"]) == pytest.approx(235, abs=3)
    power_kw = float(shown(plc)["Power"])
    plc.live(START + 2, [held(DOWN, "part jam", START + 1)], [])
    plc.measure(2)
    assert float(shown(plc)["Power"]) < power_kw / 5
    warm_c = float(shown(plc)["Temperature"])
    assert warm_c > 220
    for _ in range(600):
        plc.measure(2)
    assert float(shown(plc)["Temperature"]) == pytest.approx(22, abs=3)


def test_extra_values_change_at_every_scan_and_stay_in_bounds() -> None:
    plc = controller(extra=3)
    seen = []
    for _ in range(500):
        plc.measure(1)
        seen.append([float(value) for value in plc.registers()[len(TAGS) :]])
    assert all(len(values) == 3 for values in seen)
    for before, after in itertools.pairwise(seen):
        assert all(one != other for one, other in zip(before, after, strict=True))
    assert max(abs(values[0] - 100) for values in seen) < 12


def test_the_same_seed_is_the_same_life() -> None:
    one, same, other = controller(1), controller(1), controller(2)
    for plc in (one, same, other):
        for scan in range(1, 50):
            plc.live(START + scan * 30, [], [])
            plc.measure(30)
    assert one.registers() == same.registers()
    assert one.registers() != other.registers()
