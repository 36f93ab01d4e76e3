"""Who opens doors, and for whom, is written down with the person and the program."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from database.connect import Connection
from tests.realtime.running import RunningServer
from tests.web.access.asking import People
from tests.web.access.support import PASSWORD

SINCE = (
    "select table_name, action, person, program, before::text || after::text as change"
    " from floor.audit_log where audit_id > $1 order by audit_id"
)
NEWEST = "select coalesce(max(audit_id), 0) from floor.audit_log"


@pytest.fixture
async def people(floor: Connection, served: RunningServer) -> AsyncIterator[People]:
    """People at the server."""
    found = People(floor, served.http)
    async with found.stack:
        yield found


async def test_what_is_done_for_somebody_is_written_down(people: People) -> None:
    _, ana = await people.person("Ana")
    newest = await people.connection.fetchval(NEWEST)
    ben = {
        "email": "ben@plant.test",
        "name": "Ben",
        "roles": [{"role": "viewer"}],
        "password": PASSWORD,
    }
    person_id = (await ana.post("/api/people", json=ben)).json()["person_id"]
    token = (await ana.post("/api/tokens", json={"name": "ERP"})).json()
    await people.browser(person_id)
    await ana.delete(f"/api/tokens/{token['token_id']}")
    await ana.patch(f"/api/people/{person_id}", json={"is_retired": True})
    rows = await people.connection.fetch(SINCE, newest)
    told = {(row["table_name"], row["action"]) for row in rows if row["person"]}
    assert told == {
        ("floor.people", "insert"),
        ("floor.people", "update"),
        ("floor.person_roles", "insert"),
        ("access.passwords", "insert"),
        ("access.api_tokens", "insert"),
        ("access.api_tokens", "update"),
        ("access.sessions", "update"),
    }
    named = {(row["person"], row["program"]) for row in rows if row["person"]}
    assert named == {("ana@plant.test", "web")}
    assert not any(
        secret in str(row["change"]) for row in rows for secret in (token["token"], "$argon2")
    )


async def test_a_refused_change_leaves_nothing(people: People) -> None:
    person_id, ana = await people.person("Ana")
    newest = await people.connection.fetchval(NEWEST)
    change = {"name": "Anna", "roles": [{"role": "viewer", "line": "Nowhere"}]}
    assert (await ana.patch(f"/api/people/{person_id}", json=change)).status_code == 400
    assert await people.connection.fetch(SINCE, newest) == []
