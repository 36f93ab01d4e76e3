"""The same numbers whichever window, level or grain asks; every second in one bucket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.oee.histories import HORIZON, Action, act, actions, build, from_scratch
from tests.oee.support import BUCKETS, undone
from tests.sql.support import minute

NOW = HORIZON - 100
SUMS = (
    *("elapsed_s", *BUCKETS, "capacity_pcs", "good_pcs", "scrap_pcs", "startup_scrap_pcs"),
    *("uncycled_pcs", "ideal_s", "process_reject_s", "startup_reject_s", "fully_productive_s"),
    *("planned_s", "run_s", "failures", "minor_stops", "status_changes"),
)
RATIOS = ("availability", "performance", "quality", "oee")

modest = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
histories = st.lists(actions, min_size=5, max_size=40)


@pytest.fixture(autouse=True)
async def floor(connection: Connection) -> None:
    """Two lines with three machines."""
    await build(connection)


@asynccontextmanager
async def lived(connection: Connection, history: Sequence[Action]) -> AsyncIterator[None]:
    """All of it happened and is summed up; undone in the end."""
    async with undone(connection):
        for action in history:
            await act(connection, action)
        await from_scratch(connection, minute(NOW))
        yield


async def added(
    connection: Connection, source: str, keys: Sequence[str], where: str = "true"
) -> dict[tuple[Any, ...], Any]:
    """Sums of a view by these keys, without what is zero altogether."""
    listed = ", ".join(keys)
    summed = ", ".join(f"sum({name})::float8" for name in SUMS)
    rows = await connection.fetch(
        f"select {listed}, {summed} from gold.{source} where {where}"
        f" group by {listed} order by {listed}"
    )
    width = len(keys)
    return {
        tuple(row)[:width]: pytest.approx(tuple(row)[width:], rel=1e-9, abs=1e-6)
        for row in rows
        if any(tuple(row)[width:])
    }


async def exact(
    connection: Connection, source: str, keys: Sequence[str], where: str = "true"
) -> dict[tuple[Any, ...], Any]:
    """The same, to compare with."""
    found = await added(connection, source, keys, where)
    return {key: value.expected for key, value in found.items()}


SHIFT = ("line_id", "machine_id", "shift_id")
DAY = ("line_id", "machine_id", "business_date")
# what happens outside shifts, too
OUTSIDE = (
    *("elapsed_s", "unscheduled_s", "good_pcs", "scrap_pcs", "startup_scrap_pcs"),
    *("status_changes", "failures", "minor_stops"),
)
GRAINS = [
    # the finer view, the coarser one, what both have, which rows of the coarser one
    ("oee_station_hour", "oee_station_shift", SHIFT, "true"),
    ("oee_station_day", "oee_station_week", ("machine_id",), "true"),
    ("oee_station_week", "oee_station", ("line_id", "machine_id"), "true"),
    ("oee_station_over()", "oee_station", ("line_id", "machine_id"), "true"),
    ("oee_line_over()", "oee_line", ("line_id",), "true"),
    ("oee_plant_over()", "oee_plant", ("plant_id",), "true"),
    ("oee_product_over()", "oee_product", ("line_id", "product_id"), "true"),
    ("oee_line_hour", "oee_line_shift", ("line_id", "shift_id"), "true"),
    ("oee_line_day", "oee_line_week", ("line_id",), "true"),
    ("oee_plant_day", "oee_plant_week", ("plant_id",), "true"),
    ("oee_product_day", "oee_product", ("line_id", "product_id"), "true"),
    ("oee_station_shift", "oee_line_shift", ("line_id", "shift_id"), "true"),
    ("oee_station_day", "oee_line_day", ("line_id", "business_date"), "true"),
    ("oee_station_hour", "oee_line_hour", ("line_id", "shift_id", "starts_at"), "true"),
    ("oee_station_week", "oee_line_week", ("line_id", "week_starts_on"), "true"),
    ("oee_line_shift", "oee_plant_shift", ("business_date", "shift_name"), "true"),
    ("oee_line_day", "oee_plant_day", ("business_date",), "true"),
    ("oee_line_week", "oee_plant_week", ("week_starts_on",), "true"),
    ("oee_product_shift", "oee_line_shift", ("line_id", "shift_id"), "true"),
    ("oee_product_day", "oee_line_day", ("line_id", "business_date"), "true"),
    ("oee_policies", "oee_station_shift", SHIFT, "policy_name = 'standard'"),
]


@modest
@given(history=histories)
async def test_whoever_adds_up_gets_the_same(connection: Connection, history: list[Action]) -> None:
    async with lived(connection, history):
        for finer, coarser, keys, where in GRAINS:
            assert await exact(connection, finer, keys, where) == await added(
                connection, coarser, keys
            ), f"{finer} and {coarser}"


@modest
@given(history=histories)
async def test_a_day_is_its_shifts_and_the_time_outside(
    connection: Connection, history: list[Action]
) -> None:
    async with lived(connection, history):
        shifts = await exact(connection, "oee_station_shift", DAY)
        days = await exact(connection, "oee_station_day", DAY)
        for key, day in days.items():
            shift = shifts.get(key, (0.0,) * len(SUMS))
            for name, of_day, of_shifts in zip(SUMS, day, shift, strict=True):
                if name in OUTSIDE:
                    assert of_day >= of_shifts, name
                else:
                    assert of_day == pytest.approx(of_shifts), name
        assert shifts.keys() <= days.keys()


@modest
@given(
    history=histories,
    cuts=st.lists(st.integers(0, HORIZON), max_size=5),
    grain=st.sampled_from(("station", "line", "plant", "product")),
)
async def test_parts_of_a_split_period_sum_to_the_whole(
    connection: Connection, history: list[Action], cuts: list[int], grain: str
) -> None:
    keys = {
        "station": ("machine_id",),
        "line": ("line_id",),
        "plant": ("plant_id",),
        "product": ("line_id", "product_id"),
    }[grain]
    edges = [None, *(f"'{minute(cut).isoformat()}'" for cut in sorted(cuts)), None]
    periods = [
        ", ".join(
            f"{name} => {at}"
            for name, at in (("p_from_at", start), ("p_to_at", end))
            if at is not None
        )
        for start, end in pairwise(edges)
    ]
    async with lived(connection, history):
        whole = await added(connection, f"oee_{grain}", keys)
        total: dict[tuple[Any, ...], tuple[float, ...]] = {}
        for period in periods:
            part = await exact(connection, f"oee_{grain}_over({period})", keys)
            for key, values in part.items():
                before = total.get(key, (0.0,) * len(SUMS))
                total[key] = tuple(map(sum, zip(before, values, strict=True)))
        assert total == whole


@modest
@given(history=histories)
async def test_the_ledger_has_no_gap_and_no_overlap(
    connection: Connection, history: list[Action]
) -> None:
    async with lived(connection, history):
        segments = await connection.fetch(
            "select ledger.* from (select array_agg(machine_id) as ids,"
            " array_agg(begins_at) as froms, array_agg($1::timestamptz) as tos"
            " from floor.machine_beginnings where begins_at < $1) as lists"
            " cross join floor.ledger_over(lists.ids, lists.froms, lists.tos, $1) as ledger"
            " order by machine_id, starts_at",
            minute(NOW),
        )
        for before, after in pairwise(segments):
            if before["machine_id"] == after["machine_id"]:
                assert before["ends_at"] == after["starts_at"]
        for segment in segments:
            assert segment["slice_starts_at"] <= segment["starts_at"] < segment["ends_at"]
            assert segment["ends_at"] <= segment["slice_ends_at"]
        await _lives_are_covered(connection, segments)
        await _slices_are_the_ledger(connection, segments)


async def _lives_are_covered(connection: Connection, segments: list[asyncpg.Record]) -> None:
    """From the beginning of each machine to now, or to its end."""
    lives = await connection.fetch(
        "select machine_id, begins_at, least(retired_at, $1) as ends_at"
        " from floor.machine_beginnings inner join floor.machines using (machine_id)"
        " where begins_at < least(retired_at, $1) order by machine_id",
        minute(NOW),
    )
    ends: dict[int, list[Any]] = {}
    for segment in segments:
        bounds = ends.setdefault(segment["machine_id"], [segment["starts_at"], None])
        bounds[1] = segment["ends_at"]
    assert [(machine, *bounds) for machine, bounds in ends.items()] == [tuple(row) for row in lives]


async def _slices_are_the_ledger(connection: Connection, segments: list[asyncpg.Record]) -> None:
    """Buckets of the slices add up to what has passed of them, bucket by bucket of the ledger."""
    totals: dict[tuple[Any, ...], float] = {}
    for segment in segments:
        key = (segment["machine_id"], segment["slice_starts_at"], f"{segment['bucket']}_s")
        lasted = (segment["ends_at"] - segment["starts_at"]).total_seconds()
        totals[key] = totals.get(key, 0.0) + lasted
    buckets = ", ".join(f"sum({bucket}) as {bucket}" for bucket in BUCKETS)
    rows = await connection.fetch(
        f"select machine_id, starts_at, sum(elapsed_s) as elapsed_s, {buckets}"
        " from floor.oee_slices group by machine_id, starts_at"
    )
    found = {
        (row["machine_id"], row["starts_at"], bucket): row[bucket]
        for row in rows
        for bucket in BUCKETS
        if row[bucket]
    }
    assert found == pytest.approx(totals)
    for row in rows:
        assert sum(row[bucket] for bucket in BUCKETS) == pytest.approx(row["elapsed_s"])


@modest
@given(history=histories)
async def test_stops_add_up_to_the_seconds_of_the_slices(
    connection: Connection, history: list[Action]
) -> None:
    async with lived(connection, history):
        stops = await connection.fetch(
            "select machine_id, slice_starts_at, product_id, bucket,"
            " sum(extract(epoch from ends_at - starts_at))::float8"
            " from floor.oee_stops group by 1, 2, 3, 4"
        )
        slices = await connection.fetch(
            "select machine_id, starts_at, product_id, bucket, lasted_s from floor.oee_slices"
            " cross join lateral (values ('breakdown', breakdown_s), ('setup', setup_s),"
            " ('minor_stop', minor_stop_s), ('planned_down', planned_down_s)"
            ") as buckets (bucket, lasted_s) where lasted_s > 0"
        )
        assert {tuple(row)[:4]: row[4] for row in stops} == pytest.approx(
            {tuple(row)[:4]: row[4] for row in slices}
        )


@modest
@given(history=histories)
async def test_oee_is_availability_times_performance_times_quality(
    connection: Connection, history: list[Action]
) -> None:
    async with lived(connection, history):
        for view in ("oee_station_hour", "oee_station_shift", "oee_line_day", "oee_plant_week",
                     "oee_product", "oee_policies"):  # fmt: skip
            for row in await connection.fetch(f"select * from gold.{view}"):
                factors = [row[f"{name}_ratio"] for name in RATIOS]
                *three, oee = factors
                if None not in three:
                    assert oee == pytest.approx(three[0] * three[1] * three[2], abs=1e-12)
                if oee is not None and row["utilisation_ratio"]:
                    assert row["teep_ratio"] == pytest.approx(oee * row["utilisation_ratio"])
                if row["planned_s"]:
                    losses = row["availability_loss_s"] + row["performance_loss_s"]
                    losses += row["quality_loss_s"] + row["fully_productive_s"]
                    assert losses == pytest.approx(row["planned_s"], abs=1e-6)
