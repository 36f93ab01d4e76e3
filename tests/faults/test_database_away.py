"""The database is gone for a minute under load: everything waits in the spool, and nothing is lost.

Values reach the database through a proxy: that the server is back before the ingester finds it
is then no matter of luck.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic

import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from ingest.contract import BAD_TIMEOUT
from tests.faults.conftest import Measure, Stand
from tests.faults.site import Site, wait_for
from tests.ingest.processes import Running, ingesting
from tests.realtime.proxy import Proxy

AWAY_S = 60.0
SILENT_S = 10.0
VALUES = 30  # of each machine, all of which change ten times a second
BYTES_PER_SAMPLE = 30


async def opened(server: EmbeddedServer) -> Connection:
    """A connection of the test's own, not through the proxy."""
    return await connector(server.url(), "test")()


@pytest.mark.timeout(300)
async def test_a_minute_without_a_database(
    stand: Stand, tmp_path: Path, server_of_its_own: EmbeddedServer, measure: Measure
) -> None:
    server = server_of_its_own
    site = await stand(values=VALUES, site_connection=await opened(server))
    await site.connect()
    async with (
        Proxy(server.url()).running() as cable,
        ingesting(tmp_path, DATABASE_URL=cable.url) as ingester,
    ):
        await site.live_again()
        await site.stored_more(1_000)
        before = await site.complete()
        assert not before.markers

        site.connection.terminate()
        await asyncio.to_thread(server.stop, "immediate")  # amid a transaction, as a rule
        ends_at = monotonic() + AWAY_S
        await wait_for(lambda: _says(ingester, "The database is away"))
        cable.freeze()
        small = spool_bytes(tmp_path)
        await asyncio.sleep(ends_at - monotonic())  # the fault itself
        assert spool_bytes(tmp_path) > small + AWAY_S * VALUES * BYTES_PER_SAMPLE
        await asyncio.to_thread(server.start)
        site.connection = await opened(server)
        # the server is there first, and hears nothing of the ingester
        marked = "select historian.mark_silence($1)"
        assert await site.connection.fetchval(marked, SILENT_S) == len(site.machines)
        assert await site.is_dark()
        assert "Nothing was heard from ingester" in (await site.state())["problem"]

        cable.cut()
        cable.thaw()
        began = monotonic()
        measure("live_again_s", await site.live_again())
        comparison = await site.complete()
        measure("spool_drained_s", round(monotonic() - began, 1))
        assert not comparison.markers, "the server's marks were not taken back"
        assert comparison.matched > before.matched + AWAY_S * VALUES
        await wait_for(lambda: _is_drained(site))
        await site.assert_states_follow()
        await site.assert_pieces_are_true()
        assert BAD_TIMEOUT not in {value.quality for value in await site.stored()}
        assert ingester.logged().count("is connected") == 1  # the PLC never noticed
        await site.connection.close()


async def _says(ingester: Running, text: str) -> bool:
    return text in ingester.logged()


def spool_bytes(data: Path) -> int:
    """How large the spool is on disk."""
    return sum(file.stat().st_size for file in (data / "spool").iterdir())


async def _is_drained(site: Site) -> bool:
    row = await site.connection.fetchrow("select * from historian.ingesters")
    return row is not None and (row["spool_samples"], row["dropped_samples"]) == (0, 0)
