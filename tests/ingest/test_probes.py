"""Questions to devices are answered as JSON, or with what is in the way; sessions are kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from database.connect import Connection, connector
from errors import UserError
from ingest.contract import (
    FoundMachine,
    LinkLostError,
    Node,
    RefusedError,
    StateProposal,
    Step,
    TagProposal,
)
from ingest.probes import Probe, Probes
from ingest.questions import Sessions
from tests.ingest.scripted import TIMEOUT_S, Scripted, speaking, wait_until

T = TypeVar("T")

NODE = Node("a", "A", is_variable=True, has_children=False, value="4", quality=0, path=("Root",))
AS_JSON = {
    "address": "a", "name": "A", "is_variable": True, "has_children": False, "path": ["Root"],
    "data_type": "", "unit": "", "value": "4", "quality": 0,
}  # fmt: skip


class Answers:
    """A session that answers what the test says, once."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def browse(self, address: str | None) -> list[Node]:
        return await self._answer(("browse", address), [NODE])

    async def search(self, text: str, most: int) -> list[Node]:
        return await self._answer(("search", text, most), [NODE])

    async def discover(self) -> list[FoundMachine]:
        states = (StateProposal("6", "Execute", "operational"),)
        machine = FoundMachine(
            "m", "Press", "PackML", identity={"maker": "X"},
            tags=(TagProposal(NODE, "status", states),),
        )  # fmt: skip
        return await self._answer(("discover",), [machine])

    async def read(self, addresses: Any) -> list[Node]:
        return await self._answer(("read", *addresses), [NODE])

    async def _answer(self, asked: tuple[Any, ...], answer: T) -> T:
        self.asked.append(asked)
        await self.gate.wait()
        error, self.error = self.error, None
        if error is not None:
            raise error
        return answer


@pytest.fixture
def device() -> Scripted:
    """The device to ask."""
    device = Scripted()
    device.session = Answers()
    return device


@pytest.fixture
def answers(device: Scripted) -> Answers:
    """What it says."""
    assert isinstance(device.session, Answers)
    return device.session


@pytest.fixture
async def probes(device: Scripted) -> AsyncIterator[Probes]:
    """Answers questions to that device."""
    some = Probes("main", speaking(device))
    yield some
    await some.close()
    assert device.is_open == 0


def a_probe(kind: str, config: dict[str, Any] | None = None, **question: Any) -> Probe:
    return Probe(uuid4(), kind, "scripted", config or {}, {}, question)


@pytest.mark.parametrize(
    ("probe", "asked"),
    [
        (a_probe("browse", address=None), ("browse", None)),
        (a_probe("browse", address="a"), ("browse", "a")),
        (a_probe("search", text="sp", most=7), ("search", "sp", 7)),
        (a_probe("search", text="sp"), ("search", "sp", 200)),
        (a_probe("read", addresses=["a", "b"]), ("read", "a", "b")),
    ],
)
async def test_questions_about_nodes(
    probes: Probes, answers: Answers, probe: Probe, asked: tuple[Any, ...]
) -> None:
    assert json.loads(json.dumps(await probes.answer(probe))) == {"nodes": [AS_JSON]}
    assert answers.asked == [asked]


async def test_machines_are_told_with_their_tags(probes: Probes) -> None:
    (machine,) = (await probes.answer(a_probe("discover")))["machines"]
    assert machine["identity"] == {"maker": "X"}
    (tag,) = json.loads(json.dumps(machine))["tags"]
    assert tag["node"] == AS_JSON
    assert tag["role"] == "status"
    assert tag["states"] == [
        {"raw_value": "6", "label": "Execute", "status": "operational", "reason": None}
    ]


async def test_a_check_validates_and_asks_nobody(probes: Probes, device: Scripted) -> None:
    assert await probes.answer(a_probe("check")) == {}
    assert await probes.answer(a_probe("check", {"port": "many"})) == {
        "error": 'Port is "many": input should be a valid integer, unable to parse string as an '
        "integer.",
        "field": "port",
        "value": "many",
        "hint": "A number.",
    }
    answer = await probes.answer(a_probe("check", {"speed": 1}))
    assert answer["error"] == 'Scripted has no setting "speed".'
    assert device.opened == 0


