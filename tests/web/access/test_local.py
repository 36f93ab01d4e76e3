"""AUTH_MODE=local: this machine, or whom one chooses to be."""

from __future__ import annotations

import httpx
import pytest

from database.connect import Connection
from tests.people import COOKIE, add_person, session_of
from tests.web.access.support import cookie, who


@pytest.fixture(autouse=True)
async def ana(floor: Connection) -> int:
    """Key of somebody to choose."""
    await floor.execute("update floor.people set retired_at = null")
    await add_person(floor, "Zoe", "engineer")  # somebody has to be there who may change people
    return await add_person(floor, "Ana", "maintenance")


async def test_nobody_has_to_log_in(client: httpx.AsyncClient) -> None:
    assert await who(client) == "This computer"
    assert '<a href="/login">Somebody else</a>' in (await client.get("/")).text


async def test_one_can_choose_whom_to_be(client: httpx.AsyncClient) -> None:
    page = await client.get("/login?next=/oee")
    assert "<b>This computer</b>" in page.text
    assert "<b>Ana</b><span>maintenance</span>" in page.text
    answer = await client.post("/login", data={"email": "ana@plant.test", "next": "/oee"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/oee")
    assert cookie(answer)["httponly"]
    assert await who(client) == "Ana"


async def test_and_be_this_computer_again(client: httpx.AsyncClient) -> None:
    chosen = await client.post("/login", data={"email": "ana@plant.test"})
    secret = cookie(chosen).value
    await client.post("/login", data={"email": "local@localhost"})
    assert await who(client) == "This computer"
    assert await who(client, Cookie=f"{COOKIE}={secret}") == "This computer"


async def test_logging_out_is_being_this_computer(client: httpx.AsyncClient) -> None:
    await client.post("/login", data={"email": "ana@plant.test"})
    assert 'action="/logout"' in (await client.get("/")).text
    assert (await client.post("/logout")).headers["location"] == "/login"
    assert await who(client) == "This computer"
    assert 'action="/logout"' not in (await client.get("/")).text


async def test_who_left_cannot_be_chosen(client: httpx.AsyncClient, floor: Connection) -> None:
    await floor.execute("update floor.people set retired_at = now() where display_name = 'Ana'")
    assert "<b>Ana</b>" not in (await client.get("/login")).text
    for email in ("ana@plant.test", "nobody@plant.test", "x\x00", ""):
        answer = await client.post("/login", data={"email": email})
        assert answer.status_code == 400
        assert "set-cookie" not in answer.headers


async def test_a_name_is_shown_as_text(client: httpx.AsyncClient, floor: Connection) -> None:
    await add_person(floor, "<script>alert(1)</script>", "viewer")
    page = await client.get("/login")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_another_modes_session_is_no_choice(
    client: httpx.AsyncClient, floor: Connection, ana: int
) -> None:
    client.cookies.update(await session_of(floor, ana, "password"))
    assert await who(client) == "This computer"


async def test_headers_of_a_platform_are_not_believed(client: httpx.AsyncClient) -> None:
    assert await who(client, **{"X-Forwarded-Email": "ana@plant.test"}) == "This computer"


async def test_without_this_computer_somebody_has_to_be_chosen(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await who(client)
    await floor.execute("update floor.people set retired_at = now() where email like 'local@%'")
    assert (await client.get("/")).headers["location"] == "/login"
    assert (await client.get("/api/snapshot")).status_code == 401
    await client.post("/login", data={"email": "ana@plant.test"})
    assert await who(client) == "Ana"
