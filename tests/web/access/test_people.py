"""/api/people: who uses Floorcast and what they are, changed by those who may."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from database.connect import Connection
from tests.people import add_person
from tests.realtime.running import RunningServer
from tests.web.access.asking import SCRIPT, People, refusal
from tests.web.access.support import PASSWORD, add_login, log_in
from web.access import people_rows
from web.access.people_models import ChangedPerson, Person
from web.access.people_models import People as Listed

# without the trigger that would keep the last engineer
FORGET = """
set session_replication_role = replica;
truncate access.passwords, access.sessions, access.api_tokens, access.login_attempts;
truncate floor.person_roles;
delete from floor.employees;
delete from floor.people;
set session_replication_role = origin;
"""
EVERYWHERE = {"plant": None, "line": None}
ENGINEER = {"roles": [{"role": "engineer"}]}


@pytest.fixture
async def people(floor: Connection, served: RunningServer) -> AsyncIterator[People]:
    """Nobody yet at the server but whoever sits there."""
    await floor.execute(FORGET)
    found = People(floor, served.http)
    async with found.stack:
        yield found


@pytest.fixture
async def ana(people: People) -> httpx.AsyncClient:
    """Somebody who may change people."""
    return (await people.person("Ana"))[1]


async def added(client: httpx.AsyncClient, email: str = "ben@plant.test", **more: object) -> Person:
    """Somebody new."""
    answer = await client.post("/api/people", json={"email": email, "name": "Ben", **more})
    assert answer.status_code == 201, answer.text
    return Person.model_validate_json(answer.content)


async def changed(client: httpx.AsyncClient, person_id: int, **change: object) -> Person:
    """Somebody, after a change."""
    answer = await client.patch(f"/api/people/{person_id}", json=change)
    assert answer.status_code == 200, answer.text
    return Person.model_validate_json(answer.content)


async def test_somebody_is_let_in(people: People, ana: httpx.AsyncClient) -> None:
    roles = [{"role": "supervisor", "line": "engine"}, {"role": "viewer", "plant": "PLANT"}]
    ben = await added(ana, roles=[*roles, roles[0]])
    assert [role.model_dump() for role in ben.roles] == [
        {"role": "supervisor", "plant": None, "line": "Engine"},
        {"role": "viewer", "plant": "Plant", "line": None},
    ]
    assert (ben.has_password, ben.last_seen_at, ben.retired_at) == (False, None, None)
    answer = await ana.get("/api/people")
    listed = Listed.model_validate_json(answer.content).people
    assert [(one.name, one.email) for one in listed] == [
        ("Ana", "ana@plant.test"),
        ("Ben", "ben@plant.test"),
    ]
    one = await ana.get(f"/api/people/{ben.person_id}")
    assert Person.model_validate_json(one.content) == ben
    assert listed[0].last_seen_at is not None
    assert listed[0].sessions == 1
    granted_by = "select distinct granted_by from floor.person_roles where person_id = $1"
    assert await people.connection.fetchval(granted_by, ben.person_id) == "ana@plant.test"


async def test_the_employee_is_named(people: People, ana: httpx.AsyncClient) -> None:
    await add_person(people.connection, "Tom", "maintenance", is_employee=True)
    listed = Listed.model_validate_json((await ana.get("/api/people")).content).people
    assert {one.name: one.employee for one in listed} == {"Ana": None, "Tom": "Tom"}


async def test_roles_are_sent_as_a_whole(people: People, ana: httpx.AsyncClient) -> None:
    ben = await added(ana, roles=[{"role": "viewer"}, {"role": "operator", "line": "Engine"}])
    browser = await people.browser(ben.person_id)
    assert (await browser.get("/api/account")).json()["rights"][0]["lines"] is None
    row = "select person_role_id from floor.person_roles where role = 'operator'"
    kept = await people.connection.fetchval(row)
    wanted = [{"role": "operator", "line": "Engine"}, {"role": "maintenance", "line": "Exterior"}]
    after = await changed(ana, ben.person_id, roles=wanted)
    assert {(role.role, role.line) for role in after.roles} == {
        ("operator", "Engine"),
        ("maintenance", "Exterior"),
    }
    assert await people.connection.fetchval(row) == kept  # what stays is not touched
    told = (await browser.get("/api/account")).json()
    rights = {right["action"]: right["lines"] for right in told["rights"]}
    assert rights["floor.see"] == ["Engine", "Exterior"]
    assert rights["count.enter"] == ["Engine"]
    assert (await changed(ana, ben.person_id, roles=[])).roles == []
    assert (await browser.get("/api/account")).json()["rights"] == []


async def test_who_leaves_is_out_at_once(people: People, ana: httpx.AsyncClient) -> None:
    ben = await added(ana, roles=[{"role": "supervisor"}])
    browser = await people.browser(ben.person_id)
    token = (await browser.post("/api/tokens", json={"name": "ERP"})).json()["token"]
    program = await people.program(token)
    assert (await program.get("/api/account")).json()["email"] == "ben@plant.test"
    gone = await changed(ana, ben.person_id, is_retired=True)
    assert gone.retired_at is not None
    assert (gone.sessions, gone.tokens) == (0, 0)
    refusal(await program.get("/api/account"), 401)
    assert (await browser.get("/api/account")).json()["name"] == "This computer"
    back = await changed(ana, ben.person_id, is_retired=False)
    assert back.retired_at is None
    assert back.roles == gone.roles
    refusal(await program.get("/api/account"), 401)  # what was ended stays so
    assert (await browser.get("/api/account")).json()["name"] == "This computer"


async def test_the_list_is_for_engineers_everywhere(people: People, floor: Connection) -> None:
    for role in ("viewer", "operator", "maintenance", "supervisor"):
        person_id, client = await people.person(role.title(), role)
        refusal(await client.get("/api/people"), 403, "person")
        refusal(await client.get(f"/api/people/{person_id}"), 403)
        refusal(await client.post("/api/people", json={}), 403)
        refusal(await client.patch(f"/api/people/{person_id}", json=ENGINEER), 403)
        assert (await client.get("/config/people")).status_code == 403
        if role in ("maintenance", "supervisor"):
            assert "/config/people" not in (await client.get("/config")).text
    person_id, client = await people.person("Lee", "engineer", line="Engine")
    assert "everywhere" in refusal(await client.get("/api/people"), 403).error
    refusal(await client.patch(f"/api/people/{person_id}", json=ENGINEER), 403)


async def test_the_last_engineer_stays(people: People, ana: httpx.AsyncClient) -> None:
    listed = Listed.model_validate_json((await ana.get("/api/people")).content).people
    me = listed[0].person_id
    await added(ana, roles=[{"role": "engineer", "line": "Engine"}, {"role": "supervisor"}])
    changes: tuple[dict[str, object], ...] = (
        {"is_retired": True},
        {"roles": []},
        {"roles": [{"role": "supervisor"}, {"role": "engineer", "plant": "Plant"}]},
    )
    for change in changes:
        problem = refusal(await ana.patch(f"/api/people/{me}", json=change), 409, "roles")
        assert "Nobody would be left" in problem.error
        assert problem.hint
    assert (await ana.get(f"/api/people/{me}")).json()["roles"] == [
        {"role": "engineer", **EVERYWHERE}
    ]
    other = await added(ana, "eve@plant.test", roles=[{"role": "engineer"}])
    assert (await changed(ana, me, roles=[{"role": "viewer"}])).roles[0].role == "viewer"
    assert (await ana.get("/api/people")).status_code == 403
    eve = await people.browser(other.person_id)
    refusal(await eve.patch(f"/api/people/{other.person_id}", json={"is_retired": True}), 409)


async def test_where_there_is_none_others_still_change(people: People) -> None:
    """The first people are let in from a terminal, one after the other."""
    ben = await add_login(people.connection, "Ben", "viewer")
    row = await people_rows.row(people.connection, ben)
    change = ChangedPerson.model_validate({"roles": [{"role": "operator"}]})
    await people_rows.change(people.connection, ben, change, row["email"], "password")
    change = ChangedPerson.model_validate({"is_retired": True})
    await people_rows.change(people.connection, ben, change, row["email"], "password")
    assert (await people_rows.row(people.connection, ben))["retired_at"] is not None


async def test_whoever_sits_here_stays_what_they_are(
    people: People, client: httpx.AsyncClient
) -> None:
    me = (await client.get("/api/account")).json()["person_id"]
    await people.person("Ana")
    changes: tuple[dict[str, object], ...] = (
        {"is_retired": True},
        {"roles": []},
        {"password": PASSWORD},
    )
    for change in changes:
        refusal(await client.patch(f"/api/people/{me}", json=change), 409, "person_id")
    assert (await changed(client, me, name="Control room")).name == "Control room"


async def test_an_address_is_of_one_person(people: People, ana: httpx.AsyncClient) -> None:
    ben = await added(ana)
    body = {"email": "BEN@plant.test", "name": "Another Ben"}
    problem = refusal(await ana.post("/api/people", json=body), 409, "email")
    assert problem.error == "Ben has the address 'ben@plant.test' already."
    await changed(ana, ben.person_id, is_retired=True)
    assert "back" in refusal(await ana.post("/api/people", json=body), 409, "email").hint


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"roles": [{"role": "boss"}]}, "role"),
        ({"roles": [{"role": "viewer", "line": "Nowhere"}]}, "line"),
        ({"roles": [{"role": "viewer", "plant": "Nowhere"}]}, "plant"),
        ({"roles": [{"role": "viewer", "plant": "Plant", "line": "Engine"}]}, "line"),
        ({"roles": [{"role": "viewer", "rights": "all"}]}, "rights"),
        ({"roles": "viewer"}, "roles"),
        ({"name": ""}, "name"),
        ({"is_retired": "yes"}, "is_retired"),
        ({"email": "other@plant.test"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "ben@plant.test"}, "password"),
    ],
)
async def test_what_is_wrong_changes_nothing(
    ana: httpx.AsyncClient, change: dict[str, object], field: str
) -> None:
    ben = await added(ana)
    answer = await ana.patch(f"/api/people/{ben.person_id}", json={"name": "B", **change})
    problem = refusal(answer, 400, field)
    assert problem.hint
    if field == "password":
        assert str(change["password"]) not in answer.text
    if problem.value == "Nowhere":
        assert problem.row == 1
    told = Person.model_validate_json((await ana.get(f"/api/people/{ben.person_id}")).content)
    assert told == ben


@pytest.mark.parametrize("email", ["ben", "@plant.test", "ben@", "b en@x.test", "", "x" * 300, 7])
async def test_what_is_no_address(ana: httpx.AsyncClient, email: object) -> None:
    refusal(await ana.post("/api/people", json={"email": email, "name": "Ben"}), 400, "email")


async def test_nobody_of_that_key(ana: httpx.AsyncClient) -> None:
    for person_id in (0, 999_999_999, 10**15):
        refusal(await ana.get(f"/api/people/{person_id}"), 404, "person_id")
        refusal(await ana.patch(f"/api/people/{person_id}", json={"name": "X"}), 404)


async def test_the_page_is_linked_for_those_who_may(ana: httpx.AsyncClient) -> None:
    assert 'href="/config/people"' in (await ana.get("/config")).text


async def test_a_script_is_a_text(ana: httpx.AsyncClient) -> None:
    ben = await added(ana)
    assert (await changed(ana, ben.person_id, name=SCRIPT)).name == SCRIPT
    assert SCRIPT not in (await ana.get("/config/people")).text


async def test_a_password_logs_in(
    people: People, ana: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    ben = await added(ana, password=PASSWORD)
    assert ben.has_password
    assert (await log_in(stranger, "ben@plant.test", PASSWORD)).status_code == 303
    assert (await stranger.get("/api/account")).json()["name"] == "Ben"
    other = "another correct horse"
    await changed(ana, ben.person_id, password=other)
    refusal(await stranger.get("/api/account"), 401)  # logged in with the old one no longer
    assert (await log_in(stranger, "ben@plant.test", PASSWORD)).status_code == 401
    assert (await log_in(stranger, "ben@plant.test", other)).status_code == 303
    kept = await people.connection.fetchval("select password_hash from access.passwords")
    assert kept.startswith("$argon2")


async def test_where_one_logs_in_whoever_sits_here_does_not_count(
    people: People, ana: httpx.AsyncClient, client: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    """They could do nothing about it: nobody can log in as this computer."""
    assert (await client.get("/api/account")).json()["name"] == "This computer"
    listed = Listed.model_validate_json((await ana.get("/api/people")).content).people
    me = next(one.person_id for one in listed if one.name == "Ana")
    await changed(ana, me, password=PASSWORD)
    assert (await log_in(stranger)).status_code == 303
    refusal(await stranger.patch(f"/api/people/{me}", json={"is_retired": True}), 409)
    assert (await changed(client, me, is_retired=True)).retired_at is not None
