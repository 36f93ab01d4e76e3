"""Tokens of programs: made by people, told once, held to their scopes, ended at once."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

import httpx
import pytest

from database.connect import Connection
from tests.realtime.running import RunningServer
from tests.web.access.asking import SCRIPT, People, refusal
from web.access.token_models import MadeToken, Tokens

ENDED = "The token is not known, or has ended."


@pytest.fixture
async def people(floor: Connection, served: RunningServer) -> AsyncIterator[People]:
    """People at the server."""
    found = People(floor, served.http)
    async with found.stack:
        yield found


async def made(client: httpx.AsyncClient, **more: object) -> MadeToken:
    """A token of whoever asks."""
    answer = await client.post("/api/tokens", json={"name": "ERP", **more})
    assert answer.status_code == 201, answer.text
    return MadeToken.model_validate_json(answer.content)


async def listed(client: httpx.AsyncClient, **params: str) -> list[int]:
    """Keys of the tokens somebody sees."""
    answer = await client.get("/api/tokens", params=params)
    assert answer.status_code == 200, answer.text
    return [token.token_id for token in Tokens.model_validate_json(answer.content).tokens]


async def test_a_program_acts_for_its_person(people: People) -> None:
    _, ana = await people.person("Ana", "supervisor")
    token = await made(ana, expires_in_days=30)
    assert token.token.startswith("fc_")
    assert token.person == "ana@plant.test"
    assert token.expires_at is not None
    assert round((token.expires_at - token.created_at).total_seconds() / 86_400) == 30
    program = await people.program(token.token)
    told = (await program.get("/api/account")).json()
    assert (told["email"], told["token_id"]) == ("ana@plant.test", token.token_id)
    assert "audit.see" in [right["action"] for right in told["rights"]]


async def test_what_is_kept_is_not_the_token(people: People) -> None:
    _, ana = await people.person("Ana", "supervisor")
    token = await made(ana)
    kept = await people.connection.fetchrow(
        "select token_hash, created_by, used_at from access.api_tokens where token_id = $1",
        token.token_id,
    )
    assert kept is not None
    assert kept["token_hash"] == hashlib.sha256(token.token.encode()).digest()
    assert kept["created_by"] == "ana@plant.test"
    assert kept["used_at"] is None
    assert token.token not in (await ana.get("/api/tokens")).text
    await (await people.program(token.token)).get("/api/account")
    used = "select used_at > now() - interval '1 minute' from access.api_tokens where token_id = $1"
    assert await people.connection.fetchval(used, token.token_id)


async def test_scopes_are_all_it_may(people: People) -> None:
    _, ana = await people.person("Ana", "engineer")
    token = await made(ana, scopes=["people.change", "floor.see"])
    assert token.scopes == ["floor.see", "people.change"]
    program = await people.program(token.token)
    assert (await program.get("/api/people")).status_code == 200
    told = (await program.get("/api/account")).json()
    assert {right["action"] for right in told["rights"]} == {"people.change", "floor.see"}
    narrow = await people.program((await made(ana, scopes=["floor.see"])).token)
    assert "people.change" in refusal(await narrow.get("/api/people"), 403).error
    assert (await narrow.get("/api/kpis")).status_code == 200


async def test_a_scope_gives_nothing_its_person_has_not(people: People) -> None:
    _, eve = await people.person("Eve", "viewer")
    program = await people.program((await made(eve, scopes=["people.change"])).token)
    refusal(await program.get("/api/people"), 403)
    assert (await program.get("/api/account")).json()["rights"] == []


async def test_no_scope_at_all_is_no_token(people: People) -> None:
    """To the database an empty list of scopes would mean all of them."""
    _, ana = await people.person("Ana", "engineer")
    refusal(await ana.post("/api/tokens", json={"name": "ERP", "scopes": []}), 400, "scopes")
    token = await made(ana, scopes=["floor.see"])
    await people.connection.execute(
        "update access.api_tokens set scopes = '{}' where token_id = $1", token.token_id
    )
    program = await people.program(token.token)
    refusal(await program.get("/api/account"), 401)


async def test_a_token_opens_no_doors(people: People) -> None:
    person_id, ana = await people.person("Ana", "engineer")
    first, other = await made(ana), await made(ana)
    program = await people.program(first.token)
    for answer in (
        await program.post("/api/tokens", json={"name": "more"}),
        await program.delete(f"/api/tokens/{other.token_id}"),
        await program.post("/api/people", json={"email": "x@plant.test", "name": "X"}),
        await program.patch(f"/api/people/{person_id}", json={"name": "X"}),
        await program.delete("/api/account/sessions"),
        await program.delete("/api/account/sessions/1"),
        await program.post("/api/account/password", json={"old": "x", "new": "y"}),
    ):
        assert "A token cannot" in refusal(answer, 403, "Authorization").error
    assert (await program.delete(f"/api/tokens/{first.token_id}")).status_code == 200
    refusal(await program.get("/api/account"), 401)


async def test_revoked_is_refused_at_once(people: People) -> None:
    _, ana = await people.person("Ana", "supervisor")
    token = await made(ana)
    program = await people.program(token.token)
    assert (await program.get("/api/account")).status_code == 200
    assert (await ana.delete(f"/api/tokens/{token.token_id}")).status_code == 200
    assert refusal(await program.get("/api/account"), 401).error == ENDED
    assert token.token_id not in await listed(ana)
    refusal(await ana.delete(f"/api/tokens/{token.token_id}"), 404, "token_id")


@pytest.mark.parametrize(
    "statement",
    [
        "update access.api_tokens set expires_at = now() - interval '1 second' where token_id = $1",
        "update floor.people set retired_at = now() where person_id ="
        " (select person_id from access.api_tokens where token_id = $1)",
    ],
    ids=["expired", "retired"],
)
async def test_it_ends(people: People, statement: str) -> None:
    _, zoe = await people.person("Zoe", "supervisor")
    token = await made(zoe)
    program = await people.program(token.token)
    assert (await program.get("/api/account")).status_code == 200
    await people.connection.execute(statement, token.token_id)
    refusal(await program.get("/api/account"), 401)
    await people.connection.execute(
        "update floor.people set retired_at = null where display_name = 'Zoe'"
    )


@pytest.mark.parametrize("token", ["fc_", "fc_nobody has this one", "x", "floorcast_session"])
async def test_nobody_is_known_by_a_guess(people: People, token: str) -> None:
    refusal(await (await people.program(token)).get("/api/account"), 401)


async def test_others_are_for_those_who_change_people(people: People) -> None:
    _, ana = await people.person("Ana", "engineer")
    _, ben = await people.person("Ben", "viewer")
    token = await made(ben)
    whose = {"person": "BEN@plant.test"}
    assert await listed(ben, **whose) == await listed(ben)
    assert token.token_id not in await listed(ana)
    assert token.token_id in await listed(ana, **whose)
    assert token.token_id in await listed(ana, person="*")
    refusal(await ana.get("/api/tokens", params={"person": "who@plant.test"}), 400, "person")
    for person in ("ana@plant.test", "*"):
        refusal(await ben.get("/api/tokens", params={"person": person}), 403, "person")
    anas = await made(ana)
    refusal(await ben.delete(f"/api/tokens/{anas.token_id}"), 404)
    assert (await ana.delete(f"/api/tokens/{token.token_id}")).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "ERP", "scopes": ["work.everything"]}, "scopes"),
        ({"name": "ERP", "scopes": "floor.see"}, "scopes"),
        ({"name": "ERP", "expires_in_days": 0}, "expires_in_days"),
        ({"name": "ERP", "expires_in_days": 1e9}, "expires_in_days"),
        ({"name": "ERP", "person": "ben@plant.test"}, "person"),
    ],
)
async def test_what_makes_no_token(people: People, body: object, field: str) -> None:
    _, ana = await people.person("Ana", "engineer")
    assert refusal(await ana.post("/api/tokens", json=body), 400, field).hint


async def test_a_name_is_a_text(people: People) -> None:
    _, ana = await people.person("Ana", "engineer")
    token = await made(ana, name=SCRIPT)
    assert token.name == SCRIPT
    answer = await ana.get("/api/tokens")
    assert answer.headers["content-type"] == "application/json"
    refusal(await ana.delete("/api/tokens/99999999999999"), 404)
    refusal(await ana.get("/api/tokens?who=x"), 400, "who")
