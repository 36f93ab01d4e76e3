"""AUTH_MODE=oidc: logins by way of a provider, and what is believed of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from database.connect import Connection
from tests.oidc_provider import RunningProvider, running_provider
from tests.people import COOKIE, add_person
from tests.realtime.running import RunningServer, free_port
from tests.web.access.oidc_logins import FORGET, asks, come_back, log_in, page, serving

PERSON = (
    "select display_name, array_agg(role) as roles from floor.people"
    " left join floor.person_roles using (person_id) where email = $1 group by 1"
)


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[RunningProvider]:
    """The provider, ready."""
    async with running_provider(free_port()) as running:
        yield running


@pytest.fixture(scope="module")
async def trusting(served_url: str, provider: RunningProvider) -> AsyncIterator[RunningServer]:
    """The server that lets in whom the provider knows, ready."""
    async with serving(served_url, provider.environment()) as running:
        yield running


@pytest.fixture(autouse=True)
async def _well_behaved(floor: Connection, provider: RunningProvider) -> None:
    """Nobody is known yet, and the provider tells the truth of Ana."""
    await floor.execute(FORGET)
    await provider.misbehave()


@pytest.fixture
async def browser(trusting: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody is logged in with."""
    async with httpx.AsyncClient(base_url=trusting.http, timeout=30) as opened:
        yield opened


# Letting in ---------------------------------------------------------------------------------


async def test_who_the_provider_knows_is_let_in(
    browser: httpx.AsyncClient, floor: Connection
) -> None:
    asked = await browser.get("/oee?line=Engine", headers={"Accept": "text/html"})
    assert asked.status_code == 303
    assert asked.headers["location"] == "/oidc/login?next=%2Foee%3Fline%3DEngine"
    answer = await log_in(browser, "/oee?line=Engine")
    assert (answer.status_code, answer.headers["location"]) == (303, "/oee?line=Engine")
    assert await asks(browser) == "ana@plant.test"
    person = await floor.fetchrow(PERSON, "ana@plant.test")
    assert person is not None
    assert (person["display_name"], person["roles"]) == ("Ana", ["viewer"])
    session = await floor.fetchrow("select mode, address from access.sessions")
    assert session is not None
    assert tuple(session) == ("oidc", "127.0.0.1")
    assert (await browser.get("/")).status_code == 200
    granted_by = await floor.fetchval("select granted_by from floor.person_roles")
    assert granted_by == "ana@plant.test"


async def test_who_is_known_stays_what_they_are(
    browser: httpx.AsyncClient, floor: Connection
) -> None:
    person_id = await add_person(floor, "Anna", "engineer")
    await floor.execute(
        "update floor.people set email = 'Ana@Plant.Test' where person_id = $1", person_id
    )
    await log_in(browser)
    told = (await browser.get("/api/account")).json()
    assert (told["person_id"], told["name"]) == (person_id, "Anna")
    assert [role["role"] for role in told["roles"]] == ["engineer"]
    assert await floor.fetchval("select count(*) from floor.people") == 1


async def test_the_login_is_bound_to_the_browser(browser: httpx.AsyncClient) -> None:
    begun = await browser.get("/oidc/login")
    cookie = begun.headers["set-cookie"]
    for part in ("HttpOnly", "Path=/oidc/callback", "SameSite=lax", "Max-Age=600"):
        assert part in cookie
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["redirect_uri"] == [str(browser.base_url.join("/oidc/callback"))]
    assert asked["state"][0] in cookie
    assert len(asked["nonce"][0]) >= 43
    assert begun.headers["cache-control"] == "no-store"


async def test_nobody_else_can_end_it(browser: httpx.AsyncClient, trusting: RunningServer) -> None:
    """Somebody's own login, ended in the browser of somebody else, would have them work in a
    foreign name."""
    address = await come_back(browser)
    async with httpx.AsyncClient(base_url=trusting.http, timeout=30) as victim:
        page(await victim.get(address), 400, "This login was not begun here")
        assert await asks(victim) == ""
    assert (await browser.get(address)).status_code == 303  # nothing was used up by it


async def test_it_is_used_once(browser: httpx.AsyncClient) -> None:
    address = await come_back(browser)
    jar = dict(browser.cookies)
    assert (await browser.get(address)).status_code == 303
    page(await browser.get(address), 400, "This login was not begun here")
    async with httpx.AsyncClient(cookies=jar, timeout=30) as replaying:
        page(await replaying.get(address), 400, "This login was not begun here")


async def test_it_does_not_last(browser: httpx.AsyncClient, floor: Connection) -> None:
    address = await come_back(browser)
    await floor.execute("update access.oidc_logins set started_at = now() - interval '11 minutes'")
    page(await browser.get(address), 400, "This login was not begun here")
    await floor.execute(
        "insert into access.oidc_logins values ('x', 'n', 'v', '/', now() - interval '11 minutes')"
    )
    await come_back(browser)
    assert await floor.fetchval("select count(*) from access.oidc_logins") == 1


