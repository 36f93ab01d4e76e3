"""A PLC that stands still: for a moment nothing is lost, for a minute the gap is visible."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ingest.contract import BAD_NO_COMMUNICATION
from tests.faults.conftest import Measure, Stand
from tests.ingest.processes import ingesting

SHORT_S = 3.0  # of the 5 s after which it counts as lost
LONG_S = 60.0  # the fault itself; nothing is waited for


@pytest.mark.timeout(300)
async def test_a_frozen_plc_is_noticed_and_found_again(
    stand: Stand, tmp_path: Path, database_url: str, measure: Measure
) -> None:
    site = await stand()
    plc = site.plc
    await site.connect()  # lost after 5 s of silence
    async with ingesting(tmp_path, DATABASE_URL=database_url) as ingester:
        await site.live_again()
        await site.stored_more(100)
        plc.freeze()
        await asyncio.sleep(SHORT_S)
        plc.thaw()
        await site.stored_more(100)
        comparison = await site.complete()
        assert not comparison.markers
        assert ingester.logged().count("is connected") == 1

        site.breaks()
        plc.freeze()
        frozen = asyncio.create_task(asyncio.sleep(LONG_S))
        measure("freeze_noticed_s", await site.gone_dark())
        assert "Nothing was heard" in ingester.logged()
        await site.told("lost", "does not answer as OPC UA")
        await frozen
        assert await site.is_dark()
        plc.thaw()
        measure("frozen_plc_live_again_s", await site.live_again())
        comparison = await site.complete()
        assert {marker.quality for marker in comparison.markers} == {BAD_NO_COMMUNICATION}
        await site.assert_states_follow()
        await site.assert_pieces_are_true()  # made during the gap: counted where it was found
