"""The figures of the API: what the gold views say of the last days, and bad input told."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from database.connect import Connection
from web.api.models import Kpis, LineFigures, MachineFigures, Machines, Production, ProductionDay

# Yesterday's shift of eight hours on the line Engine: M1 stood for one; 1,000 pieces of 10 s.
YESTERDAY = """
insert into floor.shifts (line_id, business_date, shift_name, during, origin)
select 1, date, 'E', tstzrange(date::timestamp at time zone 'UTC' + '6 h',
                               date::timestamp at time zone 'UTC' + '14 h'), 'test'
from (select (now() at time zone 'UTC')::date - 1 as date) as yesterday;
insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s) values (1, '-infinity', 10);
insert into floor.status_events (machine_id, at, status)
select 1, lower(during) + after::interval, status
from floor.shifts
cross join (values ('0 h', 'operational'), ('2 h', 'down'), ('3 h', 'operational'))
    as events (after, status)
where shifts.origin = 'test';
insert into floor.production (machine_id, at, good_pcs, scrap_pcs)
select 1, lower(during) + interval '4 h', 950, 50 from floor.shifts where origin = 'test';
"""
FIGURES = {
    "total_pcs": 1000,
    "good_pcs": 950,
    "defects_pcs": 50,
    "yield_ratio": 0.95,
    "downtime_s": 3600.0,
    "planned_s": 28_800.0,
    "run_s": 25_200.0,
    "availability_ratio": 7 / 8,
    "performance_ratio": 10_000 / 25_200,
    "quality_ratio": 0.95,
    "oee_ratio": 9_500 / 28_800,
    "coverage_ratio": 1.0,
}
UNKNOWN = {
    name: None if name.endswith("ratio") else 0 for name in FIGURES
}  # what is said where there is nothing


@pytest.fixture(autouse=True)
async def yesterday(floor: Connection) -> None:
    """The facts, once for the file, and the sums up to now."""
    if not await floor.fetchval("select count(*) from floor.shifts where origin = 'test'"):
        await floor.execute(YESTERDAY)
    await floor.execute("select floor.refresh_oee()")


def figures(answer: dict[str, Any]) -> dict[str, Any]:
    """The indicators of an answer."""
    return {name: answer[name] for name in FIGURES}


def table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_indicators_of_the_floor_and_of_each_line(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    answer = await client.get("/api/kpis")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    Kpis.model_validate_json(answer.content)
    body = answer.json()
    assert figures(body) == pytest.approx(FIGURES)
    assert [row["line"] for row in body["lines"]] == ["Engine", "Exterior"]
    assert figures(body["lines"][0]) == pytest.approx(FIGURES)
    assert figures(body["lines"][1]) == UNKNOWN
    today = await floor.fetchval("select (now() at time zone 'UTC')::date")
    assert (body["days"], body["line"], body["to_date"]) == (7, None, str(today))
    assert body["refreshed_to"] <= body["at"]


async def test_a_window_without_yesterday_is_empty(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/kpis?days=1")).json()
    assert figures(body) == UNKNOWN
    assert body["from_date"] == body["to_date"]
    two = (await client.get("/api/kpis?days=2")).json()
    assert figures(two) == pytest.approx(FIGURES)
    assert (await client.get("/api/kpis?days=366")).json()["total_pcs"] == 1000


async def test_one_line_however_it_is_typed(client: httpx.AsyncClient) -> None:
    engine = (await client.get("/api/kpis?line=eNGINE")).json()
    assert engine["line"] == "Engine"
    assert figures(engine) == pytest.approx(FIGURES)
    assert [row["line"] for row in engine["lines"]] == ["Engine"]
    exterior = (await client.get("/api/kpis?line=Exterior")).json()
    assert figures(exterior) == UNKNOWN


async def test_machines_with_their_state_now(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/machines")
    Machines.model_validate_json(answer.content)
    first, second = answer.json()["machines"]
    assert (first["machine"], first["line"], first["status"]) == ("M1", "Engine", "operational")
    assert figures(first) == pytest.approx(FIGURES)
    assert (second["machine"], second["status"], second["since_at"]) == ("M2", "no_data", None)
    assert figures(second) == UNKNOWN
    one = (await client.get("/api/machines?line=exterior")).json()
    assert [row["machine"] for row in one["machines"]] == ["M2"]


async def test_pieces_by_machine_and_day(client: httpx.AsyncClient, floor: Connection) -> None:
    answer = await client.get("/api/production?machine=m1")
    Production.model_validate_json(answer.content)
    body = answer.json()
    yesterday = str(await floor.fetchval("select (now() at time zone 'UTC')::date - 1"))
    (row,) = [row for row in body["rows"] if row["business_date"] == yesterday]
    assert row == {
        "plant": "Plant",
        "line": "Engine",
        "machine": "M1",
        "business_date": yesterday,
        "good_pcs": 950,
        "scrap_pcs": 50,
        "total_pcs": 1000,
        "yield_ratio": 0.95,
    }
    assert {row["machine"] for row in body["rows"]} == {"M1"}
    dates = [row["business_date"] for row in body["rows"]]
    assert dates == sorted(dates)
    line = (await client.get("/api/production?line=Exterior")).json()
    assert {row["machine"] for row in line["rows"]} <= {"M2"}


@pytest.mark.parametrize(
    ("path", "model", "name"),
    [
        ("kpis", LineFigures, "kpis_7_days.csv"),
        ("machines", MachineFigures, "machines_7_days.csv"),
        ("production", ProductionDay, "production_7_days.csv"),
    ],
)
async def test_tables_as_csv(
    client: httpx.AsyncClient, path: str, model: type[LineFigures], name: str
) -> None:
    answer = await client.get(f"/api/{path}?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert name in answer.headers["content-disposition"]
    rows = table(answer.text)
    assert list(rows[0]) == list(model.model_fields)
    found = [row for row in rows if row["line"] == "Engine" and row["total_pcs"] == "1000"]
    assert len(found) == 1
    assert float(found[0]["yield_ratio"]) == 0.95


async def test_a_plant_on_the_other_side_of_the_date_line(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    """Its "today" is another date: each line says which days its figures are of."""
    await floor.execute(
        "insert into floor.plants (plant_name, time_zone) values ('Far', 'Pacific/Kiritimati'),"
        " ('Near', 'Pacific/Niue');"
        "insert into floor.lines (plant_id, line_name)"
        " select plant_id, plant_name || ' line' from floor.plants where plant_name <> 'Plant'"
    )
    try:
        body = (await client.get("/api/kpis?days=2")).json()
        today = {
            zone: str(await floor.fetchval("select (now() at time zone $1)::date", zone))
            for zone in ("Pacific/Kiritimati", "Pacific/Niue", "UTC")
        }
        to_dates = {row["line"]: row["to_date"] for row in body["lines"]}
        assert to_dates["Far line"] == today["Pacific/Kiritimati"]
        assert to_dates["Near line"] == today["Pacific/Niue"] < to_dates["Far line"]
        assert to_dates["Engine"] == today["UTC"]
        assert body["to_date"] == today["Pacific/Kiritimati"]
        assert figures(body) == pytest.approx(FIGURES)
    finally:
        await floor.execute(
            "delete from floor.lines where line_name like '% line';"
            "delete from floor.plants where plant_name <> 'Plant'"
        )


async def test_a_machine_that_left_keeps_its_figures(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await floor.execute("update floor.machines set retired_at = now() where machine_name = 'M1'")
    try:
        rows = (await client.get("/api/machines")).json()["machines"]
        assert [(row["machine"], row["is_retired"]) for row in rows] == [
            ("M1", True),
            ("M2", False),
        ]
        assert figures(rows[0]) == pytest.approx(FIGURES)
    finally:
        await floor.execute("update floor.machines set retired_at = null")


@pytest.mark.parametrize(
    ("query", "field", "error", "hint"),
    [
        ("kpis?days=0", "days", "days=0 is not a number of days.", "1 to 366"),
        ("kpis?days=367", "days", "days=367 is not a number of days.", "1 to 366"),
        ("kpis?days=1.5", "days", "days=1.5 is not a number of days.", "1 to 366"),
        ("kpis?days=-1", "days", "days=-1 is not a number of days.", "1 to 366"),
        ("kpis?days=٣", "days", "days=٣ is not a number of days.", "1 to 366"),
        ("kpis?days=", "days", "days= is not a number of days.", "1 to 366"),
        ("kpis?days=" + "9" * 5000, "days", "days=" + "9" * 80, "1 to 366"),
        ("kpis?days=1&days=2", "days", "days is given more than once.", "Give it once."),
        ("kpis?day=1", "day", "There is no parameter 'day' here.", "Did you mean days?"),
        ("kpis?machine=M1", "machine", "There is no parameter", "days, line, format"),
        ("kpis?line=Engin", "line", "The line 'Engin' is unknown.", "Did you mean Engine"),
        ("kpis?line=%00", "line", "The line", "Did you mean Engine"),
        ("machines?line=M1", "line", "The line 'M1' is unknown.", "Engine"),
        ("machines?format=xml", "format", "format=xml is not a format.", "json or csv"),
        ("production?machine=M3", "machine", "The machine 'M3' is unknown.", "Did you mean M1, M2"),
        ("production?machine=M1&line=Exterior", "machine", "not on the line 'Exterior'", "Engine"),
        ("production?days=8d", "days", "days=8d is not a number of days.", "1 to 366"),
    ],
)
async def test_bad_input_is_told_with_the_choices(
    client: httpx.AsyncClient, query: str, field: str, error: str, hint: str
) -> None:
    answer = await client.get(f"/api/{query}")
    assert answer.status_code == 400
    body = answer.json()
    assert set(body) == {"error", "field", "value", "hint"}
    assert body["field"] == field
    assert error in body["error"]
    assert hint in body["hint"]


async def test_head_answers_without_a_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/api/kpis")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"


async def test_what_can_be_read_only_cannot_be_written(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/kpis", json={})
    assert answer.status_code == 405
    assert answer.json()["value"] == "/api/kpis"