@pytest.mark.parametrize("query", ["", "?state=", "?code=x", "?state=made%20up&code=x"])
async def test_nothing_is_begun_by_coming_back(browser: httpx.AsyncClient, query: str) -> None:
    page(await browser.get(f"/oidc/callback{query}"), 400, "This login was not begun here")


async def test_tabs_log_in_at_once(browser: httpx.AsyncClient) -> None:
    first, second = await come_back(browser, "/oee"), await come_back(browser, "/andon")
    assert (await browser.get(first)).headers["location"] == "/oee"
    assert (await browser.get(second)).headers["location"] == "/andon"


async def test_a_new_login_is_a_new_session(browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    before = browser.cookies[COOKIE]
    await log_in(browser)
    after = browser.cookies[COOKIE]
    assert after != before
    browser.cookies.set(COOKIE, before, domain="127.0.0.1")
    async with httpx.AsyncClient(
        base_url=browser.base_url, cookies={COOKIE: before}, timeout=30
    ) as old:
        assert await asks(old) == ""


# Keeping out --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how", ["nonce", "audience", "other client", "issuer", "key", "expired", "other userinfo"]
)
async def test_what_cannot_be_believed(
    browser: httpx.AsyncClient, provider: RunningProvider, floor: Connection, how: str
) -> None:
    await provider.misbehave(how)
    page(await log_in(browser), 403, "What the login service sent cannot be believed")
    assert await asks(browser) == ""
    assert await floor.fetchval("select count(*) from floor.people") == 0


@pytest.mark.parametrize("how", ["just expired", "userinfo", "name"])
async def test_what_can(
    browser: httpx.AsyncClient, provider: RunningProvider, floor: Connection, how: str
) -> None:
    await provider.misbehave(how)
    assert (await log_in(browser)).status_code == 303
    assert await asks(browser) == "ana@plant.test"
    if how == "name":
        assert (await browser.get("/api/account")).json()["name"] == "ana"


async def test_an_address_that_is_not_verified(
    browser: httpx.AsyncClient, provider: RunningProvider
) -> None:
    await provider.misbehave("unverified")
    page(await log_in(browser), 403, "The login service has not verified")


async def test_an_address_that_is_not_told(
    browser: httpx.AsyncClient, provider: RunningProvider
) -> None:
    await provider.misbehave("no email")
    page(await log_in(browser), 403, "The login service does not tell your e-mail address")


async def test_the_provider_says_no(browser: httpx.AsyncClient, provider: RunningProvider) -> None:
    await provider.misbehave("error")
    text = page(await log_in(browser), 403, "The login service did not let you in")
    assert "&lt;b&gt;not today&lt;/b&gt;" in text


async def test_a_code_that_is_not_one(browser: httpx.AsyncClient) -> None:
    address = await come_back(browser)
    wrong = address.copy_set_param("code", "guessed")
    text = page(await browser.get(wrong), 403, "The login service did not let you in")
    assert "invalid_grant" in text


async def test_another_provider_answers(browser: httpx.AsyncClient) -> None:
    address = await come_back(browser)
    wrong = address.copy_set_param("iss", "https://evil.test")
    page(await browser.get(wrong), 403, "What the login service sent cannot be believed")


async def test_who_left_stays_out(browser: httpx.AsyncClient, floor: Connection) -> None:
    await add_person(floor, "Ana", "viewer")
    await floor.execute("update floor.people set retired_at = now()")
    page(await log_in(browser), 403, "ana@plant.test has no account here")


async def test_retired_is_out_at_once(browser: httpx.AsyncClient, floor: Connection) -> None:
    await log_in(browser)
    assert await asks(browser) == "ana@plant.test"
    await floor.execute("update floor.people set retired_at = now()")
    assert await asks(browser) == ""


async def test_a_name_is_a_text(browser: httpx.AsyncClient, provider: RunningProvider) -> None:
    await provider.misbehave("", "ben")
    await log_in(browser)
    assert (await browser.get("/api/account")).json()["name"] == "Ben <script>alert(1)</script>"
    shown = (await browser.get("/account")).text
    assert "<script>alert" not in shown


async def test_keys_change(browser: httpx.AsyncClient, provider: RunningProvider) -> None:
    await log_in(browser)
    await provider.misbehave("new keys")
    assert (await log_in(browser)).status_code == 303


# Programs, and without the provider -----------------------------------------------------------


async def test_programs_are_told(browser: httpx.AsyncClient, trusting: RunningServer) -> None:
    answer = await browser.get("/api/kpis")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["hint"]
    with pytest.raises(InvalidStatus) as refused:
        await connect(trusting.ws)
    assert refused.value.response.status_code == 401
    await log_in(browser)
    headers = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    async with connect(trusting.ws, additional_headers=headers) as socket:
        assert "snapshot" in str(await socket.recv())


async def test_after_logging_out_a_click_logs_in(browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    answer = await browser.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert await asks(browser) == ""
    shown = await browser.get("/login", params={"next": "//evil.test"})
    assert shown.status_code == 200
    assert 'href="/oidc/login?next=%2F"' in shown.text
