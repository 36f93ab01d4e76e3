"""floor.selftest_examples: the published numbers, none left out and none mistyped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from database.connect import Connection

FILE = Path(__file__).parents[3].parent / "shared" / "oracles.json"
EXAMPLES = {
    "vorne_fast_guide": "Vorne, Fast Guide to OEE (oee.com)",
    "pypi_oee_unequal_rollup": "Python package oee 0.2.0, tests/test_aggregate.py",
    "pypi_oee_six_losses": "Python package oee 0.2.0, tests/test_losses.py",
    "pypi_oee_reliability": "Python package oee 0.2.0, tests/test_reliability.py",
    "pypi_oee_zero_failures": "Python package oee 0.2.0, tests/test_reliability.py: no failures",
    "influx_flux_apq": "influxdata/flux, stdlib/experimental/oee/apq_test.flux",
    "versalytics_teep": "versalytics.org, OEE, Downtime and TEEP (2008)",
    "elsmar_loading_5x24": "Elsmar quality forum, OEE and downtime",
}
# the mistake to avoid, and a sum of losses that are each compared
NOT_MEASURED = {"naive_mean", "total_loss"}


async def test_they_are_the_published_ones(connection: Connection) -> None:
    if not FILE.is_file():
        pytest.skip("the file of published examples is not at hand")
    published = json.loads(FILE.read_text(encoding="utf-8"))
    assert {example["id"] for example in published} == EXAMPLES.keys()
    for example in published:
        rows = await connection.fetch(
            "select measure, expected from floor.selftest_examples() where example = $1",
            EXAMPLES[example["id"]],
        )
        expected = {
            name: value for name, value in example["expected"].items() if name not in NOT_MEASURED
        }
        assert {row["measure"]: row["expected"] for row in rows} == expected, example["id"]


async def test_each_names_a_column_of_the_views(connection: Connection) -> None:
    unknown = await connection.fetch(
        "select column_name from floor.selftest_examples() as examples where not exists ("
        " select from pg_attribute where attrelid = 'gold.oee_station_shift'::regclass"
        " and attname = examples.column_name)"
    )
    assert [row["column_name"] for row in unknown] == []


async def test_places_are_told_apart(connection: Connection) -> None:
    row = await connection.fetchrow(
        "select count(*) as all, count(distinct place) as places,"
        " count(distinct (example, measure)) as measures from floor.selftest_examples()"
    )
    assert row is not None
    assert row["all"] == row["places"] == row["measures"]
