"""What the import tests share: a small floor in Berlin, and files made on the spot."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import openpyxl
import pytest

from database.connect import Connect, Connection, connector
from database.embedded import EmbeddedServer
from imports.entries import Options
from imports.recording import Recording, read
from tests.imports.given import Recorded, Told, Workbook, Write, stamped

FLOOR = """
insert into floor.plants (plant_name, time_zone) values ('Berlin', 'Europe/Berlin');
insert into floor.lines (plant_id, line_name, sort_order)
select plant_id, names.line_name, names.sort_order from floor.plants
cross join (values ('Engine', 0), ('Exterior', 1)) as names (line_name, sort_order);
insert into floor.machine_types (machine_type) values ('Lathe');
insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)
select spots.machine_name, spots.short_name, lines.line_id, 'Lathe', spots.map_x, spots.map_y
from (values
    ('Lathe_01', 'LA01', 'Engine', 1, 2), ('Lathe_02', 'LA02', 'Engine', 5, 2),
    ('Painter_01', 'PA01', 'Exterior', 1, 8)
) as spots (machine_name, short_name, line_name, map_x, map_y)
inner join floor.lines on lines.line_name = spots.line_name;
"""


@pytest.fixture(scope="session")
def shared_database(server: EmbeddedServer, template: str) -> str:
    """URL of one database for all tests of this folder: emptying it is quicker than a new one."""

    async def make() -> str:
        admin = await asyncpg.connect(server.url("postgres"))
        await admin.execute(f"create database test_imports template {template} strategy file_copy")
        await admin.close()
        return server.url("test_imports")

    return asyncio.run(make())


@pytest.fixture
async def database_url(shared_database: str) -> str:
    """URL of the database, empty."""
    admin = await asyncpg.connect(shared_database)
    await admin.execute(
        "truncate floor.plants, floor.machine_types, floor.products, floor.reasons,"
        " floor.connections, floor.import_mappings, historian.samples, historian.counter_steps,"
        " historian.dead_letters, relay.change_log cascade;"
        " update historian.retention set keep_days = default"
    )
    await admin.close()
    return shared_database


NAMES = """
insert into floor.products (product_name) values ('Housing'), ('Cover');
insert into floor.reasons (reason_name, loss_category)
values ('Part jam', 'breakdown'), ('Tool change', 'setup'), ('Surface defect', 'process_reject');
"""


@pytest.fixture
async def floor(connection: Connection, database_url: str) -> Connect:
    """Two lines with three machines in Berlin, and how an import reaches them."""
    await connection.execute(FLOOR)
    await connection.execute(NAMES)
    return connector(database_url, "import")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file: its lines, its name."""

    def file(*lines: str, name: str = "shift.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return file


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Write a workbook: sheets by name, each a list of rows."""

    def file(
        *rows: Sequence[Any], name: str = "shift.xlsx", **more: Sequence[Sequence[Any]]
    ) -> Path:
        book = openpyxl.Workbook()
        sheets = {"Sheet": rows, **more}
        for title, lines in sheets.items():
            sheet = book.worksheets[0] if title == "Sheet" else book.create_sheet(title)
            for line in lines:
                sheet.append(list(line))
        path = tmp_path / name
        book.save(path)
        return path

    return file


@pytest.fixture
def events(connection: Connection) -> Told:
    """The status events of a machine: (at in UTC, status, detail), oldest first."""

    async def told(machine: str) -> list[tuple[Any, ...]]:
        rows = await connection.fetch(
            "select at, status, detail from floor.status_events"
            " where machine_id = floor.machine_id($1) order by at",
            machine,
        )
        return [(_short(row["at"]), row["status"], row["detail"]) for row in rows]

    return told


@pytest.fixture
def pieces(connection: Connection) -> Told:
    """The production of a machine: (minute in UTC, good, scrap), oldest first."""

    async def told(machine: str) -> list[tuple[Any, ...]]:
        rows = await connection.fetch(
            "select at, good_pcs, scrap_pcs from floor.production"
            " where machine_id = floor.machine_id($1) order by at",
            machine,
        )
        return [(_short(row["at"]), row["good_pcs"], row["scrap_pcs"]) for row in rows]

    return told


def _short(at: datetime) -> str:
    text = at.strftime("%Y-%m-%d %H:%M:%S.%f").rstrip("0").rstrip(".")
    return text.removesuffix(":00") if text.count(":") == 2 and text.endswith(":00") else text


@pytest.fixture
def recorded(write: Write) -> Recorded:
    """Read an SHDR recording: what each line says, a second apart."""

    def _read(*said: str, **options: object) -> Recording:
        path = write(*stamped(*said), name="lathe.shdr")
        return read(path, Options(**({"machine": "Lathe_01"} | options)))  # type: ignore[arg-type]

    return _read
