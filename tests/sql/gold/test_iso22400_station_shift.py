"""gold.iso22400_station_shift: indicators under the standard's names."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.support import DAY, refresh, table, work
from tests.sql.support import first_row, minute

EARLY = "select * from gold.iso22400_station_shift where machine = 'Press_1' and shift_name = 'E'"


async def test_time_elements_by_hand(connection: Connection) -> None:
    await work(connection)
    row = await first_row(connection, EARLY)
    expected = {
        "pot_s": 480, "pbt_s": 420, "aubt_s": 410, "aupt_s": 350, "apt_s": 330,
        "aust_s": 20, "adet_s": 60, "unknown_s": 10, "prixpq_s": 306,
    }  # fmt: skip
    assert {name: row[name] / 60 for name in expected} == expected
    assert (row["pq_pcs"], row["gq_pcs"], row["sq_pcs"], row["failure_events"]) == (306, 300, 6, 2)


async def test_indicators_by_hand(connection: Connection) -> None:
    await work(connection)
    row = await first_row(connection, EARLY)
    expected = {
        "availability": 330 / 420,
        "effectiveness": 306 / 330,
        "quality_ratio": 300 / 306,
        "oee_index": 300 / 420,
        "nee_index": 350 / 420 * 306 / 330 * 300 / 306,
        "allocation_efficiency": 410 / 420,
        "utilisation_efficiency": 330 / 410,
        "technical_efficiency": 330 / 390,
        "setup_ratio": 20 / 350,
        "scrap_ratio": 6 / 306,
        "throughput_rate_per_h": 306 / 410 * 60,
        "mtbf_s": 330 * 60 / 2,
        "mttr_s": 60 * 60 / 2,
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected)


async def test_with_one_product_it_is_the_oee_of_the_other_views(connection: Connection) -> None:
    await work(connection)
    both = await table(
        connection,
        "iso.oee_index, oee.oee_ratio",
        "gold.iso22400_station_shift as iso",
        "inner join gold.oee_station_shift as oee using (machine_id, shift_id)",
    )
    assert len(both) == 4
    for index, ratio in both:
        assert index == (None if ratio is None else pytest.approx(ratio))


async def test_no_policy_changes_it(connection: Connection) -> None:
    await work(connection)
    before = await first_row(connection, EARLY)
    await connection.execute(
        "update floor.kpi_policies set planned_stops_count_as = 'loss',"
        " setup_counts_as = 'outside', unknown_counts_as = 'run',"
        " minor_stops_count_as = 'availability' where is_default"
    )
    assert await first_row(connection, EARLY) == before


async def test_without_a_denominator_there_is_nothing(connection: Connection) -> None:
    floor = await work(connection)
    await connection.execute(
        "insert into floor.planned_stops (line_id, during, stop_name)"
        " values ($1, tstzrange($2, $3), 'Holiday')",
        floor.line_id,
        minute(480),
        minute(960),
    )
    await connection.execute("delete from floor.production where at >= $1", minute(480))
    await refresh(connection, 600)
    ratios = (
        "availability, effectiveness, quality_ratio, oee_index, nee_index, allocation_efficiency,"
        " utilisation_efficiency, technical_efficiency, setup_ratio, scrap_ratio,"
        " throughput_rate_per_h, mtbf_s, mttr_s"
    )
    late = "where machine = 'Press_1' and shift_name = 'L'"
    assert await table(connection, ratios, "gold.iso22400_station_shift", late) == [(None,) * 13]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    row = await first_row(connection, EARLY)
    assert (row["plant"], row["line"], row["line_id"]) == ("Plant", "Engine", floor.line_id)
    assert (row["machine_id"], row["business_date"]) == (floor.machines["Press_1"], DAY)
    assert row["shift_id"] is not None
