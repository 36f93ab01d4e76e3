"""What people put right survives that states are derived anew from the samples."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest

from database.connect import Connection
from tests.sql.historian.states import Machine, minute, minutes, usual
from tests.sql.support import Floor

Told: TypeAlias = list[tuple[float, str, str | None]]
Edit: TypeAlias = Callable[["Machine"], Awaitable[None]]


@pytest.fixture
async def machine(connection: Connection, floor: Floor) -> Machine:
    """A machine whose samples say that it was down at 10 to 20, jammed, and at 30 to 40 with a
    broken tool from 35 on."""
    made = await usual(connection, floor.ids[0], "status", "reason")
    await connection.execute(
        "insert into floor.reasons (reason_name, loss_category) values ('Strike', 'breakdown')"
    )
    await made.says("status", (0, 0), (10, 2), (20, 0), (30, 3), (32, 3), (40, 0), (50, 0))
    await made.says("reason", (35, 18))
    assert await told(made) == [
        (0, "operational", None),
        (10, "down", "Jam"),
        (20, "operational", None),
        (30, "down", None),
        (35, "down", "Tool"),
        (40, "operational", None),
    ]
    return made


async def told(machine: Machine) -> Told:
    """All events of the machine."""
    rows = await machine.connection.fetch(
        "select at, status, reason_name from floor.status_events"
        " left join floor.reasons using (reason_id) where machine_id = $1 order by at",
        machine.machine_id,
    )
    return [(minutes(at), status, reason) for at, status, reason in rows]


async def derive(machine: Machine, start: float = -60, end: float = 600) -> None:
    """Work the states out again."""
    await machine.connection.execute(
        "select historian.derive_states(array[$1::int], array[$2::timestamptz],"
        " array[$3::timestamptz])",
        *(machine.machine_id, minute(start), minute(end)),
    )


async def edit(machine: Machine, call: str, *values: Any) -> None:
    """Call one of the functions that edit stops; numbers are minutes."""
    at = [minute(value) if isinstance(value, int | float) else value for value in values]
    places = [
        f"floor.reason_id(${place})" if isinstance(value, str) else f"${place}::timestamptz"
        for place, value in enumerate(at, 2)
    ]
    await machine.connection.execute(
        f"select floor.{call}($1, {', '.join(places)})", machine.machine_id, *at
    )


EDITS: dict[str, tuple[Any, ...]] = {
    "a reason no tag knows": ("explain_stop", 10, "Strike"),
    "a reason that a tag knows": ("explain_stop", 10, "Tool"),
    "a reason instead of several": ("explain_stop", 30, "Jam"),
    "a part": ("split_stop", 10, 15, "Tool"),
    "two that are one": ("merge_stops", 10, 30),
    "parts that are one": ("merge_stops", 30, 35),
    "earlier": ("retime_stop", 10, 5, 15),
    "later": ("retime_stop", 30, 33, 45),
    "shorter": ("retime_stop", 30, 36, 38),
    "moved": ("retime_stop", 10, 22, 28),
}


@pytest.mark.parametrize("what", EDITS)
async def test_it_is_the_same_when_all_is_derived_anew(machine: Machine, what: str) -> None:
    call, *values = EDITS[what]
    if what == "parts that are one":
        await edit(machine, "explain_stop", 30, "Jam")
        await edit(machine, "split_stop", 30, 35, "Strike")
    before = await told(machine)
    await edit(machine, call, *values)
    edited = await told(machine)
    assert edited != before
    for start in (-60, 10, 12, 20, 22, 32, 35, 38, 45):
        await derive(machine, start)
        await derive(machine, start, start)
        assert await stops(machine) == await stops_of(edited), f"derived from {start} on"


@pytest.mark.parametrize("what", EDITS)
async def test_samples_that_come_again_change_nothing(machine: Machine, what: str) -> None:
    """An update of every sample derives every state, as a correction of samples would."""
    call, *values = EDITS[what]
    if what == "parts that are one":
        await edit(machine, "explain_stop", 30, "Jam")
        await edit(machine, "split_stop", 30, 35, "Strike")
    await edit(machine, call, *values)
    edited = await told(machine)
    await machine.connection.execute("update historian.samples set server_at = at")
    await machine.connection.execute("update historian.samples set quality = 1 where quality = 0")
    await machine.connection.execute("update historian.samples set quality = 0 where quality = 1")
    assert await stops(machine) == await stops_of(edited)


@pytest.mark.parametrize(
    "what", [name for name in EDITS if name not in ("a reason no tag knows", "a part", "earlier")]
)
async def test_it_is_the_note_of_the_edit_that_keeps_it(machine: Machine, what: str) -> None:
    """Without it the samples have the last word."""
    call, *values = EDITS[what]
    if what == "parts that are one":
        await edit(machine, "explain_stop", 30, "Jam")
        await edit(machine, "split_stop", 30, 35, "Strike")
    await edit(machine, call, *values)
    edited = await stops(machine)
    await machine.connection.execute("delete from floor.stop_edits")
    await derive(machine)
    assert await stops(machine) != edited


async def test_a_reason_that_was_taken_back_does_not_return(machine: Machine) -> None:
    await edit_null(machine, 10)
    await derive(machine)
    assert (10, "down", None) in await told(machine)


async def test_a_late_sample_within_a_stop_that_was_moved_is_left_out(machine: Machine) -> None:
    await edit(machine, "retime_stop", 10, 10, 25)
    await machine.says("status", (22, 1), (23, 2), (24, 0))
    assert [event for event in await told(machine) if 10 < event[0] < 30] == [
        (25, "operational", None)
    ]


async def test_a_late_sample_elsewhere_is_taken(machine: Machine) -> None:
    await edit(machine, "retime_stop", 10, 10, 25)
    await machine.says("status", (42, 1), (44, 0))
    assert (42, "warning") in [event[:2] for event in await told(machine)]


async def test_an_explained_stop_still_ends_when_the_machine_says_so(machine: Machine) -> None:
    """Its reason is for people to say, its states are not."""
    await machine.says("status", (60, 3))
    await edit(machine, "explain_stop", 60, "Strike")
    await machine.says("status", (70, 0))  # heard late
    assert (await told(machine))[-2:] == [(60, "down", "Strike"), (70, "operational", None)]


async def edit_null(machine: Machine, at: float) -> None:
    await machine.connection.execute(
        "select floor.explain_stop($1, $2, null)", machine.machine_id, minute(at)
    )


async def stops(machine: Machine) -> Told:
    """The changes among the events: what repeats the state before it makes no difference."""
    return await stops_of(await told(machine))


async def stops_of(events: Told) -> Told:
    return [
        event
        for before, event in zip([None, *events], events, strict=False)
        if before is None or (event[1] != before[1] or event[2] not in (None, before[2]))
    ]
