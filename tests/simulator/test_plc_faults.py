"""Every fault does what it says, ordered by a client or typed as a line."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime

import pytest
from asyncua import ua

from simulator.plc.faults import FAULTS
from simulator.plc.tags import address
from tests.simulator.plc_process import Plc, Seen, Simulator, connected, until, watching

MACHINE, OTHER = "Sorter_01_01", "Valve_02_01"
BAD_SENSOR_FAILURE = 0x808C0000
BACK = "The OPC UA server is back"
UNCERTAIN_LAST_USABLE = 0x40900000
BAD_NODE_ID_UNKNOWN = 0x80340000
STATE = "MachineryBuildingBlocks.MachineryItemState.CurrentState"
TAGS_OF_MACHINE = [f"{MACHINE}.{tag}" for tag in ("State", "GoodCount", "Temperature", STATE)]


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The demo floor, whose counters have 16 bits."""
    running = Simulator(tmp_path_factory.mktemp("plc"), "--counter-bits", "16")
    yield running.wait_until_ready()
    assert running.stop() == 0, running.printed()


@pytest.fixture
async def plc(simulator: Simulator) -> AsyncIterator[Plc]:
    """A client of it."""
    async with connected(simulator.url) as client:
        yield await Plc.of(client)


def after(seen: list[Seen], count: int = 1) -> Callable[[], Awaitable[bool]]:
    """Whether so many more values were seen than now."""
    wanted = len(seen) + count

    async def look() -> bool:
        return len(seen) >= wanted

    return look


async def runs(plc: Plc) -> None:
    """Wait until the machine makes pieces, because a fault of a standing one shows nothing."""

    async def look() -> bool:
        return (await plc.value(f"{MACHINE}.Speed") or 0) > 0

    await until(look, timeout_s=60)


async def test_the_object_faults_describes_its_methods(plc: Plc) -> None:
    home = plc.client.get_node(plc.node_id("Faults"))
    methods = {(await node.read_browse_name()).Name: node for node in await home.get_methods()}
    assert set(methods) == {fault.name for fault in FAULTS}
    for fault in FAULTS:
        arguments = await (await methods[fault.name].get_child("0:InputArguments")).read_value()
        assert [
            (argument.Name, ua.VariantType(argument.DataType.Identifier).name)
            for argument in arguments
        ] == [(argument.name, argument.data_type) for argument in fault.arguments]


async def test_an_unknown_machine_is_told_with_the_choices(plc: Plc) -> None:
    with pytest.raises(ua.UaStatusCodeError, match="BadInvalidArgument"):
        await plc.order("reset_counters", "Sorter_1_1")
    said = await plc.value("Faults.LastAnswer")
    assert said.startswith('Machine "Sorter_1_1" is unknown. Choose one of Sorter_01_01,')


async def test_arguments_of_another_type_are_refused(plc: Plc) -> None:
    with pytest.raises(ua.UaStatusCodeError, match="BadInvalidArgument"):
        await plc.order("reset_counters", 5)
    assert "machine is 5, which is no String" in await plc.value("Faults.LastAnswer")
    with pytest.raises(ua.UaStatusCodeError, match="BadInvalidArgument"):
        await plc.order("freeze")
    assert "freeze takes 1 arguments, not 0" in await plc.value("Faults.LastAnswer")


async def test_bad_quality_and_back(plc: Plc) -> None:
    async with watching(plc, [*TAGS_OF_MACHINE, f"{OTHER}.Temperature"]) as seen:
        said = await plc.order("bad_quality", MACHINE.lower(), 3.0, BAD_SENSOR_FAILURE)
        assert said == f"{MACHINE} has the quality 0x808C0000 for 3 s."
        for name in TAGS_OF_MACHINE:
            data = await plc.read(name)
            assert data.StatusCode.value == BAD_SENSOR_FAILURE
            assert data.Value is None or data.Value.Value is None
        await until(lambda: _good(plc, TAGS_OF_MACHINE))
        await until(after(seen[f"{OTHER}.Temperature"]))
    for name in TAGS_OF_MACHINE:
        qualities = [one.quality for one in seen[name]]
        assert qualities.count(BAD_SENSOR_FAILURE) == 1
    assert {one.quality for one in seen[f"{OTHER}.Temperature"]} == {0}


async def test_an_uncertain_value_is_still_a_value(plc: Plc) -> None:
    await plc.order("bad_quality", MACHINE, 3.0, UNCERTAIN_LAST_USABLE)
    data = await plc.read(f"{MACHINE}.GoodCount")
    assert data.StatusCode.value == UNCERTAIN_LAST_USABLE
    assert data.Value.Value is not None
    await until(lambda: _good(plc, TAGS_OF_MACHINE))


