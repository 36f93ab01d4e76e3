"""`floorcast import`: a table (CSV, Excel) or a recording (MTConnect SHDR) becomes rows."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from auth import database_url
from commands.environment import described, load_settings
from commands.import_acting import Acting, held_to_rights
from commands.import_report import Told
from commands.import_table import (
    Asked,
    is_table,
    load_samples,
    recalled,
    refuse_given,
    remembered,
)
from commands.reach import open_connection
from database.connect import Connect, connector
from errors import UserError
from imports import live, load, preview
from imports.entries import Options, pairs
from imports.machines import NewMachine
from imports.preview import KINDS
from imports.recording import FORMATS, Recording, read, refuse_foreign
from imports.table import is_excel

PAIR = "NAME=VALUE"
USER_ERROR = 2  # as cli.py ends for what a person can put right


@click.command("import", epilog=described("DATABASE_URL FLOORCAST_DATA"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--machine", help="The machine, where the file does not name it.")
@click.option("--create-machine", is_flag=True, help="Put machines that are unknown on the map.")
@click.option("--line", help="Line of a new machine.  [Imported]")
@click.option("--type", "machine_type", help="Type of a new machine.  [Machine Tool]")
@click.option("--short-name", help="One to six characters for the tile of a new machine.")
@click.option("--format", type=click.Choice(FORMATS), help="By default told by the content.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help="Table: events and pieces of machines, or samples of tags.  [told by the columns]",
)
@click.option("--sheet", help="Excel: name of the sheet.  [the first one]")
@click.option("--create-tags", is_flag=True, help="Samples: make tags that are unknown.")
@click.option(
    "--remember/--no-remember",
    "is_remembering",
    default=True,
    help="Table: use what was said before of one with these columns, and keep what is said now.",
)
@click.option("--preview", "is_preview", is_flag=True, help="Only show how it would be read.")
@click.option("--json", "is_json", is_flag=True, help="Say the result as JSON, for programs.")
@click.option("--time-zone", metavar="ZONE", help="Zone of times without one.  [the plant's]")
@click.option("--encoding", help="Of the file.  [UTF-8]")
@click.option(
    "--column",
    "--map",
    "columns",
    multiple=True,
    metavar=PAIR,
    help="Table: which column is what: machine=Anlage; detail= for none.",
)
@click.option(
    "--status-word",
    "status_words",
    multiple=True,
    metavar=PAIR,
    help="Table: a status: Störung=down.",
)
@click.option("--delimiter", help="CSV: between columns.  [told by the first line]")
@click.option("--decimal", type=click.Choice([".", ","]), help="Table: in numbers.")
@click.option("--time-format", help='Table: of times, for example "%d.%m.%Y %H:%M".')
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
@click.option("--person", hidden=True, help="Pages: whom it is done for, by e-mail address.")
@click.option("--scope", "scopes", multiple=True, hidden=True, help="Pages: of their token.")
def import_(file: Path, **given: Any) -> None:
    """Load a table (CSV, Excel) or a recording (MTConnect SHDR).

    A table needs columns for machine, time, and status or pieces (good, scrap); or, for raw
    samples, for time, tag and value. Other names are mapped with --column, and remembered for
    the next table with the same columns. Bad lines go into a file of their own, with line number
    and reason; the good ones are loaded. Importing a file again adds nothing.

    \b
    Examples:
      floorcast import shift.csv --column machine=Anlage --column time=Zeit
      floorcast import shift.xlsx --sheet Monday --preview
      floorcast import temperatures.csv --kind samples --create-tags
      floorcast import okuma.shdr.txt --machine Okuma_MU --create-machine
      floorcast import okuma.shdr.txt --machine Okuma_MU --live --speed 60
    """
    try:
        options = _options(given)
        url = database_url(load_settings())
        with contextlib.suppress(asyncio.CancelledError), held_to_rights():
            asyncio.run(_import(url, file, options, given))
    except UserError as error:
        if not given["is_json"]:
            raise
        Told(is_json=True).refusal(error)
        sys.exit(USER_ERROR)


async def _import(url: str, file: Path, options: Options, given: dict[str, Any]) -> None:
    task = asyncio.current_task()
    if task is not None:  # a replay says goodbye when it is cancelled
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    acting = Acting(given["person"], given["scopes"])
    connect = acting.through(connector(url, "floorcast import", is_machine=True))
    told = Told(is_json=given["is_json"])
    if given["is_live"] and (given["is_json"] or given["is_preview"]):
        raise UserError(
            "A replay has no result to tell.",
            hint="Leave out --live, or --json and --preview.",
            field="is_live",
        )
    if not is_table(file, options):
        await _import_recording(connect, url, file, options, given, told)
        return
    refuse_foreign(options, "excel" if is_excel(file, options) else "csv")
    asked = Asked(file, options, given["kind"], is_remembering=given["is_remembering"])
    asked = await recalled(await acting.take(await open_connection(url)), asked)
    if given["is_preview"]:
        told.preview(
            file,
            preview.look(file, asked.kind or "", asked.options, is_remembered=asked.has_memory),
        )
        return
    refuse_given(given, asked.kind or "")
    if asked.kind == "samples":
        told.samples(file, await load_samples(connect, asked, given))
    else:
        await _import_story(connect, read(file, asked.options), given, told)
    await remembered(await connect(), asked)


async def _import_recording(
    connect: Connect, url: str, file: Path, options: Options, given: dict[str, Any], told: Told
) -> None:
    refuse_given(given, preview.RECORDING)
    if given["is_preview"]:
        told.preview(file, preview.look_at_recording(file, options))
        return
    recording = read(file, options)
    await (await open_connection(url)).close()
    await _import_story(connect, recording, given, told)


async def _import_story(
    connect: Connect, recording: Recording, given: dict[str, Any], told: Told
) -> None:
    if given["is_live"]:
        await _replay(connect, recording, given)
    else:
        told.story(recording, await _load(connect, recording, given))


async def _replay(connect: Connect, recording: Recording, given: dict[str, Any]) -> None:
    click.echo(f"Replaying {recording.path.name}; Ctrl-C ends it.")
    played = await live.replay(
        connect, recording, speed=given["speed"], create=_new_machine(given), report=click.echo
    )
    click.echo(
        f"{played.events} status changes, {played.good_pcs} good and {played.scrap_pcs} scrap "
        f"pieces replayed; {played.rejects} bad lines left out."
    )


async def _load(connect: Connect, recording: Recording, given: dict[str, Any]) -> load.Result:
    with tqdm(unit=" lines", unit_scale=True, disable=None, leave=False) as bar:
        return await load.load(
            connect,
            recording,
            create=_new_machine(given),
            strict=given["strict"],
            rejects=given["rejects"],
            progress=bar.update,
        )


def _new_machine(given: dict[str, Any]) -> NewMachine | None:
    if not given["create_machine"]:
        return None
    names = ("line", "machine_type", "short_name")
    return NewMachine(**{name: given[name] for name in names if given[name] is not None})


def _options(given: dict[str, Any]) -> Options:
    as_they_are = (
        "format", "sheet", "machine", "time_zone", "encoding", "delimiter", "decimal",
        "time_format", "mapping", "device", "gap_minutes", "count_unseen",
    )  # fmt: skip
    return Options(
        columns=pairs(given["columns"], "--column", can_be_blank=True),
        status_words=pairs(given["status_words"], "--status-word", is_last=True),
        keys=pairs(given["keys"], "--key"),
        **{name: given[name] for name in as_they_are},
    )
