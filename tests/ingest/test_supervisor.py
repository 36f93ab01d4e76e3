"""A connection is kept up: what losses and refusals lead to, with a scripted device."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from datetime import UTC, datetime, timedelta

import pytest

from ingest import pauses, supervisor
from ingest.contract import (
    BAD_CONFIGURATION_ERROR,
    BAD_NO_COMMUNICATION,
    GOOD,
    GOOD_ENTRY_INSERTED,
    LinkLostError,
    RefusedError,
    Sample,
)
from ingest.supervisor import Supervisor
from tests.ingest.scripted import (
    LOST,
    START,
    AtOnce,
    Scripted,
    Start,
    Stored,
    a_connection,
    speaking,
    wait_until,
)


async def test_values_go_to_the_store_and_the_report_tells(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        assert (one.report.state, one.report.attempts) == ("connecting", 1)
        await session.link.opened({"interval": "500 ms"})
        at = datetime.now(UTC)
        await session.send(1, 4.5, at)
        await session.send(1, 3.5, at - timedelta(seconds=1))
        assert stored.of(1) == [(4.5, GOOD), (3.5, GOOD)]
        report = one.report
        assert (report.state, report.attempts, report.problem) == ("connected", 0, "")
        assert (report.samples, report.last_sample_at) == (2, at)
        assert report.details == {"interval": "500 ms"}
        assert report.seen_at is not None
        assert report.seen_at >= at
    assert one.report.state == "waiting"
    assert device.sessions[0].is_cancelled


async def test_a_keep_alive_is_a_sign_of_life(start: Start, device: Scripted) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        before = one.report.seen_at
        session.link.heard()
        assert one.report.seen_at is not None
        assert before is not None
        assert one.report.seen_at > before


async def test_a_loss_marks_each_tag_once_and_is_tried_again(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(1, 4.5)
        session.fail(LinkLostError("The cable is out.", hint="Put it in."))
        for attempt in (1, 2, 3):
            session = await device.next_session()
            assert one.report.attempts == attempt
            assert (one.report.state, one.report.problem) == ("lost", "The cable is out.")
            assert one.report.hint == "Put it in."
            if attempt < 3:
                session.fail(LinkLostError("The cable is out.", hint="Put it in."))
        assert stored.of(1) == [(4.5, GOOD), LOST]
        assert stored.of(2) == []  # nothing was ever known of it
        await session.link.opened({})
        found = Sample(1, START, 4.5, is_found=True)
        await session.link.emit([found])
        assert stored.of(1)[2:] == [(4.5, GOOD_ENTRY_INSERTED)]
        assert stored.samples[-1].at > stored.samples[-2].at
        assert (one.report.state, one.report.problem) == ("connected", "")


async def test_a_marker_stands_where_the_device_was_last_heard(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(1, 4.5)
        session.link.heard()
        heard_at = one.report.seen_at
        session.fail(LinkLostError("gone"))
        await device.next_session()
        assert stored.samples[-1].at == heard_at


async def test_what_a_dead_predecessor_left_is_marked_at_once(
    start: Start, device: Scripted, stored: Stored
) -> None:
    seen_at = START + timedelta(seconds=30)
    newest = [Sample(1, START, 6.0), Sample(2, START, None, quality=BAD_NO_COMMUNICATION)]
    async with start(a_connection(seen_at=seen_at), newest):
        await device.next_session()
        assert stored.samples == [Sample(1, seen_at, None, quality=BAD_NO_COMMUNICATION)]


async def test_a_refusal_is_tried_seldom_but_at_once_after_a_change(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        session.fail(RefusedError("The password is wrong.", hint="Type it again."))
        await wait_until(lambda: one.report.state == "failed")
        assert (one.report.problem, one.report.hint) == ("The password is wrong.", "Type it again.")
        assert not device.begun.is_set()
        one.update(a_connection(secrets={"password": "right"}))
        session = await device.next_session()
        assert session.config.password.get_secret_value() == "right"
        assert (one.report.state, one.report.attempts) == ("connecting", 1)
        assert one._pauses.after_refusal() == pauses.FIRST_REFUSED_S


async def test_settings_that_are_wrong_are_told_with_setting_and_remedy(
    start: Start, device: Scripted
) -> None:
    async with start(a_connection(config={"port": 70_000})) as one:
        await wait_until(lambda: one.report.state == "failed")
        assert one.report.problem == (
            'Port is "70000": input should be less than or equal to 65535.'
        )
        assert one.report.hint == "A number."
        one.update(a_connection(config={"port": 7}))
        assert (await device.next_session()).config.port == 7


async def test_an_unknown_protocol_is_told_with_the_choices(start: Start) -> None:
    async with start(a_connection(protocol="modbus")) as one:
        await wait_until(lambda: one.report.state == "failed")
        assert one.report.problem == 'This ingester does not speak "modbus".'
        assert one.report.hint == "Choose scripted."


async def test_a_secret_comes_from_the_environment(
    start: Start, device: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PRESS_PASSWORD", raising=False)
    wanted = a_connection(secrets={"password": "env:PRESS_PASSWORD"})
    async with start(wanted) as one:
        await wait_until(lambda: one.report.state == "failed")
        assert "PRESS_PASSWORD" in one.report.problem
        monkeypatch.setenv("PRESS_PASSWORD", "secret")
        one.update(dataclasses.replace(wanted, reloaded_at=datetime.now(UTC)))
        session = await device.next_session()
        assert session.config.password.get_secret_value() == "secret"


async def test_a_mistake_in_a_connector_is_a_loss_with_its_text(
    start: Start, device: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    async with start() as one:
        session = await device.next_session()
        session.fail(ZeroDivisionError("division by zero"))
        await device.next_session()
        assert one.report.state == "lost"
        assert one.report.problem == "ZeroDivisionError: division by zero."
        assert "Traceback" in caplog.text
        (session := device.sessions[-1]).ended.set_result(None)
        await device.next_session()
        assert one.report.problem == "The session ended without a reason."
        session = device.sessions[-1]
        session.ended.cancel()
        await device.next_session()
        assert one.report.problem == "The session was broken off from within."


async def test_samples_that_cannot_be_stored_end_the_session_not_the_supervisor(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.send(1, 1)
        stored.error = ValueError("no time zone")
        with pytest.raises(ValueError, match="no time zone"):
            await session.send(1, 2)
        session.fail(ValueError("no time zone"))
        await wait_until(lambda: one.report.state == "lost")
        stored.error = None
        await device.next_session()


async def test_a_refused_tag_is_told_and_marked_and_forgotten_with_the_next_session(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.refused(2, "There is no such node.", "Browse for it.")
        await session.link.opened({})
        assert one.report.refused == {2: ("There is no such node.", "Browse for it.")}
        assert not one.report.are_refusals_told
        assert stored.of(2) == [(None, BAD_CONFIGURATION_ERROR)]
        session.fail(LinkLostError("gone"))
        session = await device.next_session()
        await session.link.opened({})
        assert one.report.refused == {}
        await session.link.emit([Sample(2, START, 1.0, is_found=True)])
        assert stored.of(2)[-1] == (1.0, GOOD_ENTRY_INSERTED)


async def test_a_turn_is_told_at_once_and_logged_once(
    device: Scripted, stored: Stored, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    told: list[str] = []
    one = Supervisor(
        a_connection(),
        speaking(device),
        stored.put,
        told=lambda: told.append(one.report.state),
        random=AtOnce(),
    )
    running = asyncio.create_task(one.run())
    for _ in range(3):
        (await device.next_session()).fail(LinkLostError("gone"))
    session = await device.next_session()
    await session.link.opened({})
    await session.link.opened({"more": "is known"})
    one.stop()
    await running
    assert told == ["connecting", "lost", "connected", "waiting"]
    # its own records: others may still run in this loop
    logged = [record for record in caplog.records if record.name == supervisor.log.name]
    assert len(logged) == len(told)


async def test_a_refused_tag_that_is_accepted_after_all_is_told_and_found(
    start: Start, device: Scripted, stored: Stored
) -> None:
    async with start() as one:
        session = await device.next_session()
        await session.link.opened({})
        await session.link.refused(2, "There is no such node.", "Browse for it.")
        one.report.are_refusals_told = True
        await session.link.accepted(2)
        assert one.report.refused == {}
        assert not one.report.are_refusals_told
        accepted_at = datetime.now(UTC)
        await session.link.emit([Sample(2, START, 4.5, is_found=True)])
        assert stored.of(2) == [(None, BAD_CONFIGURATION_ERROR), (4.5, GOOD_ENTRY_INSERTED)]
        assert stored.samples[-1].at <= accepted_at
