"""What pieces count as: products, cycles, counts by hand, rejects."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import (
    Station,
    add_product,
    add_reason,
    figures,
    near,
    pause,
    ratios,
    refresh,
    work,
)

SHIFT = 480


@pytest.fixture(autouse=True)
async def shift(connection: Connection, press: Station) -> int:
    """Eight hours from the start."""
    return await work(connection, press.line_id, 0, SHIFT)


async def test_two_products_in_a_shift(connection: Connection, press: Station) -> None:
    """40 pieces at 1 min and 20 at 2 min in 100 min of running: 0.80, whoever averages."""
    quick, slow = [await add_product(connection, name) for name in ("Quick", "Slow")]
    await press.takes(60, quick)
    await press.takes(120, slow)
    await press.makes(0, quick)
    await press.makes(50, slow)
    await press.was((0, "operational"), (100, "no_data"))
    await press.made(20, 40)
    await press.made(70, 20)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["run_s"], row["performance_ratio"]) == (6000, pytest.approx(0.8))
    products = await connection.fetch(
        "select product, performance_ratio from gold.oee_product_shift where run_s > 0"
        " order by product"
    )
    assert [row["product"] for row in products] == ["Quick", "Slow"]
    assert tuple(row["performance_ratio"] for row in products) == near(0.8, 0.8)


async def test_quality_weighs_pieces_by_their_ideal_time(
    connection: Connection, press: Station
) -> None:
    """10 of 40 short pieces and none of 20 long ones are rejected: 10 of 80 minutes, not of 60."""
    quick, slow = [await add_product(connection, name) for name in ("Quick", "Slow")]
    await press.takes(60, quick)
    await press.takes(120, slow)
    await press.was((0, "operational"))
    await press.made(20, 30, 10, product=quick)
    await press.made(70, 20, product=slow)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert row["quality_ratio"] == pytest.approx(1 - 10 / 80)
    assert row["yield_ratio"] == pytest.approx(1 - 10 / 60)


async def test_counts_by_hand_without_any_event(connection: Connection, press: Station) -> None:
    """Good pieces are known, so OEE is; what the machine did is not, so performance is null."""
    await press.takes(60)
    await press.made(0, 230, 10, source="by hand")
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert row["unknown_s"] == row["planned_s"] == SHIFT * 60
    assert row["coverage_ratio"] == 0
    assert ratios(row) == near(0, None, 230 / 240, 230 / 480)


async def test_counts_by_hand_beside_a_counter(connection: Connection, press: Station) -> None:
    """Two sources of one minute are two counts."""
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(60, 100)
    await press.made(60, 19, 1, source="by hand")
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["good_pcs"], row["scrap_pcs"]) == (119, 1)
    assert ratios(row) == near(1, 120 / 480, 119 / 120, 119 / 480)


async def test_no_pieces_no_quality_and_no_oee(connection: Connection, press: Station) -> None:
    await press.takes(60)
    await press.was((0, "operational"))
    await refresh(connection, SHIFT)
    assert ratios(await press.figures()) == (1, 0, None, None)


async def test_only_rejects_are_an_oee_of_nothing(connection: Connection, press: Station) -> None:
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(10, 0, 48)
    await refresh(connection, SHIFT)
    assert ratios(await press.figures()) == near(1, 0.1, 0, 0)


async def test_pieces_while_the_machine_stood_are_doubtful(
    connection: Connection, press: Station
) -> None:
    await press.takes(60)
    await press.was((0, "down"))
    await press.made(10, 48)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert ratios(row) == near(0, None, 1, 0.1)
    assert row["has_doubtful_cycle"]


async def test_performance_above_one_is_kept_and_flagged(
    connection: Connection, press: Station
) -> None:
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(10, 600)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert ratios(row) == near(1, 1.25, 1, 1.25)
    assert row["has_doubtful_cycle"]
    assert row["reduced_speed_s"] == -120 * 60


async def test_a_new_ideal_cycle_does_not_rewrite_the_past(
    connection: Connection, press: Station
) -> None:
    """Valid from the middle of an hour: pieces before it keep the old one."""
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(80, 100)
    await press.made(95, 100)
    await refresh(connection, SHIFT)
    assert (await press.figures())["ideal_s"] == 12000
    await press.takes(30, since=90)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert row["ideal_s"] == 100 * 60 + 100 * 30
    assert row["capacity_pcs"] == pytest.approx(90 + 390 * 2)


async def test_pieces_without_a_cycle_are_told(connection: Connection, press: Station) -> None:
    known, unknown = [await add_product(connection, name) for name in ("Known", "Unknown")]
    await press.takes(60, known)
    await press.was((0, "operational"))
    await press.made(10, 48, product=known)
    await press.made(20, 52, product=unknown)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["total_pcs"], row["uncycled_pcs"], row["ideal_s"]) == (100, 52, 48 * 60)
    assert ratios(row) == near(1, 0.1, 1, 0.1)


async def test_without_any_cycle_there_is_no_performance_to_tell(
    connection: Connection, press: Station
) -> None:
    await press.was((0, "operational"))
    await press.made(10, 48)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["uncycled_pcs"], row["capacity_pcs"]) == (48, 0)
    assert ratios(row) == (1, None, None, None)
    assert row["yield_ratio"] == 1


async def test_a_product_takes_its_own_cycle_before_the_general_one(
    connection: Connection, press: Station
) -> None:
    own, other = [await add_product(connection, name) for name in ("Own", "Other")]
    await press.takes(60)
    await press.takes(10, own)
    await press.was((0, "operational"))
    await press.made(10, 6, product=own)
    await press.made(10, 6, product=other)
    await refresh(connection, SHIFT)
    assert (await press.figures())["ideal_s"] == 6 * 10 + 6 * 60


async def test_scrap_found_later_belongs_to_the_minute_it_was_made_in(
    connection: Connection, press: Station
) -> None:
    early = (await connection.fetchrow("select shift_id from floor.shifts") or [0])[0]
    late = await work(connection, press.line_id, SHIFT, 2 * SHIFT, "B")
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(10, 100)
    await refresh(connection, 700)
    await connection.execute("update floor.production set good_pcs = 90, scrap_pcs = 10")
    await refresh(connection, 701)
    row = await press.figures(shift_id=early)
    assert (row["good_pcs"], row["scrap_pcs"]) == (90, 10)
    assert row["quality_ratio"] == pytest.approx(0.9)
    assert (await press.figures(shift_id=late))["total_pcs"] == 0


async def test_rework_counts_once(connection: Connection, press: Station) -> None:
    """A reject made good is moved from one column to the other, not made again."""
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(10, 90, 10)
    await connection.execute("update floor.production set good_pcs = 95, scrap_pcs = 5")
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["total_pcs"], row["good_pcs"]) == (100, 95)
    assert row["ideal_s"] == 6000


async def test_a_cycle_that_makes_several_pieces(connection: Connection, press: Station) -> None:
    """Four cavities in 60 s are four pieces of 15 s."""
    await press.takes(15)
    await press.was((0, "operational"))
    for at in range(0, SHIFT, 2):
        await press.made(at, 4)
    await refresh(connection, SHIFT)
    assert ratios(await press.figures()) == near(1, 0.5, 1, 0.5)


async def test_start_up_rejects_are_told_by_their_reason(
    connection: Connection, press: Station
) -> None:
    root = await add_reason(connection, "Rejects", "process_reject")
    startup = await add_reason(connection, "Warming up", "startup_reject", parent=root)
    await press.takes(60)
    await press.was((0, "operational"))
    await press.made(10, 90, 6, reason=startup)
    await press.made(10, 0, 3, reason=root)
    await press.made(10, 0, 1)
    await refresh(connection, SHIFT)
    row = await press.figures()
    assert (row["scrap_pcs"], row["startup_scrap_pcs"]) == (10, 6)
    assert (row["startup_reject_s"], row["process_reject_s"]) == (360, 240)


async def test_pieces_made_in_a_break_count(connection: Connection, press: Station) -> None:
    """They were made; the time they took was not planned, which shows in performance."""
    await press.takes(60)
    await press.was((0, "operational"))
    await pause(connection, press.line_id, 240, SHIFT)
    await press.made(10, 180)
    await press.made(300, 120)
    await refresh(connection, SHIFT)
    assert ratios(await press.figures()) == near(1, 1.25, 1, 1.25)


async def test_pieces_of_another_product_than_the_job_have_no_time(
    connection: Connection, press: Station
) -> None:
    job, odd = [await add_product(connection, name) for name in ("Job", "Odd")]
    await press.takes(60)
    await press.makes(0, job)
    await press.was((0, "operational"))
    await press.made(10, 5, product=odd)
    await press.made(10, 7)
    await refresh(connection, SHIFT)
    of_job = await figures(connection, "oee_product_shift", product="Job")
    of_odd = await figures(connection, "oee_product_shift", product="Odd")
    assert (of_job["good_pcs"], of_job["elapsed_s"]) == (7, SHIFT * 60)
    assert (of_odd["good_pcs"], of_odd["elapsed_s"]) == (5, 0)
    assert (await press.figures())["good_pcs"] == 12
