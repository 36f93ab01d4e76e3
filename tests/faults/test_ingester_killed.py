"""An ingester that is killed again and again under load, and a second one started by mistake."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.faults.conftest import Measure, Stand
from tests.ingest.processes import ingesting
from tests.programs import run

KILLS = 3
VALUES = 30


async def test_kills_under_load_lose_nothing_that_was_taken(
    stand: Stand,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    database_url: str,
    measure: Measure,
) -> None:
    site = await stand(values=VALUES)
    await site.connect()
    for number in range(KILLS):
        async with ingesting(tmp_path, DATABASE_URL=database_url) as ingester:
            measure(f"start_{number}_live_s", await site.live_again())
            # at an instant nobody chose: thousands of values are on their way
            await site.stored_more(500 + 333 * number)
            await ingester.stop(signal.SIGKILL)
    async with ingesting(tmp_path, DATABASE_URL=database_url) as ingester:
        measure("live_again_s", await site.live_again())
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        for data in (tmp_path, elsewhere):
            second = await asyncio.to_thread(run, data, "ingest", DATABASE_URL=database_url)
            assert second.returncode == 2
            assert 'Another ingester named "main" is already running' in second.stderr
            assert "--name" in second.stderr
        await site.stored_more(500)
        comparison = await site.complete()
        assert all(len(gaps) == KILLS for gaps in comparison.gaps.values()), comparison.gaps
        assert ingester.logged().count("is connected") == 1
        await site.assert_states_follow()
        await site.assert_pieces_are_true()
        letters = await site.connection.fetchval("select count(*) from historian.dead_letters")
        assert letters == 0
