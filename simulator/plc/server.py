"""The server's life: scans on a steady beat, restarts to order, and its end.

A scan lets the plant live on and serves what changed, all with one source time. Each server
is used once: after a restart another one is built, as a PLC comes back with empty sessions.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asyncua import Server

from errors import UserError
from simulator.plc.address_space import AddressSpace, state_values
from simulator.plc.controller import GOOD, Controller
from simulator.plc.endpoint import refused
from simulator.plc.fault_methods import add_methods
from simulator.plc.faults import ANSWER_S, Faults
from simulator.plc.journal import Journal
from simulator.plc.plant import Plant
from simulator.plc.security import APPLICATION_URI, OneUser, Security, secure
from simulator.plc.tags import DEVICES, MACHINERY, NAMESPACE
from simulator.plc.variables import Served, serve

TICK_S = 0.001  # the resolution of a PLC's clock: two scans never share an instant
SHORTEST_FAREWELL_S, LONGEST_FAREWELL_S = 0.5, 2.0  # a client may be slow to ask again
BAD_NODE_ID_UNKNOWN = 0x80340000

log = logging.getLogger(__name__)


@dataclass
class PlcServer:
    """The simulated PLCs behind one OPC UA server."""

    plant: Plant
    url: str
    interval_s: float
    security: Security = field(default_factory=Security)
    journal: Journal = field(default_factory=lambda: Journal(None))
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        self._namespaces = [NAMESPACE, MACHINERY, DEVICES]
        self._lock = asyncio.Lock()  # one scan at a time
        self._server: Server | None = None
        self._space: AddressSpace | None = None
        self._scanned_at = 0.0
        self._clock_is_off_s = 0.0
        self._restart_s: float | None = None
        self.faults = Faults(self)
        self._wake = asyncio.Event()

    @property
    def space(self) -> AddressSpace:
        """What clients find now. Raises UserError while the server is away."""
        if self._space is None:
            raise UserError("The server is away.", hint="Wait until it is back.")
        return self._space

    async def run(self, stop: asyncio.Event, is_ready: Callable[[], None]) -> None:
        """Serve until ``stop`` is set. Raises UserError where the address cannot be had."""
        try:
            await self._open(*await self._build())
            is_ready()
            next_at = time.monotonic()
            while not stop.is_set():
                if self._restart_s is not None:
                    await self._be_away(self._restart_s, stop)
                await self.scan()
                next_at = max(next_at + self.interval_s, time.monotonic())
                await self._rest(next_at - time.monotonic(), stop)
        finally:
            await self._close()
            self.journal.close()

    # Scans --------------------------------------------------------------------------------

    async def scan(self) -> None:
        """Let the machines live on to now and serve what changed."""
        async with self._lock:
            await self._live_on()

    async def _live_on(self) -> None:
        now = self._tick()
        self.plant.live(now)
        await self._serve_all(now)

    async def _serve_all(self, now: float) -> None:
        space = self._space
        if space is None:
            return
        at, server_at = self._source_time(now), datetime.now(UTC)
        for name, controller in self.plant.controllers.items():
            served: list[Served] = []
            nodes = space.machines.get(name)
            if nodes and controller.is_updating(now):
                quality, ordered = controller.quality(now), controller.fault_quality(now)
                state = state_values(controller.item_state())
                served += await serve(nodes.tags, controller.registers(), quality, at, server_at)
                served += await serve(nodes.state, state, ordered, at, server_at)
            served += await serve(space.truth[name], controller.truth(), GOOD, at, server_at)
            self.journal.note(at, served)
            await asyncio.sleep(0)  # a big plant must not keep clients waiting

    async def _rest(self, seconds: float, stop: asyncio.Event) -> None:
        """Wait, unless asked to stop or to restart."""
        waiting = [asyncio.ensure_future(event.wait()) for event in (stop, self._wake)]
        await asyncio.wait(waiting, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        self._wake.clear()

    def _tick(self) -> float:
        """The time of this scan, in whole milliseconds, later than that of the last."""
        now = int(self.clock() / TICK_S) * TICK_S
        self._scanned_at = max(now, self._scanned_at + TICK_S)
        return self._scanned_at

    def _source_time(self, now: float) -> datetime:
        milliseconds = round((now + self._clock_is_off_s) / TICK_S)
        return datetime.fromtimestamp(milliseconds // 1000, UTC).replace(
            microsecond=milliseconds % 1000 * 1000
        )

    # What faults ask for --------------------------------------------------------------------

    async def change(self, action: Callable[[], None]) -> None:
        """Serve what was made so far, do something to the PLCs, and serve what came of it."""
        async with self._lock:
            await self._live_on()
            action()
            await self._serve_all(self._tick())  # nothing is made between the two

    def jump(self, seconds: float) -> None:
        """Put the source clock off by so much more."""
        self._clock_is_off_s += seconds

    def restart(self, seconds: float, *, is_renumbered: bool = False) -> None:
        """Go away and come back, as soon as whoever asked for it has been answered."""
        if is_renumbered:
            self._namespaces.reverse()
        self._restart_s = seconds
        self._wake.set()

    async def drop(self, name: str) -> None:
        """Take the nodes of a machine away; who monitors them is told so as a last value."""
        async with self._lock:
            now = self._tick()
            at, server_at, nodes = self._source_time(now), datetime.now(UTC), self.space.machines
            variables = (*nodes[name].tags, *nodes[name].state)
            nothing = [0] * len(variables)
            served = await serve(variables, nothing, BAD_NODE_ID_UNKNOWN, at, server_at)
            self.journal.note(at, served)
            await self.space.drop_machine(name)

    async def add(self, controller: Controller) -> None:
        """Bring the nodes of a machine back."""
        async with self._lock:
            await self.space.add_machine(controller)
        await self.scan()

    # Coming and going -----------------------------------------------------------------------

    async def _be_away(self, seconds: float, stop: asyncio.Event) -> None:
        """As a PLC that is switched off and on: nothing is made, and counters begin at 0."""
        self._restart_s = None
        await asyncio.sleep(ANSWER_S)
        after = await self._build()  # takes seconds, which must not prolong the absence
        await self.scan()
        await asyncio.sleep(self._publishing_s())  # the last counts are told, then nothing counts
        back_at = time.monotonic() + seconds
        await self._close()
        for controller in self.plant.controllers.values():
            controller.reset_counters()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), max(0.0, back_at - time.monotonic()))
        if not stop.is_set():
            await self._open(*after)
            log.info("The OPC UA server is back")

    def _publishing_s(self) -> float:
        """How long it takes until all subscriptions have sent what they hold."""
        subscriptions = (
            self._server.iserver.subscription_service.subscriptions if self._server else {}
        )
        periods_ms = [each.data.RevisedPublishingInterval for each in subscriptions.values()]
        wanted_s = 2 * max(periods_ms, default=0.0) / 1000
        return min(LONGEST_FAREWELL_S, max(SHORTEST_FAREWELL_S, wanted_s))

    async def _build(self) -> tuple[Server, AddressSpace]:
        server = Server(user_manager=OneUser(self.security))
        await server.init()
        server.set_endpoint(self.url)
        server.set_server_name("Floorcast PLC simulator")
        await server.set_application_uri(APPLICATION_URI)
        await secure(server, self.security)
        indexes = {uri: await server.register_namespace(uri) for uri in self._namespaces}
        space = AddressSpace(server, indexes, self.plant.extra)
        await space.build(self.plant.controllers)
        await add_methods(server, indexes[NAMESPACE], self.faults)
        return server, space

    async def _open(self, server: Server, space: AddressSpace) -> None:
        self._server, self._space = server, space
        async with self._lock:
            now = self._tick()
            self.plant.sleep(now)  # what was made before is nobody's business
            await self._serve_all(now)  # no client ever sees an empty register
        try:
            await server.start()
        except OSError as error:
            raise refused(self.url, error) from error
        gc.unfreeze()
        gc.collect()  # the server before this one
        gc.freeze()  # thousands of nodes that stay: no need to look through them again

    async def _close(self) -> None:
        server, self._server, self._space = self._server, None, None
        if server is not None:
            subscriptions = server.iserver.subscription_service
            await subscriptions.delete_subscriptions(list(subscriptions.subscriptions))
            if server.bserver is not None:
                await server.stop()
