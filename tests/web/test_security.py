"""What every answer and every request must keep to."""

from __future__ import annotations

import socket as sockets

import httpx
import pytest

from tests.realtime.running import RunningServer
from web.security import MAX_BODY_BYTES


async def test_every_answer_carries_the_headers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/andon", "/machines/M1", "/health", "/api/snapshot", "/nowhere"):
        headers = (await client.get(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path


async def test_a_foreign_name_for_this_address_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/snapshot", headers={"Host": "rebound.example"})
    assert answer.status_code == 421
    assert "http://127.0.0.1" in answer.json()["hint"]


async def test_a_foreign_page_cannot_post(client: httpx.AsyncClient) -> None:
    answer = await client.post("/", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert answer.json()["field"] == "Origin"


async def test_too_large_a_body_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/", content=b"x" * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413
    assert "1,048,576" in answer.json()["hint"]


@pytest.mark.parametrize("length", ["many", "-1", "1e9"])
def test_a_length_that_is_no_number_is_the_clients_mistake(
    served: RunningServer, length: str
) -> None:
    with sockets.create_connection(("127.0.0.1", served.port)) as raw:
        raw.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        assert b" 400 " in raw.recv(4_096)[:20]


async def test_what_is_not_there_is_told_without_a_traceback(client: httpx.AsyncClient) -> None:
    page = await client.get("/nowhere")
    assert page.status_code == 404
    assert "There is no such page" in page.text
    answer = await client.get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.json()["value"] == "/api/nowhere"
