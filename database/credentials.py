"""Passwords that expire: fetched when a connection is opened, kept until shortly before their end.

PostgreSQL asks for a password at login alone, so an open connection outlives its password and
is left alone. A credential is fetched off the event loop, once for all that wait for it; again
before it ends, and once more after a login was refused.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol

logger = logging.getLogger(__name__)

# fetched anew so long before its end, but never used for less than half of its life
SPARE_S = 300.0
FETCH_TIMEOUT_S = 15.0
# a source that fails is not asked by every connection that is tried meanwhile
PAUSE_AFTER_FAILURE_S = 1.0
# more than this apart, and the clocks are told to be
SKEW_S = 120.0


class CredentialsError(ConnectionError):
    """No password can be had. The message says why, in a sentence, and what to do."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A password, and until when it can be used to log in, by the clock of who gave it.
    ``given_at``: that clock's time when it was given; None where it did not say."""

    password: str
    expires_at: datetime
    given_at: datetime | None = None


class Source(Protocol):
    """Where credentials come from."""

    name: str

    def fetch(self) -> Credential:
        """A new credential. Blocks. Raises CredentialsError."""


class Credentials:
    """The password of new connections: an awaitable function, as asyncpg takes it."""

    def __init__(
        self,
        source: Source,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        tick: Callable[[], float] = monotonic,
    ) -> None:
        self.source = source
        self.problem = ""
        self.skew_s = 0.0
        self.fetched = 0
        self._now = now
        self._tick = tick
        self._password = ""
        self._fetch_at = 0.0  # by tick: from then on a new one is due
        self._ends_at = 0.0
        self._failed_at = float("-inf")
        self._lock = asyncio.Lock()

    async def __call__(self) -> str:
        """A password that can be used now. Raises CredentialsError."""
        async with self._lock:  # who waits here gets what the first one fetched
            if not self._password or self._tick() >= self._fetch_at:
                await self._renew()
            return self._password

    def forget(self, password: str) -> None:
        """A login with that password was refused: the next one gets another."""
        if password == self._password:
            self._password = ""

    @property
    def ends_in_s(self) -> float | None:
        """Seconds until the password that is kept ends; None without one."""
        return self._ends_at - self._tick() if self._password else None

    async def _renew(self) -> None:
        if self._tick() - self._failed_at < PAUSE_AFTER_FAILURE_S:
            raise CredentialsError(self.problem)
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                credential = await asyncio.to_thread(self.source.fetch)
        except (CredentialsError, TimeoutError) as error:
            self._fail(str(error) or f"{self.source.name} does not answer.")
            if self._password and self._tick() < self._ends_at:
                return  # the one we have will do a little longer
            raise CredentialsError(self.problem) from error
        self._keep(credential)

    def _fail(self, problem: str) -> None:
        if problem != self.problem:
            logger.warning("no new credential: %s", problem)
        self.problem, self._failed_at = problem, self._tick()

    def _keep(self, credential: Credential) -> None:
        now = self._now()
        skew = (credential.given_at - now) if credential.given_at else timedelta()
        self.skew_s = skew.total_seconds() if abs(skew.total_seconds()) > SKEW_S else 0.0
        lives_s = max((credential.expires_at - (now + skew)).total_seconds(), 0.0)
        self._password = credential.password
        self._ends_at = self._tick() + lives_s
        self._fetch_at = self._ends_at - min(SPARE_S, lives_s / 2)
        self.problem, self.fetched = "", self.fetched + 1
        if self.skew_s:
            logger.warning("the clock of this machine is off: %s", self.clock)

    @property
    def clock(self) -> str:
        """What is wrong with the clock of this machine, as a sentence; empty where nothing is."""
        if not self.skew_s:
            return ""
        way = "behind" if self.skew_s > 0 else "ahead of"
        minutes = round(abs(self.skew_s) / 60)
        return (
            f"The clock of this machine is {minutes} minutes {way} that of {self.source.name}: set "
            "it, or times on pages and rows from programs here are wrong."
        )
