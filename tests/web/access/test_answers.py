"""What nobody in particular is answered: pages lead to the login, programs are told."""

from __future__ import annotations

import httpx
import pytest
import websockets

from database.connect import Connection
from tests.realtime.running import RunningServer
from tests.web.access.support import add_login, add_token
from web.access.answers import own_path
from web.access.gate import is_open

PROGRAMS = ["/api/snapshot", "/api/openapi.json", "/api/kpis", "/metrics", "/api/nowhere"]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "/login"),
        ("/oee?line=Engine&days=7", "/login?next=/oee%3Fline%3DEngine%26days%3D7"),
        ("/machines/M1", "/login?next=/machines/M1"),
        ("/nowhere", "/login?next=/nowhere"),
        ("/api", "/login?next=/api"),
    ],
)
async def test_a_page_leads_to_the_login(
    stranger: httpx.AsyncClient, path: str, address: str
) -> None:
    answer = await stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == address
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PROGRAMS)
async def test_a_program_is_told(stranger: httpx.AsyncClient, path: str) -> None:
    answer = await stranger.get(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json().keys() == {"error", "field", "value", "hint"}


async def test_what_is_not_looked_at_is_no_page(stranger: httpx.AsyncClient) -> None:
    script = await stranger.get("/machines/M1", headers={"Sec-Fetch-Mode": "cors"})
    assert script.status_code == 401
    assert (await stranger.post("/machines/M1")).status_code == 401


async def test_a_socket_is_not_opened(guarded: RunningServer) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(guarded.ws)
    assert refused.value.response.status_code == 401
    assert b"Nobody is logged in" in bytes(refused.value.response.body or b"")


@pytest.mark.parametrize("path", ["/health", "/ready", "/login", "/static/version"])
async def test_what_is_open_to_all(stranger: httpx.AsyncClient, path: str) -> None:
    assert (await stranger.get(path)).status_code == 200


@pytest.mark.parametrize(
    "path", ["/loginx", "/healthy", "/login/x", "/static", "/oidc", "/metrics", "/api"]
)
def test_what_begins_alike_is_not_open(path: str) -> None:
    assert not is_open(path)


@pytest.mark.parametrize("path", ["/", "/oee?line=Engine&days=7", "/machines/Öl%20Tank", "/?a=//b"])
def test_a_path_of_ours_is_opened_after_the_login(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "https://elsewhere.example",
        "javascript:alert(1)",
        "elsewhere.example",
        " //elsewhere.example",
        "/login",
        "/login?next=/login",
        "/logout",
    ],
)
def test_nothing_else_is(path: str) -> None:
    assert own_path(path) == "/"


async def test_a_token_says_who_asks_in_any_mode(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient, floor: Connection
) -> None:
    headers = await add_token(floor, await add_login(floor, "Ana"), ["floor.see"])
    for browser in (stranger, client):
        assert (await browser.get("/api/snapshot", headers=headers)).status_code == 200
        assert (await browser.get("/metrics", headers=headers)).status_code == 200


@pytest.mark.parametrize("value", ["Bearer fc_wrong", "bearer x", "Bearer"])
async def test_a_bad_token_is_never_somebody_else(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient, value: str
) -> None:
    for browser in (stranger, client):  # in mode local, too, where nobody has to log in
        for path in ("/api/snapshot", "/"):
            answer = await browser.get(path, headers={"Authorization": value})
            assert answer.status_code == 401
            assert "token" in answer.json()["error"]


async def test_a_token_that_ended_is_a_bad_one(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    headers = await add_token(floor, await add_login(floor, "Ana"))
    assert (await stranger.get("/api/snapshot", headers=headers)).status_code == 200
    await floor.execute("update access.api_tokens set revoked_at = now()")
    assert (await stranger.get("/api/snapshot", headers=headers)).status_code == 401
