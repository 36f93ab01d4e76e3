"""historian.derive_states: events and jobs follow from the stored samples alone, in whatever order
and portions these came, were corrected and went."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.support import undone
from tests.sql.historian.states import BAD, UNCERTAIN, Event, Machine, minute, store, usual
from tests.sql.support import Floor

ROLES = ("status", "reason", "product")
VALUES: dict[str, tuple[float | str | None, ...]] = {
    "status": (0, 0, 1, 2, 3, 3, 9, None),
    "reason": (17, 18, 0, "Door open", None),
    "product": ("Cover", "COVER", 7, "Order 1", None),
}
QUALITIES = (0, 0, 0, 0, UNCERTAIN, BAD, 0x80310000)
# of three days, so that partitions and the days of a batch are crossed
MINUTES: list[float] = [day * 1440 + at for day in (-2, -1, 0) for at in range(8)]

# what these values mean on the machine of states.usual()
STATES: dict[float | str | None, tuple[str, str | None, str | None]] = {
    0: ("operational", None, None),
    1: ("warning", None, "Held"),
    2: ("down", "Jam", None),
    3: ("down", None, None),
    9: ("no_data", None, 'value "9" is not in floor.tag_states'),
    None: ("no_data", None, "no value"),
}
REASONS: dict[float | str | None, tuple[str | None, str | None]] = {
    17: ("Jam", None),
    18: ("Tool", "Tool broke"),
    "Door open": (None, "Door open"),
}

Said = tuple[float | str | None, int]
Stored = dict[tuple[str, float], Said]


@dataclass
class Change:
    """One statement: samples that come, change or go."""

    kind: str
    samples: Stored


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    """A random history of samples, as statements that are all possible one after the other."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    roles = draw(st.sampled_from([("status",), ("status", "reason"), ROLES]))
    stored: Stored = {}
    made = []
    for _ in range(draw(st.integers(1, 10))):
        kind = chance.choice(("insert", "insert", "insert", "update", "delete"))
        free = [(role, at) for role in roles for at in MINUTES if (role, at) not in stored]
        keys = chance.sample(free, min(len(free), chance.choice((1, 1, 2, 5, 20))))
        if kind != "insert":
            keys = chance.sample(sorted(stored), min(len(stored), chance.choice((1, 2, 5))))
        change = Change(
            kind,
            {key: (chance.choice(VALUES[key[0]]), chance.choice(QUALITIES)) for key in keys},
        )
        for key, said in change.samples.items():
            if kind == "delete":
                del stored[key]
            else:
                stored[key] = said
        made.append(change)
    return made


async def make(press: Machine, change: Change) -> None:
    """Run the statement of a change."""
    rows = [(press.tags[role], at, *said) for (role, at), said in change.samples.items()]
    if change.kind == "insert":
        await store(press.connection, rows)
        return
    tags = [tag for tag, *_ in rows]
    ats = [minute(at) for _, at, *_ in rows]
    if change.kind == "delete":
        await press.connection.execute(
            "delete from historian.samples using unnest($1::int[], $2::timestamptz[]) as gone"
            " (tag_id, at) where samples.tag_id = gone.tag_id and samples.at = gone.at",
            *(tags, ats),
        )
        return
    await press.connection.execute(
        "update historian.samples set value = told.value, text_value = told.text_value,"
        " quality = told.quality from unnest($1::int[], $2::timestamptz[], $3::float8[],"
        " $4::text[], $5::int8[]) as told (tag_id, at, value, text_value, quality)"
        " where samples.tag_id = told.tag_id and samples.at = told.at",
        *(tags, ats),
        [None if isinstance(value, str) else value for *_, value, _ in rows],
        [value if isinstance(value, str) else None for *_, value, _ in rows],
        [quality for *_, quality in rows],
    )


