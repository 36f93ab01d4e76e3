"""`floorcast up`: everything on one machine, started in order, watched, and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import machine_config
from auth import database_url
from commands import preparation
from commands.address import address_of, ask, claim
from commands.environment import described, prepare
from commands.lock import Lock, hold
from commands.supervisor import Child, MisconfiguredError
from database.embedded import EmbeddedServer
from errors import UserError
from settings import Settings

READY_TIMEOUT_S = 30.0
PORT_PATIENCE_S = 20.0  # the server of a killed `up` lets go of its port within that
DATABASE_POLL_S = 2.0
DEMO_HISTORY = "30d"
DEMO_MACHINE = "Injection_Molder_02_01"
TRY = (
    "update machine_feed_stream set status = 'down', datetime = now() "
    "where machine_name = '{machine}'"
)

log = logging.getLogger(__name__)


@click.command(
    epilog=described(
        "HOST PORT AUTH_MODE DATABASE_URL FLOORCAST_DATA FLOOR_FILE ENABLE_SIMULATOR "
        "SIMULATOR_INTERVAL ENABLE_INGESTER INGEST_SPOOL_MB LOG_LEVEL LOG_FORMAT"
    )
)
def up() -> None:
    """Start everything here: database, pages, and a simulated floor.

    Starts the bundled PostgreSQL (unless DATABASE_URL names another), brings the schema up
    to date, applies the floor file, and runs server, ingester and simulator until Ctrl-C, which
    stops all of it. Your data stays for the next start.

    \b
    Examples:
      floorcast up
      PORT=9000 floorcast up
      DATABASE_URL=postgresql://me:secret@db.example:5432/floorcast floorcast up
      ENABLE_SIMULATOR=false FLOOR_FILE=our-floor.toml floorcast up
    """
    asyncio.run(run(prepare("floorcast")))


@dataclass
class Signals:
    """Ctrl-C, SIGTERM or a closed terminal: once to stop, twice to stop at once."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)

    def install(self) -> None:
        """From now on these signals end the run in order instead of killing the process."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                loop.add_signal_handler(number, self._received)

    def _received(self) -> None:
        if self.stop.is_set():
            log.warning("Ending everything at once")
            self.hurry.set()
        else:
            log.info("Stopping")
            self.stop.set()


async def run(settings: Settings) -> None:
    """Start, watch, stop. Returns after a signal; raises UserError where it cannot go on."""
    signals = Signals()
    signals.install()
    async with contextlib.AsyncExitStack() as held:
        lock = (
            held.enter_context(hold(_folder(settings))) if settings.has_embedded_database else None
        )
        patience_s = PORT_PATIENCE_S if lock and lock.was_left_behind else 0.0
        port = await asyncio.to_thread(claim, settings, patience_s)
        settings = settings.model_copy(update={"port": port})
        floor = machine_config.load(settings.floor_file)
        server = await _embedded(settings, held, signals)
        url = server.url() if server else database_url(settings)
        if not signals.stop.is_set():
            programs = Programs(settings, url)
            held.push_async_callback(programs.stop, signals.hurry)
            jobs = [programs.server.keep_running(), _announce(settings, floor, lock, programs)]
            if server:
                jobs.append(_keep_database(server))
            if preparation.takes_patience(url):
                jobs.append(_write_when_prepared(settings, url, floor, programs))
            else:
                has_history = await preparation.at_once(settings, url, floor)
                jobs.append(_write(settings, programs, has_history=has_history))
            await _watch(jobs, signals)
    log.info("Stopped; the data is kept")


async def _write(settings: Settings, programs: Programs, *, has_history: bool) -> None:
    """Keep the programs running that write rows, once the schema is there."""
    writers = []
    if settings.enable_ingester:
        writers.append(programs.ingester.keep_running())
    if settings.enable_simulator:
        writers.append(programs.simulator.keep_running())
        if not has_history:
            writers.append(programs.fill_history())
    await asyncio.gather(*writers)


async def _write_when_prepared(
    settings: Settings, url: str, floor: machine_config.Floor, programs: Programs
) -> None:
    has_history = await preparation.with_patience(settings, url, floor)
    await _write(settings, programs, has_history=has_history)


def _folder(settings: Settings) -> Path:
    return settings.floorcast_data.expanduser().resolve()


async def _embedded(
    settings: Settings, held: contextlib.AsyncExitStack, signals: Signals
) -> EmbeddedServer | None:
    """The embedded server, started; None where DATABASE_URL names another one.

    One that a killed `up` left running is taken over, and stopped in the end like our own.
    """
    if not settings.has_embedded_database:
        return None
    server = EmbeddedServer(settings.floorcast_data)
    held.callback(lambda: server.stop("immediate" if signals.hurry.is_set() else "fast"))
    await asyncio.to_thread(server.start)
    return server


class Programs:
    """The processes of the floor: server, ingester, simulator, and once a new floor's history."""

    def __init__(self, settings: Settings, url: str) -> None:
        environment = {
            "HOST": settings.host,
            "PORT": str(settings.port),
            "FLOORCAST_DATA": str(_folder(settings)),
            "FLOOR_FILE": str(settings.floor_file.resolve()),
        }
        if settings.has_embedded_database:  # else they find it as we do
            environment["DATABASE_URL"] = url
        # what the simulator writes is later than the end of the history
        period = ["--history", DEMO_HISTORY, "--until", datetime.now(UTC).isoformat()]
        self.server = Child("server", ["serve"], environment, is_essential=True)
        self.ingester = Child("ingester", ["ingest"], environment)
        self.simulator = Child("simulator", ["simulate"], environment)
        self.history = Child("history", ["simulate", "--quiet", *period], environment)
        self.are_shown = asyncio.Event()

    async def stop(self, hurry: asyncio.Event) -> None:
        """Stop them one after the other, writers first."""
        for child in (self.history, self.simulator, self.ingester, self.server):
            await child.stop(hurry)

    async def fill_history(self) -> None:
        """Fill the past of a new floor, beside everything else, once the first page is out."""
        await self.are_shown.wait()
        log.info("Filling %s of history in the background", DEMO_HISTORY)
        code = await self.history.run()
        if code != 0:
            log.warning(
                "The history is not complete; `floorcast simulate --history %s` goes on with it",
                DEMO_HISTORY,
                extra={"code": code},
            )