async def test_a_wrong_secret_is_not_repeated(probes: Probes) -> None:
    probe = Probe(uuid4(), "check", "scripted", {}, {"password": "hunter2", "pin": "4711"}, {})
    answer = await probes.answer(probe)
    assert answer["field"] == "pin"
    assert "4711" not in json.dumps(answer)
    assert "hunter2" not in repr(probe)


async def test_a_test_tells_its_steps(probes: Probes, device: Scripted) -> None:
    device.steps = [Step("dns", True, 1.5, "found"), Step("tcp", False, 2, "refused", "Start it.")]
    answer = await probes.answer(a_probe("test"))
    assert answer["is_ok"] is False
    assert answer["steps"][1] == {
        "name": "tcp", "is_ok": False, "elapsed_ms": 2, "detail": "refused", "hint": "Start it.",
    }  # fmt: skip
    device.steps = [Step("dns", True, 1, "found")]
    assert (await probes.answer(a_probe("test")))["is_ok"] is True


async def test_a_test_that_hangs_has_failed_where_it_hangs(device: Scripted) -> None:
    device.steps = [Step("dns", True, 1, "found"), Step("tcp", True, 1, "connected")]
    device.test_s = 60
    answer = await Probes("main", speaking(device), time_limit_s=0.05).answer(a_probe("test"))
    assert answer["is_ok"] is False
    assert [step["name"] for step in answer["steps"]] == ["dns", "tcp", "handshake"]
    assert answer["steps"][2]["elapsed_ms"] >= device.hung_ms > 0


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            UserError("No such node.", hint="Browse.", field="address", value="x"),
            {"error": "No such node.", "field": "address", "value": "x", "hint": "Browse."},
        ),
        (
            RefusedError("Wrong password.", hint="Type it again.", field="password"),
            {"error": "Wrong password.", "field": "password", "value": None,
             "hint": "Type it again."},
        ),
        (
            ZeroDivisionError("oh"),
            {"error": "ZeroDivisionError: oh.", "field": None, "value": None,
             "hint": "The log of the ingester tells more."},
        ),
    ],
)  # fmt: skip
async def test_errors_are_answers(
    probes: Probes, answers: Answers, error: Exception, told: dict[str, Any]
) -> None:
    answers.error = error
    assert await probes.answer(a_probe("browse")) == told


async def test_an_unknown_protocol_and_an_empty_question(probes: Probes) -> None:
    answer = await probes.answer(Probe(uuid4(), "test", "modbus", {}, {}, {}))
    assert (answer["field"], answer["hint"]) == ("protocol", "Choose scripted.")
    assert (await probes.answer(a_probe("search")))["field"] == "text"
    assert (await probes.answer(a_probe("read")))["field"] == "addresses"


async def test_a_session_is_kept_for_the_next_question(probes: Probes, device: Scripted) -> None:
    for _ in range(3):
        await probes.answer(a_probe("browse"))
    assert (device.opened, device.is_open) == (1, 1)
    await probes.answer(a_probe("browse", {"host": "there"}))
    assert (device.opened, device.is_open) == (2, 2)


async def test_a_session_that_was_lost_is_opened_again(
    probes: Probes, device: Scripted, answers: Answers
) -> None:
    await probes.answer(a_probe("browse"))
    answers.error = LinkLostError("gone")
    assert "nodes" in await probes.answer(a_probe("browse"))
    assert device.opened == 2
    await wait_until(lambda: device.is_open == 1)


async def test_a_new_session_that_is_lost_is_told(probes: Probes, answers: Answers) -> None:
    answers.error = LinkLostError("gone", hint="Plug it in.")
    answer = await probes.answer(a_probe("browse"))
    assert (answer["error"], answer["hint"]) == ("gone", "Plug it in.")


