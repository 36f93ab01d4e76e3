"""A cable that is cut, and one that swallows everything; and what a recorder kept meanwhile."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from ingest.contract import BAD_NO_COMMUNICATION, GOOD
from tests.faults.comparison import Comparison, Value, compare
from tests.faults.conftest import Measure, Stand
from tests.faults.plc import Plc
from tests.faults.site import Site, wait_for
from tests.ingest.processes import ingesting
from tests.programs import run
from tests.proxy import Proxy

CUTS = 2


def proxy_of(plc: Plc) -> Proxy:
    """A cable to the PLCs."""
    return Proxy(lambda: asyncio.open_connection("127.0.0.1", plc.port))


async def test_a_cut_and_a_black_hole(
    stand: Stand, tmp_path: Path, database_url: str, measure: Measure
) -> None:
    site = await stand()
    async with proxy_of(site.plc).running() as cable:
        await site.connect(f"opc.tcp://127.0.0.1:{cable.port}")
        async with ingesting(tmp_path, DATABASE_URL=database_url) as ingester:
            await site.live_again()
            for number in range(CUTS):
                await site.stored_more(100)
                site.breaks()
                cable.cut()
                measure(f"cut_{number}_live_again_s", await site.live_again())
            await site.stored_more(100)
            await site.complete()
            assert ingester.logged().count("broke off") == CUTS

            site.breaks()
            cable.freeze()  # the PLC goes on, and nothing comes through
            measure("black_hole_noticed_s", await site.gone_dark())
            cable.thaw()
            measure("black_hole_live_again_s", await site.live_again())
            await site.stored_more(100)
            comparison = await site.complete()
            assert {marker.quality for marker in comparison.markers} == {BAD_NO_COMMUNICATION}
            await site.assert_states_follow()
            await site.assert_pieces_are_true()
            pieces = await site.pieces()

            await bring_late(site, tmp_path, database_url)
            comparison = await filled(site)
            assert comparison.matched > 1000, str(comparison)
            await site.assert_states_follow()
            await site.assert_pieces_are_true()
            assert await site.pieces() >= pieces


async def bring_late(site: Site, folder: Path, database_url: str) -> None:
    """A recorder beside the PLC kept it all: late values, and those that are stored already."""
    stored = await site.stored()
    first_at = min(sample.at for sample in stored if sample.quality == GOOD)
    recording = folder / "recorder.csv"
    with recording.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("time", "machine", "tag", "value", "quality"))
        for value in numbers(site.served()):
            machine, _, tag = value.address.rpartition("=")[2].partition(".")
            if value.at >= first_at:
                writer.writerow((value.at.isoformat(), machine, tag, value.value, value.quality))
    done = await asyncio.to_thread(
        run, folder, "import", str(recording), "--kind", "samples", DATABASE_URL=database_url
    )
    assert done.returncode == 0, done.stderr


async def filled(site: Site) -> Comparison:
    """Wait until all that was served up to now is stored, gaps or not."""
    until = datetime.now(UTC)
    comparison = Comparison()

    async def is_filled() -> bool:
        nonlocal comparison
        stored = numbers(await site.stored())
        served = numbers(site.served())
        comparison = compare(served, stored, until, are_gaps_filled=True)
        return comparison.is_exact

    await wait_for(is_filled, told=lambda: str(comparison))
    return comparison


def numbers(values: Iterable[Value]) -> list[Value]:
    """Without texts, which a table cannot tell from nothing where they are empty."""
    return [value for value in values if not isinstance(value.value, str)]
