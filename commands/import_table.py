"""Tables for `floorcast import`: which kind they are, and what was said of such tables before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from database.connect import Connect, Connection
from errors import UserError
from imports import remembered as memory
from imports import samples, table
from imports.entries import Options
from imports.preview import KINDS, kind_of
from imports.recording import format_of

# flags that mean something for one kind of file only, and their values when not given
_FOR_TABLES: dict[str, object] = {"kind": None, "create_tags": False}
_FOR_MACHINES: dict[str, object] = {
    "create_machine": False, "line": None, "machine_type": None, "short_name": None,
    "is_live": False,
}  # fmt: skip
# what each kind of file has no use for, and how a person calls such a file
_FOREIGN: dict[str, tuple[dict[str, object], str]] = {
    "events": ({"create_tags": False}, "machines"),
    "samples": (_FOR_MACHINES, "samples"),
    "recording": (_FOR_TABLES, "a recording"),
}


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
    return table.is_excel(path, options) or format_of(path, options) == "csv"


async def recalled(connection: Connection, asked: Asked) -> Asked:
    """The same with its kind, and what was said before of tables with these columns. Closes the
    connection. Raises UserError where the file cannot be read."""
    try:
        file = table.open_table(asked.path, asked.options, most_rows=1)
        cells = tuple(file.header.cells)
        found = replace(asked, kind=kind_of(file, asked.kind), cells=cells)
        if not asked.is_remembering:
            return found
        # columns may be called so that only the memory tells the kind
        guesses = dict.fromkeys((found.kind, *(() if asked.kind else KINDS)))
        for kind in filter(None, guesses):
            options, has_memory = await memory.recall(connection, kind, cells, asked.options)
            if has_memory:
                return replace(found, kind=kind, options=options, has_memory=True)
        return found
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


def refuse_given(given: dict[str, Any], kind: str) -> None:
    """Raise UserError for a flag that means nothing for this kind of file: it is a mistake."""
    foreign, what = _FOREIGN[kind]
    for name, usual in foreign.items():
        if given[name] != usual:
            flag = {"machine_type": "type"}.get(name, name.removeprefix("is_")).replace("_", "-")
            raise UserError(
                f"--{flag} means nothing for a file of {what}.",
                hint="Leave it out, or say with --kind and --format what the file is.",
                field=name,
                value=given[name],
            )
