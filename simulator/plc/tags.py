"""The variables a PLC has, and how they are addressed.

``<Machine>.State`` and the like are string identifiers in our namespace.
"""

from __future__ import annotations

from typing import NamedTuple

NAMESPACE = "urn:floorcast:plc"
MACHINERY = "http://opcfoundation.org/UA/Machinery/"
DEVICES = "http://opcfoundation.org/UA/DI/"


class Unit(NamedTuple):
    """A unit of UNECE Recommendation 20, as EUInformation wants it."""

    code: str
    symbol: str
    name: str

    @property
    def number(self) -> int:
        """Its UnitId: the characters of the code as bytes of a number (OPC 10000-8)."""
        return int.from_bytes(self.code.encode(), "big")


class Tag(NamedTuple):
    """A variable of a machine: a name, one of the built-in types, perhaps a unit."""

    name: str
    data_type: str
    description: str
    unit: Unit | None = None


PER_MINUTE = Unit("C94", "1/min", "reciprocal minute")
CELSIUS = Unit("CEL", "°C", "degree Celsius")
KILOWATT = Unit("KWT", "kW", "kilowatt")

TAGS = (
    Tag("State", "Int32", "State of the machine, as PackML numbers it"),
    Tag("GoodCount", "UInt32", "Good pieces; rolls over"),
    Tag("ScrapCount", "UInt32", "Rejected pieces; rolls over"),
    Tag("TotalCount", "UInt32", "All pieces; rolls over"),
    Tag("Speed", "Double", "Pieces a minute", PER_MINUTE),
    Tag("Temperature", "Double", "Temperature of the process", CELSIUS),
    Tag("Power", "Double", "Electric power taken", KILOWATT),
    Tag("Alarm", "Int32", "Number of the alarm; 0 is none"),
    Tag("AlarmText", "String", "The alarm in words"),
    Tag("Product", "String", "What the machine is set up for"),
)
TRUTH = (
    Tag("TrueGood", "UInt64", "Good pieces really made since the simulator started"),
    Tag("TrueScrap", "UInt64", "Rejected pieces really made since the simulator started"),
)


def extra_tags(count: int) -> tuple[Tag, ...]:
    """So many more values, for load."""
    width = max(3, len(str(count)))
    return tuple(
        Tag(f"Value_{number:0{width}}", "Double", "A value that changes at every scan")
        for number in range(1, count + 1)
    )


def identifier(machine_name: str, *path: str) -> str:
    """The string identifier of something a machine has."""
    return ".".join((machine_name, *path))


def address(machine_name: str, *path: str) -> str:
    """The address by which a connector maps it, whatever the namespace's index."""
    return f"nsu={NAMESPACE};s={identifier(machine_name, *path)}"
