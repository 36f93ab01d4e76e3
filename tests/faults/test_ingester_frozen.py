"""An ingester that stands still for a while, as when its machine sleeps: nothing breaks off."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from tests.faults.conftest import Measure, Stand
from tests.faults.site import Site
from tests.ingest.processes import Running, ingesting

FROZEN_S = 6.0
SILENT_S = 5.0
SETTLED_S = 0.5  # what it asked for before it stood still has been answered
OPEN = (
    "select count(*) from pg_stat_activity"
    " where application_name like 'ingest %' and xact_start is not null"
)


async def test_what_the_server_made_of_its_silence_is_taken_back(
    stand: Stand, tmp_path: Path, database_url: str, measure: Measure
) -> None:
    site = await stand("--speed", "1")  # states last: no change of one lifts a mark by chance
    await site.connect()
    async with ingesting(tmp_path, DATABASE_URL=database_url) as ingester:
        await site.live_again()
        await site.stored_more(100)
        await freeze(ingester, site)
        await asyncio.sleep(FROZEN_S)  # the fault itself
        marked = "select historian.mark_silence($1)"
        assert await site.connection.fetchval(marked, SILENT_S) == len(site.machines)
        assert await site.is_dark()
        assert (await site.state())["state"] == "lost"
        ingester.process.send_signal(signal.SIGCONT)
        measure("frozen_ingester_live_again_s", await site.live_again())
        comparison = await site.complete()
        assert not comparison.markers
        assert ingester.logged().count("is connected") == 1
        await site.assert_states_follow()
        await site.assert_pieces_are_true()


async def freeze(ingester: Running, site: Site) -> None:
    """It stands still, between two transactions: amid one it would hold locks that whoever marks
    its silence waits for, until the database ends its session."""
    while True:
        ingester.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(SETTLED_S)
        if not await site.connection.fetchval(OPEN):
            return
        ingester.process.send_signal(signal.SIGCONT)
        await asyncio.sleep(SETTLED_S)
