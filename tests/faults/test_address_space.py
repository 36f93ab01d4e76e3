"""A PLC whose program is changed while it is connected: nodes vanish, and are there again."""

from __future__ import annotations

from pathlib import Path

from ingest.contract import BAD_CONFIGURATION_ERROR
from tests.faults.conftest import Measure, Stand
from tests.faults.site import Site, wait_for
from tests.ingest.processes import ingesting

PROBLEMS = "select problem, hint from historian.tag_problems"


async def test_nodes_that_vanish_are_told_and_found_again(
    stand: Stand, tmp_path: Path, database_url: str, measure: Measure
) -> None:
    site = await stand()
    await site.connect()
    machine, *others = site.machines
    async with ingesting(tmp_path, DATABASE_URL=database_url) as ingester:
        await site.live_again()
        await site.stored_more(100)
        site.breaks(machine)
        await site.plc.order("drop_nodes", machine)
        await wait_for(lambda: _tells(site, site.tags_of_a_machine))
        problem, hint = await site.connection.fetchrow(PROBLEMS) or ("", "")
        assert problem == "The server has no such node (BadNodeIdUnknown)."
        assert "Was the PLC's program changed?" in hint
        # problems and samples reach the database by ways of their own
        await wait_for(lambda: _knows_nothing(site, machine))
        statuses = await site.statuses()
        assert "no_data" not in [statuses[other] for other in others]
        await site.stored_more(100)  # the others go on

        await site.plc.order("add_nodes", machine)
        measure("nodes_live_again_s", await site.live_again())
        await wait_for(lambda: _tells(site, 0))
        await site.stored_more(100)
        comparison = await site.complete()
        assert {marker.quality for marker in comparison.markers} == {BAD_CONFIGURATION_ERROR}
        assert ingester.logged().count("is connected") == 1
        await site.assert_states_follow()
        await site.assert_pieces_are_true()


async def _knows_nothing(site: Site, machine: str) -> bool:
    """Whether nothing is known of the state of a machine."""
    return (await site.statuses())[machine] == "no_data"


async def _tells(site: Site, tags: int) -> bool:
    """Whether the problems of so many tags are told."""
    return len(await site.connection.fetch(PROBLEMS)) == tags
