"""Pieces follow from the stored samples alone, however and in whatever order they came; and they
are those that were made, where samples can tell.

A machine works through a random history: pieces, turns of its counters, resets at shift changes,
restarts of the PLC, bad quality in between. Its samples come in random portions, late, doubled,
out of order, corrected, with some that are deleted again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.support import undone
from tests.sql.historian.counters import BAD, Counter, press, production, second, store

MAX_STEP = 60
PATIENCE = 20  # pieces until a counter is certainly read again
LAYOUTS = (
    ("good",),
    ("total",),
    ("good", "scrap"),
    ("total", "scrap"),
    ("total", "good"),
    ("good", "good", "scrap"),
    ("total", "good", "scrap"),
)


@dataclass
class Dial:
    """A counter of the PLC, what it showed, and what it truly counted since its first reading."""

    role: str
    modulus: int | None
    rule: str
    value: int
    shown: list[tuple[float, float | None, int]] = field(default_factory=list)
    unread: int = 0
    truth: int = 0
    is_based: bool = False

    def count(self, pieces: int) -> None:
        self.value += pieces
        if self.modulus:
            self.value %= self.modulus
        self.unread += pieces

    def read(self, at: float, quality: int = 0) -> None:
        if self.shown and self.shown[-1][0] == at:
            return
        self.shown.append((at, self.value if quality == 0 else None, quality))
        if quality == 0:
            self.truth += self.unread if self.is_based else 0
            self.is_based, self.unread = True, 0

    def can_be_reset(self) -> bool:
        """Near its modulus a fall looks like a turn, and from 0 there is no fall."""
        return not self.modulus or self.value < self.modulus - 2 * MAX_STEP


@dataclass
class History:
    """All of a machine: its counters, and how their samples come."""

    dials: list[Dial]
    seed: int


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A machine of any layout, after some minutes of work."""
    layout = draw(st.sampled_from(LAYOUTS))
    seed = draw(st.integers(0, 2**32))
    chance = random.Random(seed)
    dials = []
    for role in layout:
        modulus = chance.choice((None, 2**16, 2**32))
        start = modulus - chance.randint(1, 40) if modulus else chance.randint(0, 1_000)
        dials.append(Dial(role, modulus, chance.choice(("restart", "rebase")), start))
    at = 0.0
    for _ in range(draw(st.integers(5, 50))):
        at += chance.choice((0.1, 0.5, 4, 9.9, 20, 61, 150))
        if chance.random() < 0.4:  # where minutes part what belongs together
            at = 60 * (at // 60 + 1) - 0.02
        happening = chance.choices(("work", "shift", "restart", "bad"), (12, 1, 1, 1))[0]
        if happening == "bad":
            for dial in dials:
                dial.read(at, BAD)
        elif happening == "work":
            _work(dials, at, chance)
        elif all(dial.can_be_reset() for dial in dials):
            _reset(dials, at, chance, is_restart=happening == "restart")
            at += 1
    for dial in dials:
        dial.read(at + 1)
    return History(dials, seed)


def _work(dials: list[Dial], at: float, chance: random.Random) -> None:
    good, scrap = chance.choice((0, 0, 1, 2, 7)), chance.choice((0, 0, 0, 1))
    for dial in dials:
        dial.count({"good": good, "scrap": scrap, "total": good + scrap}[dial.role])
        # one a little later than the other
        if chance.random() < 0.7 or dial.unread > PATIENCE:
            dial.read(at + chance.choice((0, 0, 0.05)))


def _reset(dials: list[Dial], at: float, chance: random.Random, is_restart: bool) -> None:
    for dial in dials:
        dial.read(at)
        if dial.rule == "restart":
            dial.value = 0
        else:  # it is set to something below: no pieces
            dial.value = chance.randint(0, min(dial.value, MAX_STEP))
        before = dial.shown[-1][1] or 0
        # the first pieces may be made before anyone looks, as long as the fall is still seen
        dial.count(chance.randint(0, 3) if dial.rule == "restart" and before > 3 else 0)
        if is_restart:
            dial.read(at + 0.4, BAD)
        dial.read(at + 0.5)


async def all_steps(connection: Connection) -> list[asyncpg.Record]:
    return await connection.fetch("table historian.counter_steps order by tag_id, at")


async def dialled(connection: Connection, history: History) -> list[Counter]:
    """The tags of a history, all on one machine."""
    counters = await press(connection, *(dial.role for dial in history.dials), max_step=MAX_STEP)
    for counter, dial in zip(counters, history.dials, strict=True):
        await connection.execute(
            "update floor.tags set counter_modulus = $2, reset_rule = $3 where tag_id = $1",
            *(counter.tag_id, dial.modulus, dial.rule),
        )
    return counters


def samples_of(
    history: History, counters: list[Counter]
) -> list[tuple[int, float, float | None, int]]:
    return sorted(
        (
            (counter.tag_id, *reading)
            for counter, dial in zip(counters, history.dials, strict=True)
            for reading in dial.shown
        ),
        key=lambda sample: sample[1],
    )


async def come_anyhow(
    connection: Connection, samples: list[tuple[int, float, float | None, int]], seed: int
) -> None:
    """In portions and an order of chance, doubled and corrected."""
    chance = random.Random(seed)
    lateness = chance.choice((0, 1, 100, 10_000))
    queue = sorted(samples, key=lambda sample: sample[1] + chance.random() * lateness)
    while queue:
        size = chance.randint(1, 12)
        portion, queue = queue[:size], queue[size:]
        await store(connection, portion + chance.sample(portion, len(portion) // 3))
        wrong = chance.choice(portion)
        if chance.random() < 0.2:
            await _wrong_then_right(connection, wrong)
        if chance.random() < 0.2:
            await _there_and_gone(connection, wrong[0], wrong[1] + 0.01)


async def _wrong_then_right(
    connection: Connection, sample: tuple[int, float, float | None, int]
) -> None:
    tag_id, at, value, quality = sample
    for one in ((tag_id, second(at), 41.0, 0), (tag_id, second(at), value, quality)):
        await connection.execute(
            "update historian.samples set value = $3, quality = $4 where tag_id = $1 and at = $2",
            *one,
        )


async def _there_and_gone(connection: Connection, tag_id: int, at: float) -> None:
    await store(connection, [(tag_id, at, 13, 0)])
    await connection.execute(
        "delete from historian.samples where tag_id = $1 and at = $2", tag_id, second(at)
    )


@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
async def test_neither_order_nor_portions_matter_and_pieces_are_true(
    connection: Connection, history: History
) -> None:
    async with undone(connection):
        counters = await dialled(connection, history)
        samples = samples_of(history, counters)
        async with undone(connection):
            await come_anyhow(connection, samples, history.seed)
            came = await all_steps(connection), await production(connection)
        await store(connection, samples)
        assert came == (await all_steps(connection), await production(connection))
        await assert_true(connection, history, counters)


async def assert_true(connection: Connection, history: History, counters: list[Counter]) -> None:
    """Every counter counted what was made; so did the machine, but for told contradictions."""
    truth = dict.fromkeys(("good", "scrap", "total"), 0)
    for counter, dial in zip(counters, history.dials, strict=True):
        assert sum(step[2] for step in await counter.steps()) == dial.truth
        truth[dial.role] += dial.truth
    row = await connection.fetchrow(
        "select coalesce(sum(good_pcs), 0)::int as good, coalesce(sum(scrap_pcs), 0)::int as scrap"
        " from floor.production"
    )
    assert row is not None
    left_over = await connection.fetchval(
        "select coalesce(sum(contradiction_pcs), 0)::int from historian.counted_minutes("
        " $1, (select array_agg(connection_id) from floor.connections), $2, $3)",
        *([counters[0].machine_id], [second(0)], [second(86_400)]),
    )
    roles = {dial.role for dial in history.dials}
    if "good" not in roles:
        truth["good"] = (truth["total"] - truth["scrap"] if "total" in roles else 0) + left_over
    elif "scrap" not in roles:
        truth["scrap"] = (truth["total"] - truth["good"] if "total" in roles else 0) + left_over
    assert (row["good"], row["scrap"]) == (truth["good"], truth["scrap"])
