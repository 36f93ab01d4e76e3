"""What clients find on the server: structure, values, the truth, and the journal of all."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
from asyncua import Node, ua

import machine_config
from settings import ROOT
from simulator.plc.tags import DEVICES, MACHINERY, NAMESPACE, TAGS, TRUTH, address
from tests.simulator.plc_process import Plc, Seen, Simulator, connected, until, watching

MACHINE = "Sorter_01_01"
MACHINES = (MACHINE, "Valve_02_01", "Injection_Molder_02_01")
STATE = "MachineryBuildingBlocks.MachineryItemState.CurrentState"
NUMBERS = {"NotAvailable": 0, "OutOfService": 1, "NotExecuting": 2, "Executing": 3}
STATES = {5004: "OutOfService", 5005: "NotAvailable", 5006: "Executing", 5007: "NotExecuting"}


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The demo floor, served."""
    running = Simulator(tmp_path_factory.mktemp("plc"), "--values", "2")
    yield running.wait_until_ready()
    assert running.stop() == 0, running.printed()


@pytest.fixture
async def plc(simulator: Simulator) -> AsyncIterator[Plc]:
    """A client of it."""
    async with connected(simulator.url) as client:
        yield await Plc.of(client)


async def machines_folder(plc: Plc) -> Node:
    """The folder Machines, by its standard identifier."""
    index = await plc.client.get_namespace_index(MACHINERY)
    return plc.client.get_node(ua.NodeId(1001, index))


async def mandatory(type_node: Node) -> list[ua.QualifiedName]:
    """Browse names of what instances of a type must have, inherited ones too."""
    names = []
    for member in await type_node.get_children(ua.ObjectIds.Aggregates):
        rules = await member.get_referenced_nodes(
            ua.ObjectIds.HasModellingRule, ua.BrowseDirection.Forward
        )
        if any(rule.nodeid == ua.NodeId(ua.ObjectIds.ModellingRule_Mandatory) for rule in rules):
            names.append(await member.read_browse_name())
    for above in await type_node.get_referenced_nodes(
        ua.ObjectIds.HasSubtype, ua.BrowseDirection.Inverse
    ):
        names += await mandatory(above)
    return names


async def children(node: Node) -> dict[str, Node]:
    """What a node consists of, by browse name with the URI of its namespace."""
    found = await node.get_children(ua.ObjectIds.HierarchicalReferences)
    names = [await child.read_browse_name() for child in found]
    return {f"{name.NamespaceIndex}:{name.Name}": c for name, c in zip(names, found, strict=True)}


async def broken_promises(plc: Plc, node: Node) -> list[str]:
    """Mandatory members that a node and what it consists of lack."""
    missing: list[str] = []
    found = await children(node)
    kind = await node.read_type_definition()
    if kind is not None and not kind.is_null():
        promised = await mandatory(plc.client.get_node(kind))
        missing += [
            f"{node}: {name.Name}"
            for name in promised
            if f"{name.NamespaceIndex}:{name.Name}" not in found
        ]
    for child in found.values():
        missing += await broken_promises(plc, child)
    return missing


async def test_the_machines_of_the_floor_file_are_in_the_folder_machines(plc: Plc) -> None:
    objects = await plc.client.nodes.objects.get_children()
    folder = await machines_folder(plc)
    assert folder in objects
    found = {(await node.read_browse_name()).Name for node in await folder.get_children()}
    floor = machine_config.load(ROOT / "floor.toml")
    lines = [line for each in floor.plants for line in each.lines]
    assert found == {machine.name for line in lines for machine in line.machines}


async def test_machines_have_all_that_their_types_promise(plc: Plc) -> None:
    folder = await machines_folder(plc)
    machines = await folder.get_children()
    assert await broken_promises(plc, machines[0]) == []
    index = await plc.client.get_namespace_index(MACHINERY)
    promised = [
        {name.Name for name in await mandatory(plc.client.get_node(ua.NodeId(number, index)))}
        for number in (1012, 1002)
    ]
    assert {"Manufacturer", "SerialNumber", "ProductInstanceUri"} <= promised[0]
    assert "CurrentState" in promised[1]


async def test_instances_are_found_from_their_types(plc: Plc) -> None:
    index = await plc.client.get_namespace_index(MACHINERY)
    for identifier, name, path in (
        (1012, "MachineIdentificationType", "Identification"),
        (1002, "MachineryItemState_StateMachineType", STATE.rpartition(".")[0]),
    ):
        type_node = plc.client.get_node(ua.NodeId(identifier, index))
        assert (await type_node.read_browse_name()).Name == name
        instance = plc.client.get_node(plc.node_id(f"{MACHINE}.{path}"))
        assert await instance.read_type_definition() == type_node.nodeid


async def test_a_machine_tells_who_it_is(plc: Plc) -> None:
    devices = await plc.client.get_namespace_index(DEVICES)
    machinery = await plc.client.get_namespace_index(MACHINERY)
    machine = plc.client.get_node(plc.node_id(MACHINE))
    entries = {
        name: await (
            await machine.get_child([f"{devices}:Identification", f"{index}:{name}"])
        ).read_value()
        for name, index in (
            ("Manufacturer", devices),
            ("Model", devices),
            ("SerialNumber", devices),
            ("ProductInstanceUri", devices),
            ("Location", machinery),
        )
    }
    assert entries["Manufacturer"].Text
    assert entries["Model"].Text == "Sorter"
    assert entries["ProductInstanceUri"] == f"{NAMESPACE}:{entries['SerialNumber']}"
    floor = machine_config.load(ROOT / "floor.toml")
    lines = [line for each in floor.plants for line in each.lines]
    (home,) = [line for line in lines if MACHINE in [each.name for each in line.machines]]
    assert entries["Location"] == home.name
    others = [await plc.value(f"{name}.Identification.SerialNumber") for name in MACHINES]
    assert len(set(others)) == len(MACHINES)


