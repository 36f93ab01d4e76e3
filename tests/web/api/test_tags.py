"""Tags of a connection by the API: a whole list in one transaction, and mistakes told by row."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.web.api.devices import add, forget_connections
from web.api.models import Problem
from web.api.tag_models import StoredTags

STATE = {"raw_value": "6", "status": "operational", "label": "Execute"}
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
async def empty(floor: Connection) -> None:
    """No connections yet; two machines, two reasons and a product."""
    await forget_connections(floor)
    await floor.execute(
        "delete from floor.status_events; delete from floor.job_events;"
        "insert into floor.reasons (reason_name, loss_category)"
        " values ('Part jam', 'breakdown'), ('Tool wear', 'breakdown') on conflict do nothing;"
        "insert into floor.products (product_name) values ('Oil pan') on conflict do nothing"
    )


@pytest.fixture
async def path(client: httpx.AsyncClient) -> str:
    """Where the tags of a connection are."""
    return f"/api/connections/{(await add(client))['connection_id']}/tags"


def tag(name: str, role: str = "value", machine: str | None = "M1", **more: Any) -> dict[str, Any]:
    """A tag whose address is its name."""
    return {"address": f"s={name}", "tag_name": name, "machine": machine, "role": role, **more}


async def put(client: httpx.AsyncClient, path: str, *tags: dict[str, Any]) -> list[dict[str, Any]]:
    """Replace the list; the rows that come back."""
    answer = await client.put(path, json={"tags": tags})
    assert answer.status_code == 200, answer.text
    StoredTags.model_validate_json(answer.content)
    rows: list[dict[str, Any]] = answer.json()["tags"]
    return rows


async def refused(
    client: httpx.AsyncClient, path: str, *tags: Any, status: int = 400, method: str = "PUT"
) -> Problem:
    """What is wrong with a list."""
    answer = await client.request(method, path, json={"tags": tags})
    assert answer.status_code == status, answer.text
    problem = Problem.model_validate_json(answer.content)
    assert problem.hint
    return problem


async def add_sample(floor: Connection, tag_id: int, value: float, at: datetime = NOW) -> None:
    """A sample as an ingester would store it."""
    await floor.execute("select historian.ensure_partitions($1::date, $1::date)", at.date())
    await floor.execute(
        "insert into historian.samples (tag_id, at, value) values ($1, $2, $3)", tag_id, at, value
    )


# Reading and writing ------------------------------------------------------------------------


async def test_a_list_comes_back_as_it_was_sent(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).json() == {"tags": []}
    states = [
        STATE | {"reason": None, "product": None},
        {"raw_value": "8", "status": "down", "reason": "Part jam", "product": None, "label": None},
        {"raw_value": "10", "status": None, "reason": None, "product": None, "label": "Held"},
        {"raw_value": "*", "status": "no_data", "reason": None, "product": None, "label": None},
    ]
    sent = [
        tag("State", "status", states=states),
        tag(
            "Good", "good", unit="pcs", scale=4.0, counter_modulus=65536, max_step=50,
            reset_rule="rebase", deadband=0.5, silent_after_s=30.0, is_enabled=False, shift_by=1.0,
        ),
        tag("Alone", machine=None),
    ]  # fmt: skip
    rows = await put(client, path, *sent)
    for row, one in zip(rows, sent, strict=True):
        assert row | one == row, one["tag_name"]
        assert {row[name] for name in ("value", "text", "quality", "at")} == {None}
        assert (row["problem"], row["hint"]) == ("", "")
    assert (await client.get(path)).json() == {"tags": rows}


async def test_a_list_may_be_sent_as_it_was_read(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    rows = await put(client, path, tag("State", "status", states=[STATE]), tag("Temperature"))
    versions = "select xmin::text from floor.tags union all select xmin::text from floor.tag_states"
    before = await floor.fetch(versions)
    assert await put(client, path, *rows) == rows
    assert await floor.fetch(versions) == before
    bare = await client.put(path, json=rows)  # a list alone will do
    assert bare.json() == {"tags": rows}


async def test_a_list_replaces_what_was_there(client: httpx.AsyncClient, path: str) -> None:
    state, old, kept = await put(
        client,
        path,
        tag("State", "status", states=[STATE, {"raw_value": "1", "status": "down"}]),
        tag("Old"),
        tag("Pressure"),
    )
    assert old["tag_name"] == "Old"
    state["states"] = [{"raw_value": "6", "status": "warning"}, {"raw_value": "2"}]
    kept |= {"tag_name": "Pressure 2", "unit": "bar"}
    rows = await put(client, path, tag("New"), kept, state)
    assert [row["tag_name"] for row in rows] == ["State", "New", "Pressure 2"]
    assert rows[0]["tag_id"] == state["tag_id"]
    assert rows[2]["tag_id"] == kept["tag_id"]
    assert [(one["raw_value"], one["status"]) for one in rows[0]["states"]] == [
        ("2", None),
        ("6", "warning"),
    ]


async def test_adding_leaves_the_others(client: httpx.AsyncClient, path: str) -> None:
    first = await put(client, path, tag("State", "status", states=[STATE]))
    answer = await client.post(path, json={"tags": [tag("Torque")]})
    assert answer.status_code == 201
    rows = StoredTags.model_validate_json(answer.content).tags
    assert [row.tag_name for row in rows] == ["State", "Torque"]
    problem = await refused(client, path, first[0], method="POST")
    assert problem.field == "tag_id"


async def test_values_and_problems_stand_beside_their_tag(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    [row] = await put(client, path, tag("Temperature", unit="°C", scale=0.1, shift_by=-5))
    await add_sample(floor, row["tag_id"], 300.0)
    await floor.execute(
        "insert into historian.tag_problems (tag_id, problem, hint) values ($1, 'No.', 'Look.')",
        row["tag_id"],
    )
    [row] = (await client.get(path)).json()["tags"]
    assert (row["value"], row["quality"], row["text"]) == (25.0, 0, None)
    assert datetime.fromisoformat(row["at"]) == NOW
    assert (row["problem"], row["hint"]) == ("No.", "Look.")


async def test_what_is_no_number_is_null(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    [row] = await put(client, path, tag("Temperature"))
    for second, value in enumerate((float("nan"), float("inf"))):
        await add_sample(floor, row["tag_id"], value, NOW + timedelta(seconds=second))
        assert (await client.get(path)).json()["tags"][0]["value"] is None


async def test_a_thousand_tags_at_once(client: httpx.AsyncClient, path: str) -> None:
    sent = [tag(f"T{number:04}", states=[{"raw_value": "1"}]) for number in range(1000)]
    rows = await put(client, path, *sent)
    assert [row["address"] for row in rows] == [one["address"] for one in sent]
    assert len(await put(client, path, *rows[:10])) == 10


# Changing places ----------------------------------------------------------------------------


async def test_tags_may_change_places(client: httpx.AsyncClient, path: str) -> None:
    one, other = await put(client, path, tag("A", "status"), tag("B", "status", "M2"))
    one["machine"], other["machine"] = "M2", "M1"
    rows = await put(client, path, one, other)
    assert [(row["tag_name"], row["machine"]) for row in rows] == [("B", "M1"), ("A", "M2")]
    one, other = rows
    one["address"], other["address"] = other["address"], one["address"]
    one["machine"] = other["machine"] = "M1"
    one["role"] = other["role"] = "value"
    rows = await put(client, path, one, other)
    assert {row["tag_id"]: row["address"] for row in rows} == {
        one["tag_id"]: one["address"],
        other["tag_id"]: other["address"],
    }


async def test_another_tag_may_take_the_role_over(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    """And the machine is in the state that one tells of."""
    down = {"raw_value": "1", "status": "down"}
    old, new = await put(
        client, path, tag("Old", "status", states=[STATE]), tag("New", states=[down])
    )
    await add_sample(floor, old["tag_id"], 6, NOW - timedelta(minutes=9))
    await add_sample(floor, new["tag_id"], 1, NOW - timedelta(minutes=5))
    status = "select status from floor.machine_status natural join floor.machines"
    status += " where machine_name = 'M1'"
    assert await floor.fetchval(status) == "operational"
    old["role"], new["role"] = "value", "status"
    await put(client, path, old, new)
    assert await floor.fetchval(status) == "down"


async def test_a_new_tag_may_take_the_place_of_a_deleted_one(
    client: httpx.AsyncClient, path: str
) -> None:
    [old] = await put(client, path, tag("State", "status"))
    [new] = await put(client, path, tag("State", "status"))
    assert new["tag_id"] != old["tag_id"]


# New machines -------------------------------------------------------------------------------


async def test_a_new_machine_is_put_on_the_map(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    new = {"line": "Engine", "machine_type": "Press"}
    rows = await put(
        client,
        path,
        tag("State", "status", "Press_7", new_machine=new),
        tag("Good", "good", "press_7", new_machine=new),
        tag("Torque", machine="PRESS_7"),
    )
    assert {row["machine"] for row in rows} == {"Press_7"}
    row = await floor.fetchrow(
        "select line_name, machine_type, short_name, machines.origin from floor.machines"
        " join floor.lines using (line_id) where machine_name = 'Press_7'"
    )
    assert row is not None
    assert tuple(row) == ("Engine", "Press", "PRESS7", "floorcast web")


async def test_line_and_plant_of_a_new_machine_may_be_new(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    new = {"line": "Wood", "plant": "North", "time_zone": "Europe/Oslo"}
    await put(client, path, tag("State", "status", "Saw", new_machine=new))
    zone = "select time_zone from floor.plants where plant_name = 'North'"
    assert await floor.fetchval(zone) == "Europe/Oslo"


@pytest.mark.parametrize(
    ("new", "field", "told"),
    [
        ({"line": "Far", "plant": "South"}, "plant", "without a time zone"),
        ({"line": "Engine", "plant": "North"}, "line", 'is in plant "Plant"'),
        ({"line": "Far", "plant": "South", "time_zone": "Mars"}, "time_zone", "Mars"),
        ({"line": "Far", "plant": "South", "time_zone": "../x"}, "time_zone", "../x"),
        ({"machine_type": "Press"}, "line", "line is missing"),
        ({"line": "Engine", "type": "Press"}, "type", "There is no field 'type'"),
    ],
)
async def test_a_machine_that_cannot_be_made_is_told_and_nothing_is_written(
    client: httpx.AsyncClient,
    path: str,
    floor: Connection,
    new: dict[str, Any],
    field: str,
    told: str,
) -> None:
    count = "select count(*) from floor.machines"
    before = await floor.fetchval(count)
    bad = tag("State", "status", "Drill", new_machine=new)
    good = {"line": "Engine"}
    problem = await refused(client, path, tag("X", machine="Mill", new_machine=good), bad)
    assert (problem.field, problem.row) == (field, 2)
    assert told in problem.error
    assert await floor.fetchval(count) == before
    assert await floor.fetchval("select count(*) from floor.tags") == 0


# Mistakes -----------------------------------------------------------------------------------


async def test_unknown_names_come_with_similar_ones(client: httpx.AsyncClient, path: str) -> None:
    good = tag("X")
    problem = await refused(client, path, good, tag("A", "status", "M11"))
    assert (problem.field, problem.value, problem.row) == ("machine", "M11", 2)
    assert problem.error == "The machine 'M11' is unknown."
    assert problem.hint.startswith("Did you mean M1, M2")
    assert "For a new one" in problem.hint
    for field, name, similar in (("reason", "part jm", "Part jam"), ("product", "Oil", "Oil pan")):
        states = [STATE, {"raw_value": "7", field: name}]
        problem = await refused(client, path, good, tag("A", "status", states=states))
        assert (problem.field, problem.value, problem.row) == (field, name, 2)
        assert problem.hint.startswith(f"Did you mean {similar}")


async def test_a_second_tag_for_the_state_is_refused_and_the_first_named(
    client: httpx.AsyncClient, path: str
) -> None:
    first, second = tag("A", "status"), tag("B", "status", "m1")
    problem = await refused(client, path, first, second)
    assert (problem.field, problem.row) == ("role", 2)
    assert problem.error == 'm1 has a tag with the role status already: "A" (row 1).'
    await put(client, path, first)
    problem = await refused(client, path, second, method="POST")
    assert problem.error.endswith('already: "A" of the connection "Press shop".')
    other = f"/api/connections/{(await add(client, 'Other'))['connection_id']}/tags"
    problem = await refused(client, other, tag("C"), second)
    assert problem.error.endswith('already: "A" of the connection "Press shop".')
    assert (problem.field, problem.row) == ("role", 2)


async def test_counters_may_be_several(client: httpx.AsyncClient, path: str) -> None:
    assert len(await put(client, path, tag("A", "good"), tag("B", "good"))) == 2


async def test_the_same_address_twice_is_refused(client: httpx.AsyncClient, path: str) -> None:
    rows = await put(client, path, tag("A"), tag("A", "good"), tag("A", machine="M2"))
    assert len(rows) == 3  # other roles and other machines are another matter
    problem = await refused(client, path, tag("A"), tag("B"), tag("A"))
    assert (problem.field, problem.row) == ("address", 3)
    assert '"A" (row 1)' in problem.error
    problem = await refused(client, path, tag("B"), tag("A"), method="POST")
    assert (problem.field, problem.row) == ("address", 2)


@pytest.mark.parametrize(
    ("bad", "field", "told"),
    [
        (tag("A", "status", None), "machine", "needs a machine"),
        (tag("A", machine=None, new_machine={"line": "Engine"}), "machine", "needs a name"),
        (tag("A", "good", counter_modulus=65536), "max_step", "needs a max_step"),
        (tag("A", "good", counter_modulus=100, max_step=100), "max_step", "smaller max_step"),
        (tag("A", "good", counter_modulus=1), "counter_modulus", "above 1"),
        (tag("A", "good", counter_modulus=0), "counter_modulus", "counter_modulus=0 is not"),
        (tag("A", "good", scale=-1), "scale", "above 0"),
        (tag("A", scale=0), "scale", "must not be 0"),
        (tag("A", scale="1"), "scale", "scale=1 is not a factor"),
        (tag("A", deadband=-1), "deadband", "deadband=-1 is not"),
        (tag("A", "speed"), "role", "role=speed is not a role"),
        (tag("A", reset_rule="none"), "reset_rule", "reset_rule=none"),
        (tag("A", silent_after_s=0), "silent_after_s", "silent_after_s=0"),
        (tag("", "value"), "tag_name", "tag_name="),
        (tag("A", address=""), "address", "address="),
        (tag("A", states=[STATE, STATE]), "raw_value", '"6" is given twice'),
        (tag("A", states=[{"raw_value": 6}]), "raw_value", "raw_value=6 is not a raw value"),
        (tag("A", states=[{"raw_value": "6", "status": "off"}]), "status", "status=off"),
        (tag("A", states=[{"raw_value": "6", "state": "off"}]), "state", "no field 'state'"),
        (tag("A", adress="x"), "adress", "no field 'adress'"),
        ({"address": "x"}, "tag_name", "tag_name is missing"),
        ("A", "tags", "The row is A, not an object."),
    ],
)
async def test_a_wrong_field_is_named_with_its_row(
    client: httpx.AsyncClient, path: str, bad: Any, field: str, told: str
) -> None:
    problem = await refused(client, path, tag("X"), bad)
    assert (problem.field, problem.row) == (field, 2)
    assert told in problem.error


async def test_hints_name_the_fields_there_are(client: httpx.AsyncClient, path: str) -> None:
    state = {"raw_value": "6", "stat": "down"}
    assert "raw_value, status" in (await refused(client, path, tag("A", states=[state]))).hint
    new = {"line": "Engine", "type": "x"}
    assert "machine_type" in (await refused(client, path, tag("A", new_machine=new))).hint
    assert "Did you mean address?" in (await refused(client, path, tag("A", adress=""))).hint
    answer = await client.put(path, json={"tag": []})
    assert answer.json()["hint"] == "Did you mean tags? The fields are tags."


async def test_a_tag_that_was_deleted_meanwhile_is_a_conflict(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    one, other = await put(client, path, tag("A"), tag("B"))
    problem = await refused(client, path, one, {**tag("C"), "tag_id": one["tag_id"]})
    assert (problem.field, problem.row) == ("tag_id", 2)
    await floor.execute("delete from floor.tags where tag_id = $1", other["tag_id"])
    problem = await refused(client, path, one, other, status=409)
    assert (problem.field, problem.row) == ("tag_id", 2)
    assert problem.error == f"The tag {other['tag_id']} is gone."
    elsewhere = f"/api/connections/{(await add(client, 'Other'))['connection_id']}/tags"
    assert (await refused(client, elsewhere, one, status=409)).field == "tag_id"


async def test_two_who_save_at_once_take_turns(client: httpx.AsyncClient, path: str) -> None:
    lists = [[tag(f"{who}{n}") for n in range(50)] for who in "abcd"]
    answers = await asyncio.gather(*(client.put(path, json=one) for one in lists))
    assert [answer.status_code for answer in answers] == [200] * 4
    left = {row["tag_name"][0] for row in (await client.get(path)).json()["tags"]}
    assert len(left) == 1


async def test_what_slips_through_is_a_sentence_too(
    client: httpx.AsyncClient, path: str, floor: Connection
) -> None:
    """Another connection takes the role between the check and the writing."""
    other = (await add(client, "Other"))["connection_id"]
    async with floor.transaction():
        await floor.execute(
            "insert into floor.tags (connection_id, address, tag_name, machine_id, role)"
            " select $1, 'x', 'X', machine_id, 'status' from floor.machines"
            " where machine_name = 'M1'",
            other,
        )
        saving = asyncio.create_task(client.put(path, json=[tag("A", "status")]))
        waiting = (
            "select count(*) from pg_stat_activity where pg_backend_pid() ="
            " any(pg_blocking_pids(pid))"  # for us, and not for somebody else
        )
        while not await floor.fetchval(waiting):
            assert not saving.done()
            await asyncio.sleep(0.01)
    answer = await saving
    assert answer.status_code == 409
    assert answer.json()["error"] == "The machine has a tag of that role already."
