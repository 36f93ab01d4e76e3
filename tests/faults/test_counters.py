"""Counters that turn, are reset, set, and begin anew: all pieces are counted, and none twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.plc.tags import address
from tests.faults.conftest import Measure, Stand
from tests.faults.site import Site, wait_for
from tests.ingest.processes import ingesting

BITS = (16, 32)


@pytest.mark.parametrize("bits", BITS)
async def test_turns_resets_and_restarts(
    stand: Stand, tmp_path: Path, database_url: str, measure: Measure, bits: int
) -> None:
    site = await stand("--counter-bits", str(bits), "--speed", "120")
    plc, modulus = site.plc, 1 << bits
    await site.connect(modulus=modulus)
    async with ingesting(tmp_path, DATABASE_URL=database_url):
        await site.live_again()
        for machine in site.machines:
            await plc.order("set_counters", machine, modulus - 25)  # a jump, not counted
        await wait_for(lambda: _have_all(site, "turn"))
        for machine in site.machines:
            await plc.order("set_counters", machine, modulus // 2)
            await plc.order("reset_counters", machine)
        await wait_for(lambda: _have_all(site, "reset"))
        for machine in site.machines:
            await plc.order("set_counters", machine, modulus // 2)
        before = await site.complete()
        assert not before.markers
        await site.assert_pieces_are_true()

        if bits == BITS[0]:  # to a restart they are alike
            site.breaks()
            await plc.restart("restart", 1.0)
            measure("restarted_plc_live_again_s", await site.live_again())
            await wait_for(lambda: _have_all(site, "reset", times=2))
            await site.complete()
            await site.assert_states_follow()
            await site.assert_pieces_are_true()
        kinds = await site.connection.fetch(
            "select distinct step_kind from historian.counter_steps"
        )
        assert {row["step_kind"] for row in kinds} == {"first", "step", "turn", "reset", "jump"}


async def _have_all(site: Site, kind: str, times: int = 1) -> bool:
    """Whether counters of good pieces of all machines had such a step so often."""
    rows = await site.connection.fetch(
        "select address from historian.counter_steps inner join floor.tags using (tag_id)"
        " where step_kind = $1 group by address having count(*) >= $2",
        kind,
        times,
    )
    return {address(machine, "GoodCount") for machine in site.machines} <= {
        row["address"] for row in rows
    }
