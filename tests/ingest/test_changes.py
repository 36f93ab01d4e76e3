"""Changed rows, and what they mean for a connection that runs, with a scripted device."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest import supervisor
from ingest.contract import GOOD, LinkLostError, Sample, Tag
from tests.ingest.scripted import (
    LOST,
    START,
    Scripted,
    Start,
    Stored,
    a_connection,
    wait_until,
)


async def some_turns() -> None:
    """Let everything happen that is due."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "change",
    [
        {"connection_name": "Press 2"},
        {"tags": (Tag(1, "a", "Another name"), Tag(2, "b", "B"))},
        {"seen_at": START},
    ],
)
async def test_what_the_connector_does_not_know_ends_no_session(
    start: Start, device: Scripted, change: dict[str, Any]
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        one.update(a_connection(**change))
        await some_turns()
        await session.send(1, 1)
        assert not device.begun.is_set()


@pytest.mark.parametrize(
    "change",
    [
        {"config": {"host": "there"}},
        {"secrets": {"password": "new"}},
        {"reloaded_at": START + timedelta(seconds=1)},
        {"tags": (Tag(1, "a", "A"),)},
        {"tags": (Tag(1, "a", "A"), Tag(2, "c", "B"))},
        {"tags": (Tag(1, "a", "A"), Tag(2, "b", "B", deadband=0.5))},
    ],
)
async def test_a_change_is_a_new_session_without_a_mark_where_it_opens_soon(
    start: Start, device: Scripted, stored: Stored, change: dict[str, Any]
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(1, 4.5)
        one.update(a_connection(**change))
        session = await device.next_session()
        assert device.sessions[0].is_cancelled
        await session.link.opened({})
        await session.link.emit([stored.samples[0]._replace(is_found=True)])
        await some_turns()
        assert stored.of(1) == [(4.5, GOOD)]
        assert one._grace is not None
        assert one._grace.cancelled()  # nor will it be marked


async def test_a_change_is_a_loss_where_the_new_session_does_not_open(
    start: Start, device: Scripted, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "GRACE_S", 0.05)
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(1, 4.5)
        one.update(a_connection(config={"host": "there"}))
        await device.next_session()
        await wait_until(lambda: stored.of(1) == [(4.5, GOOD), LOST])


async def test_a_session_that_has_ended_says_nothing_more(start: Start, device: Scripted) -> None:
    async with start() as one:
        old = await device.next_session()
        one.update(a_connection(config={"host": "there"}))
        await device.next_session()
        seen_at = one.report.seen_at
        old.link.heard()
        assert one.report.seen_at == seen_at
        for words in (old.send(1, 1), old.link.opened({}), old.link.refused(1, "no")):
            with pytest.raises(LinkLostError, match="has ended"):
                await words


async def test_what_is_under_way_is_stored_although_its_session_ends(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        stored.gate.clear()
        sending = asyncio.create_task(session.send(1, 4.5))
        await asyncio.sleep(0)
        sending.cancel()  # as the end of the session does
        one.update(a_connection(config={"host": "there"}))
        stored.gate.set()
        await device.next_session()
        assert stored.of(1) == [(4.5, GOOD)]


async def test_disabling_ends_it_in_order_and_enabling_begins_anew(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(1, 4.5)
        one.update(a_connection(is_enabled=False))
        await wait_until(lambda: one.report.state == "disabled")
        assert device.sessions[0].is_cancelled
        assert stored.of(1) == [(4.5, GOOD), LOST]
        # the database has marked it, too, and later
        marked_at = datetime.now(UTC) + timedelta(seconds=1)
        one.update(a_connection(), [Sample(1, marked_at, None, "disabled", 0x808D0000)])
        session = await device.next_session()
        await session.link.emit([Sample(1, START, 4.5, is_found=True)])
        assert stored.samples[-1].at > marked_at


async def test_the_end_marks_what_is_known(start: Start, device: Scripted, stored: Stored) -> None:
    async with start():
        session = await device.next_session()
        await session.link.opened({})
        await session.send(2, 4.5)
    assert stored.of(2) == [(4.5, GOOD), LOST]


async def test_nothing_is_said_of_what_was_deleted(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(2, 4.5)
        one.stop(is_deleted=True)
    assert stored.of(2) == [(4.5, GOOD)]


async def test_a_tag_that_is_not_fetched_any_more_is_marked_unless_it_is_deleted(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(1, 1)
        await session.send(2, 2)
        tags = (Tag(3, "c", "C"),)
        one.update(a_connection(tags=tags, idle_tag_ids=frozenset({2})))
        await device.next_session()
        assert (stored.of(1), stored.of(2)) == ([(1, GOOD)], [(2, GOOD), LOST])


async def test_a_session_that_does_not_end_is_left_behind(
    start: Start,
    device: Scripted,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(supervisor, "CANCEL_TIMEOUT_S", 0.05)
    forever = asyncio.Event()

    async def run(config: object, tags: object, link: object) -> None:
        device.begun.set()
        while not forever.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await forever.wait()

    monkeypatch.setattr(device, "run", run)
    async with start() as one:
        await device.begun.wait()
        device.begun.clear()
        one.update(a_connection(config={"host": "there"}))
        await device.begun.wait()
        forever.set()
    assert "does not end" in caplog.text
