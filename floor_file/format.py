"""The format of floor.toml: what a file may say, and the rule of every key.

A description is the rule in words: it follows "<key> is" and becomes the hint of the error
message when the rule is broken.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict

from floor_file.values import (
    WEEKDAYS,
    Cycle,
    Day,
    Extent,
    LocalTime,
    LossCategory,
    Moment,
    Name,
    Position,
    Positive,
    Ratio,
    Sentence,
    ShortName,
    Weekday,
)

_CYCLE = "a number of seconds, more than 0, with at most six decimals"
_LIMIT = "a number of seconds, more than 0"
_TIME = 'a local time in hours and minutes, for example 06:00:00 or "06:00"'
_SHIFTS = "a list: each shift under a heading of its own, "

YesOrNo: TypeAlias = Annotated[bool, Strict()]


class Part(BaseModel):
    """What every part of the file has in common: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    known_by: ClassVar[str] = "name"  # the key that tells one from another in a message


class MachineType(Part):
    """A kind of machine: ``[[machine_types]]``, and the numbers of machines that give none."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Injection Molder"')
    description: Sentence = Field(default="", description="one sentence in quotes, on one line")
    ideal_cycle_s: Cycle | None = Field(default=None, description=_CYCLE)
    micro_stop_limit_s: Positive | None = Field(default=None, description=_LIMIT)


class Product(Part):
    """What machines make: ``[[products]]``."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Oil pan"')
    description: Sentence = Field(default="", description="one sentence in quotes, on one line")
    cycle_factor: Positive = Field(
        default=1.0,
        description="a number more than 0, for example 1.15 where a piece takes 15 % longer "
        "than the ideal cycle of a machine",
    )


class Reason(Part):
    """Why a machine stands or a piece is rejected: ``[[reasons]]``, with narrower ones inside."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Tool wear"')
    loss: LossCategory | None = Field(
        default=None,
        description='one of the six big losses: "breakdown", "setup", "minor_stop", '
        '"reduced_speed", "process_reject" or "startup_reject"',
    )
    planned: YesOrNo | None = Field(
        default=None, description="true or false: whether a stop of this reason is planned"
    )
    reasons: tuple[Reason, ...] = Field(
        default=(), description='a list of narrower reasons, reasons = ["…", { name = "…", … }, …]'
    )


class Break(Part):
    """A planned stop of every shift of that name."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Lunch"')
    starts: LocalTime = Field(description=_TIME)
    ends: LocalTime = Field(description=_TIME)


class Shift(Part):
    """When people work: ``[[plants.shifts]]``, or ``[[plants.lines.shifts]]`` for one line."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "N"')
    starts: LocalTime = Field(description=_TIME)
    ends: LocalTime = Field(description=_TIME)
    weekdays: tuple[Weekday, ...] = Field(
        default=WEEKDAYS,
        min_length=1,
        description='a list of the days it begins on: "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", '
        '"Sun"',
    )
    breaks: tuple[Break, ...] = Field(
        default=(),
        description='a list of breaks, breaks = [{ name = "…", starts = …, ends = … }, …]',
    )


class CalendarException(Part):
    """A day that differs from the shifts: ``[[plants.exceptions]]``."""

    known_by: ClassVar[str] = "date"

    date: Day = Field(description="a date without quotes, for example 2026-12-25")
    shift: Name | None = Field(default=None, description="the name of a shift")
    starts: LocalTime | None = Field(default=None, description=_TIME)
    ends: LocalTime | None = Field(default=None, description=_TIME)
    line: Name | None = Field(default=None, description="the name of a line of the plant")
    note: Sentence = Field(default="", description="one sentence in quotes, on one line")


class IdealCycle(Part):
    """How fast a machine could make a product, where its ideal_cycle_s does not tell."""

    known_by: ClassVar[str] = "product"

    product: Name | None = Field(default=None, description="the name of one of the [[products]]")
    ideal_cycle_s: Cycle = Field(description=_CYCLE)
    valid_from: Moment | None = Field(
        default=None,
        description="a date without quotes, for example 2026-01-01, or a date and time",
    )


class Tile(BaseModel):
    """Where a machine stands on the map of its plant, in grid cells."""

    at: tuple[Position, Position] = Field(
        description="[x, y]: two whole numbers from 0 to 9999, "
        "grid cells from the left and from the top"
    )
    size: tuple[Extent, Extent] = Field(
        default=(4, 3), description="[width, height]: two whole numbers from 1 to 99, grid cells"
    )


class Machine(Part, Tile):
    """A machine of a line, and its tile on the map."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Valve_01_01"')
    short: ShortName = Field(description='1 to 6 characters that fit a tile, for example "TR04"')
    type: Name = Field(description="the name of one of the [[machine_types]]")
    ideal_cycle_s: Cycle | None = Field(default=None, description=_CYCLE)
    ideal_cycles: tuple[IdealCycle, ...] = Field(
        default=(),
        description='a list, ideal_cycles = [{ product = "…", ideal_cycle_s = … }, …]',
    )
    micro_stop_limit_s: Positive | None = Field(default=None, description=_LIMIT)


