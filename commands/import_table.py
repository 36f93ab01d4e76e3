"""Tables for `floorcast import`: which kind they are, and what was said of such tables before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from database.connect import Connect, Connection
from errors import UserError
from imports import excel, samples, table
from imports import remembered as memory
from imports.entries import Options
from imports.preview import kind_of
from imports.recording import format_of

# flags that mean something for one kind of file only, and their values when not given
_FOR_TABLES = {"kind": None, "sheet": None, "create_tags": False, "is_preview": False}
_FOR_MACHINES = {"create_machine": False, "line": None, "machine_type": None, "is_live": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """A table to import: as what, and how it is to be read."""

    path: Path
    options: Options
    kind: str | None = None
    is_remembering: bool = True
    has_memory: bool = False
    cells: tuple[str, ...] = ()


def is_table(path: Path, options: Options) -> bool:
    """Whether a file is CSV or Excel. Raises UserError where it cannot be told."""
    if options.format is not None:
        return options.format != "shdr"
    return excel.is_workbook(path) or format_of(path, options) == "csv"


async def recalled(connection: Connection, asked: Asked) -> Asked:
    """The same with its kind, and what was said before of tables with these columns. Closes the
    connection. Raises UserError where the file cannot be read."""
    try:
        file = table.open_table(asked.path, asked.options)
        kind = kind_of(file, asked.kind)
        options, has_memory = asked.options, False
        if asked.is_remembering:
            # columns may be called so that only the memory tells the kind
            for guess in dict.fromkeys((kind, *(("events", "samples") if not asked.kind else ()))):
                options, has_memory = await memory.recall(
                    connection, guess, file.header.cells, asked.options
                )
                if has_memory:
                    kind = guess
                    break
        return replace(
            asked,
            options=options,
            kind=kind,
            has_memory=has_memory,
            cells=tuple(file.header.cells),
        )
    finally:
        await connection.close()


async def remembered(connection: Connection, asked: Asked) -> None:
    """Keep what was said of the table for the next one like it. Closes the connection."""
    try:
        if asked.is_remembering:
            await memory.remember(connection, asked.kind or "", asked.cells, asked.options)
    finally:
        await connection.close()


async def load_samples(connect: Connect, asked: Asked, given: dict[str, Any]) -> samples.Result:
    """Load a table of samples, with a progress bar."""
    with tqdm(unit=" lines", unit_scale=True, disable=None, leave=False) as bar:
        return await samples.load(
            connect,
            asked.path,
            asked.options,
            create=given["create_tags"],
            strict=given["strict"],
            rejects=given["rejects"],
            progress=bar.update,
        )


def refuse_given(
    given: dict[str, Any], *, for_samples: bool = False, for_recording: bool = False
) -> None:
    """Raise UserError for a flag that means nothing for this kind of file: it is a mistake."""
    foreign = _FOR_TABLES if for_recording else _FOR_MACHINES if for_samples else {}
    if not (for_samples or for_recording):
        foreign = {"create_tags": False}
    for name, usual in foreign.items():
        if given[name] != usual:
            flag = "--" + name.removeprefix("is_").replace("_", "-")
            what = "a recording" if for_recording else "samples" if for_samples else "machines"
            raise UserError(
                f"{flag} means nothing for a file of {what}.",
                hint="Leave it out, or say with --kind and --format what the file is.",
                field=name,
                value=given[name],
            )
