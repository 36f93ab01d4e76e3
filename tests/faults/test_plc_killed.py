"""A PLC that dies, comes back with other namespace indexes, and changes its address space."""

from __future__ import annotations

import signal
from pathlib import Path

from ingest.contract import BAD_NO_COMMUNICATION
from tests.faults.conftest import Measure, Stand
from tests.ingest.processes import ingesting


async def test_a_killed_plc_is_found_again_with_its_counters_at_0(
    stand: Stand, tmp_path: Path, database_url: str, measure: Measure
) -> None:
    site = await stand()
    plc = site.plc
    for machine in site.machines:
        await plc.order("set_counters", machine, 10_000)  # so that a reset cannot be overlooked
    await site.connect()
    async with ingesting(tmp_path, DATABASE_URL=database_url):
        measure("first_live_s", await site.live_again())
        await site.complete()

        site.breaks()
        plc.stop(signal.SIGKILL)
        measure("kill_noticed_s", await site.gone_dark())
        await site.told("lost", "nothing listens")
        await plc.start()
        measure("killed_plc_live_again_s", await site.live_again())
        comparison = await site.complete()
        assert {marker.quality for marker in comparison.markers} == {BAD_NO_COMMUNICATION}

        for machine in site.machines:
            await plc.order("set_counters", machine, 100_000)
        site.breaks()
        await plc.restart("renumber", 1.0)
        measure("renumbered_plc_live_again_s", await site.live_again())
        await site.complete()
        await site.assert_states_follow()
        await site.assert_pieces_are_true()
        assert await site.pieces() > 0
