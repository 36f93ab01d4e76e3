"""A subscription: values as the server sends them, and the clock that notices when it stops.

asyncua awaits the callback and acknowledges with its next request. Waiting in emit therefore
slows the server down, which marks what it had to drop; nothing is dropped here.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from asyncua import Client, ua
from asyncua.client.ua_client import UaClientState

from ingest.contract import Link, LinkLostError, Sample, Tag
from ingest.opcua import items, quality
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.missing import Missing
from ingest.opcua.samples import Sampler
from ingest.opcua.services import Services

MISSED_KEEP_ALIVES = 3
_GRACE_S = 2.0
_LOOK_S = 0.5
_LAST_BATCH_S = 1.0  # how long a batch that is being stored may hold up the end of a session
_TELL_AGAIN_S = 5.0  # at most so often are changed details told
_MOST_NOTIFICATIONS = 5000  # in one message, so that decoding it does not hold up the rest
_FIRST, _LAST = 1, 2**32 - 1  # sequence numbers

log = logging.getLogger(__name__)


class Subscription:
    """The values of one session, handed to ``link`` in the order they came."""

    def __init__(self, client: Client, services: Services, config: OpcUaConfig, link: Link) -> None:
        self._client, self._services = client, services
        self._config, self._link = config, link
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._is_open = asyncio.Event()
        self._is_over = False
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._heard = time.monotonic()
        self._next: int | None = None
        self._sampler = Sampler(config.clock, {})
        self._missing: Missing | None = None
        self._told_overflows = self._told_set_back = 0
        self.silent_after_s = math.inf
        self.gaps = 0
        """Messages that never came, or could not be read."""
        self.details: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._told_at = -math.inf

    async def start(self, tags: Sequence[Tag]) -> items.Items:
        """Subscribe to the tags. Values wait until ``open`` is called."""
        config = self._config
        keep_alives = max(1, round(config.keep_alive_s * 1000 / config.publishing_ms))
        lifetime = math.ceil(config.session_timeout_s * 1000 / config.publishing_ms)
        made = await self._client.uaclient.create_subscription(
            ua.CreateSubscriptionParameters(
                RequestedPublishingInterval=float(config.publishing_ms),
                RequestedLifetimeCount=max(lifetime, 3 * keep_alives),
                RequestedMaxKeepAliveCount=keep_alives,
                MaxNotificationsPerPublish=_MOST_NOTIFICATIONS,
                PublishingEnabled=True,
                Priority=0,
            ),
            self._published,
        )
        keep_alive_s = made.RevisedPublishingInterval * made.RevisedMaxKeepAliveCount / 1000
        self.silent_after_s = MISSED_KEEP_ALIVES * keep_alive_s + _GRACE_S
        watched = await items.watch(self._services, made.SubscriptionId, config, tags)
        self._sampler = Sampler(config.clock, watched.elements)
        self._missing = Missing(
            self._services, made.SubscriptionId, config, watched, self._sampler, self._link
        )
        self.details |= {
            "Publishing": f"every {made.RevisedPublishingInterval:g} ms",
            "Keep-alive": f"every {keep_alive_s:g} s; lost after {self.silent_after_s:g} s",
            "Tags": str(self._missing),
            **_described(watched),
        }
        return watched

    async def tell(self) -> None:
        """Say that the session is up, and what it is like."""
        self._told, self._told_at = dict(self.details), time.monotonic()
        await self._link.opened(self._told)

    def open(self) -> None:
        """Let the values through."""
        self._is_open.set()

    async def until_lost(self) -> None:
        """Wait for the end of the session. Raises why: LinkLostError, or what emit raised."""
        assert self._missing is not None  # noqa: S101 it was started
        looking = asyncio.create_task(self._missing.look_for_ever())
        try:
            await self._until_lost()
        finally:
            looking.cancel()
            await asyncio.wait({looking})

    async def _until_lost(self) -> None:
        look_s = min(_LOOK_S, self.silent_after_s / 4)
        while True:
            began = time.monotonic()
            await asyncio.wait({self._lost}, timeout=look_s)
            if self._client.state is not UaClientState.CONNECTED and not self._failure_is_ours():
                raise LinkLostError(
                    f"The connection to {self._config.host}:{self._config.port} broke off.",
                    "It is tried again. If it keeps happening, look at cable, switch and PLC.",
                )
            if self._lost.done():
                self._lost.result()
            slept_s = time.monotonic() - began - look_s
            if slept_s > 1:  # it was this program that slept, and the server may have spoken
                self._heard += slept_s
            silence_s = time.monotonic() - self._heard
            if silence_s > self.silent_after_s:
                raise LinkLostError(
                    f"Nothing was heard from {self._config.host} for {silence_s:.0f} s.",
                    "The server hangs or the network is cut. It is tried again.",
                )

    async def finish(self) -> None:
        """Let a batch that is being stored be stored."""
        self._is_over = not self._is_open.is_set()
        self._is_open.set()
        try:
            async with asyncio.timeout(_LAST_BATCH_S):
                await self._is_idle.wait()
        except TimeoutError:
            log.warning("A batch was still being stored when the session ended")

    async def _published(self, result: ua.PublishResult) -> None:
        received_at = datetime.now(UTC)
        message = result.NotificationMessage
        notes = message.NotificationData or ()
        for note in notes:
            if isinstance(note, ua.StatusChangeNotification):
                self._fail(_ended(note.Status.value))
                return  # may come while a batch is being stored: the end of the transport
        self._is_idle.clear()
        self._heard = math.inf  # waiting for emit is not the server's silence
        try:
            await self._is_open.wait()
            if self._is_over:
                return
            self._check_sequence(message.SequenceNumber, bool(notes))
            samples = [
                sample
                for note in notes
                if isinstance(note, ua.DataChangeNotification)
                for sample in self._sampler.samples(note.MonitoredItems, received_at)
            ]
            await self._hand_on(samples)
            await self._tell_changes()
        except Exception as error:  # asyncua would log it, acknowledge, and the data were gone
            self._fail(error)
        finally:
            self._heard = time.monotonic()
            self._is_idle.set()

    async def _hand_on(self, samples: Sequence[Sample]) -> None:
        if not samples:
            self._link.heard()
            return
        missing = self._missing
        if missing is None:  # so much for what cannot be before the start
            return
        if self._sampler.returned:
            await missing.returned()
        await self._link.emit(samples)
        if len(self._sampler.gone) > len(missing):
            await missing.vanished()
        self.details["Tags"] = str(missing)

    def _check_sequence(self, number: int, has_data: bool) -> None:
        missing = 0 if self._next is None else (number - self._next) % _LAST
        if 0 < missing < _LAST // 2:
            self.gaps += missing
            self.details["Gaps"] = f"{self.gaps} messages missing, the last at {_clock()}"
            log.warning(
                "Messages of the OPC UA server are missing",
                extra={"url": self._config.url, "expected": self._next, "came": number},
            )
        if has_data:
            self._next = _FIRST if number == _LAST else number + 1
        elif 0 < missing < _LAST // 2:  # a keep-alive shows the next number, without using it up
            self._next = number

    async def _tell_changes(self) -> None:
        overflows = self._sampler.overflows
        if overflows != self._told_overflows:
            self._told_overflows = overflows
            self.details["Overflow"] = (
                f"{overflows} values follow others that were dropped, the last at {_clock()}"
            )
        set_back = self._sampler.set_back
        if set_back != self._told_set_back:
            if not self._told_set_back:
                log.warning("The clock of a source was put back", extra={"url": self._config.url})
            self._told_set_back = set_back
            self.details["Source's clock"] = (
                f"was put back: {set_back} values have the time they came, the last at {_clock()}"
            )
        if self.details != self._told and time.monotonic() - self._told_at > _TELL_AGAIN_S:
            await self.tell()

    def _fail(self, error: Exception) -> None:
        if not self._lost.done():
            self._lost.set_exception(error)

    def _failure_is_ours(self) -> bool:
        return (
            self._lost.done()
            and not self._lost.cancelled()
            and not isinstance(self._lost.exception(), LinkLostError)
        )


def _ended(code: int) -> LinkLostError:
    return LinkLostError(
        f"The server ended the subscription ({quality.name(code)}).",
        "It is tried again. BadTimeout: storing took longer than the session timeout.",
    )


def _described(watched: items.Items) -> dict[str, str]:
    details = {}
    if watched.sampling_ms:
        details["Sampling"] = f"every {_span(watched.sampling_ms)} ms"
        details["Queue"] = f"{_span(watched.queue_sizes)} values a tag"
    if watched.without_deadband:
        names = ", ".join(tag.name for tag in watched.without_deadband[:5])
        more = len(watched.without_deadband) - 5
        details["Deadband"] = (
            f"not kept for {names}{f' and {more} more' if more > 0 else ''}: every change is sent"
        )
    return details


def _span(numbers: set[float] | set[int]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"


def _clock() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