async def test_a_question_that_takes_too_long_ends_its_session(
    device: Scripted, answers: Answers
) -> None:
    probes = Probes("main", speaking(device), time_limit_s=0.05)
    answers.gate.clear()
    assert "did not answer" in (await probes.answer(a_probe("browse")))["error"]
    await wait_until(lambda: device.is_open == 0)
    answers.gate.set()
    probes._time_limit_s = TIMEOUT_S  # what is answered may take its time
    assert "nodes" in await probes.answer(a_probe("browse"))
    await probes.close()


async def test_a_session_nobody_asks_is_closed(device: Scripted, answers: Answers) -> None:
    sessions = Sessions(idle_s=0.02)
    assert await sessions.ask("key", lambda: device.open(None), lambda one: one.browse(None))
    await wait_until(lambda: device.is_open == 0)
    assert await sessions.ask("key", lambda: device.open(None), lambda one: one.browse(None))
    assert device.opened == 2
    await sessions.close()


ASK = (
    "insert into historian.probes"
    " (probe_kind, protocol, ingester, secrets, connection_id, question)"
    " values ($1, 'scripted', $2, $3::jsonb, $4, $5::jsonb) returning probe_id"
)


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Connection]:
    """A second session on the same database."""
    connection = await connector(database_url, "other")()
    yield connection
    await connection.close()


async def test_rows_are_taken_once_and_answered(
    connection: Connection, other: Connection, device: Scripted, answers: Answers
) -> None:
    answered = asyncio.Event()
    probes = Probes("main", speaking(device), answered.set)
    probe_id = await connection.fetchval(ASK, "browse", "main", None, None, '{"address": "a"}')
    foreign = await connection.fetchval(ASK, "browse", "paint", None, None, "{}")
    rival = Probes("main", speaking(device), answered.set)
    async with connection.transaction():
        await probes.take(connection)
        await rival.take(other)  # passes over what somebody is taking
    await answered.wait()
    await probes.give(connection)
    await rival.give(other)
    row = await connection.fetchrow(
        "select answered_at >= taken_at as is_answered, answer from historian.probes"
        " where probe_id = $1",
        probe_id,
    )
    assert row is not None
    assert row["is_answered"]
    assert json.loads(row["answer"]) == {"nodes": [AS_JSON]}
    assert answers.asked == [("browse", "a")]
    taken = "select taken_at is not null from historian.probes where probe_id = $1"
    assert not await connection.fetchval(taken, foreign)
    await probes.close()
    await rival.close()


async def test_secrets_are_filled_in_from_those_stored_and_erased(
    connection: Connection, device: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection_id = await connection.fetchval(
        "insert into floor.connections (connection_name, protocol) values ('Press', 'scripted')"
        " returning connection_id"
    )
    await connection.execute(
        "insert into floor.connection_secrets values ($1, 'password', 'stored')", connection_id
    )
    probes = Probes("main", speaking(device))
    taken: list[dict[str, str]] = []

    async def answer(probe: Probe) -> dict[str, Any]:
        taken.append(dict(probe.secrets))
        return {}

    monkeypatch.setattr(probes, "answer", answer)
    for given in (None, '{"password": "typed"}', '{"password": null}', '{"pin": "4711"}'):
        await connection.fetchval(ASK, "check", "main", given, connection_id, "{}")
    await probes.take(connection)
    assert await connection.fetchval("select count(secrets) from historian.probes") == 0
    await wait_until(lambda: len(taken) == 4)
    assert taken == [
        {"password": "stored"},
        {"password": "typed"},
        {},
        {"password": "stored", "pin": "4711"},
    ]
    await probes.close()


async def test_old_questions_are_forgotten(connection: Connection, device: Scripted) -> None:
    probes = Probes("main", speaking(device))
    ask = (
        "insert into historian.probes (probe_kind, protocol, asked_at)"
        " values ('check', 'scripted', clock_timestamp() - make_interval(mins => $1))"
    )
    await connection.execute(ask, 2)
    await connection.execute(ask, 11)
    await probes.take(connection)
    rows = await connection.fetch("select taken_at from historian.probes")
    assert [row["taken_at"] for row in rows] == [None]  # nobody waits for it any more
