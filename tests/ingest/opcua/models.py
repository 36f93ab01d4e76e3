"""Machines as the companion specifications describe them, for the server of the tests."""

from __future__ import annotations

from typing import Any

from asyncua import Server, ua

PLC = "urn:test:plc"
MACHINERY = "http://opcfoundation.org/UA/Machinery/"
PACKML = "http://opcfoundation.org/UA/PackML/"
TOOL = "http://opcfoundation.org/UA/MachineTool/"
INT32, UINT32, STRING = ua.VariantType.Int32, ua.VariantType.UInt32, ua.VariantType.String


class Builder:
    """Adds nodes with string identifiers made of their paths."""

    def __init__(self, server: Server, plc: int) -> None:
        self._server, self._plc = server, plc

    async def object(self, parent: Any, path: str, kind: ua.NodeId | None = None) -> Any:
        """An object; the last part of the path is its name."""
        name = path.rpartition("/")[2]
        node_id = ua.NodeId(path, self._plc)
        return await parent.add_object(node_id, f"{self._plc}:{name}", objecttype=kind)

    async def variable(self, parent: Any, path: str, value: Any, kind: Any = None) -> Any:
        """A variable; the last part of the path is its name."""
        name = path.rpartition("/")[2]
        node_id = ua.NodeId(path, self._plc)
        return await parent.add_variable(
            node_id, f"{self._plc}:{name}", ua.Variant(value, kind) if kind else value
        )

    async def state_machine(self, parent: Any, path: str, text: str, number: int | None) -> Any:
        """A state machine with its current state."""
        machine = await self.object(parent, path)
        state = await self.variable(machine, f"{path}/CurrentState", ua.LocalizedText(text, "en"))
        await state.add_property(
            ua.NodeId(f"{path}/CurrentState/Id", self._plc), "0:Id", ua.NodeId(5006, 0)
        )
        if number is not None:
            await state.add_property(
                ua.NodeId(f"{path}/CurrentState/Number", self._plc),
                "0:Number",
                ua.Variant(number, UINT32),
            )
        return machine


async def add_models(server: Server) -> None:
    """Five machines, each recognised by something else."""
    index = {uri: await server.register_namespace(uri) for uri in (PLC, MACHINERY, PACKML, TOOL)}
    build = Builder(server, index[PLC])
    objects = server.get_objects_node()
    machines = await objects.add_folder(
        ua.NodeId(1001, index[MACHINERY]), f"{index[MACHINERY]}:Machines"
    )
    await _press(build, machines)
    await _mill(server, build, machines, index[TOOL])
    cell = await build.object(objects, "Cell")
    await _packer(build, cell)
    await _filler(build, cell)
    await _saw(server, build, cell, index[PLC])
    fence = await build.object(cell, "Cell/Fence")
    await build.variable(fence, "Cell/Fence/DoorOpen", False)


async def _press(build: Builder, parent: Any) -> None:
    """Machinery, with a number of its state."""
    press = await build.object(parent, "Press")
    plate = await build.object(press, "Press/Identification")
    await build.variable(plate, "Press/Identification/Manufacturer", "Schuler")
    await build.variable(plate, "Press/Identification/SerialNumber", "4711")
    blocks = await build.object(press, "Press/MachineryBuildingBlocks")
    path = "Press/MachineryBuildingBlocks/MachineryItemState"
    await build.state_machine(blocks, path, "Executing", 3)
    for name, value, kind in (
        ("GoodCount", 65_000, ua.VariantType.UInt16),
        ("ScrapCount", 12, ua.VariantType.UInt16),
        ("TotalCount", 77_012, UINT32),
        ("Temperature", 61.5, ua.VariantType.Double),
        ("Alarm", 0, INT32),
        ("Product", "Console", STRING),
    ):
        await build.variable(press, f"Press/{name}", value, kind)
    level = await build.variable(press, "Press/Power", 4.5)
    unit = ua.EUInformation("urn:unit", 4937544, ua.LocalizedText("kW"), ua.LocalizedText("kW"))
    await level.add_property(ua.NodeId("Press/Power/Unit", 2), "0:EngineeringUnits", unit)


async def _mill(server: Server, build: Builder, parent: Any, tool: int) -> None:
    """MachineTool, known by its type; its state as text only."""
    base = server.get_node(ua.ObjectIds.BaseObjectType)
    kind = await base.add_object_type(ua.NodeId(13, tool), f"{tool}:MachineToolType")
    mill = await build.object(parent, "Mill", kind.nodeid)
    blocks = await build.object(mill, "Mill/MachineryBuildingBlocks")
    path = "Mill/MachineryBuildingBlocks/MachineryItemState"
    await build.state_machine(blocks, path, "NotExecuting", None)


async def _packer(build: Builder, parent: Any) -> None:
    """Flat PackTags."""
    packer = await build.object(parent, "Packer")
    status = await build.object(packer, "Packer/Status")
    await build.variable(status, "Packer/Status/StateCurrent", 6, INT32)
    await build.variable(status, "Packer/Status/UnitModeCurrent", 1, INT32)
    admin = await build.object(packer, "Packer/Admin")
    await build.variable(admin, "Packer/Admin/ProdProcessedCount", 120, INT32)
    await build.variable(admin, "Packer/Admin/ProdDefectiveCount", 3, INT32)


async def _filler(build: Builder, parent: Any) -> None:
    """State machines of PackML, one inside the other."""
    filler = await build.object(parent, "Filler")
    status = await build.object(filler, "Filler/Status")
    base = await build.state_machine(status, "Filler/BaseStateMachine", "Cleared", 19)
    machine = await build.state_machine(base, "Filler/MachineState", "Running", 18)
    await build.state_machine(machine, "Filler/ExecuteState", "Execute", 6)


async def _saw(server: Server, build: Builder, parent: Any, plc: int) -> None:
    """Only names; the state is an enumeration that says what its numbers mean."""
    saw = await build.object(parent, "Saw")
    names = [ua.LocalizedText(name, "en") for name in ("Off", "Setup", "Running", "Fault")]
    base = server.get_node(ua.ObjectIds.Enumeration)
    kind = await base.add_data_type(ua.NodeId("SawState", plc), f"{plc}:SawState")
    await kind.add_property(ua.NodeId("SawState/Names", plc), "0:EnumStrings", names)
    await saw.add_variable(
        ua.NodeId("Saw/State", plc), f"{plc}:State", ua.Variant(2, INT32), datatype=kind.nodeid
    )
    counters = await build.object(saw, "Saw/Counters")
    await build.variable(counters, "Saw/Counters/GoodParts", 40, UINT32)
    await build.variable(counters, "Saw/Counters/Rejects", 2, UINT32)
    await build.variable(saw, "Saw/GoodPartsTarget", 500, UINT32)
