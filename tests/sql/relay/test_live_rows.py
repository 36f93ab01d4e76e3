"""relay.live_rows: every row a screen can show, ready to send."""

from __future__ import annotations

import json

from database.connect import Connection
from tests.sql.historian.states import machine
from tests.sql.support import Floor, add_event


async def test_each_topic_has_its_rows(connection: Connection, floor: Floor) -> None:
    await add_event(connection, floor.ids[0], 0, "down", 'the "big" jam')
    rows = await connection.fetch("select * from relay.live_rows order by topic, key")
    assert [tuple(row)[:4] for row in rows] == [
        ("config", "line/Engine", "Engine", None),
        ("machines", "Press_1", "Engine", "Press_1"),
        ("machines", "Press_2", "Engine", "Press_2"),
        ("machines", "Press_3", "Engine", "Press_3"),
        ("oee", "Press_1", "Engine", "Press_1"),
        ("oee", "Press_2", "Engine", "Press_2"),
        ("oee", "Press_3", "Engine", "Press_3"),
        ("oee", "line/Engine", "Engine", None),
        ("production", "Press_1", "Engine", "Press_1"),
        ("production", "Press_2", "Engine", "Press_2"),
        ("production", "Press_3", "Engine", "Press_3"),
        ("stops", "Press_1", "Engine", "Press_1"),
    ]
    shown = {(row["topic"], row["key"]): json.loads(row["row_json"]) for row in rows}
    assert shown["machines", "Press_1"]["detail"] == 'the "big" jam'
    assert shown["machines", "Press_1"]["since_at"] == "2026-03-02T06:00:00+00:00"
    assert shown["machines", "Press_2"]["since_at"] is None
    assert shown["production", "Press_1"]["good_pcs"] == 0
    assert shown["config", "line/Engine"]["time_zone"] == "Europe/Berlin"


async def test_tags_and_connections_have_their_rows(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "value")
    await press.says("value", (0, 7))
    rows = await connection.fetch(
        "select * from relay.live_rows where topic in ('tags', 'connections') order by topic"
    )
    assert [tuple(row)[:4] for row in rows] == [
        ("connections", "Press shop", None, None),
        ("tags", "Press_1", "Engine", "Press_1"),
    ]
    shown = [json.loads(row["row_json"]) for row in rows]
    assert (shown[0]["state"], shown[0]["tags"], shown[0]["details"]) == ("waiting", 1, {})
    assert shown[1]["tags"][0]["value"] == 7


async def test_a_key_is_there_once(connection: Connection, floor: Floor) -> None:
    counts = await connection.fetch(
        "select count(*) from relay.live_rows group by topic, key having count(*) > 1"
    )
    assert counts == []
