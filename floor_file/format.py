"""The format of floor.toml: what a file may say, and the rule of every key.

A description is the rule in words: it follows "<key> is" and becomes the hint of the error
message when the rule is broken.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict

_PRINTABLE = r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$"  # and no blank at either end

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=80, pattern=_PRINTABLE)]
ShortName: TypeAlias = Annotated[str, Field(min_length=1, max_length=6, pattern=_PRINTABLE)]
Sentence: TypeAlias = Annotated[str, Field(max_length=500, pattern=r"^\P{Cc}*$")]
Position: TypeAlias = Annotated[int, Strict(), Field(ge=0, le=9999)]
Extent: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=99)]
Seconds: TypeAlias = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]


class Part(BaseModel):
    """What every part of the file has in common: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MachineType(Part):
    """A kind of machine: ``[[machine_types]]``."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Injection Molder"')
    description: Sentence = Field(default="", description="one sentence in quotes, on one line")


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
    ideal_cycle_s: Seconds | None = Field(
        default=None, description="a number of seconds, more than 0"
    )
    micro_stop_limit_s: Seconds | None = Field(
        default=None, description="a number of seconds, more than 0"
    )


class Line(Part):
    """A production line: ``[[plants.lines]]``."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Engine"')
    machines: tuple[Machine, ...] = Field(
        default=(), description='a list of machines, machines = [{ name = "…", short = "…", … }, …]'
    )


class Plant(Part):
    """A site: ``[[plants]]``."""

    name: Name = Field(description='a text of 1 to 80 characters, for example "Demo plant"')
    time_zone: Name = Field(description='an IANA time zone, for example "Europe/Berlin"')
    lines: tuple[Line, ...] = Field(
        default=(), description="a list: each line under a heading of its own, [[plants.lines]]"
    )


class Floor(Part):
    """The whole file: what ``apply`` turns into rows."""

    machine_types: tuple[MachineType, ...] = Field(
        default=(), description="a list: each type under a heading of its own, [[machine_types]]"
    )
    plants: tuple[Plant, ...] = Field(
        description="a list: each plant under a heading of its own, [[plants]]"
    )


# What stands in a list of that name: what to call one of them, and its rules.
PARTS: dict[str, tuple[str, type[Part]]] = {
    "machine_types": ("machine type", MachineType),
    "plants": ("plant", Plant),
    "lines": ("line", Line),
    "machines": ("machine", Machine),
}