async def _watch(jobs: Iterable[Coroutine[Any, Any, None]], signals: Signals) -> None:
    """Do the jobs until a signal. Raises what a job raises; one that ends well is done."""
    stopped = asyncio.create_task(signals.stop.wait())
    tasks = [asyncio.create_task(job) for job in jobs]
    pending: set[asyncio.Task[Any]] = {*tasks, stopped}
    try:
        while not stopped.done():
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    except MisconfiguredError as error:
        raise UserError(
            f"Everything was stopped, because {error}.", hint="The reason stands above."
        ) from error
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def _keep_database(server: EmbeddedServer) -> None:
    """Start the embedded server again where it was killed."""
    while True:
        await asyncio.sleep(DATABASE_POLL_S)
        if await asyncio.to_thread(server.is_running):
            continue
        log.warning("PostgreSQL ended; starting it again")
        try:
            await asyncio.to_thread(server.start)
        except UserError as error:  # what is left of the old one may be in the way for a while
            log.error("%s", error)


async def _announce(
    settings: Settings, floor: machine_config.Floor, lock: Lock | None, programs: Programs
) -> None:
    """Say where the pages are, as soon as they show the floor."""
    give_up_at = time.monotonic() + READY_TIMEOUT_S
    while (await asyncio.to_thread(ask, settings.host, settings.port, "/ready")).status != 200:
        if time.monotonic() > give_up_at:
            log.warning("The server is not ready yet; `floorcast doctor` may tell why")
            break
        await asyncio.sleep(0.05)
    address = address_of(settings.host, settings.port)
    if lock is not None:
        lock.note(address)
    click.echo(_welcome(address, floor, settings))
    programs.are_shown.set()


def _welcome(address: str, floor: machine_config.Floor, settings: Settings) -> str:
    names = [
        machine.name for plant in floor.plants for line in plant.lines for machine in line.machines
    ]
    lines = ["", "Floorcast is running.", "", f"  Open   {address}"]
    if names:
        machine = DEMO_MACHINE if DEMO_MACHINE in names else names[0]
        lines.append(f'  Try    {_own_name(settings)} psql -c "{TRY.format(machine=machine)}"')
    return "\n".join([*lines, "  Stop   Ctrl-C", ""])


def _own_name(settings: Settings) -> str:
    """How to call this program in another terminal, in the same folder."""
    called, found = Path(sys.argv[0]).resolve(), shutil.which("floorcast")
    here = Path.cwd()
    shown = called.relative_to(here) if called.is_relative_to(here) else called
    program = shlex.quote(str(shown))
    if found and Path(found).resolve() == called:
        program = "floorcast"
    elif called.suffix == ".py":
        program = f"{shlex.quote(sys.executable)} {program}"
    is_default = settings.floorcast_data == Settings.model_fields["floorcast_data"].default
    if is_default or not settings.has_embedded_database:
        return program
    return f"FLOORCAST_DATA={shlex.quote(str(_folder(settings)))} {program}"
