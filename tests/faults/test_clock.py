"""A PLC whose clock jumps: what lies ahead is refused with the reason, and counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator.plc.tags import address
from tests.faults.comparison import Comparison, Value, compare, out_of_order
from tests.faults.conftest import Measure, Stand
from tests.faults.plc import truths
from tests.faults.site import Site, wait_for
from tests.ingest.processes import ingesting

HOUR_S = 3600.0
HOUR = timedelta(hours=1)
DEAD = "historian.dead_letters"
SOME = 100


async def test_an_hour_ahead_and_back(
    stand: Stand, tmp_path: Path, database_url: str, measure: Measure
) -> None:
    site = await stand()
    await site.connect()
    async with ingesting(tmp_path, DATABASE_URL=database_url):
        await site.live_again()
        await site.stored_more(SOME)
        jumped_at = datetime.now(UTC)
        await site.plc.order("clock_jump", HOUR_S)
        await wait_for(lambda: _has_dead_letters(site))
        assert (await site.state())["state"] == "connected"  # it speaks, and is not believed

        await site.plc.order("clock_jump", -HOUR_S)
        measure("clock_right_live_again_s", await site.live_again())
        await site.stored_more(SOME)
        comparison = await _complete(site)
        assert comparison.matched > 3 * SOME
        assert not comparison.markers

        letters = await site.stored(DEAD)
        assert all(letter.at > jumped_at + HOUR for letter in letters)
        rows = await site.connection.fetch(f"select distinct reason, hint, source from {DEAD}")
        assert {row["source"] for row in rows} == {"main"}
        assert all("is ahead of this server's clock" in row["reason"] for row in rows), rows
        assert all("Check the clock" in row["hint"] for row in rows), rows
        await wait_for(lambda: _are_counted(site, len(letters)))

        await site.assert_states_follow()
        await site.assert_pieces_are_true(
            [
                value._replace(at=value.at - HOUR) if value.at > jumped_at + HOUR else value
                for value in site.plc.journal()
            ]
        )


async def test_small_steps_keep_values_in_order_and_pieces_true(
    stand: Stand, tmp_path: Path, database_url: str
) -> None:
    """Too small to be refused: were times to overlap, each fall of a count would be a reset."""
    site = await stand()
    await site.connect()
    async with ingesting(tmp_path, DATABASE_URL=database_url):
        await site.live_again()
        await site.stored_more(SOME)
        for step_s in (-5.0, 60.0, -60.0):
            await site.plc.order("clock_jump", step_s)
            await site.stored_more(SOME)
        for machine in site.machines:  # so that no piece is on its way in the end
            await site.plc.order("alarm", machine, 4711)
        await wait_for(lambda: _shows_the_truth(site))
        assert not await site.stored(DEAD)
        stored = await site.stored()  # first: what is served goes on, and is read again
        await wait_for(lambda: _is_in_order(site, stored))
        for machine in site.machines:
            counts = await _counts(site, machine)
            _, all_pcs = await site.counted(machine)
            assert all_pcs == counts[-1] - counts[0]
        assert set((await site.statuses()).values()) == {"down"}  # now, not when times meet again
        await wait_for(lambda: _tells_of_the_clock(site))


async def _shows_the_truth(site: Site) -> bool:
    """Whether the last count of each machine is what it really made, and its state is known."""
    truth = {value.address: value.value for value in site.plc.journal()}
    for machine in site.machines:
        pieces = sum(float(truth[address] or 0) for address in truths(machine))
        if (await _counts(site, machine))[-1] != pieces:
            return False
    return set((await site.statuses()).values()) == {"down"}


async def _is_in_order(site: Site, stored: list[Value]) -> bool:
    """Whether that is what was served so far, in the same order."""
    return out_of_order(site.served(), stored) == []


async def _tells_of_the_clock(site: Site) -> bool:
    """Whether the details of the connection say it."""
    details = json.loads((await site.state())["details"])
    return "was put back" in details.get("Source's clock", "")


async def _counts(site: Site, machine: str) -> list[float]:
    """The stored counts of all its pieces, by time."""
    total = address(machine, "TotalCount")
    return [
        float(sample.value or 0)
        for sample in sorted(await site.stored())
        if sample.address == total
    ]


async def _has_dead_letters(site: Site) -> bool:
    return bool(await site.connection.fetchval(f"select count(*) >= {SOME} from {DEAD}"))


async def _are_counted(site: Site, letters: int) -> bool:
    """Whether the ingester reports so many."""
    counted = "select dead_letters from historian.ingesters"
    return bool(await site.connection.fetchval(counted) == letters)


async def _complete(site: Site) -> Comparison:
    """Wait until all that was served up to now is either stored or refused, exactly once."""
    early = set(site.served())
    comparison = Comparison()

    async def is_exact() -> bool:
        nonlocal comparison
        kept = [*await site.stored(), *await site.stored(DEAD)]
        comparison = compare(site.served(), kept)
        comparison.missing = [value for value in comparison.missing if value in early]
        return comparison.is_exact

    await wait_for(is_exact, told=lambda: str(comparison))
    return comparison