async def test_the_item_state_is_told_in_three_ways_that_agree(plc: Plc) -> None:
    index = await plc.client.get_namespace_index(MACHINERY)
    for name in MACHINES:
        # at once, because the machine lives on between two questions
        text, number, node_id = await plc.client.read_values(
            plc.client.get_node(plc.node_id(f"{name}.{STATE}{part}"))
            for part in ("", ".Number", ".Id")
        )
        assert NUMBERS[text.Text] == number
        assert node_id.NamespaceIndex == index
        assert STATES[node_id.Identifier] == text.Text
        state_number = await plc.client.get_node(node_id).get_child("0:StateNumber")
        assert await state_number.read_value() == number


async def test_tags_have_their_types_units_and_ranges(plc: Plc) -> None:
    for tag in TAGS:
        node = plc.client.get_node(plc.node_id(f"{MACHINE}.{tag.name}"))
        assert await node.read_data_type_as_variant_type() == ua.VariantType[tag.data_type]
        assert (await plc.read(f"{MACHINE}.{tag.name}")).Value.VariantType.name == tag.data_type
    for name, code, symbol in (
        ("Speed", 4405556, "1/min"),
        ("Temperature", 4408652, "°C"),
        ("Power", 4937556, "kW"),
    ):
        unit = await plc.value(f"{MACHINE}.{name}.EngineeringUnits")
        assert (unit.UnitId, unit.DisplayName.Text) == (code, symbol)
        value, span = (
            await plc.value(f"{MACHINE}.{name}"),
            await plc.value(f"{MACHINE}.{name}.EURange"),
        )
        assert span.Low <= value <= span.High


async def test_nobody_may_write(plc: Plc) -> None:
    node = plc.client.get_node(plc.node_id(f"{MACHINE}.GoodCount"))
    with pytest.raises(ua.UaStatusCodeError):
        await node.write_value(ua.Variant(1, ua.VariantType.UInt32))


async def test_values_move_and_counters_add_up_to_the_truth(plc: Plc) -> None:
    counts = ("GoodCount", "ScrapCount", "TotalCount", "TrueGood", "TrueScrap")
    names = [f"{MACHINE}.{name}" for name in (*counts, "Temperature", "Value_001", "Value_002")]

    async with watching(plc, names) as seen:

        async def moved() -> bool:
            return all(len(seen[f"{MACHINE}.{name}"]) > 3 for name in ("TotalCount", "Temperature"))

        await until(moved, timeout_s=60)  # it may stand at first
    good, scrap, total, true_good, true_scrap = [seen[f"{MACHINE}.{name}"] for name in counts]
    assert [one.value for one in good] == [one.value for one in true_good]
    assert [one.value for one in scrap] == [one.value for one in true_scrap]
    by_time: dict[object, int] = {}
    latest = {"good": 0, "scrap": 0}
    for name, one in sorted(
        [*(("good", one) for one in good), *(("scrap", one) for one in scrap)],
        key=lambda named: named[1].at,
    ):
        latest[name] = one.value
        by_time[one.at] = sum(latest.values())
    assert [(one.at, one.value) for one in total[1:]] == [
        (at, by_time[at]) for at in [one.at for one in total[1:]]
    ]


async def test_the_journal_is_what_a_subscription_sees(plc: Plc, simulator: Simulator) -> None:
    parts = [*(tag.name for tag in (*TAGS, *TRUTH)), "Value_001", STATE, f"{STATE}.Number"]
    names = [f"{machine}.{part}" for machine in MACHINES for part in parts]
    async with watching(plc, names) as seen:

        async def enough() -> bool:
            return min(len(seen[f"{name}.Temperature"]) for name in MACHINES) > 30

        await until(enough)
    journal = simulator.journal()
    for machine in MACHINES:
        for part in parts:
            watched, noted = seen[f"{machine}.{part}"], journal[address(machine, part)]
            assert watched == within(noted, watched), part


def within(noted: list[Seen], watched: list[Seen]) -> list[Seen]:
    """What the journal has between the first and the last value that was seen."""
    return [one for one in noted if watched[0].at <= one.at <= watched[-1].at]


async def test_the_journal_has_only_changes_in_order_of_time(simulator: Simulator) -> None:
    for name, noted in simulator.journal().items():
        times = [one.at for one in noted]
        assert times == sorted(set(times)), name
        for before, after in itertools.pairwise(noted):
            assert before[1:] != after[1:], name


async def test_one_scan_has_one_source_time(simulator: Simulator) -> None:
    journal = simulator.journal()
    drifting = [journal[address(name, "Value_001")] for name in MACHINES]
    shared = set.intersection(*({one.at for one in noted} for noted in drifting))
    assert len(shared) >= min(len(noted) for noted in drifting) - 1
