"""`floorcast simulate --opcua URL`: the simulated floor behind an OPC UA server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict
from urllib.parse import urlparse

import click

import machine_config
from errors import UserError
from settings import Settings
from simulator import scenarios

if TYPE_CHECKING:
    from simulator.plc.security import Security
    from simulator.plc.server import PlcServer

DEFAULT_INTERVAL_S = 2.0


class PlcOptions(TypedDict):
    """What can be said beside --opcua."""

    opcua: str | None
    machines: int | None
    values: int
    counter_bits: str
    speed: float
    journal: Path | None
    user: str | None
    password_env: str | None
    certificate: Path | None
    key: Path | None
    make_certificate: bool
    certificate_days: int
    allow_network: bool


_FILE = click.Path(path_type=Path, dir_okay=False)
_OPTIONS = (
    click.option(
        "--opcua",
        metavar="URL",
        help="Serve the machines over OPC UA instead of writing to a database, for example "
        "opc.tcp://127.0.0.1:4840.",
    ),
    click.option(
        "--machines",
        type=click.IntRange(1, 10_000),
        metavar="N",
        help="With --opcua: so many machines made up, not those of the floor file.",
    ),
    click.option(
        "--values",
        type=click.IntRange(0, 10_000),
        default=0,
        metavar="K",
        help="With --opcua: so many more values per machine, for load.",
    ),
    click.option(
        "--counter-bits",
        type=click.Choice(["16", "32"]),
        default="32",
        help="With --opcua: where counters roll over.  [32]",
    ),
    click.option(
        "--speed",
        type=click.FloatRange(min=0, min_open=True, max=10_000),
        default=1.0,
        metavar="N",
        help="With --opcua: machines live so many times faster.  [1]",
    ),
    click.option(
        "--journal",
        type=_FILE,
        metavar="FILE",
        help="With --opcua: append every value served to it, as JSON lines.",
    ),
    click.option("--user", metavar="NAME", help="With --opcua: ask for this name and a password."),
    click.option(
        "--password-env", metavar="VAR", help="Environment variable that holds the password."
    ),
    click.option(
        "--certificate", type=_FILE, metavar="FILE", help="With --opcua: offer encryption."
    ),
    click.option("--key", type=_FILE, metavar="FILE", help="Private key of the certificate."),
    click.option("--make-certificate", is_flag=True, help="Write both first, self-signed."),
    click.option(
        "--certificate-days",
        type=click.IntRange(-3650, 3650),
        default=365,
        metavar="N",
        help="For so long; negative: expired since.  [365]",
    ),
    click.option(
        "--allow-network",
        is_flag=True,
        help="With --opcua: let other machines reach it.",
    ),
)


def plc_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of the PLCs to a command, which gets them as ``PlcOptions``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_plc_options(ctx: click.Context) -> None:
    """Raises UserError where one of them is given without --opcua."""
    source = click.core.ParameterSource.COMMANDLINE
    for name in PlcOptions.__annotations__:
        if name != "opcua" and ctx.get_parameter_source(name) is source:
            raise UserError(
                f"--{name.replace('_', '-')} means nothing without --opcua.",
                hint="Add --opcua opc.tcp://127.0.0.1:4840, or leave it out.",
                field=name,
            )


def serve_plc(
    settings: Settings,
    options: PlcOptions,
    *,
    interval: float | None,
    seed: int,
    scenario: str,
    is_supervised: bool,
) -> None:
    """Serve until Ctrl-C. Raises UserError for options that make no sense."""
    # the OPC UA library takes a moment to load, which other commands need not wait
    from simulator.plc import plant
    from simulator.plc.endpoint import claim
    from simulator.plc.journal import Journal
    from simulator.plc.server import PlcServer

    for name, level in (("asyncua", logging.ERROR), ("asyncua.server.server", logging.CRITICAL)):
        logging.getLogger(name).setLevel(level)
    url = claim(options["opcua"] or "", is_network_allowed=options["allow_network"])
    way_in = _security(options, url)
    machines = (
        plant.made_up(options["machines"])
        if options["machines"]
        else plant.machines_of(machine_config.load(settings.floor_file))
    )
    simulated = plant.Plant(
        machines,
        scenarios.find(scenario),
        seed,
        time.time(),
        counter_bits=int(options["counter_bits"]),
        extra=options["values"],
        speed=options["speed"],
    )
    journal = Journal(options["journal"])
    server = PlcServer(simulated, url, interval or DEFAULT_INTERVAL_S, way_in, journal)
    asyncio.run(_run(server, is_supervised))


async def _run(server: PlcServer, is_supervised: bool) -> None:
    from simulator.plc.console import Console

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    console = Console(server.faults, click.echo)

    def tell() -> None:
        machines = len(server.plant.controllers)
        click.echo(
            f"OPC UA server ready at {server.url} · {machines} machines, new values every "
            f"{server.interval_s:g} s\n"
            "Type help for faults to order; Ctrl-C stops it."
        )
        sys.stdout.flush()

    with contextlib.nullcontext() if is_supervised else console.listening():
        await server.run(stop, tell)


def _security(options: PlcOptions, url: str) -> Security:
    """Who may come in. Raises UserError for a user without password, or half a certificate."""
    from simulator.plc.security import Security, make_certificate

    certificate, key = options["certificate"], options["key"]
    if options["make_certificate"] and not (certificate and key):
        raise UserError(
            "--make-certificate does not know where to write.",
            hint="Add --certificate plc.der --key plc-key.pem.",
            field="make_certificate",
        )
    if bool(certificate) != bool(key):
        raise UserError(
            "A certificate and its key belong together.",
            hint="Give both, --certificate FILE and --key FILE.",
            field="certificate" if key else "key",
        )
    password = _password(options)
    if options["make_certificate"] and certificate and key:
        host = urlparse(url).hostname or ""
        make_certificate(certificate, key, host, options["certificate_days"])
    return Security(options["user"] or "", password, certificate, key)


def _password(options: PlcOptions) -> str:
    variable = options["password_env"]
    if bool(options["user"]) != bool(variable):
        raise UserError(
            "A user and a password belong together.",
            hint="Give both, --user NAME and --password-env VAR.",
            field="user" if variable else "password_env",
        )
    password = os.environ.get(variable or "", "")
    if variable and not password:
        raise UserError(
            f"The environment variable {variable} is not set.",
            hint=f"Set it to the password: {variable}=… floorcast simulate --opcua …",
            field="password_env",
            value=variable,
        )
    return password
