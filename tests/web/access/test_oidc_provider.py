"""What the provider says, and does not: which of it is believed, and what stops without it."""

from __future__ import annotations

from contextlib import AsyncExitStack

import httpx
import pytest

from database.connect import Connection
from errors import UserError
from settings import Settings
from tests.oidc_provider import running_provider
from tests.people import add_person
from tests.realtime.running import free_port
from tests.web.access.oidc_logins import FORGET, asks, come_back, log_in, page, serving
from web.access.oidc import Oidc, safe_path, verified_email
from web.api.answers import RefusedError


@pytest.fixture
async def floor(floor: Connection) -> Connection:
    """Nobody is known yet."""
    await floor.execute(FORGET)
    return floor


async def test_without_the_provider_nothing_else_stops(served_url: str, floor: Connection) -> None:
    """It is away at the start, breaks off midway, and comes back."""
    port = free_port()
    settings = {
        "AUTH_MODE": "oidc",
        "OIDC_ISSUER": f"http://127.0.0.1:{port}",
        "OIDC_CLIENT_ID": "floorcast",
        "OIDC_CLIENT_SECRET": "a secret of the client",
    }
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(served_url, settings))
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=server.http, timeout=30)
        )
        away = "The login service 127.0.0.1 does not answer"
        page(await client.get("/oidc/login"), 503, away)
        assert (await client.get("/health")).status_code == 200
        async with running_provider(port) as provider:
            await provider.misbehave("broken")
            page(await log_in(client), 503, away)
            await provider.misbehave()
            assert (await log_in(client)).status_code == 303
            address = await come_back(client)
        page(await client.get(address), 503, away)
        assert await asks(client) == "ana@plant.test"


async def test_strangers_stay_out_where_nobody_asked_them_in(
    served_url: str, floor: Connection
) -> None:
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(running_provider(free_port()))
        settings = {**provider.environment(), "OIDC_DEFAULT_ROLE": "none"}
        server = await stack.enter_async_context(serving(served_url, settings))
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=server.http, timeout=30)
        )
        page(await log_in(client), 403, "ana@plant.test has no account here")
        assert await floor.fetchval("select count(*) from floor.people") == 0
        await add_person(floor, "Ana", "viewer")
        assert (await log_in(client)).status_code == 303
        assert await asks(client) == "ana@plant.test"


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("/oee?line=Engine", "/oee?line=Engine"),
        ("https://evil.test", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("/\t/evil.test", "/"),
        ("/oidc/login", "/"),
        ("/login", "/"),
        ("/" + "x" * 3_000, "/"),
        ("", "/"),
    ],
)
def test_only_pages_of_ours_are_opened(asked: str, opened: str) -> None:
    assert safe_path(asked) == opened


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": ""},
        {"email": "ana"},
        {"email": ["ana@plant.test"]},
        {"email": "ana@plant.test, eve@plant.test"},
        {"email": "a@b" + "x" * 300},
        {"email": "a\x00@plant.test"},
        {"email": "\ud83d@plant.test"},
        {"email": "Local@localhost"},
        {"email": "ana@plant.test", "email_verified": False},
        {"email": "ana@plant.test", "email_verified": "false"},
    ],
)
def test_what_is_no_verified_address(claims: dict[str, object]) -> None:
    with pytest.raises(RefusedError):
        verified_email(claims)


def test_a_provider_may_say_nothing_of_verifying() -> None:
    assert verified_email({"email": " Ana@plant.test "}) == "Ana@plant.test"


def test_it_takes_a_provider() -> None:
    with pytest.raises(UserError) as refused:
        Oidc(Settings(auth_mode="oidc"))
    assert refused.value.field == "OIDC_ISSUER"
    assert "docs/access.md" in refused.value.hint