class Line(Part):
    """A production line: ``[[plants.lines]]``."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Engine"')
    target_oee: Ratio = Field(
        default=0.85, description="a number more than 0 and at most 1, for example 0.85"
    )
    products: tuple[Name, ...] = Field(
        default=(), description='a list of names of [[products]], products = ["…", "…"]'
    )
    shifts: tuple[Shift, ...] = Field(default=(), description=f"{_SHIFTS}[[plants.lines.shifts]]")
    machines: tuple[Machine, ...] = Field(
        default=(), description='a list of machines, machines = [{ name = "…", short = "…", … }, …]'
    )


class Plant(Part):
    """A site: ``[[plants]]``."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Demo plant"')
    time_zone: Name = Field(description='an IANA time zone, for example "Europe/Berlin"')
    shifts: tuple[Shift, ...] = Field(default=(), description=f"{_SHIFTS}[[plants.shifts]]")
    exceptions: tuple[CalendarException, ...] = Field(
        default=(),
        description="a list: each exception under a heading of its own, [[plants.exceptions]]",
    )
    lines: tuple[Line, ...] = Field(
        default=(), description="a list: each line under a heading of its own, [[plants.lines]]"
    )


class Floor(Part):
    """The whole file: what ``apply`` turns into rows."""

    machine_types: tuple[MachineType, ...] = Field(
        default=(), description="a list: each type under a heading of its own, [[machine_types]]"
    )
    products: tuple[Product, ...] = Field(
        default=(), description="a list: each product under a heading of its own, [[products]]"
    )
    reasons: tuple[Reason, ...] = Field(
        default=(), description="a list: each reason under a heading of its own, [[reasons]]"
    )
    plants: tuple[Plant, ...] = Field(
        description="a list: each plant under a heading of its own, [[plants]]"
    )


# What stands in a list of that name: what to call one of them, and its rules.
PARTS: dict[str, tuple[str, type[Part]]] = {
    "machine_types": ("machine type", MachineType),
    "products": ("product", Product),
    "reasons": ("reason", Reason),
    "plants": ("plant", Plant),
    "shifts": ("shift", Shift),
    "breaks": ("break", Break),
    "exceptions": ("exception", CalendarException),
    "lines": ("line", Line),
    "machines": ("machine", Machine),
    "ideal_cycles": ("ideal cycle", IdealCycle),
}


def spelt_out(raw: dict[str, Any]) -> dict[str, Any]:
    """The same file with every reason as a table: one without more to say may be its name alone."""
    return raw | {"reasons": _tables(raw["reasons"])} if "reasons" in raw else raw


def _tables(reasons: Any) -> Any:
    if not isinstance(reasons, list):
        return reasons  # a mistake, which the rules report
    tables = [{"name": reason} if isinstance(reason, str) else reason for reason in reasons]
    return [spelt_out(table) if isinstance(table, dict) else table for table in tables]