async def test_counters_start_again(plc: Plc) -> None:
    await runs(plc)
    names = [f"{MACHINE}.{name}" for name in ("GoodCount", "ScrapCount", "TotalCount", "TrueGood")]
    async with watching(plc, names) as seen:
        await until(after(seen[names[0]]))
        await plc.order("reset_counters", MACHINE)
        await until(after(seen[names[3]], 2))
    good, _, total, truth = [[one.value for one in seen[name]] for name in names]
    assert 0 in good
    assert 0 in total
    assert truth == sorted(truth)
    assert _counted(good) == truth[-1] - truth[0]


async def test_counters_roll_over_at_16_bits(plc: Plc) -> None:
    await runs(plc)
    names = [f"{MACHINE}.{name}" for name in ("GoodCount", "TotalCount", "TrueGood")]
    async with watching(plc, names) as seen:
        await plc.order("set_counters", MACHINE, 65_534)

        async def rolled_over() -> bool:
            return any(later.value < earlier.value for earlier, later in after_set(seen[names[0]]))

        await until(rolled_over)
    good, total, truth = (seen[name] for name in names)
    assert max(one.value for one in (*good, *total)) < 65_536
    steps = [(later.value - earlier.value) % 65_536 for earlier, later in after_set(good)]
    set_at = next(one.at for one in good if one.value == 65_534)
    made = [one.value for one in truth if one.at >= set_at]
    before = [one.value for one in truth if one.at < set_at][-1]
    assert sum(steps) == made[-1] - before
    with pytest.raises(ua.UaStatusCodeError):
        await plc.order("set_counters", MACHINE, 65_536)


def after_set(good: list[Seen]) -> list[tuple[Seen, Seen]]:
    """Neighbours in what was seen since the counter was set."""
    values = [one.value for one in good]
    since = good[values.index(65_534) :] if 65_534 in values else []
    return list(itertools.pairwise(since))


async def test_an_alarm_stops_the_machine(plc: Plc) -> None:
    await plc.order("alarm", MACHINE, 4711)
    assert await plc.value(f"{MACHINE}.State") == 9
    assert await plc.value(f"{MACHINE}.Alarm") == 4711
    assert await plc.value(f"{MACHINE}.AlarmText") == "alarm 4711"
    assert (await plc.value(f"{MACHINE}.{STATE}")).Text == "OutOfService"
    made = await plc.value(f"{MACHINE}.TrueGood")
    async with watching(plc, [f"{MACHINE}.Temperature"]) as seen:
        await until(after(seen[f"{MACHINE}.Temperature"], 10))
    assert await plc.value(f"{MACHINE}.TrueGood") == made
    await plc.order("alarm", MACHINE, 0)
    assert await plc.value(f"{MACHINE}.Alarm") != 4711

    async def makes_more() -> bool:
        return bool(await plc.value(f"{MACHINE}.TrueGood") > made)

    await until(makes_more, timeout_s=60)


async def test_values_stand_still_while_the_machine_works_on(plc: Plc) -> None:
    await runs(plc)
    names = [f"{MACHINE}.GoodCount", f"{MACHINE}.Temperature", f"{MACHINE}.TrueGood"]
    async with watching(plc, names) as seen:
        # for as long as it takes, because the machine may stop before it has made two pieces
        await plc.order("stop_updates", MACHINE, 600.0)
        stood = await plc.value(names[0]), await plc.value(names[1])
        await until(after(seen[names[2]], 2), timeout_s=60)
        assert (await plc.value(names[0]), await plc.value(names[1])) == stood
        await plc.order("stop_updates", MACHINE, 0.5)  # from now on
        await until(after(seen[names[1]]))
        await until(after(seen[names[1]]))
    good, truth = seen[names[0]], seen[names[2]]
    assert int(str(good[-1].value)) - int(str(good[0].value)) >= 2
    assert len(good) < len(truth)


async def test_the_source_clock_jumps_and_the_servers_does_not(plc: Plc) -> None:
    name = f"{MACHINE}.Temperature"
    await plc.order("clock_jump", -3600.0)
    async with watching(plc, [name]) as seen:
        await until(after(seen[name], 3))
    data = await plc.read(name)
    await plc.order("clock_jump", 3600.0)
    off_s = (data.ServerTimestamp - data.SourceTimestamp).total_seconds()
    assert off_s == pytest.approx(3600, abs=1)
    assert abs((datetime.now(UTC) - data.ServerTimestamp).total_seconds()) < 60


