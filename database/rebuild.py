"""What is rebuilt from sql/ at every upgrade, because it holds no state: functions, views,
triggers and policies."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

from database.queries import SQL

_REFERENCE = re.compile(r"\b(?:from|join)\s+(?:only\s+)?(\w+\.\w+)", re.IGNORECASE)
_PROSE = re.compile(r"--.*|'(?:[^']|'')*'")


def drop_script() -> str:
    """SQL that drops everything rebuilt, as the database knows it, without cascade."""
    return (SQL / "drop_rebuilt.sql").read_text(encoding="utf-8")


def scripts(root: Path = SQL) -> list[Path]:
    """The files to run, in order: functions, views as they build on each other, triggers."""
    functions = sorted((root / "functions").rglob("*.sql"))
    triggers = sorted((root / "triggers").rglob("*.sql"))
    return [*functions, *_views_in_order(root / "views"), *triggers]


def policies(root: Path = SQL) -> list[Path]:
    """The files that say which rows are whose: to be run before the roles are granted anything."""
    return sorted((root / "policies").rglob("*.sql"))


def _views_in_order(folder: Path) -> list[Path]:
    """A view after those it reads. The file views/floor/line_live.sql defines floor.line_live."""
    files = {f"{file.parent.name}.{file.stem}": file for file in sorted(folder.rglob("*.sql"))}
    reads = {name: sorted(files.keys() & _references(file)) for name, file in files.items()}
    sorter = TopologicalSorter[str]()
    for name in files:  # of those that wait for nobody, by name: floor before gold
        sorter.add(name)
    for name, read in reads.items():
        sorter.add(name, *read)
    return [files[name] for name in sorter.static_order()]


def _references(file: Path) -> set[str]:
    """Names a file reads from, leaving out those that comments and texts talk about."""
    return set(_REFERENCE.findall(_PROSE.sub("", file.read_text(encoding="utf-8"))))
