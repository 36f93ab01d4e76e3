"""`floorcast import`: a recording (CSV or MTConnect SHDR) becomes rows like any other."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from auth import database_url
from commands.environment import described, load_settings
from commands.reach import open_connection
from database.connect import Connect, connector
from imports import live, load
from imports.entries import Options, pairs
from imports.machines import NewMachine
from imports.recording import FORMATS, Recording, read

PAIR = "NAME=VALUE"


@click.command("import", epilog=described("DATABASE_URL FLOORCAST_DATA"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--machine", help="The machine, where the file does not name it.")
@click.option("--create-machine", is_flag=True, help="Put machines that are unknown on the map.")
@click.option("--line", help="Line of a new machine.  [Imported]")
@click.option("--type", "machine_type", help="Type of a new machine.  [Machine Tool]")
@click.option("--short-name", help="One to six characters for the tile of a new machine.")
@click.option("--format", type=click.Choice(FORMATS), help="By default told by the content.")
@click.option("--time-zone", metavar="ZONE", help="Zone of times without one.  [the plant's]")
@click.option("--encoding", help="Of the file.  [UTF-8]")
@click.option(
    "--column",
    "--map",
    "columns",
    multiple=True,
    metavar=PAIR,
    help="CSV: which column is what: machine=Anlage.",
)
@click.option(
    "--status-word",
    "status_words",
    multiple=True,
    metavar=PAIR,
    help="CSV: a status: Störung=down.",
)
@click.option("--delimiter", help="CSV: between columns.  [told by the first line]")
@click.option("--decimal", type=click.Choice([".", ","]), help="CSV: in numbers.")
@click.option("--time-format", help='CSV: of times, for example "%d.%m.%Y %H:%M".')
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="SHDR: another mtconnect.toml.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar=PAIR,
    help="SHDR: key of a signal: execution=p1exec.",
)
@click.option("--device", help="SHDR: which of several.")
@click.option(
    "--gap-minutes", "--gap", type=float, help="SHDR: silence after which nothing is known."
)
@click.option(
    "--count-unseen/--no-count-unseen",
    default=True,
    help="SHDR: whether pieces made while nobody recorded count.",
)
@click.option("--strict", is_flag=True, help="A single bad line, and nothing is loaded.")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for bad lines.  [FILE.rejects.csv]",
)
@click.option("--live", "is_live", is_flag=True, help="Replay it as if it happened now.")
@click.option(
    "--speed",
    type=float,
    default=60.0,
    show_default=True,
    help="With --live: seconds of the recording per second.",
)
def import_(file: Path, **given: Any) -> None:
    """Load a recording: CSV or MTConnect SHDR.

    A CSV needs columns for machine, time, and status or pieces (good, scrap); other names
    are mapped with --column. Bad lines go into a file of their own, with line number and
    reason; the good ones are loaded. Importing a file again adds nothing.

    \b
    Examples:
      floorcast import shift.csv --column machine=Anlage --column time=Zeit
      floorcast import okuma.shdr.txt --machine Okuma_MU --create-machine
      floorcast import okuma.shdr.txt --machine Okuma_MU --live --speed 60
    """
    url = database_url(load_settings())
    recording = read(file, _options(given))
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_import(url, recording, given))


async def _import(url: str, recording: Recording, given: dict[str, Any]) -> None:
    task = asyncio.current_task()
    if task is not None:  # a replay says goodbye when it is cancelled
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await (await open_connection(url)).close()
    connect = connector(url, "floorcast import")
    if given["is_live"]:
        await _replay(connect, recording, given)
    else:
        await _load(connect, recording, given)


async def _replay(connect: Connect, recording: Recording, given: dict[str, Any]) -> None:
    click.echo(f"Replaying {recording.path.name}; Ctrl-C ends it.")
    played = await live.replay(
        connect, recording, speed=given["speed"], create=_new_machine(given), report=click.echo
    )
    click.echo(
        f"{played.events} status changes, {played.good_pcs} good and {played.scrap_pcs} scrap "
        f"pieces replayed; {played.rejects} bad lines left out."
    )


async def _load(connect: Connect, recording: Recording, given: dict[str, Any]) -> None:
    with tqdm(unit=" lines", unit_scale=True, disable=None, leave=False) as bar:
        result = await load.load(
            connect,
            recording,
            create=_new_machine(given),
            strict=given["strict"],
            rejects=given["rejects"],
            progress=bar.update,
        )
    click.echo(summary(recording, result))


def summary(recording: Recording, result: load.Result) -> str:
    """What came of an import, for a person to read."""
    created = f" (new: {', '.join(result.created)})" if result.created else ""
    events = (result.events_new, result.events_changed, result.events_unchanged)
    minutes = (result.production_new, result.production_changed, result.production_unchanged)
    pieces = f"{result.good_pcs:,} good, {result.scrap_pcs:,} scrap"
    lines = [
        f"{recording.path.name}, {recording.format.upper()}, of "
        f"{', '.join(result.machines) or 'no machine'}{created}",
        _counted("status events", *events),
        f"{_counted('minutes with pieces', *minutes)}: {pieces}",
        *(f"  Note: {note}" for note in result.notes),
    ]
    if result.rejects_path is not None:
        lines += [f"  {result.rejects} bad lines left out, all in {result.rejects_path}:"]
        lines += [f"    {reject}" for reject in result.first_rejects]
    return "\n".join(lines)


def _counted(what: str, new: int, changed: int, unchanged: int) -> str:
    return f"  {new:,} {what} added, {changed:,} changed, {unchanged:,} there already"


def _new_machine(given: dict[str, Any]) -> NewMachine | None:
    if not given["create_machine"]:
        return None
    names = ("line", "machine_type", "short_name")
    return NewMachine(**{name: given[name] for name in names if given[name] is not None})


def _options(given: dict[str, Any]) -> Options:
    as_they_are = (
        "format", "machine", "time_zone", "encoding", "delimiter", "decimal", "time_format",
        "mapping", "device", "gap_minutes", "count_unseen",
    )  # fmt: skip
    return Options(
        columns=pairs(given["columns"], "--column"),
        status_words=pairs(given["status_words"], "--status-word"),
        keys=pairs(given["keys"], "--key"),
        **{name: given[name] for name in as_they_are},
    )
