"""Questions of people: a level, a search, values; and machines that are found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import UserError
from ingest.contract import FoundMachine, LinkLostError, Node, TagProposal
from ingest.opcua.connector import OpcUa
from tests.ingest.opcua.running import RunningServer
from tests.ingest.opcua.server import PLC

FOLDER = f"nsu={PLC};s=Plc"


@pytest.fixture(scope="module")
def plc() -> Iterator[RunningServer]:
    """A server with machines."""
    with RunningServer(items=3).running() as server:
        server.order("models")
        yield server


def by_name(nodes: list[Node]) -> dict[str, Node]:
    return {node.name: node for node in nodes}


async def test_a_level_at_a_time(pki: Path, plc: RunningServer) -> None:
    async with OpcUa(pki).open(plc.config()) as session:
        top = by_name(await session.browse(None))
        assert {"Server", "Plc", "Machines", "Cell"} <= top.keys()
        assert top["Plc"].address == FOLDER
        assert top["Plc"].has_children
        assert not top["Plc"].is_variable
        inside = by_name(await session.browse(FOLDER))
        assert "Level" not in top
    level = inside["Level"]
    assert level == Node(
        address=f"{FOLDER}.Level",
        name="Level",
        is_variable=True,
        has_children=False,
        path=("Plc",),
        data_type="Double",
        unit="°C",
        value="1.5",
        quality=0,
    )
    assert inside["Many"].data_type == "Int32[]"
    assert inside["Deep0"].has_children
    assert plc.order("sessions") == 0


async def test_an_address_that_is_none(pki: Path, plc: RunningServer) -> None:
    async with OpcUa(pki).open(plc.config()) as session:
        with pytest.raises(UserError, match="no such node") as caught:
            await session.browse(f"nsu={PLC};s=Nothing")
        assert caught.value.field == "address"
        with pytest.raises(UserError, match="no namespace"):
            await session.browse("nsu=urn:gone;s=x")
        assert await session.browse(f"{FOLDER}.Level") == []


async def test_a_search_finds_names_and_paths_within_bounds(pki: Path, plc: RunningServer) -> None:
    async with OpcUa(pki).open(plc.config()) as session:
        found = await session.search("LEVEL", 10)
        assert [(node.name, node.value) for node in found] == [("Level", "1.5")]
        found = await session.search("packer count", 10)
        assert {node.name for node in found} == {"ProdProcessedCount", "ProdDefectiveCount"}
        assert len(await session.search("item", 2)) == 2
        assert await session.search("  ", 10) == []
        deep = await session.search("deep", 100)
        assert [node.name for node in deep] == [f"Deep{number}" for number in range(5)]
        assert await session.search("BuildInfo", 10) == []  # the server itself is left out


async def test_values_in_the_order_of_their_addresses(pki: Path, plc: RunningServer) -> None:
    asked = [
        f"{FOLDER}.Level",
        f"{FOLDER}.Gone",
        f"element=2;{FOLDER}.Many",
        "nsu=urn:gone;s=x",
        "nonsense",
        FOLDER,
        "i=2258",
    ]
    async with OpcUa(pki).open(plc.config()) as session:
        read = await session.read(asked)
        assert await session.read([]) == []
    assert [node.address for node in read] == asked
    assert [node.value for node in read[:-1]] == ["1.5", None, "3", None, None, None]
    assert (read[0].name, read[0].unit, read[0].data_type) == ("Level", "°C", "Double")
    assert read[2].data_type == "Int32"
    assert all((read[place].quality or 0) >> 30 == 2 for place in (1, 3, 4, 5))
    assert read[-1].data_type == "DateTime"


async def test_a_server_that_goes_away_is_told(pki: Path) -> None:
    with RunningServer().running() as plc:
        async with OpcUa(pki).open(plc.config()) as session:
            plc.kill()
            with pytest.raises(LinkLostError):
                await session.browse(None)


async def test_calls_of_a_search_keep_to_the_limits(pki: Path) -> None:
    with RunningServer(items=100).running() as plc:
        limits = {"MaxNodesPerRead": 7, "MaxNodesPerBrowse": 3}
        plc.order("limit", stated=limits)
        async with OpcUa(pki).open(plc.config()) as session:
            assert len(await session.search("item", 200)) == 100


# Machines ----------------------------------------------------------------------------------------


@pytest.fixture
async def machines(pki: Path, plc: RunningServer) -> dict[str, FoundMachine]:
    """What is discovered."""
    async with OpcUa(pki).open(plc.config()) as session:
        return {machine.name: machine for machine in await session.discover()}


def roles(machine: FoundMachine) -> dict[str, str]:
    """Names of variables by role, plain values left out."""
    return {each.role: each.node.name for each in machine.tags if each.role != "value"}


def status(machine: FoundMachine) -> TagProposal:
    (tag,) = (each for each in machine.tags if each.role == "status")
    return tag


def meaning(tag: TagProposal) -> dict[str, str | None]:
    return {state.raw_value: state.status for state in tag.states}


async def test_machines_are_recognised_and_nothing_else_is(
    machines: dict[str, FoundMachine],
) -> None:
    assert {name: machine.model for name, machine in machines.items()} == {
        "Press": "Machinery",
        "Mill": "MachineTool",
        "Packer": "PackML",
        "Filler": "PackML",
        "Saw": "names of variables",
    }
    assert machines["Press"].path == ("Machines",)
    assert machines["Saw"].path == ("Cell",)
    assert machines["Press"].address == f"nsu={PLC};s=Press"


async def test_a_machine_of_machinery(machines: dict[str, FoundMachine]) -> None:
    press = machines["Press"]
    assert press.identity == {"Manufacturer": "Schuler", "SerialNumber": "4711"}
    assert roles(press) == {
        "status": "Number",
        "good": "GoodCount",
        "scrap": "ScrapCount",
        "total": "TotalCount",
        "reason": "Alarm",
        "product": "Product",
    }
    assert status(press).node.value == "3"
    assert meaning(status(press)) == {
        "0": "no_data", "1": "down", "2": "down", "3": "operational"
    }  # fmt: skip
    plain = {each.node.name: each.node for each in press.tags if each.role == "value"}
    assert plain.keys() == {"Temperature", "Power"}
    assert plain["Power"].unit == "kW"
    assert plain["Power"].value == "4.5"


async def test_a_state_without_a_number_is_told_by_its_name(
    machines: dict[str, FoundMachine],
) -> None:
    tag = status(machines["Mill"])
    assert tag.node.value == "NotExecuting"
    assert meaning(tag)["Executing"] == "operational"


async def test_flat_packtags(machines: dict[str, FoundMachine]) -> None:
    packer = machines["Packer"]
    assert roles(packer) == {
        "status": "StateCurrent",
        "total": "ProdProcessedCount",
        "scrap": "ProdDefectiveCount",
    }
    assert meaning(status(packer))["6"] == "operational"
    assert meaning(status(packer))["9"] == "down"


async def test_state_machines_of_packml_one_in_the_other(
    machines: dict[str, FoundMachine],
) -> None:
    tag = status(machines["Filler"])
    assert tag.node.path[-2:] == ("ExecuteState", "CurrentState")
    assert tag.node.value == "6"
    assert meaning(tag)["6"] == "operational"


async def test_an_enumeration_says_itself_what_it_means(machines: dict[str, FoundMachine]) -> None:
    saw = machines["Saw"]
    assert roles(saw) == {"status": "State", "good": "GoodParts", "scrap": "Rejects"}
    assert {state.label: state.status for state in status(saw).states} == {
        "Off": "down", "Setup": "down", "Running": "operational", "Fault": "down"
    }  # fmt: skip
    assert {each.node.name for each in saw.tags if each.role == "value"} == {"GoodPartsTarget"}
