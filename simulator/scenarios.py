"""What happens to whole lines: jams, shift changes, power cuts.

A scenario turns a period into the stops that begin in it. It is a pure function of time:
whoever asks for the same period, line and seed gets the same stops, in the live run, after a
restart, and for history. Instants are seconds since 1970 (UTC); periods are half open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from errors import UserError
from simulator.machine import DOWN, NO_DATA, WARNING, Stop, milliseconds, random_for

MINUTE_S, HOUR_S = 60.0, 3600.0
LONGEST_S = HOUR_S  # no scenario goes on for longer than this after it began
SHIFT_STARTS = (time(6), time(14), time(22))
STARVED_NEIGHBOURS = 3


class Line(NamedTuple):
    """A line as a scenario sees it."""

    name: str
    time_zone: str
    machine_names: tuple[str, ...]  # as the parts flow


Scenario = Callable[[Sequence[Line], float, float, int], Iterator[Stop]]


def jam(line: Line, at: float, random: Random) -> Iterator[Stop]:
    """One machine is down with a part jam; its neighbours run dry or fill up, one after another."""
    names = line.machine_names
    culprit = random.randrange(max(1, len(names) - 1))  # one that has somebody downstream
    cleared_at = at + random.uniform(3, 7) * MINUTE_S
    yield Stop(at, cleared_at, names[culprit], DOWN, "part jam")
    reached_at = at
    downstream = names[culprit + 1 : culprit + 1 + STARVED_NEIGHBOURS]
    for place, name in enumerate(downstream, start=1):
        reached_at += random.uniform(20, 40)
        runs_again_at = cleared_at + place * random.uniform(15, 25)
        yield Stop(reached_at, runs_again_at, name, WARNING, f"starved: jam at {names[culprit]}")
    if culprit > 0:
        blocked_at = at + random.uniform(40, 70)
        name = names[culprit - 1]
        yield Stop(blocked_at, cleared_at + 10, name, WARNING, f"blocked: jam at {names[culprit]}")


def shift_change(line: Line, at: float, random: Random) -> Iterator[Stop]:
    """Every machine stops for a minute or two, one after another, while the crews change."""
    for place, name in enumerate(line.machine_names):
        stops_at = at + place * 15 + random.uniform(0, 15)
        yield Stop(stops_at, stops_at + random.uniform(60, 150), name, DOWN, "shift change")


def power_cut(line: Line, at: float, random: Random) -> Iterator[Stop]:
    """The line is down within a second; some controllers fall silent; it comes back in turn."""
    back_at = at + random.uniform(2, 4) * MINUTE_S
    for place, name in enumerate(line.machine_names):
        fails_at = at + random.random()
        runs_again_at = back_at + place * random.uniform(8, 12)
        silent_at = at + random.uniform(20, 50)
        if place % 3 == 1:  # its battery does not last
            yield Stop(fails_at, silent_at, name, DOWN, "power failure")
            yield Stop(silent_at, runs_again_at, name, NO_DATA, "no signal since power failure")
        else:
            yield Stop(fails_at, runs_again_at, name, DOWN, "power failure")


def _slots(start: float, end: float, slot_s: float) -> Iterator[float]:
    """Beginnings of the slots whose scenarios may reach into the period."""
    number = int((start - LONGEST_S) // slot_s)
    while number * slot_s < end:
        yield number * slot_s
        number += 1


def _quiet(lines: Sequence[Line], start: float, end: float, seed: int) -> Iterator[Stop]:
    return iter(())


def _jams(lines: Sequence[Line], start: float, end: float, seed: int) -> Iterator[Stop]:
    """A jam on one of the lines every two minutes."""
    for slot_at in _slots(start, end, 2 * MINUTE_S):
        random = random_for(seed, "jam", slot_at)
        yield from jam(random.choice(lines), slot_at + random.uniform(0, 60), random)


def _mixed(lines: Sequence[Line], start: float, end: float, seed: int) -> Iterator[Stop]:
    """On every line a jam in one of three hours."""
    for slot_at in _slots(start, end, HOUR_S):
        for line in lines:
            random = random_for(seed, "mixed", line.name, slot_at)
            if random.random() < 1 / 3:
                yield from jam(line, slot_at + random.uniform(0, HOUR_S), random)


def _power_cuts(lines: Sequence[Line], start: float, end: float, seed: int) -> Iterator[Stop]:
    """A power cut on one of the lines every six minutes, in the first of them."""
    for slot_at in _slots(start, end, 6 * MINUTE_S):
        random = random_for(seed, "power cut", slot_at)
        yield from power_cut(random.choice(lines), slot_at + random.uniform(0, 60), random)


def _shift_changes(lines: Sequence[Line], start: float, end: float, seed: int) -> Iterator[Stop]:
    """Short staggered stops on every line when shifts change, by the clock of the plant."""
    for line in lines:
        for at in shift_starts(line.time_zone, start - LONGEST_S, end):
            yield from shift_change(line, at, random_for(seed, "shift change", line.name, at))


def shift_starts(time_zone: str, start: float, end: float) -> Iterator[float]:
    """When shifts begin in the period [start, end), in the time of the plant."""
    zone = ZoneInfo(time_zone)
    day: date = datetime.fromtimestamp(start, UTC).date() - timedelta(days=1)
    while datetime.combine(day, time(), UTC).timestamp() < end + 24 * HOUR_S:
        for starts in SHIFT_STARTS:
            at = datetime.combine(day, starts, zone).timestamp()
            if start <= at < end:
                yield at
        day += timedelta(days=1)


SCENARIOS: dict[str, Scenario] = {
    "mixed": _mixed,
    "quiet": _quiet,
    "jam": _jams,
    "shift-change": _shift_changes,
    "power-cut": _power_cuts,
}


def find(name: str) -> Scenario:
    """The scenario of that name. Raises UserError that lists them for an unknown one."""
    found = SCENARIOS.get(name.strip().lower().replace("_", "-").replace(" ", "-"))
    if found is None:
        raise UserError(
            f'Scenario "{name}" is unknown.',
            hint=f"Choose one of {', '.join(SCENARIOS)}.",
            field="scenario",
            value=name,
        )
    return found


def stops(
    scenario: Scenario, lines: Sequence[Line], start: float, end: float, seed: int
) -> dict[str, list[Stop]]:
    """Stops that begin in [start, end), per machine name, each list in order of time."""
    manned = [line for line in lines if line.machine_names]
    by_machine: dict[str, list[Stop]] = {}
    if manned:
        for stop in sorted(scenario(manned, start, end, seed)):
            whole = stop._replace(at=milliseconds(stop.at), until=milliseconds(stop.until))
            if start <= whole.at < end:
                by_machine.setdefault(stop.machine_name, []).append(whole)
    return by_machine


def next_stop_at(scenario: Scenario, lines: Sequence[Line], now: float, seed: int) -> float | None:
    """When the scenario strikes next, within a day; None where it does not."""
    coming = stops(scenario, lines, now, now + 24 * HOUR_S, seed)
    return min((found[0].at for found in coming.values()), default=None)
