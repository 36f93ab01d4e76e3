"""A plant of a thousand machines that works round the clock, lived through by the simulator."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from database.connect import Connect, Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate

# as a server with a little memory of its own would be set up
SETTINGS = ["shared_buffers = 1GB", "work_mem = 64MB", "max_wal_size = 8GB"]
MACHINES = 1_000
PLANT = """
insert into floor.plants (plant_name, time_zone) values ('Plant', 'Europe/Berlin');
insert into floor.machine_types values ('Sorter'), ('Robotic Arm'), ('Painter'), ('Valve');
insert into floor.products (product_name) values ('Housing'), ('Cover');
insert into floor.reasons (reason_name, loss_category) values
('Part jam', 'breakdown'), ('Drive or motor', 'breakdown'), ('Sensor or camera', 'breakdown'),
('Changeover', 'setup'), ('Tool change', 'setup'), ('No operator', 'breakdown'),
('Surface defect', 'process_reject'), ('Start-up scrap', 'startup_reject');
insert into floor.lines (plant_id, line_name, sort_order)
select plant_id, 'Line ' || n, n from floor.plants, generate_series(1, {machines} / 20) as n;
insert into floor.machines (
    machine_name, short_name, line_id, machine_type, map_x, map_y, micro_stop_limit_s,
    commissioned_at
)
select
    'Machine_' || n, 'M' || n, lines.line_id,
    (array['Sorter', 'Robotic Arm', 'Painter', 'Valve'])[1 + n % 4], n % 20 * 4, n / 20 * 4, 60,
    now() - interval '{days} days'
from generate_series(0, {machines} - 1) as n
inner join floor.lines on lines.sort_order = 1 + n / 20;
insert into floor.ideal_cycles (machine_id, product_id, valid_from, ideal_cycle_s)
select machine_id, product_id, '-infinity', 10 + machine_id % 20 + product_id
from floor.machines, floor.products;
insert into floor.shift_patterns (plant_id, shift_name, starts_at, ends_at)
select plant_id, shift_name, starts_at::time, ends_at::time
from floor.plants, (values
    ('M', '06:00', '14:00'), ('A', '14:00', '22:00'), ('N', '22:00', '06:00')
) as shifts (shift_name, starts_at, ends_at);
insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)
select shift_pattern_id, 'Meal', starts_at + interval '4 hours', starts_at + interval '4.5 hours'
from floor.shift_patterns;
"""


@contextlib.asynccontextmanager
async def plant(days: int) -> AsyncIterator[tuple[Connect, Connection]]:
    """A server of its own with the plant, so many days old, and an open connection to it."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-bench-"))
    server = EmbeddedServer(folder)
    server.start(SETTINGS)
    try:
        connect = connector(server.url(), "bench", is_machine=True)
        await migrate(connect)
        connection = await connect()
        await connection.execute(PLANT.format(machines=MACHINES, days=days))
        yield connect, connection
        await connection.close()
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
