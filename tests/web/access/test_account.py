"""/account: who one is and what one may do, and the ways in that one has."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from database.connect import Connection
from tests.people import session_of
from tests.realtime.running import RunningServer
from tests.web.access.asking import SCRIPT, People, refusal
from tests.web.access.support import FORGET_ATTEMPTS, PASSWORD, add_login, log_in
from web.access.account_models import Account

NEW = "another correct horse"


@pytest.fixture
async def people(floor: Connection, served: RunningServer) -> AsyncIterator[People]:
    """People at the server."""
    await floor.execute("truncate access.sessions, access.api_tokens, access.passwords")
    await floor.execute(FORGET_ATTEMPTS)
    found = People(floor, served.http)
    async with found.stack:
        yield found


async def account(client: httpx.AsyncClient) -> Account:
    """Who asks."""
    answer = await client.get("/api/account")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return Account.model_validate_json(answer.content)


async def test_who_sits_here(people: People, client: httpx.AsyncClient) -> None:
    told = await account(client)
    assert (told.name, told.mode, told.session_id, told.token_id) == (
        "This computer",
        "local",
        None,
        None,
    )
    assert all(right.lines is None for right in told.rights)
    assert len(told.rights) == 10


async def test_what_one_is_and_may_do_where(people: People) -> None:
    _, kai = await people.person("Kai", "operator", line="Engine")
    told = await account(kai)
    assert (told.email, told.name, told.employee_id) == ("kai@plant.test", "Kai", None)
    assert [role.model_dump() for role in told.roles] == [
        {"role": "operator", "plant": None, "line": "Engine"}
    ]
    rights = {right.action: right.lines for right in told.rights}
    actions = ("floor.see", "work.report", "stop.explain", "count.enter")
    assert rights == {action: ["Engine"] for action in actions}
    assert told.rights[0].description == "Look at machines, figures and work orders"


async def test_one_browser_is_logged_out(people: People) -> None:
    person_id, here = await people.person("Kim", "viewer")
    there = await people.browser(person_id)
    told = await account(here)
    assert [session.is_this_one for session in told.sessions] == [True, False]
    assert told.sessions[0].session_id == told.session_id
    other = told.sessions[1].session_id
    assert (await account(there)).session_id == other
    assert (await here.delete(f"/api/account/sessions/{other}")).json() == {"ended": 1}
    assert (await account(there)).name == "This computer"
    refusal(await here.delete(f"/api/account/sessions/{other}"), 404, "session_id")
    refusal(await here.delete("/api/account/sessions/99999999999999"), 404)


async def test_all_others_are_logged_out(people: People) -> None:
    person_id, here = await people.person("Kim", "viewer")
    others = [await people.browser(person_id) for _ in range(3)]
    _, lee = await people.person("Lee", "viewer")
    assert (await here.delete("/api/account/sessions")).json() == {"ended": 3}
    assert [(await account(other)).name for other in others] == ["This computer"] * 3
    assert (await account(here)).name == "Kim"
    assert (await account(lee)).name == "Lee"


async def test_sessions_of_others_are_not_mine(people: People) -> None:
    _, kim = await people.person("Kim", "engineer")
    _, lee = await people.person("Lee", "viewer")
    lees = (await account(lee)).session_id
    refusal(await kim.delete(f"/api/account/sessions/{lees}"), 404, "session_id")
    assert (await account(lee)).name == "Lee"


async def test_what_ended_is_not_listed(people: People) -> None:
    person_id, kim = await people.person("Kim", "viewer")
    for change in (
        "expires_at = now()",
        "revoked_at = now()",
        "seen_at = now() - interval '13 hours'",
    ):
        cookies = await session_of(people.connection, person_id)
        await people.connection.execute(
            f"update access.sessions set {change} where session_id ="
            " (select max(session_id) from access.sessions)"
        )
        assert cookies
    assert len((await account(kim)).sessions) == 1


async def test_nobody_has_a_password_here(people: People) -> None:
    _, kim = await people.person("Kim", "viewer")
    body = {"old": PASSWORD, "new": NEW}
    refusal(await kim.post("/api/account/password", json=body), 409, "new")


async def test_a_password_is_changed(
    people: People, guarded: RunningServer, stranger: httpx.AsyncClient
) -> None:
    person_id = await add_login(people.connection, "Mia", "viewer")
    await log_in(stranger, "mia@plant.test")
    told = await account(stranger)
    assert (told.mode, told.has_password) == ("password", True)
    cookies = await session_of(people.connection, person_id, "password")
    async with httpx.AsyncClient(base_url=guarded.http, cookies=cookies, timeout=30) as elsewhere:
        assert (await account(elsewhere)).name == "Mia"
        answer = await stranger.post("/api/account/password", json={"old": PASSWORD, "new": NEW})
        assert answer.json() == {"ended": 1}
        refusal(await elsewhere.get("/api/account"), 401)
        assert (await account(stranger)).name == "Mia"
        assert (await log_in(elsewhere, "mia@plant.test", PASSWORD)).status_code == 401
        assert (await log_in(elsewhere, "mia@plant.test", NEW)).status_code == 303


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"old": "not my password", "new": NEW}, 403, "old"),
        ({"old": PASSWORD, "new": "short"}, 400, "password"),
        ({"old": PASSWORD, "new": "mia@plant.test"}, 400, "password"),
        ({"old": PASSWORD}, 400, "new"),
        ({"old": PASSWORD, "new": 7_777_777_777}, 400, "new"),
    ],
)
async def test_a_password_that_stays(
    people: People,
    stranger: httpx.AsyncClient,
    body: dict[str, object],
    status: int,
    field: str,
) -> None:
    await add_login(people.connection, "Mia", "viewer")
    await log_in(stranger, "mia@plant.test")
    answer = await stranger.post("/api/account/password", json=body)
    assert refusal(answer, status, field).hint
    assert not any(str(word) in answer.text for word in body.values() if "@" not in str(word))
    assert (await log_in(stranger, "mia@plant.test")).status_code == 303


async def test_the_old_password_cannot_be_tried_out(
    people: People, stranger: httpx.AsyncClient
) -> None:
    await add_login(people.connection, "Mia", "viewer")
    await log_in(stranger, "mia@plant.test")
    statuses = []
    for _ in range(30):
        body = {"old": "not my password", "new": NEW}
        answer = await stranger.post("/api/account/password", json=body)
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            break
    assert set(statuses[:-1]) == {403}
    assert refusal(answer, 429, "old").hint
    right = {"old": PASSWORD, "new": NEW}
    refusal(await stranger.post("/api/account/password", json=right), 429)


async def test_nobody_is_asked_to_log_in(stranger: httpx.AsyncClient) -> None:
    refusal(await stranger.get("/api/account"), 401)
    refusal(await stranger.get("/api/tokens"), 401)
    refusal(await stranger.get("/api/people"), 401)
    answer = await stranger.get("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/account")


async def test_the_page_shows_names_as_text(people: People) -> None:
    person_id, kim = await people.person("Kim", "viewer")
    await people.connection.execute(
        "update floor.people set display_name = $2 where person_id = $1", person_id, SCRIPT
    )
    page = await kim.get("/account")
    assert page.status_code == 200
    assert SCRIPT not in page.text
    assert (await account(kim)).name == SCRIPT