def expected_events(stored: Stored) -> list[Event]:
    """What samples say of the state, worked out one instant at a time."""
    events: list[Event] = []
    for instant in sorted({at for role, at in stored if role != "product"}):
        before = {
            role: max((at for of, at in stored if of == role and at <= instant), default=None)
            for role in ("status", "reason")
        }
        if before["status"] is None:
            continue
        value, quality = stored["status", before["status"]]
        status, reason, detail = STATES[value]
        if quality >= BAD:
            name = "Bad" if quality == BAD else "BadNoCommunication"
            status, reason, detail = "no_data", None, name
        if status in ("down", "warning") and before["reason"] is not None:
            value, quality = stored["reason", before["reason"]]
            if quality < BAD:
                told, word = REASONS.get(value, (None, None))
                reason = reason or told
                detail = ": ".join(filter(None, (detail, word))) or None
        if not events or events[-1][1:] != (status, reason, detail):
            events.append((instant, status, reason, detail))
    return events


def expected_jobs(stored: Stored) -> list[tuple[float, str | None, str | None]]:
    """What samples of the product tag say, worked out one after the other."""
    jobs: list[tuple[float, str | None, str | None]] = []
    for (role, at), (value, quality) in sorted(stored.items(), key=lambda item: item[0][1]):
        if role != "product" or value is None or quality >= BAD:
            continue
        meaning = {"Order 1": (None, "Order 1"), 7: ("Lid", None)}.get(value, ("Cover", None))
        if not jobs or jobs[-1][1:] != meaning:
            jobs.append((at, *meaning))
    return jobs


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=changes())
async def test_facts_follow_from_the_stored_samples_alone(
    connection: Connection, floor: Floor, history: list[Change]
) -> None:
    async with undone(connection):
        await connection.execute(
            "select historian.ensure_partitions(current_date - 4, current_date);"
            "insert into floor.products (product_name) values ('Cover'), ('Lid')"
        )
        piecemeal, whole, late = [
            await usual(connection, machine_id, *ROLES) for machine_id in floor.ids
        ]
        stored: Stored = {}
        for press in (piecemeal, whole, late):
            await press.means("product", "7", product="Lid")
        for change in history:
            await make(piecemeal, change)
            for key, said in change.samples.items():
                if change.kind == "delete":
                    del stored[key]
                else:
                    stored[key] = said
            assert await piecemeal.events() == expected_events(stored)
            assert await piecemeal.jobs() == expected_jobs(stored)
        in_order = sorted(stored.items(), key=lambda item: item[0][1])
        await store(whole.connection, [(whole.tags[k], at, *s) for (k, at), s in in_order])
        await store(
            late.connection,
            [(late.tags[k], at, *s) for (k, at), s in reversed(in_order)],
            at_once=False,
        )
        for press in (whole, late):
            assert await press.events() == expected_events(stored)
            assert await press.jobs() == expected_jobs(stored)


async def test_history_is_derived_anew_when_asked_for(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    other = await usual(connection, floor.ids[1], "status")
    for made in (press, other):
        await made.says("status", (0, 0), (10, 3), (20, 0), (30, 3))
        await made.means("status", "3", status="warning")
        assert (10, "down", None, None) in await made.events()
    await connection.execute(
        "select historian.derive_states($1, $2, $3)",
        [press.machine_id],
        [minute(-10)],
        [minute(15)],
    )
    assert (10, "warning", None, None) in await press.events()
    assert (10, "down", None, None) in await other.events()


async def test_all_of_it_may_be_derived_anew(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "product")
    await press.says("status", (0, 0), (10, 3))
    await press.says("product", (5, "Order 7"))
    await connection.execute("delete from floor.status_events; delete from floor.job_events")
    await connection.execute(
        "select historian.derive_states($1, '{-infinity}', '{infinity}')", [press.machine_id]
    )
    assert await press.events() == [(0, "operational", None, None), (10, "down", None, None)]
    assert await press.jobs() == [(5, None, "Order 7")]


async def test_a_machine_without_tags_is_left_alone(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status, source)"
        " values ($1, $2, 'down', 'opcua:Press shop')",
        floor.ids[0],
        minute(0),
    )
    await connection.execute(
        "select historian.derive_states($1, '{-infinity}', '{infinity}')", floor.ids[:1]
    )
    assert await connection.fetchval("select count(*) from floor.status_events") == 1
