"""The kinds of machine the simulator knows, and how each behaves.

Dwell times are a compromise. Real states last minutes to hours; a map with 30 machines
that changes every few minutes looks dead. With running spells of 4 to 6 minutes a floor of
30 machines changes about every 7 seconds, while no single machine seems nervous.
"""

from __future__ import annotations

from simulator.machine import DOWN, NO_DATA, OPERATIONAL, WARNING, Choice, Dwell, Habit, Kind, Stay

# After a state, the next: with the dwell times below, 60 % of the time is operational,
# 30 % warning and 10 % down.
_AFTER = {
    OPERATIONAL: Choice((WARNING, DOWN), (0.80, 0.20)),
    WARNING: Choice((OPERATIONAL, DOWN), (0.75, 0.25)),
    DOWN: Choice((OPERATIONAL, WARNING), (0.80, 0.20)),
    NO_DATA: Choice((OPERATIONAL,), (1.0,)),
}
_STOPPED = (
    "waiting for operator",
    "emergency stop pressed",
    "waiting for material",
    "tool change",
    "waiting for quality",
)


def _kind(
    name: str,
    ideal_cycle_s: float,
    spell_s: float,
    operational: tuple[str, ...],
    warning: tuple[str, ...],
    down: tuple[str, ...],
    scrap_ratio: float = 0.012,
) -> Kind:
    """A kind whose operational spells last ``spell_s`` on average; the rest follows from it."""
    dwells = {
        OPERATIONAL: Dwell((Stay(1, spell_s, 0.7),)),
        WARNING: Dwell((Stay(1, spell_s * 0.565, 0.6),)),
        DOWN: Dwell((Stay(0.85, spell_s * 0.20, 0.5), Stay(0.15, spell_s * 1.506, 0.7))),
        NO_DATA: Dwell((Stay(1, 60, 0.5),)),
    }
    details = {
        OPERATIONAL: operational,
        WARNING: warning,
        DOWN: (*down, *_STOPPED),
        NO_DATA: ("no signal",),
    }
    running = {OPERATIONAL: (0.95, scrap_ratio), WARNING: (0.72, scrap_ratio * 4)}
    habits = {
        status: Habit(dwell, _AFTER[status], details[status], *running.get(status, (0.0, 0.0)))
        for status, dwell in dwells.items()
    }
    return Kind(name, ideal_cycle_s, habits)


_KINDS = (
    _kind(
        "Source Sorter",
        6.0,
        240,
        ("sorting", "sorting, hopper full"),
        ("hopper nearly empty", "camera lens dirty", "double feed on lane 2", "belt slipping"),
        ("hopper empty", "part wedged in chute", "camera lost", "belt motor overload"),
        0.006,
    ),
    _kind(
        "Robotic Arm",
        12.0,
        270,
        ("handling parts", "pick and place"),
        (
            "gripper vacuum low",
            "joint 3 running warm",
            "missed pick, retrying",
            "waiting for parts",
        ),
        (
            "gripper lost part",
            "collision detected",
            "axis 2 following error",
            "light curtain broken",
            "lubrication due",
        ),
        0.008,
    ),
    _kind(
        "Injection Molder",
        32.0,
        330,
        ("automatic cycle", "automatic cycle, cavity 1 and 2"),
        (
            "nozzle temperature high",
            "clamp pressure drifting",
            "cooling water warm",
            "material hopper low",
        ),
        (
            "part jam at gate",
            "mould protection tripped",
            "heater band failed",
            "ejector stuck",
            "mould worn",
            "granulate too moist",
            "first piece check",
        ),
        0.015,
    ),
    _kind(
        "Valve",
        15.0,
        280,
        ("dosing", "dosing, flow steady"),
        ("flow below set point", "seat leaking slightly", "supply pressure low", "slow to close"),
        ("stuck closed", "air supply lost", "position feedback missing", "filter clogged"),
        0.005,
    ),
    _kind(
        "Painter",
        48.0,
        390,
        ("spraying", "spraying, booth at temperature"),
        ("booth humidity high", "paint viscosity high", "filter pressure rising", "low on paint"),
        ("spray nozzle clogged", "colour change", "booth fan stopped", "conveyor interlock open"),
        0.020,
    ),
    _kind(
        "Sorter",
        8.0,
        240,
        ("sorting", "sorting to lanes 1 to 4"),
        ("reject lane nearly full", "barcode hard to read", "lane 3 slow", "output buffer filling"),
        ("part jam at diverter", "output full", "scanner lost", "belt torn"),
        0.006,
    ),
)
KINDS = {kind.name: kind for kind in _KINDS}
ANY_KIND = _kind(
    "Machine",
    20.0,
    280,
    ("producing",),
    ("temperature high", "vibration rising", "waiting for parts", "running slow"),
    (
        "fault, see controller",
        "part jam",
        "drive overload",
        "spindle bearing noisy",
        "waiting for maintenance",
    ),
)


def kind_of(machine_type: str) -> Kind:
    """How machines of that type behave; one that nobody described behaves like any machine."""
    return KINDS.get(machine_type, ANY_KIND)
