"""`floorcast simulate`: a floor that lives, or a past for it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
from datetime import UTC, datetime
from typing import Never, Unpack

import click
from tqdm import tqdm

from auth import database_url
from commands.environment import described, prepare
from commands.reach import open_connection
from commands.simulate_plc import PlcOptions, plc_options, refuse_plc_options, serve_plc
from commands.supervisor import end_with_parent
from database.connect import Connect, connector
from errors import UserError
from simulator import history as past
from simulator import live, scenarios

HOURS_PER_DAY = 24.0
LOCK_POLL_S = 2.0

log = logging.getLogger(__name__)


class Days(click.ParamType[float]):
    """A length of time: 30d, 12h, or a number of days."""

    name = "period"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The length in days."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?) *([dh]?)", str(value).strip().lower())
        if found is None or float(found[1]) == 0:
            self.fail(f'"{value}" is no period; 30d is 30 days, 12h is 12 hours.', param, ctx)
        return float(found[1]) / (HOURS_PER_DAY if found[2] == "h" else 1.0)


@click.command(
    epilog=described("SIMULATOR_INTERVAL DATABASE_URL FLOORCAST_DATA LOG_LEVEL LOG_FORMAT")
)
@click.option(
    "--interval", type=click.FloatRange(min=0.05), help="Seconds between rounds.  [4]", metavar="S"
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same machines."
)
@click.option(
    "--scenario",
    type=click.Choice(list(scenarios.SCENARIOS), case_sensitive=False),
    default="mixed",
    show_default=True,
    help="What befalls the floor.",
)
@click.option(
    "--history", type=Days(), metavar="PERIOD", help="Fill the past instead, for example 30d."
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"]),
    hidden=True,
    help="End of the past to fill.",
)
@click.option("--supervised", is_flag=True, hidden=True, help="End when standard input closes.")
@plc_options
@click.pass_context
def simulate(
    ctx: click.Context,
    interval: float | None,
    seed: int,
    scenario: str,
    history: float | None,
    quiet: bool,
    until: datetime | None,
    supervised: bool,
    **plc: Unpack[PlcOptions],
) -> None:
    """Let the machines live, until Ctrl-C; or give them a past.

    Every few seconds it writes what happened since, through the tables any program may
    write to. Machines that something real reports on are left alone. One simulator works on
    a database at a time. With --opcua there is no database: the machines are PLCs behind an
    OPC UA server (docs/plc-simulator.md).

    \b
    Examples:
      floorcast simulate --scenario jam
      floorcast simulate --interval 1
      floorcast simulate --history 30d
      floorcast simulate --opcua opc.tcp://127.0.0.1:4840
    """
    settings = prepare("simulator")
    if plc["opcua"] is None:
        refuse_plc_options(ctx)
    elif history is not None:
        raise UserError("--history and --opcua do not go together.", hint="Leave one of them out.")
    if supervised:
        end_with_parent()
    if plc["opcua"] is not None:
        serve_plc(
            settings, plc, interval=interval, seed=seed, scenario=scenario, is_supervised=supervised
        )
        return
    url = database_url(settings)
    connect = connector(url, "simulator", is_machine=True)
    if history is not None:
        job = _fill(url, connect, history, seed, until or datetime.now(UTC), quiet)
    else:
        seconds = interval or settings.simulator_interval
        job = _live(url, connect, seconds, seed, scenario, supervised)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(job)


async def _live(
    url: str, connect: Connect, interval: float, seed: int, scenario: str, supervised: bool
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if supervised:
        await _wait_for_turn(connect, stop)
    else:
        await (await open_connection(url)).close()  # tells at once what is wrong with the address
    await live.run(connect, interval=interval, seed=seed, scenario=scenario, stop=stop)


async def _wait_for_turn(connect: Connect, stop: asyncio.Event) -> None:
    """Wait while another simulator works here, and take over when it ends."""
    is_told = False
    while not stop.is_set():
        connection = await connect()
        try:
            if not await live.is_running(connection):
                return
        finally:
            await connection.close()
        if not is_told:
            log.info("Another simulator works on this database; waiting until it ends")
            is_told = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOCK_POLL_S)


async def _fill(
    url: str, connect: Connect, days: float, seed: int, until: datetime, quiet: bool
) -> None:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await (await open_connection(url)).close()
    total = await past.estimate(connect, days=days, until=until)
    with tqdm(
        total=total, unit=" rows", unit_scale=True, disable=True if quiet else None, leave=False
    ) as bar:
        result = await past.fill(
            connect,
            days=days,
            seed=seed,
            until=until,
            progress=lambda rows: _show(bar, rows),
        )
    if quiet:
        log.info("%s", result)
    else:
        click.echo(result)


def _show(bar: tqdm[Never], rows: int) -> None:
    bar.total = max(bar.total or 0, rows)  # the total was an estimate
    bar.update(rows - bar.n)
