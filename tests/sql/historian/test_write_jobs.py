"""historian.write_jobs: job events follow from the product tag of a machine."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import BAD, UNCERTAIN, Machine, machine, minute
from tests.sql.support import Floor


async def shop(connection: Connection, floor: Floor) -> Machine:
    """A machine with a product tag; the products Cover and Oil pan."""
    await connection.execute(
        "insert into floor.products (product_name) values ('Cover'), ('Oil pan')"
    )
    return await machine(connection, floor.ids[0], "product")


async def test_a_value_names_a_product_however_it_is_typed(
    connection: Connection, floor: Floor
) -> None:
    press = await shop(connection, floor)
    await press.says("product", (0, "Cover"), (5, "cover"), (10, " OIL PAN "), (20, "Cover"))
    assert await press.jobs() == [(0, "Cover", None), (10, "Oil pan", None), (20, "Cover", None)]


async def test_a_value_may_be_mapped(connection: Connection, floor: Floor) -> None:
    press = await shop(connection, floor)
    await press.means("product", "7", product="Oil pan")
    await press.means("product", "8", product="Oil pan", label="Oil pan, large")
    await press.means("product", "0")
    await press.says("product", (0, 7), (10, 8), (20, 0))
    assert await press.jobs() == [
        (0, "Oil pan", None),
        (10, "Oil pan", "Oil pan, large"),
        (20, None, None),
    ]


async def test_an_unknown_value_is_kept_as_the_name_of_the_job(
    connection: Connection, floor: Floor
) -> None:
    press = await shop(connection, floor)
    await press.says("product", (0, "Order 4711"), (10, 42), (20, ""))
    assert await press.jobs() == [(0, None, "Order 4711"), (10, None, "42"), (20, None, None)]
    await press.means("product", "*", product="Cover")
    await press.says("product", (30, "Order 4712"))
    assert (30, "Cover", "Order 4712") in await press.jobs()


async def test_bad_and_missing_values_say_nothing(connection: Connection, floor: Floor) -> None:
    press = await shop(connection, floor)
    await press.says(
        "product", (0, "Cover"), (5, None, BAD), (6, "Oil pan", BAD), (7, None), (8, "Cover")
    )
    await press.says("product", (10, "Oil pan", UNCERTAIN))
    assert await press.jobs() == [(0, "Cover", None), (10, "Oil pan", None)]


async def test_late_changed_and_deleted_samples_are_followed(
    connection: Connection, floor: Floor
) -> None:
    press = await shop(connection, floor)
    await press.says("product", (0, "Cover"), (20, "Oil pan"))
    await press.says("product", (10, "Oil pan"))
    assert await press.jobs() == [(0, "Cover", None), (10, "Oil pan", None)]
    await connection.execute("delete from historian.samples where at = $1", minute(10))
    assert await press.jobs() == [(0, "Cover", None), (20, "Oil pan", None)]
    await connection.execute("update historian.samples set text_value = 'Cover'")
    assert await press.jobs() == [(0, "Cover", None)]


async def test_jobs_of_others_stay(connection: Connection, floor: Floor) -> None:
    press = await shop(connection, floor)
    await connection.execute(
        "insert into floor.job_events (machine_id, at, job_name, source)"
        " values ($1, $2, 'by hand', 'erp')",
        press.machine_id,
        minute(5),
    )
    await press.says("product", (0, "Cover"), (10, "Cover"))
    assert await press.jobs() == [(0, "Cover", None)]
    assert await connection.fetchval("select count(*) from floor.job_events") == 2


async def test_what_is_right_is_not_touched(connection: Connection, floor: Floor) -> None:
    press = await shop(connection, floor)
    await press.says("product", (0, "Cover"), (10, "Oil pan"))
    before = await connection.fetch("select ctid, xmin, * from floor.job_events")
    await connection.execute(
        "select historian.write_jobs($1, $2, $3)", [press.machine_id], [minute(0)], [minute(60)]
    )
    assert await connection.fetch("select ctid, xmin, * from floor.job_events") == before
