"""Connections by the API: made, changed, deleted; checked by the ingester; secrets never told."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.web.api.devices import (
    SECRET,
    URL,
    add,
    answering,
    describe_opcua,
    forget_connections,
    show_alive,
)
from web.api import connection_models as models
from web.api.models import Problem


@pytest.fixture(autouse=True)
async def empty(floor: Connection) -> None:
    """No connections yet, and a known protocol."""
    await forget_connections(floor)
    await describe_opcua(floor)


async def secrets(floor: Connection) -> dict[str, str]:
    """What the table of secrets holds."""
    rows = await floor.fetch("select secret_name, secret_value from floor.connection_secrets")
    return {row["secret_name"]: row["secret_value"] for row in rows}


async def refusal(answer: httpx.Response, status: int, field: str | None) -> Problem:
    """What is wrong, in the one form all refusals have."""
    assert answer.status_code == status, answer.text
    problem = Problem.model_validate_json(answer.content)
    assert problem.field == field
    assert problem.hint
    assert SECRET not in answer.text
    return problem


# Reading ------------------------------------------------------------------------------------


async def test_protocols_and_ingesters_are_listed(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await show_alive(floor)
    await show_alive(floor, "far", seen_s_ago=60)
    answer = (await client.get("/api/connectors")).json()
    models.Connectors.model_validate(answer)
    assert [row["protocol"] for row in answer["connectors"]] == ["opcua"]
    assert answer["connectors"][0]["config_schema"]["required"] == ["url"]
    alive = {row["ingester"]: row["is_alive"] for row in answer["ingesters"]}
    assert alive == {"far": False, "main": True}


async def test_a_connection_shows_how_it_fares(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    row = await add(client)
    await floor.execute(
        "insert into historian.connection_states"
        " (connection_id, state, samples, samples_per_s, problem, hint, details)"
        """ values ($1, 'lost', 12, 3.5, 'Gone.', 'Look.', '{"security": "none"}')"""
        " on conflict (connection_id) do update set state = 'lost', samples = 12,"
        " samples_per_s = 3.5, problem = 'Gone.', hint = 'Look.',"
        """ details = '{"security": "none"}'""",
        row["connection_id"],
    )
    answer = await client.get("/api/connections")
    found = models.Connections.model_validate_json(answer.content).connections
    assert [one.connection_name for one in found] == ["Press shop"]
    assert (found[0].state, found[0].samples, found[0].problem) == ("lost", 12, "Gone.")
    assert found[0].details == {"security": "none"}
    one = await client.get(f"/api/connections/{row['connection_id']}")
    assert one.json() == answer.json()["connections"][0]
    assert one.headers["cache-control"] == "no-store"


# Making -------------------------------------------------------------------------------------


async def test_without_an_ingester_it_is_saved_and_nobody_checked_it(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    row = await add(client, secrets={"password": SECRET})
    models.Connection.model_validate(row)
    assert row["note"].startswith("Nobody has checked these settings. No ingester named")
    assert "`floorcast ingest`" in row["note"]
    assert (row["config"], row["has_secrets"]) == ({"url": URL}, ["password"])
    assert (row["state"], row["is_enabled"], row["tags"]) == ("waiting", True, 0)
    assert await secrets(floor) == {"password": SECRET}
    assert await floor.fetchval("select origin from floor.connections") == "floorcast web"
    await show_alive(floor, seen_s_ago=60)
    assert "note" in await add(client, "Paint shop")


async def test_the_ingester_checks_before_it_is_saved(
    client: httpx.AsyncClient, served_url: str
) -> None:
    async with answering(served_url) as ingester:
        row = await add(client, secrets={"password": SECRET})
    assert "note" not in row
    [probe] = ingester.taken
    assert (probe["probe_kind"], probe["protocol"], probe["ingester"]) == (
        "check",
        "opcua",
        "main",
    )
    assert json.loads(probe["config"]) == {"url": URL}
    assert json.loads(probe["secrets"]) == {"password": SECRET}


async def test_what_the_ingester_finds_wrong_is_told_and_nothing_is_saved(
    client: httpx.AsyncClient, served_url: str, floor: Connection
) -> None:
    found = {"error": 'Address is "x": no.', "field": "url", "value": "x", "hint": "Like opc.tcp:"}
    async with answering(served_url, lambda _: found):
        answer = await client.post(
            "/api/connections", json={"name": "A", "protocol": "opcua", "config": {"url": "x"}}
        )
    problem = await refusal(answer, 400, "url")
    assert (problem.error, problem.value, problem.hint) == (
        'Address is "x": no.',
        "x",
        "Like opc.tcp:",
    )
    assert await floor.fetchval("select count(*) from floor.connections") == 0
    assert await floor.fetchval("select count(*) from historian.probes") == 0


async def test_an_ingester_that_has_just_gone_holds_nothing_up(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await show_alive(floor)
    assert "Nobody has checked" in (await add(client))["note"]
    assert await floor.fetchval("select count(*) from historian.probes") == 0


async def test_a_name_there_is_already_is_refused(client: httpx.AsyncClient) -> None:
    await add(client)
    body = {"name": "PRESS SHOP", "protocol": "opcua", "config": {"url": URL}}
    problem = await refusal(await client.post("/api/connections", json=body), 409, "name")
    assert problem.value == "PRESS SHOP"


async def test_an_unknown_protocol_is_refused_with_the_choices(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    body = {"name": "A", "protocol": "opcda", "config": {}}
    problem = await refusal(await client.post("/api/connections", json=body), 400, "protocol")
    assert problem.hint == "The protocols are opcua."
    await floor.execute("delete from historian.connectors")  # before the first ingester ran
    assert (await client.post("/api/connections", json=body)).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"protocol": "opcua"}, "name"),
        ({"name": "", "protocol": "opcua"}, "name"),
        ({"name": " A ", "protocol": "opcua"}, "name"),
        ({"name": "A\nB", "protocol": "opcua"}, "name"),
        ({"name": "A" * 201, "protocol": "opcua"}, "name"),
        ({"name": "A", "protocol": "OPC UA"}, "protocol"),
        ({"name": "A", "protocol": "opcua", "config": []}, "config"),
        ({"name": "A", "protocol": "opcua", "is_enabled": "yes"}, "is_enabled"),
        ({"name": "A", "protocol": "opcua", "ingester": ""}, "ingester"),
        ({"name": "A", "protocol": "opcua", "password": SECRET}, "password"),
        ({"name": "A", "protocol": "opcua", "secrets": SECRET}, "secrets"),
        ({"name": "A", "protocol": "opcua", "secrets": {"password": [SECRET]}}, "password"),
        ({"name": "A", "protocol": "opcua", "secrets": {"password": f"\0{SECRET}"}}, "password"),
    ],
)
async def test_a_wrong_field_is_named(
    client: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    await refusal(await client.post("/api/connections", json=body), 400, field)


async def test_a_body_that_cannot_be_read_is_not_repeated(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    content = f'{{"secrets": {{"password": "{SECRET}"'
    answer = await client.post("/api/connections", content=content, headers=headers)
    assert (await refusal(answer, 400, "body")).value is None
    await refusal(await client.post("/api/connections", json=[1]), 400, "body")
    for form in ({"content": "x=1"}, {"data": {"name": "x"}}):
        await refusal(await client.post("/api/connections", **form), 415, "Content-Type")


# Secrets ------------------------------------------------------------------------------------


async def test_a_secret_among_the_settings_is_kept_apart(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    config = {"url": URL, "password": SECRET}
    row = await add(client, config=config)
    assert SECRET not in json.dumps(row)
    assert await secrets(floor) == {"password": SECRET}
    assert await floor.fetchval("select config ? 'password' from floor.connections") is False


async def test_a_secret_written_by_hand_is_not_shown(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await floor.execute(
        "insert into floor.connections (connection_name, protocol, config)"
        """ values ('A', 'opcua', '{"url": "x", "password": "hunter2-äß"}'),"""
        """ ('B', 'unheard', '{"url": "x", "password": "hunter2-äß"}')"""
    )
    answer = await client.get("/api/connections")
    assert SECRET not in answer.text
    assert [row["config"] for row in answer.json()["connections"]] == [{"url": "x"}] * 2


async def test_a_secret_that_is_not_given_stays_and_null_erases_it(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    path = f"/api/connections/{(await add(client, secrets={'password': SECRET}))['connection_id']}"
    kept = await client.put(path, json={"config": {"url": "opc.tcp://b"}})
    assert kept.json()["has_secrets"] == ["password"]
    assert await secrets(floor) == {"password": SECRET}
    await client.put(path, json={"secrets": {"password": "other", "pin": "1"}})
    assert await secrets(floor) == {"password": "other", "pin": "1"}
    erased = await client.put(path, json={"secrets": {"password": None}})
    assert erased.json()["has_secrets"] == ["pin"]
    assert erased.json()["config"] == {"url": "opc.tcp://b"}


async def test_what_an_ingester_says_of_a_secret_is_not_passed_on(
    client: httpx.AsyncClient, served_url: str
) -> None:
    found = {"error": "Password is wrong.", "field": "password", "value": SECRET, "hint": "Look."}
    body = {"protocol": "opcua", "config": {"url": URL}, "secrets": {"password": SECRET}}
    async with answering(served_url, lambda _: found):
        answer = await client.post("/api/connections/test", json=body)
    assert (await refusal(answer, 400, "password")).value is None


# Changing and deleting ----------------------------------------------------------------------


async def test_what_is_left_out_stays(client: httpx.AsyncClient, served_url: str) -> None:
    row = await add(client, secrets={"password": SECRET})
    row.pop("note")
    path = f"/api/connections/{row['connection_id']}"
    async with answering(served_url) as ingester:
        changed = (await client.put(path, json={"is_enabled": False})).json()
        assert ingester.taken == []  # nothing of the settings changed
    assert (changed["state"], changed["is_enabled"]) == ("disabled", False)
    assert {name: changed[name] for name in ("connection_name", "protocol", "config")} == {
        name: row[name] for name in ("connection_name", "protocol", "config")
    }
    assert (await client.put(path, json={"name": "Foundry"})).json()["connection_name"] == "Foundry"


async def test_changed_settings_are_checked_with_the_stored_secrets(
    client: httpx.AsyncClient, served_url: str
) -> None:
    row = await add(client, secrets={"password": SECRET})
    path = f"/api/connections/{row['connection_id']}"
    async with answering(served_url) as ingester:
        changed = await client.put(path, json={"config": {"url": "opc.tcp://b"}})
    assert "note" not in changed.json()
    [probe] = ingester.taken
    assert probe["connection_id"] == row["connection_id"]
    assert json.loads(probe["secrets"]) == {}
    assert json.loads(probe["config"]) == {"url": "opc.tcp://b"}


async def test_nothing_is_written_where_nothing_differs(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    row = await add(client, secrets={"password": SECRET})
    versions = "select xmin::text from floor.connections union all"
    versions += " select xmin::text from floor.connection_secrets"
    before = await floor.fetch(versions)
    body = {"name": "Press shop", "config": {"url": URL}, "secrets": {"password": SECRET}}
    await client.put(f"/api/connections/{row['connection_id']}", json=body)
    assert await floor.fetch(versions) == before


async def test_a_reload_is_a_newer_instant(client: httpx.AsyncClient, floor: Connection) -> None:
    row = await add(client)
    instant = "select reloaded_at from floor.connections"
    before = await floor.fetchval(instant)
    answer = await client.post(f"/api/connections/{row['connection_id']}/reload")
    assert models.Connection.model_validate_json(answer.content).connection_name == "Press shop"
    assert await floor.fetchval(instant) > before


async def test_deleting_takes_tags_and_secrets_along(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    row = await add(client, secrets={"password": SECRET})
    await floor.execute(
        "insert into floor.tags (connection_id, address, tag_name) values ($1, 'a', 'A')",
        row["connection_id"],
    )
    answer = await client.delete(f"/api/connections/{row['connection_id']}")
    assert (answer.status_code, answer.json()) == (200, {})
    assert await floor.fetchval("select count(*) from floor.tags") == 0
    assert await secrets(floor) == {}


@pytest.mark.parametrize("connection_id", ["1", "2147483648", "99999999999999999999"])
@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("POST", "/reload"),
        ("GET", "/tags"),
        ("PUT", "/tags"),
        ("POST", "/tags"),
        ("GET", "/dead-letters"),
        ("GET", "/findings"),
        ("POST", "/test"),
    ],
)
async def test_a_connection_that_is_gone_is_told(
    client: httpx.AsyncClient, floor: Connection, connection_id: str, method: str, more: str
) -> None:
    await floor.execute("select setval('floor.connections_connection_id_seq', 5)")
    body: dict[str, Any] | None = {"tags": []} if more == "/tags" and method != "GET" else None
    answer = await client.request(method, f"/api/connections/{connection_id}{more}", json=body)
    problem = await refusal(answer, 404, "connection_id")
    assert "deleted meanwhile" in problem.hint


async def test_one_that_is_deleted_while_it_is_checked_is_gone(
    client: httpx.AsyncClient, served_url: str, floor: Connection
) -> None:
    row = await add(client)
    path = f"/api/connections/{row['connection_id']}"
    async with answering(served_url, lambda _: None) as ingester:
        saving = asyncio.create_task(client.put(path, json={"config": {}}))
        while not ingester.taken:
            await asyncio.sleep(0.01)
        await floor.execute("delete from floor.connections")
        await refusal(await saving, 404, "connection_id")  # its question went with it
    assert await floor.fetchval("select count(*) from floor.connections") == 0


# Dead letters -------------------------------------------------------------------------------


async def test_implausible_steps_of_counters_are_told(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    row = await add(client)
    path = f"/api/connections/{row['connection_id']}/findings"
    assert (await client.get(path)).json() == {"findings": []}
    tag_id = await floor.fetchval(
        "insert into floor.tags (connection_id, address, tag_name, machine_id, role, max_step)"
        " select $1, 'g', 'Good', min(machine_id), 'good', 10 from floor.machines"
        " returning tag_id",
        row["connection_id"],
    )
    await floor.execute(
        "insert into historian.samples (tag_id, at, value)"
        " values ($1, now() - interval '2 minutes', 5), ($1, now() - interval '1 minute', 5000)",
        tag_id,
    )
    (found,) = models.Findings.model_validate_json((await client.get(path)).content).findings
    assert (found.finding, found.tag_name, found.counted_pcs) == ("jump", "Good", 0)
    assert "5000" in found.explanation
    assert found.hint


async def test_dead_letters_are_told_with_the_reason(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    row = await add(client)
    path = f"/api/connections/{row['connection_id']}/dead-letters"
    assert (await client.get(path)).json() == {"total": 0, "dead_letters": []}
    tag_id = await floor.fetchval(
        "insert into floor.tags (connection_id, address, tag_name) values ($1, 'a', 'A')"
        " returning tag_id",
        row["connection_id"],
    )
    await floor.execute(
        "insert into historian.dead_letters (source, tag_id, at, value, reason, hint)"
        " select 'main', $1, now(), n, 'Too far ahead.', 'Check the clock.'"
        " from generate_series(1, 203) as n",
        tag_id,
    )
    await floor.execute(
        "insert into historian.dead_letters (source, tag_id, reason) values ('main', 0, 'Unknown.')"
    )
    found = models.DeadLetters.model_validate_json((await client.get(path)).content)
    assert found.total == 203
    assert [letter.value for letter in found.dead_letters] == [float(n) for n in range(203, 3, -1)]
    assert found.dead_letters[0].tag_name == "A"


async def test_a_parameter_there_is_not_is_refused(client: httpx.AsyncClient) -> None:
    for path in ("/api/connectors", "/api/connections", "/api/connections/1"):
        await refusal(await client.get(f"{path}?x=1"), 400, "x")
