"""What goes wrong between a server and us: nothing is lost silently, nothing hangs.

The silence limit is three keep-alives and 2 s: 5 s, or 2.6 s where silence is what is tested.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ingest.contract import LinkLostError, Sample
from ingest.opcua import subscription
from tests.ingest.opcua.running import Run, RunningServer, session, tag
from tests.ingest.opcua.server import PLC
from tests.proxy import Proxy

SHORT_S = 1.0
QUICK = {"keep_alive_s": 0.2}
OVERFLOW = 0x480


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes in a session is told without the usual pause."""
    monkeypatch.setattr(subscription, "_TELL_AGAIN_S", 0.0)


@pytest.fixture
async def proxy(plc: RunningServer) -> AsyncIterator[Proxy]:
    """A cable that can be pulled."""
    cable = Proxy(lambda: asyncio.open_connection("127.0.0.1", plc.port))
    async with cable.running():
        yield cable


async def lost(run: Run) -> LinkLostError:
    """Why the session was lost."""
    error = await run.end()
    assert isinstance(error, LinkLostError), error
    assert error.hint
    return error


async def arrives(run: Run, plc: RunningServer, value: float) -> None:
    """A value that is written now arrives in that session."""
    plc.write("Plc.Level", value)
    await run.until(lambda: value in run.link.values(1))


async def test_a_short_freeze_goes_unnoticed(pki: Path, plc: RunningServer) -> None:
    async with session(pki, plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 10.0)
        plc.freeze()
        await asyncio.sleep(SHORT_S)
        plc.thaw()
        await arrives(run, plc, 11.0)
        assert run.link.openings == 1
        assert "Gaps" not in run.link.details


async def test_a_long_freeze_is_noticed_and_the_next_session_works(
    pki: Path, plc: RunningServer
) -> None:
    async with session(pki, plc.config(**QUICK), tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 20.0)
        plc.freeze()
        try:
            began = time.monotonic()
            error = await lost(run)
            assert "Nothing was heard" in str(error)
            assert time.monotonic() - began > 2.0
        finally:
            plc.thaw()
    async with session(pki, plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 21.0)


async def test_a_killed_server_is_noticed_at_once_and_found_again(
    pki: Path, own_plc: RunningServer
) -> None:
    async with session(pki, own_plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, own_plc, 30.0)
        own_plc.kill()
        assert "broke off" in str(await lost(run))
    refused = await Run(pki, own_plc.config(), []).end()
    assert isinstance(refused, LinkLostError)
    assert "nothing listens" in str(refused)

    own_plc.restart(namespaces=["urn:test:new", "urn:test:other", PLC])  # another index, too
    async with session(pki, own_plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, own_plc, 31.0)
        assert not run.link.refusals


async def test_a_cut_cable(pki: Path, plc: RunningServer, proxy: Proxy) -> None:
    config = plc.config(url=f"opc.tcp://127.0.0.1:{proxy.port}/test")
    async with session(pki, config, tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 40.0)
        proxy.cut()
        assert "broke off" in str(await lost(run))


async def test_a_black_hole(pki: Path, plc: RunningServer, proxy: Proxy) -> None:
    """The server goes on producing, and nothing comes through."""
    url = f"opc.tcp://127.0.0.1:{proxy.port}/test"
    config = plc.config(url=url, **QUICK)
    async with session(pki, config, tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 50.0)
        proxy.freeze()
        plc.write("Plc.Level", 51.0)
        assert "Nothing was heard" in str(await lost(run))
        again = await Run(pki, plc.config(url=url, connect_timeout_s=1.5), []).end()
        assert isinstance(again, LinkLostError)
        assert "does not answer" in str(again)
        proxy.thaw()
    async with session(pki, config, tag(1, "Plc.Level")) as run:
        await run.until(lambda: run.link.values(1) == [51.0])


async def test_a_slow_store_slows_the_server_down_and_what_it_drops_is_marked(
    pki: Path, plc: RunningServer
) -> None:
    config = plc.config(queue_size=5, **QUICK)
    tags = [tag(number + 1, f"Item_{number:04}") for number in range(3)]
    async with session(pki, config, *tags) as run:
        link = run.link
        await run.until(lambda: len(link.samples) >= 3)
        link.flows.clear()
        await asyncio.to_thread(plc.order, "flood", items=3, times=40, pause_s=0.1, **{"from": 100})
        assert not run.task.done()  # 4 s without a word, because of us
        assert link.batches < 10
        link.flows.set()
        await run.until(lambda: all(139.0 in link.values(each.tag_id) for each in tags))
        marked = [sample for sample in link.samples if sample.quality & OVERFLOW == OVERFLOW]
        assert {sample.tag_id for sample in marked} == {1, 2, 3}
        assert all(sample.quality >> 30 == 0 for sample in marked)
        plc.order("flood", items=3, times=1, **{"from": 200})
        await run.until(lambda: all(200.0 in link.values(each.tag_id) for each in tags))
        assert link.openings >= 1
        assert [sample.quality for sample in link.samples[-3:]] == [0, 0, 0]
        assert _is_in_order(link.samples)
        await run.until(lambda: "Overflow" in link.details)


def _is_in_order(samples: list[Sample]) -> bool:
    times: dict[int, list[object]] = {}
    for sample in samples:
        times.setdefault(sample.tag_id, []).append(sample.at)
    return all(each == sorted(set(each)) for each in times.values())  # type: ignore[type-var]


async def test_missing_messages_are_counted_and_the_session_goes_on(
    pki: Path, plc: RunningServer
) -> None:
    async with session(pki, plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 60.0)
        plc.order("skip", messages=2)
        await arrives(run, plc, 61.0)
        await run.until(lambda: run.link.details.get("Gaps", "").startswith("2 messages"))
        plc.order("skip", messages=1)  # seen by the next keep-alive
        await run.until(lambda: run.link.details["Gaps"].startswith("3 messages"))
        await arrives(run, plc, 62.0)
        assert run.link.details["Gaps"].startswith("3 messages")


async def test_the_server_ends_the_subscription(pki: Path, plc: RunningServer) -> None:
    async with session(pki, plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 70.0)
        plc.order("expire", status=0x800A0000)
        assert "BadTimeout" in str(await lost(run))


async def test_what_emit_raises_ends_the_session_as_it_is(pki: Path, plc: RunningServer) -> None:
    async with session(pki, plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 80.0)
        run.link.failure = RuntimeError("the spool is full")
        plc.write("Plc.Level", 81.0)
        assert await run.end() is run.link.failure


async def test_a_batch_under_way_is_stored_when_the_session_is_lost(
    pki: Path, plc: RunningServer, proxy: Proxy
) -> None:
    config = plc.config(url=f"opc.tcp://127.0.0.1:{proxy.port}/test")
    async with session(pki, config, tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 90.0)
        run.link.flows.clear()
        batches = run.link.batches
        plc.write("Plc.Level", 91.0)
        await run.until(lambda: run.link.batches > batches)
        proxy.cut()
        asyncio.get_running_loop().call_later(0.3, run.link.flows.set)
        assert "broke off" in str(await lost(run))
        assert 91.0 in run.link.values(1)


async def test_a_cancelled_session_ends_soon_whatever_it_does(
    pki: Path, plc: RunningServer
) -> None:
    async with session(pki, plc.config(), tag(1, "Plc.Level")) as run:
        await arrives(run, plc, 95.0)
        run.link.flows.clear()
        batches = run.link.batches
        plc.write("Plc.Level", 96.0)
        await run.until(lambda: run.link.batches > batches)
    assert run.task.cancelled()
