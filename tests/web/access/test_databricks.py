"""AUTH_MODE=databricks: the platform says who asks, and is believed there alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import websockets

from database.connect import Connection, connector
from errors import UserError
from settings import Settings
from tests.people import add_person, session_of
from tests.realtime.running import RunningServer, running_server
from tests.realtime.test_relay import FLOOR
from tests.web.access.support import add_token, who
from web.access.modes import mode_of

ROLES = (
    "select array_agg(person_roles.role) from floor.person_roles"
    " inner join floor.people using (person_id) where people.email = $1"
)


@pytest.fixture
async def floor(database_url: str) -> AsyncIterator[Connection]:
    connection = await connector(database_url, "test")()
    await connection.execute(FLOOR)
    yield connection
    await connection.close()


@pytest.fixture
async def app(database_url: str, floor: Connection) -> AsyncIterator[RunningServer]:
    """The server as it runs in a Databricks App."""
    async with running_server(
        database_url, DATABRICKS_APP_NAME="floorcast", DATABRICKS_DEFAULT_ROLE="operator"
    ) as server:
        yield server


@pytest.fixture
async def browser(app: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=app.http, timeout=30) as opened:
        yield opened


async def test_whom_the_platform_names_is_made_at_first_sight(
    browser: httpx.AsyncClient, floor: Connection
) -> None:
    named = {"X-Forwarded-Email": "Ana@Plant.Test", "X-Forwarded-Preferred-Username": "Ana"}
    assert await who(browser, **named) == "Ana"
    assert await who(browser, **{"X-Forwarded-Email": "bob@plant.test"}) == "bob@plant.test"
    assert await floor.fetchval(ROLES, "ana@plant.test") == ["engineer"]  # the first one ever
    assert await floor.fetchval(ROLES, "bob@plant.test") == ["operator"]
    named["X-Forwarded-Preferred-Username"] = "Somebody else"
    assert await who(browser, **named) == "Ana"


async def test_who_was_there_keeps_what_they_are(
    browser: httpx.AsyncClient, floor: Connection
) -> None:
    await add_person(floor, "Ana", "supervisor")
    assert await who(browser, **{"X-Forwarded-Email": "ANA@plant.test"}) == "Ana"
    assert await floor.fetchval(ROLES, "ana@plant.test") == ["supervisor"]


async def test_of_many_who_come_first_at_once_one_is_the_first(
    browser: httpx.AsyncClient, floor: Connection
) -> None:
    await asyncio.gather(
        *(
            browser.get("/api/snapshot", headers={"X-Forwarded-Email": f"p{n}@plant.test"})
            for n in range(8)
        )
    )
    roles = [row["role"] for row in await floor.fetch("select role from floor.person_roles")]
    assert sorted(roles) == ["engineer"] + ["operator"] * 7


@pytest.mark.parametrize("email", ["", "nobody", "a b@plant.test", "@", "x" * 251 + "@y.z"])
async def test_without_an_address_nobody_asks(
    browser: httpx.AsyncClient, floor: Connection, email: str
) -> None:
    headers = {"X-Forwarded-Email": email}
    answer = await browser.get("/api/snapshot", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["field"] == "X-Forwarded-Email"
    page = await browser.get("/", headers=headers)
    assert page.status_code == 401
    assert "Databricks does not say who asks" in page.text
    assert not await floor.fetchval("select exists (select from floor.people)")


async def test_a_socket_is_opened_for_who_is_named(app: RunningServer) -> None:
    with pytest.raises(websockets.InvalidStatus):
        await websockets.connect(app.ws)
    headers = {"X-Forwarded-Email": "ana@plant.test"}
    async with websockets.connect(app.ws, additional_headers=headers) as socket:
        assert "snapshot" in str(await socket.recv())


async def test_who_left_is_not_let_in(browser: httpx.AsyncClient, floor: Connection) -> None:
    await add_person(floor, "Zoe", "engineer")  # somebody has to be there who may change people
    await add_person(floor, "Ana", "engineer")
    await floor.execute("update floor.people set retired_at = now() where display_name = 'Ana'")
    headers = {"X-Forwarded-Email": "ana@plant.test"}
    assert (await browser.get("/api/snapshot", headers=headers)).status_code == 401


async def test_a_session_of_another_mode_is_nobody(
    browser: httpx.AsyncClient, floor: Connection
) -> None:
    browser.cookies.update(await session_of(floor, await add_person(floor, "Ana", "engineer")))
    assert (await browser.get("/api/snapshot")).status_code == 401


async def test_the_platforms_own_token_is_not_taken_for_ours(
    browser: httpx.AsyncClient, floor: Connection
) -> None:
    named = {"X-Forwarded-Email": "ana@plant.test", "Authorization": "Bearer eyJhbGciOi"}
    assert (await browser.get("/api/snapshot", headers=named)).status_code == 200
    named["Authorization"] = "Bearer fc_wrong"
    assert (await browser.get("/api/snapshot", headers=named)).status_code == 401
    ours = await add_token(floor, await add_person(floor, "Bob", "viewer"))
    assert (await browser.get("/api/snapshot", headers=ours)).status_code == 200


async def test_the_login_is_the_platforms(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/login?next=/oee")
    assert (answer.status_code, answer.headers["location"]) == (303, "/oee")


def test_outside_of_a_databricks_app_it_does_not_work() -> None:
    settings = Settings.model_validate({"auth_mode": "databricks", "databricks_app_name": None})
    with pytest.raises(UserError, match="inside a Databricks App alone") as caught:
        mode_of(settings)
    assert caught.value.field == "AUTH_MODE"


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "local"),
        ({"databricks_app_name": "floorcast"}, "databricks"),
        ({"databricks_app_name": "floorcast", "auth_mode": "password"}, "password"),
    ],
)
def test_the_mode_follows_from_where_it_runs(settings: dict[str, str], name: str) -> None:
    assert mode_of(Settings.model_validate(settings)).name == name
