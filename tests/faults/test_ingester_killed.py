"""An ingester that is killed again and again under load, and a second one started by mistake."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.contract import BAD_NO_COMMUNICATION, BAD_TIMEOUT
from tests.faults.conftest import Measure, Stand
from tests.faults.site import HEARD_BEFORE, Site, wait_for
from tests.ingest.processes import ingesting
from tests.programs import run
from tests.realtime.proxy import Proxy

KILLS = 3
VALUES = 60  # of each machine, all of which change ten times a second


@pytest.mark.timeout(300)
async def test_kills_under_load_lose_nothing_that_was_taken(
    stand: Stand,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    database_url: str,
    measure: Measure,
) -> None:
    site = await stand(values=VALUES)
    await site.connect()
    async with Proxy(database_url).running() as cable:
        for number in range(KILLS):
            async with ingesting(tmp_path, DATABASE_URL=cable.url) as ingester:
                measure(f"start_{number}_live_s", await site.live_again())
                # at an instant nobody chose: hundreds of values are on their way
                await site.stored_more(1_000 + 333 * number)
                site.breaks()
                if number == KILLS - 1:  # and with much in the spool
                    cable.freeze()
                    await serves_more(site, 4_000)
                killed_at = datetime.now(UTC)
                await ingester.stop(signal.SIGKILL)
        cable.cut()
        cable.thaw()
        async with ingesting(tmp_path, DATABASE_URL=cable.url) as ingester:
            measure("live_again_s", await site.live_again())
            elsewhere = tmp_path_factory.mktemp("elsewhere")
            for data in (tmp_path, elsewhere):
                second = await asyncio.to_thread(run, data, "ingest", DATABASE_URL=database_url)
                assert second.returncode == 2
                assert 'Another ingester named "main" is already running' in second.stderr
                assert "--name" in second.stderr
            await site.stored_more(1_000)
            comparison = await site.complete()
            for address, gaps in comparison.gaps.items():
                if ".Value_" in address:  # it changes all the time: the spool was stored
                    assert gaps[-1].since > killed_at - HEARD_BEFORE, (address, killed_at, gaps)
            markers = {marker.quality for marker in comparison.markers}
            assert markers == {BAD_NO_COMMUNICATION, BAD_TIMEOUT}  # of the dead one's successor
            assert ingester.logged().count("is connected") == 1
            await site.assert_states_follow()
            await site.assert_pieces_are_true()
            letters = await site.connection.fetchval("select count(*) from historian.dead_letters")
            assert letters == 0


async def serves_more(site: Site, values: int) -> None:
    """Wait until the PLCs have served so many more values."""
    wanted = len(site.served()) + values

    async def is_served() -> bool:
        return len(site.served()) >= wanted

    await wait_for(is_served)
