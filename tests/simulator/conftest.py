"""What the tests of the simulator share: a floor, and rounds of the live run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from database.connect import Connect, Connection, connector
from simulator import live
from tests.simulator.helpers import LINES, Clock, Rounds, add_machines


@pytest.fixture
def start() -> datetime:
    """Always the same instant, because what machines do depends on it; long past."""
    return datetime(2025, 6, 2, 6, 0, tzinfo=UTC)


@pytest.fixture
def connect(database_url: str) -> Connect:
    """How the simulator gets connections."""
    return connector(database_url, "simulator", is_machine=True)


@pytest.fixture
async def machine_ids(connection: Connection) -> Mapping[str, int]:
    """A floor of two lines; keys of its machines by name."""
    return await add_machines(connection, LINES)


@pytest.fixture
def rounds(connect: Connect) -> Rounds:
    """Runs the live simulator for some rounds of 4 s from an instant on; returns when it ended."""

    async def run(
        start: datetime, count: int, step_s: float = 4.0, scenario: str = "quiet", seed: int = 1
    ) -> datetime:
        clock = Clock(start, step_s, count)
        await live.run(
            connect, interval=0, seed=seed, scenario=scenario, stop=clock.stop, now=clock
        )
        return clock.at

    return run
