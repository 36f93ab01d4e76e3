"""AUTH_MODE=password: how one logs in, stays, and is kept out."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from argon2 import PasswordHasher

from database.connect import Connection
from tests.people import COOKIE, add_person, session_of
from tests.realtime.running import RunningServer, running_server
from tests.web.access.support import (
    FORGET_ATTEMPTS,
    PASSWORD,
    add_login,
    cookie,
    log_in,
    who,
)
from web.access.sessions import hashed

LATER = "update access.login_attempts set at = at - interval '15 minutes'"


@pytest.fixture(autouse=True)
async def ana(floor: Connection) -> int:
    """Key of somebody who can log in, and no attempts yet."""
    await floor.execute(FORGET_ATTEMPTS)
    await floor.execute("update floor.people set retired_at = null")
    await add_person(floor, "Zoe", "engineer")  # somebody has to be there who may change people
    return await add_login(floor, "Ana")


async def test_who_knows_the_password_is_let_in(stranger: httpx.AsyncClient) -> None:
    answer = await log_in(stranger, " Ana@Plant.Test ", next="/oee?line=Engine")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/oee?line=Engine"
    assert await who(stranger) == "Ana"
    assert (await stranger.get("/api/snapshot")).status_code == 200


async def test_the_cookie_stays_out_of_reach(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    set_by = cookie(await log_in(stranger))
    assert set_by["httponly"]
    assert set_by["samesite"].lower() == "lax"
    assert set_by["path"] == "/"
    assert set_by["max-age"] == "604800"
    assert not set_by["domain"]
    assert not set_by["secure"]  # it came by http
    kept = await floor.fetchval("select array_agg(token_hash) from access.sessions")
    assert hashed(set_by.value) in kept
    assert set_by.value.encode() not in kept


async def test_behind_a_proxy_that_speaks_https_the_cookie_is_secure(served_url: str) -> None:
    async with (
        running_server(served_url, AUTH_MODE="password", TRUSTED_PROXY="127.0.0.0/8") as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as browser,
    ):
        browser.headers["X-Forwarded-Proto"] = "https"
        assert cookie(await log_in(browser))["secure"]


async def test_nobody_else_can_say_it_was_https(stranger: httpx.AsyncClient) -> None:
    stranger.headers["X-Forwarded-Proto"] = "https"
    assert not cookie(await log_in(stranger))["secure"]


async def test_every_login_has_a_session_of_its_own(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    first = cookie(await log_in(stranger)).value
    second = cookie(await log_in(stranger)).value
    assert first != second
    stranger.cookies.set(COOKIE, first)
    assert await who(stranger) == ""  # what the browser had before has ended


async def test_a_session_that_was_planted_is_nobodys(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    stranger.cookies.set(COOKIE, "planted-by-somebody-else")
    assert cookie(await log_in(stranger)).value != "planted-by-somebody-else"
    planted = hashed("planted-by-somebody-else")
    assert not await floor.fetchval(
        "select exists (select from access.sessions where token_hash = $1)", planted
    )


async def test_logging_out_ends_the_session_for_every_copy_of_the_cookie(
    stranger: httpx.AsyncClient,
) -> None:
    secret = cookie(await log_in(stranger)).value
    answer = await stranger.post("/logout")
    assert answer.status_code == 303
    assert cookie(answer)["max-age"] == "0"
    assert await who(stranger, Cookie=f"{COOKIE}={secret}") == ""


async def test_a_link_does_not_log_out(stranger: httpx.AsyncClient) -> None:
    await log_in(stranger)
    assert (await stranger.get("/logout")).status_code == 405
    assert await who(stranger) == "Ana"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("seen_at = now() - interval '11.9 hours'", "Ana"),
        ("seen_at = now() - interval '12.1 hours'", ""),
        ("expires_at = now()", ""),
        ("revoked_at = now()", ""),
    ],
)
async def test_a_session_ends(
    stranger: httpx.AsyncClient, floor: Connection, change: str, name: str
) -> None:
    await log_in(stranger)
    await floor.execute(f"update access.sessions set {change}")
    assert await who(stranger) == name


async def test_a_session_lasts_seven_days_at_most(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    await log_in(stranger)
    lasts = "select extract(epoch from expires_at - started_at)::int / 60 from access.sessions"
    assert await floor.fetchval(f"{lasts} order by session_id desc limit 1") == 7 * 24 * 60


async def test_use_keeps_a_session_alive(stranger: httpx.AsyncClient, floor: Connection) -> None:
    await log_in(stranger)
    await floor.execute("update access.sessions set seen_at = now() - interval '11 hours'")
    await who(stranger)
    newest = "select now() - seen_at < interval '1 minute' from access.sessions"
    assert await floor.fetchval(f"{newest} order by session_id desc limit 1")


async def test_whom_another_mode_let_in_is_not_let_in_here(
    stranger: httpx.AsyncClient, floor: Connection, ana: int
) -> None:
    stranger.cookies.update(await session_of(floor, ana, "local"))
    assert await who(stranger) == ""
    stranger.cookies.update(await session_of(floor, ana, "password"))
    assert await who(stranger) == "Ana"


async def test_who_left_is_not_let_in(
    stranger: httpx.AsyncClient, floor: Connection, ana: int
) -> None:
    await log_in(stranger)
    await floor.execute("update floor.people set retired_at = now() where person_id = $1", ana)
    assert await who(stranger) == ""
    assert (await log_in(stranger)).status_code == 401


async def test_unknown_and_wrong_are_answered_alike(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    await floor.execute(
        "insert into floor.people (email, display_name) values ('bob@plant.test', 'Bob')"
        " on conflict do nothing"
    )
    answers = [
        await log_in(stranger, email, "not the password")
        for email in ("ana@plant.test", "bob@plant.test", "nobody@plant.test")
    ]
    assert {answer.status_code for answer in answers} == {401}
    texts = {
        answer.text.replace(email, "…")
        for answer, email in zip(answers, ("ana@", "bob@", "nobody@"), strict=True)
    }
    assert len(texts) == 1
    assert "do not belong together" in texts.pop()
    assert all("set-cookie" not in answer.headers for answer in answers)


async def test_five_failures_lock_a_person_out_for_a_while(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    for _ in range(5):
        assert (await log_in(stranger, password="wrong password")).status_code == 401
    locked = await log_in(stranger)  # right, and not looked at
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 900
    assert "15 minutes" in locked.text
    assert await floor.fetchval("select count(*) from access.login_attempts") == 5
    await floor.execute(LATER)
    assert (await log_in(stranger)).status_code == 303


async def test_somebody_unknown_is_locked_out_alike(stranger: httpx.AsyncClient) -> None:
    for _ in range(5):
        await log_in(stranger, "nobody@plant.test")
    assert (await log_in(stranger, "NOBODY@plant.test")).status_code == 429
    assert (await log_in(stranger)).status_code == 303  # others are not


async def test_many_attempts_at_once_do_not_get_round_it(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    answers = await asyncio.gather(*(log_in(stranger, password=f"wrong {n}") for n in range(12)))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(401) == 5
    assert statuses.count(429) == 7


async def test_twenty_failures_lock_an_address_out(
    stranger: httpx.AsyncClient, floor: Connection
) -> None:
    await floor.execute(
        "insert into access.login_attempts (email, address, was_accepted)"
        " select 'someone' || n || '@plant.test', '127.0.0.1', false"
        " from generate_series(1, 20) as n"
    )
    assert (await log_in(stranger)).status_code == 429
    await floor.execute("update access.login_attempts set address = '192.0.2.7'")
    assert (await log_in(stranger)).status_code == 303


async def test_the_address_is_that_of_the_browser_only_where_the_proxy_is_known(
    stranger: httpx.AsyncClient, floor: Connection, served_url: str
) -> None:
    stranger.headers["X-Forwarded-For"] = "198.51.100.9, 203.0.113.5"
    newest = "select address from access.login_attempts order by attempt_id desc limit 1"
    await log_in(stranger)
    assert await floor.fetchval(newest) == "127.0.0.1"
    async with (
        running_server(served_url, AUTH_MODE="password", TRUSTED_PROXY="127.0.0.1") as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as browser,
    ):
        browser.headers["X-Forwarded-For"] = "198.51.100.9, 203.0.113.5"
        await log_in(browser)
    assert await floor.fetchval(newest) == "203.0.113.5"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"email": "ana@plant.test"},
        {"email": "a\x00b", "password": "x\x00"},
        {"email": "x" * 5_000, "password": "y" * 5_000},
        {"email": "' or 1=1 --", "password": "' or 1=1 --"},
        {"email": '"><script>alert(1)</script>', "password": "x"},
    ],
)
async def test_whatever_is_sent_is_refused_in_peace(
    stranger: httpx.AsyncClient, form: dict[str, str]
) -> None:
    answer = await stranger.post("/login", data=form)
    assert answer.status_code == 401
    assert "<script>alert" not in answer.text


async def test_a_form_that_is_none_is_refused_in_peace(stranger: httpx.AsyncClient) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "multipart/form-data"):
        headers = {"Content-Type": kind}
        answer = await stranger.post("/login", content=b"{}", headers=headers)
        assert answer.status_code in (400, 401), kind


async def test_a_hash_that_was_easier_to_try_out_is_made_anew(
    stranger: httpx.AsyncClient, floor: Connection, ana: int
) -> None:
    easy = PasswordHasher(time_cost=1, memory_cost=1_024).hash(PASSWORD)
    await floor.execute("update access.passwords set password_hash = $1", easy)
    assert (await log_in(stranger)).status_code == 303
    kept = await floor.fetchval("select password_hash from access.passwords")
    assert kept != easy
    assert (await log_in(stranger)).status_code == 303


async def test_a_password_is_never_told_nor_logged(
    guarded: RunningServer, stranger: httpx.AsyncClient
) -> None:
    answer = await log_in(stranger, password="a secret that was mistyped")
    assert "mistyped" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
