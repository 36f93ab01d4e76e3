"""/api/reasons: the tree, and those used most."""

from __future__ import annotations

from database.connect import Connection
from tests.web.stops.conftest import START, Stops


async def test_reasons_for_stops_and_for_rejects_are_apart(stops: Stops) -> None:
    for kind, names in (
        ("stop", ["Changeover", "Jam", "Mechanical", "Service", "Tool"]),
        ("scrap", ["Short shot"]),
    ):
        answer = (await stops.client.get("/api/reasons", params={"kind": kind})).json()
        assert sorted(reason["reason"] for reason in answer["reasons"]) == names
        assert (answer["kind"], answer["machine"]) == (kind, None)
    tree = (await stops.client.get("/api/reasons")).json()["reasons"]
    jam = next(reason for reason in tree if reason["reason"] == "Jam")
    assert (jam["path"], jam["depth"], jam["is_leaf"]) == ("Mechanical › Jam", 2, True)


async def test_those_used_on_the_machine_come_first(stops: Stops, floor: Connection) -> None:
    """Then those used on machines like it."""
    other = await floor.fetchval(
        "select other.machine_name from floor.machines as other, floor.machines as own"
        " where own.machine_name = $1 and other.machine_id <> own.machine_id limit 1",
        stops.machine,
    )
    await floor.execute(
        "update floor.machines set machine_type = (select machine_type from floor.machines"
        " where machine_name = $1)",
        stops.machine,
    )
    for number in range(3):
        await floor.execute(
            "insert into floor.status_events (machine_id, at, status, reason_id) values"
            " (floor.machine_id($1), $2::timestamptz + $3 * interval '1 minute', 'down',"
            " floor.reason_id('Changeover'))",
            *(other, START, number),
        )
    answer = (await stops.client.get("/api/reasons", params={"machine": stops.machine})).json()
    used = [
        (reason["reason"], reason["uses"], reason["uses_of_type"]) for reason in answer["most_used"]
    ]
    assert used == [("Jam", 1, 1), ("Changeover", 0, 3)]


async def test_rejects_are_counted_where_they_are_given(stops: Stops, floor: Connection) -> None:
    await floor.execute(
        "insert into floor.production (machine_id, at, scrap_pcs, scrap_reason_id)"
        " values (floor.machine_id($1), $2, 3, floor.reason_id('Short shot'))",
        *(stops.machine, START),
    )
    asked = {"machine": stops.machine, "kind": "scrap"}
    answer = (await stops.client.get("/api/reasons", params=asked)).json()
    assert [reason["reason"] for reason in answer["most_used"]] == ["Short shot"]


async def test_what_it_does_not_know_is_refused(stops: Stops) -> None:
    for query in ("kind=why", "machine=Nothing", "line=Engine"):
        response = await stops.client.get(f"/api/reasons?{query}")
        assert response.status_code == 400
        assert response.json()["field"] == query.partition("=")[0]