async def test_nodes_vanish_and_return(plc: Plc) -> None:
    async with watching(plc, TAGS_OF_MACHINE) as seen:
        await plc.order("drop_nodes", MACHINE)
        await until(lambda: _is_told_gone(seen[TAGS_OF_MACHINE[0]]))  # perhaps before the answer
        assert await plc.quality(f"{MACHINE}.State") == BAD_NODE_ID_UNKNOWN
        assert MACHINE not in await _machines(plc)
        with pytest.raises(ua.UaStatusCodeError):
            await plc.order("drop_nodes", MACHINE)
        assert OTHER in await _machines(plc)
    for name in TAGS_OF_MACHINE:
        assert (seen[name][-1].value, seen[name][-1].quality) == (None, BAD_NODE_ID_UNKNOWN)
    await plc.order("add_nodes", MACHINE)
    assert MACHINE in await _machines(plc)
    async with watching(plc, TAGS_OF_MACHINE) as again:
        await until(after(again[f"{MACHINE}.Temperature"], 3))
    with pytest.raises(ua.UaStatusCodeError):
        await plc.order("add_nodes", MACHINE)


async def test_a_frozen_server_answers_nobody(plc: Plc, simulator: Simulator) -> None:
    name = f"{MACHINE}.Temperature"
    ordered_at = datetime.now(UTC)
    await plc.order("freeze", 3.0)

    async def is_frozen() -> bool:
        try:
            await asyncio.wait_for(asyncio.shield(_read(plc, name)), 0.5)
        except TimeoutError:
            return True
        return False

    await until(is_frozen)
    assert await until(lambda: _read(plc, name))
    async with watching(plc, [name]) as seen:
        await until(after(seen[name], 3))
    times = [one.at for one in simulator.journal()[address(MACHINE, "Temperature")]]
    silences_s = [
        (later - earlier).total_seconds()
        for earlier, later in itertools.pairwise(times)
        if later > ordered_at
    ]
    assert max(silences_s) >= 3.0


async def test_a_restart_ends_sessions_and_resets_counters(simulator: Simulator) -> None:
    good = f"{MACHINE}.GoodCount"
    async with connected(simulator.url) as client:
        plc = await Plc.of(client)
        await plc.order("set_counters", MACHINE, 5_000)
        truth = await plc.value(f"{MACHINE}.TrueGood")
        async with watching(plc, [good]) as seen, _restarting(simulator):
            await plc.order("restart", 0.5)
        with pytest.raises((OSError, ua.UaError)):
            await plc.read(good)
    async with connected(simulator.url) as client:
        plc = await Plc.of(client)
        assert await plc.value(good) < 5_000
        assert await plc.value(f"{MACHINE}.TrueGood") >= truth
    noted = [one for one in simulator.journal()[address(MACHINE, "GoodCount")] if not one.quality]
    last = max(number for number, one in enumerate(noted) if one.value >= 5_000)
    assert seen[good][-1] == noted[last]  # nobody was left without the last count
    assert noted[last + 1].value == 0


async def test_namespaces_may_have_other_indexes_afterwards(simulator: Simulator) -> None:
    async with connected(simulator.url) as client:
        plc = await Plc.of(client)
        before = plc.index
        value = await plc.value(f"{OTHER}.TrueGood")
        async with _restarting(simulator):
            await plc.order("renumber", 0.0)
    async with connected(simulator.url) as client:
        plc = await Plc.of(client)
        assert plc.index != before
        assert await plc.value(f"{OTHER}.TrueGood") >= value


async def test_a_line_typed_orders_the_same(simulator: Simulator) -> None:
    simulator.type("help")
    simulator.wait_for(r"bad_quality MACHINE SECONDS STATUS_CODE")
    simulator.type(f"alarm {OTHER} 12")
    simulator.wait_for(f"{OTHER} stands with alarm 12")
    async with connected(simulator.url) as client:
        assert await (await Plc.of(client)).value(f"{OTHER}.Alarm") == 12
    simulator.type(f"alarm {OTHER} 0")
    simulator.wait_for(f"{OTHER} has no alarm")


async def _good(plc: Plc, names: list[str]) -> bool:
    return all([await plc.quality(name) == 0 for name in names])


async def _is_told_gone(seen: list[Seen]) -> bool:
    return bool(seen) and seen[-1].quality == BAD_NODE_ID_UNKNOWN


async def _machines(plc: Plc) -> set[str]:
    index = await plc.client.get_namespace_index("http://opcfoundation.org/UA/Machinery/")
    folder = plc.client.get_node(ua.NodeId(1001, index))
    return {(await node.read_browse_name()).Name for node in await folder.get_children()}


async def _read(plc: Plc, name: str) -> bool:
    await plc.read(name)
    return True


@contextlib.asynccontextmanager
async def _restarting(simulator: Simulator) -> AsyncIterator[None]:
    """The server restarts in the block; returns when it is back."""
    count = simulator.printed().count(BACK)

    async def is_back() -> bool:
        return simulator.printed().count(BACK) > count

    yield
    await until(is_back, timeout_s=90)


def _counted(values: list[int]) -> int:
    """Pieces between the first and the last value of a counter that may begin at 0 again."""
    return sum(
        later - earlier if later >= earlier else later
        for earlier, later in itertools.pairwise(values)
    )
