"""`floorcast connection test`, `browse`, `read`, `discover`: a device asked from this process.

The sentences are those of the pages, because the same connectors say them.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NoReturn, TypeAlias

import click

from commands import device, device_text
from commands.device import Given
from ingest.contract import Node, Session

USER_ERROR = 2

Ask: TypeAlias = Callable[[Session], Awaitable[Sequence[Node]]]


@click.command()
@click.argument("target")
@device.options
def test(target: str, **options: Any) -> NoReturn:
    """Try to reach the device TARGET: an address, or the name of a connection.

    Step by step; the first that fails says what to do. Exit code 2 when one fails.

    \b
    Examples:
      floorcast connection test opc.tcp://192.168.0.10:4840 --user me --password-env PW
      floorcast connection test "Press shop"
    """
    sys.exit(asyncio.run(_test(target, Given(**options))))


async def _test(target: str, given: Given) -> int:
    found = await device.device(target, given)
    is_ok = True
    async for step in found.connector.test(found.settings):
        click.echo("\n".join(device_text.step_lines(step)))
        is_ok = is_ok and step.is_ok
    return 0 if is_ok else USER_ERROR


@click.command()
@click.argument("target")
@click.argument("address", required=False)
@device.options
def browse(target: str, address: str | None, **options: Any) -> None:
    """List what is below ADDRESS in the device TARGET; without it, at the top.

    A name with a slash behind it has more below.

    \b
    Examples:
      floorcast connection browse "Press shop"
      floorcast connection browse opc.tcp://192.168.0.10:4840 "nsu=urn:plc;s=Press"
    """
    asyncio.run(_ask(target, Given(**options), lambda session: session.browse(address)))


@click.command()
@click.argument("target")
@click.argument("addresses", nargs=-1, required=True)
@device.options
def read(target: str, addresses: tuple[str, ...], **options: Any) -> None:
    """Read the values at ADDRESSES in the device TARGET.

    \b
    Example:
      floorcast connection read "Press shop" "nsu=urn:plc;s=Press.State"
    """
    asyncio.run(_ask(target, Given(**options), lambda session: session.read(addresses)))


async def _ask(target: str, given: Given, ask: Ask) -> None:
    found = await device.device(target, given)
    async with found.session() as session:
        nodes = await ask(session)
    click.echo("\n".join(device_text.node_lines(nodes)) if nodes else "There is nothing.")


@click.command()
@click.argument("target")
@device.options
def discover(target: str, **options: Any) -> None:
    """Find machines in the device TARGET, and what their variables probably mean.

    \b
    Example:
      floorcast connection discover opc.tcp://192.168.0.10:4840
    """
    asyncio.run(_discover(target, Given(**options)))


async def _discover(target: str, given: Given) -> None:
    found = await device.device(target, given)
    async with found.session() as session:
        machines = await session.discover()
    for machine in machines:
        click.echo("\n".join(device_text.machine_lines(machine)))
    if not machines:
        click.echo("No machine was recognised. `floorcast connection browse` shows what is there.")
