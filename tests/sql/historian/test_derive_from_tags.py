"""historian.derive_from_tags: whoever writes the samples, and whenever they commit."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import Machine, minute, usual
from tests.sql.support import Floor, Open, settled, stand


async def test_it_derives_what_the_tag_reaches(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "product")
    await press.says("status", (0, 0), (10, 2), (20, 0))
    await press.says("product", (0, "Order 7"))
    await connection.execute("delete from floor.status_events; delete from floor.job_events")
    derive = "select historian.derive_from_tags($1, $2, $2)"
    await connection.execute(derive, [press.tags["status"]], [minute(0)])
    assert await press.events() == [(0, "operational", None, None), (10, "down", "Jam", None)]
    assert await press.jobs() == []
    await connection.execute(derive, [press.tags["product"]], [minute(0)])
    assert await press.jobs() == [(0, None, "Order 7")]


async def test_two_writers_of_one_machine_take_turns(
    committing: Connection, open_committing: Open
) -> None:
    """Neither sees the other's samples before it commits, yet the state follows from both."""
    press = await usual(committing, (await stand(committing)).ids[0], "status", "reason")
    await press.says("status", (0, 0))
    other = await open_committing()
    elsewhere = Machine(other, press.machine_id, press.tags)
    transaction = committing.transaction()
    await transaction.start()
    await press.says("reason", (5, 17))
    writing = await settled(
        await open_committing(), other, elsewhere.says("status", (6, 3), (7, 0))
    )
    assert not writing.done()
    await transaction.commit()
    await writing
    assert await press.events() == [
        (0, "operational", None, None),
        (6, "down", "Jam", None),
        (7, "operational", None, None),
    ]


async def test_a_repeat_is_judged_after_others_have_committed(
    committing: Connection, open_committing: Open
) -> None:
    """It repeats what this session can see, but not what another one just wrote."""
    press = await usual(committing, (await stand(committing)).ids[0], "status")
    await press.says("status", (0, 0))
    other = await open_committing()
    elsewhere = Machine(other, press.machine_id, press.tags)
    transaction = committing.transaction()
    await transaction.start()
    await press.says("status", (5, 3))
    writing = await settled(await open_committing(), other, elsewhere.says("status", (6, 0)))
    await transaction.commit()
    await writing
    assert await press.events() == [
        (0, "operational", None, None),
        (5, "down", None, None),
        (6, "operational", None, None),
    ]
