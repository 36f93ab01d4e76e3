"""What the simulated maintenance has to work with: parts, what they mend, rules and plans.

Pure: texts and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Part(NamedTuple):
    """A spare part, and how much of it was delivered first."""

    number: str
    name: str
    unit: str
    minimum: float
    place: str
    delivered: float


class Rule(NamedTuple):
    """When a stop opens an order by itself."""

    name: str
    title: str
    down_longer_than_s: int
    priority: str
    due_within_s: int
    reason: str | None = None


class Plan(NamedTuple):
    """Something that is done again and again, on one machine of each line."""

    name: str
    title: str
    tasks: tuple[str, ...]
    every_days: int | None = None
    every_running_h: int | None = None
    every_pcs: int | None = None


class Mending(NamedTuple):
    """How a stop with a certain reason is put right."""

    title: str
    done: str
    part: str | None = None


PARTS = (
    Part("BRG-6204", "Bearing 6204-2RS", "pcs", 20, "A-01", 900),
    Part("BLT-1250", "Drive belt 1250 mm", "pcs", 10, "A-02", 600),
    Part("SEN-M12", "Proximity sensor M12", "pcs", 15, "B-01", 900),
    Part("HOS-08", "Pneumatic hose 8 mm", "m", 50, "B-03", 3_000),
    Part("SEA-KIT", "Seal kit, valve", "pcs", 10, "B-04", 600),
    Part("HTB-400", "Heater band 400 W", "pcs", 5, "C-01", 400),
    Part("NOZ-13", "Spray nozzle 1.3 mm", "pcs", 8, "C-02", 400),
    Part("FUS-10A", "Fuse 10 A", "pcs", 40, "D-01", 1_500),
    Part("OIL-46", "Hydraulic oil HLP 46", "l", 60, "E-01", 4_000),
    Part("GRE-2", "Grease, cartridge", "pcs", 12, "E-02", 900),
)
RULES = (
    Rule("Down for five minutes", "{machine} is down: {reason}", 300, "high", 4 * 3600),
    Rule(
        "Bearing or spindle",
        "Check the spindle of {machine}",
        60,
        "urgent",
        2 * 3600,
        "Bearing or spindle",
    ),
)
PLANS = (
    Plan(
        "Weekly service",
        "Weekly service",
        ("Clean the guards", "Lubricate", "Check the belts", "Check the emergency stop"),
        every_days=7,
    ),
    Plan(
        "Service by hours",
        "Service after 150 running hours",
        ("Change the filter", "Check the bearings", "Check the hoses"),
        every_running_h=150,
    ),
    Plan(
        "Wear parts",
        "Wear parts after 60,000 pieces",
        ("Measure the wear parts", "Replace what is worn", "Make a first piece"),
        every_pcs=60_000,
    ),
)
CHECKLIST = ("Lock out and tag out", "Find the cause", "Mend it", "Test run")

ANY_MENDING = Mending("Does not run", "Found the fault and mended it.")
MENDINGS: Mapping[str, Mending] = {
    "Bearing or spindle": Mending("Spindle is noisy", "Bearing replaced.", "BRG-6204"),
    "Belt or chain torn": Mending("Belt is torn", "New belt, tension set.", "BLT-1250"),
    "Control or software": Mending("Fault of the control", "Control restarted, program checked."),
    "Drive or motor": Mending("Drive trips", "Fuse replaced, current measured.", "FUS-10A"),
    "Hydraulics or pneumatics": Mending("Loses pressure", "Hose replaced, no leak.", "HOS-08"),
    "Part jam": Mending("Jams again and again", "Guide adjusted, ran fifty pieces."),
    "Safety circuit": Mending("Safety circuit opens", "Contact of the guard door cleaned."),
    "Sensor or camera": Mending("Sensor does not switch", "Sensor replaced.", "SEN-M12"),
    "Temperature or pressure": Mending("Does not get warm", "Heater band replaced.", "HTB-400"),
    "Tool wear": Mending("Tool is worn", "Tool changed, first piece is good."),
    "Cleaning": Mending("Nozzle clogs", "Nozzle replaced.", "NOZ-13"),
}
ROUTINE_PARTS = (("GRE-2", 1.0), ("OIL-46", 2.0))


def mending(reason: str | None) -> Mending:
    """How a stop with that reason is put right."""
    return MENDINGS.get(reason or "", ANY_MENDING)
