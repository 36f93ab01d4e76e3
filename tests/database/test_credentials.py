"""database/credentials.py: fetched once for all, before they end, and again when refused."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from database.credentials import (
    PAUSE_AFTER_FAILURE_S,
    SPARE_S,
    Credential,
    Credentials,
    CredentialsError,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Giver:
    """A source whose time, and time here, are told by the test."""

    name = "the giver"

    def __init__(self, lives_s: float = 3600.0) -> None:
        self.time_s = 0.0  # by which both clocks went on
        self.skew = timedelta()  # of the giver's clock
        self.lives_s = lives_s
        self.given = 0
        self.problem = ""
        self.hold = threading.Event()
        self.hold.set()

    def fetch(self) -> Credential:
        self.hold.wait(10)
        if self.problem:
            raise CredentialsError(self.problem)
        self.given += 1
        now = self.now() + self.skew
        return Credential(f"token {self.given}", now + timedelta(seconds=self.lives_s), now)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.time_s)

    def tick(self) -> float:
        return self.time_s


@pytest.fixture
def giver() -> Giver:
    return Giver()


@pytest.fixture
def credentials(giver: Giver) -> Credentials:
    return Credentials(giver, giver.now, giver.tick)


async def test_it_is_kept_until_shortly_before_its_end(
    giver: Giver, credentials: Credentials
) -> None:
    assert await credentials() == "token 1"
    giver.time_s = 3600 - SPARE_S - 1
    assert await credentials() == "token 1"
    giver.time_s += 1
    assert await credentials() == "token 2"


async def test_a_short_one_is_used_for_half_of_its_life(
    giver: Giver, credentials: Credentials
) -> None:
    giver.lives_s = 10
    await credentials()
    giver.time_s = 4.9
    assert await credentials() == "token 1"
    giver.time_s = 5
    assert await credentials() == "token 2"


async def test_many_that_wait_are_served_by_one_fetch(
    giver: Giver, credentials: Credentials
) -> None:
    giver.hold.clear()
    waiting = [asyncio.create_task(credentials()) for _ in range(20)]
    await asyncio.sleep(0)
    giver.hold.set()
    assert await asyncio.gather(*waiting) == ["token 1"] * 20
    assert giver.given == 1


async def test_the_event_loop_goes_on_while_it_is_fetched(
    giver: Giver, credentials: Credentials
) -> None:
    giver.hold.clear()
    waiting = asyncio.create_task(credentials())
    for _ in range(100):
        await asyncio.sleep(0)
    assert not waiting.done()
    giver.hold.set()
    assert await waiting == "token 1"


async def test_a_refused_one_is_replaced_once(giver: Giver, credentials: Credentials) -> None:
    first = await credentials()
    credentials.forget(first)
    assert await credentials() == "token 2"
    credentials.forget(first)  # somebody else whose login failed meanwhile
    assert await credentials() == "token 2"


async def test_while_no_new_one_can_be_had_the_old_one_will_do(
    giver: Giver, credentials: Credentials
) -> None:
    await credentials()
    giver.problem = "The giver is away."
    giver.time_s = 3600 - SPARE_S
    assert await credentials() == "token 1"
    assert credentials.problem == "The giver is away."
    giver.time_s = 3600
    with pytest.raises(CredentialsError, match="The giver is away"):
        await credentials()
    giver.problem = ""
    giver.time_s += PAUSE_AFTER_FAILURE_S
    assert await credentials() == "token 2"
    assert credentials.problem == ""


async def test_a_source_that_fails_is_not_asked_by_everybody(
    giver: Giver, credentials: Credentials
) -> None:
    giver.problem = "The giver is away."
    with pytest.raises(CredentialsError):
        await credentials()
    giver.problem = ""
    with pytest.raises(CredentialsError, match="away"):
        await credentials()
    assert giver.given == 0
    giver.time_s += PAUSE_AFTER_FAILURE_S
    assert await credentials() == "token 1"


@pytest.mark.parametrize(("minutes", "way"), [(10, "behind"), (-10, "ahead of")])
async def test_a_wrong_clock_here_makes_no_difference_and_is_told(
    giver: Giver, credentials: Credentials, minutes: int, way: str
) -> None:
    giver.lives_s, giver.skew = 480, timedelta(minutes=minutes)
    assert await credentials() == "token 1"
    giver.time_s = 239
    assert await credentials() == "token 1"
    assert f"10 minutes {way} that of the giver" in credentials.clock
    giver.time_s, giver.skew = 240, timedelta()
    assert await credentials() == "token 2"
    assert credentials.clock == ""
