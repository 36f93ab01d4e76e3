"""At the door: under which names, and from which pages, in which mode."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest
import websockets

from database.connect import Connection
from tests.realtime.running import RunningServer, running_server
from tests.web.access.support import FORGET_ATTEMPTS, add_login, log_in
from web.security import MAX_BODY_BYTES, MAX_PHOTO_BYTES, MAX_UPLOAD_BYTES, most_bytes_at

ELSEWHERE = "https://elsewhere.example"


@pytest.mark.parametrize("host", ["plant.example", "192.0.2.7:8000", "[2001:db8::7]:8000"])
async def test_where_people_log_in_any_name_will_do(stranger: httpx.AsyncClient, host: str) -> None:
    assert (await stranger.get("/login", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["plant.example", "127.0.0.1.plant.example", "10.0.0.1", ""])
async def test_where_nobody_logs_in_only_this_machines(
    client: httpx.AsyncClient, host: str
) -> None:
    assert (await client.get("/login", headers={"Host": host})).status_code == 421


@contextlib.asynccontextmanager
async def _behind_a_proxy(url: str, mode: str) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running_server(
            url, AUTH_MODE=mode, ALLOWED_HOSTS="plant.example, Shop.example", TRUSTED_PROXY="::1"
        ) as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as browser,
    ):
        yield browser


async def test_names_can_be_listed(served_url: str) -> None:
    async with _behind_a_proxy(served_url, "password") as browser:
        for host, status in {
            "plant.example": 200,
            "SHOP.example:443": 200,
            "127.0.0.1": 200,  # doctor and supervisors ask here
            "elsewhere.example": 421,
        }.items():
            answer = await browser.get("/login", headers={"Host": host})
            assert answer.status_code == status, host
        assert "ALLOWED_HOSTS" in answer.json()["hint"]
        # not the proxy that is trusted
        headers = {"Host": "elsewhere.example", "X-Forwarded-Host": "plant.example"}
        assert (await browser.get("/login", headers=headers)).status_code == 421


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({}, True),
        ({"Origin": "http://plant.example"}, True),
        ({"Origin": "https://PLANT.example"}, True),
        ({"Origin": "http://plant.example", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": ELSEWHERE}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://plant.example:8000"}, False),
        ({"Origin": "http://shop.plant.example"}, False),
        ({"Origin": "http://plant.example", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": ELSEWHERE, "X-Forwarded-Host": "elsewhere.example"}, False),
    ],
)
async def test_only_pages_of_ours_may_send(
    stranger: httpx.AsyncClient, headers: dict[str, str], is_let_in: bool
) -> None:
    for path in ("/login", "/logout"):
        answer = await stranger.post(path, headers={"Host": "plant.example", **headers})
        assert (answer.status_code != 403) == is_let_in
    # looking does no harm: a link from elsewhere opens a page
    read = await stranger.get("/login", headers={"Host": "plant.example", **headers})
    assert read.status_code == 200


async def test_behind_a_known_proxy_its_host_counts(served_url: str) -> None:
    async with (
        running_server(served_url, AUTH_MODE="password", TRUSTED_PROXY="127.0.0.1") as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as browser,
    ):
        ours = {"Origin": "https://plant.example", "X-Forwarded-Host": "plant.example"}
        assert (await browser.post("/login", headers=ours)).status_code == 401
        ours["X-Forwarded-Host"] = "elsewhere.example, plant.example"  # the last is the proxy's
        assert (await browser.post("/login", headers=ours)).status_code == 401
        foreign = {"Origin": server.http, "X-Forwarded-Host": "plant.example"}
        assert (await browser.post("/login", headers=foreign)).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": ELSEWHERE}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_foreign_page_opens_no_socket_even_for_who_is_logged_in(
    guarded: RunningServer, stranger: httpx.AsyncClient, floor: Connection, headers: dict[str, str]
) -> None:
    await floor.execute(FORGET_ATTEMPTS)
    await add_login(floor, "Ana")
    await log_in(stranger)
    cookies = "; ".join(f"{name}={value}" for name, value in stranger.cookies.items())
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(guarded.ws, additional_headers={"Cookie": cookies, **headers})
    assert refused.value.response.status_code == 403
    async with websockets.connect(guarded.ws, additional_headers={"Cookie": cookies}) as socket:
        assert "snapshot" in str(await socket.recv())


@pytest.mark.parametrize(
    ("path", "most_bytes"),
    [
        ("/api/imports", MAX_UPLOAD_BYTES),
        ("/api/work-orders/17/photos", MAX_PHOTO_BYTES),
        ("/api/work-orders/17/photos/3", MAX_BODY_BYTES),
        ("/api/work-orders/17", MAX_BODY_BYTES),
        ("/api/work-orders/x/photos", MAX_BODY_BYTES),
        ("/login", MAX_BODY_BYTES),
    ],
)
def test_how_much_may_be_sent_where(path: str, most_bytes: int) -> None:
    assert most_bytes_at(path) == most_bytes


async def test_a_form_that_grows_too_long_is_refused(stranger: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"email=" + b"x" * MAX_BODY_BYTES

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await stranger.post("/login", content=pieces(), headers=headers)
    assert answer.status_code == 400
    assert "too large" in answer.text
