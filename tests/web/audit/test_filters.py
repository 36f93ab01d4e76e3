"""What the query string of the audit says: dates of the plant, addresses that are passed on."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from web.audit.entries import link_of, plant_time
from web.audit.filters import filters, query_of

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_date_is_all_of_a_day_of_the_plant() -> None:
    """The clocks of Berlin went forward that night: the day has 23 hours."""
    asked = filters(QueryParams("from=2026-03-29&to=2026-03-29"), BERLIN)
    assert asked.begin == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert asked.end == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_an_instant_is_taken_as_it_is() -> None:
    asked = filters(QueryParams("from=2026-03-02T06:00&to=2026-03-02T06:00Z"), BERLIN)
    assert asked.begin == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert asked.end == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_what_is_left_empty_is_no_condition() -> None:
    asked = filters(QueryParams("person=&table=&row=&action=&from=&to=&program=&before="), BERLIN)
    assert set(asked.values()[:-1]) == {None}
    assert asked.limit == 100


def test_a_file_holds_more() -> None:
    assert filters(QueryParams("format=csv"), BERLIN).limit == 10_000


def test_an_address_with_other_conditions() -> None:
    params = QueryParams("person=a%26b&before=7&row=")
    assert query_of(params, before=None, table="x y") == "person=a%26b&table=x+y"


def test_where_a_thing_is_looked_at() -> None:
    row = {"action": "update", "row_key": "7", "work_order_id": None, "machine_name": None}
    for changes, link in (
        ({"table_name": "floor.work_order_comments", "work_order_id": 3}, "/work-orders/3"),
        ({"table_name": "floor.connections"}, "/config/connections/7"),
        ({"table_name": "floor.connections", "action": "delete"}, None),
        ({"table_name": "floor.reasons"}, "/config/reasons"),
        ({"table_name": "floor.status_events", "machine_name": "A/B 1"}, "/machines/A%2FB%201"),
        ({"table_name": "floor.kpi_policies"}, None),
    ):
        assert link_of({**row, **changes}) == link


def test_instants_are_shown_in_plant_time() -> None:
    for value, shown in (
        ("2026-03-29T00:59:59+00:00", "2026-03-29 01:59:59"),
        ("2026-03-29T01:00:00.5+00:00", "2026-03-29 03:00:00.500"),
        ("2026-03-29", "2026-03-29"),
        ("at 2026-03-29T01:00:00+00:00", "at 2026-03-29T01:00:00+00:00"),
        ("", ""),
        (None, None),
    ):
        assert plant_time(value, BERLIN) == shown
