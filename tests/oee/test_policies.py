"""One ledger, several policies: two numbers, both labelled."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import (
    Station,
    add_reason,
    default_policy,
    near,
    pause,
    ratios,
    refresh,
    work,
)

SHIFT = 480


@pytest.fixture(autouse=True)
async def eventful(connection: Connection, press: Station) -> None:
    """An hour of break, of planned maintenance, setup and silence, and a minor stop of 2 minutes.

    That leaves 238 minutes of running, in which 180 pieces of a minute were made.
    """
    setup = await add_reason(connection, "Changeover", "setup")
    maintenance = await add_reason(connection, "Maintenance", planned=True)
    await press.has_micro_stops_under(300)
    await work(connection, press.line_id, 0, SHIFT)
    await pause(connection, press.line_id, 0, 60)
    await press.takes(60)
    await press.was(
        (0, "operational"),
        (60, "down", maintenance),
        (120, "down", setup),
        (180, "no_data"),
        (240, "operational"),
        (300, "down"),
        (302, "operational"),
    )
    await press.made(400, 180)
    await refresh(connection, SHIFT)


async def test_by_default_breaks_are_outside_and_changeovers_inside(press: Station) -> None:
    assert ratios(await press.figures()) == near(240 / 360, 180 / 240, 1, 180 / 360)


POLICIES = [
    ({"planned_stops_count_as": "loss"}, 240, 420),
    ({"planned_downs_count_as": "loss"}, 240, 420),
    ({"setup_counts_as": "outside"}, 240, 300),
    ({"unknown_counts_as": "outside"}, 240, 300),
    ({"unknown_counts_as": "run"}, 300, 360),
    ({"minor_stops_count_as": "availability"}, 238, 360),
]


@pytest.mark.parametrize(("policy", "run", "planned"), POLICIES)
async def test_another_policy(
    connection: Connection, press: Station, policy: dict[str, str], run: int, planned: int
) -> None:
    """It needs no refresh: the seconds stay, what they count as changes."""
    await default_policy(connection, **policy)
    row = await press.figures()
    assert (row["run_s"] / 60, row["planned_s"] / 60) == (run, planned)
    assert ratios(row) == near(run / planned, 180 / run, 1, 180 / planned)


@pytest.mark.parametrize(("policy", "run", "planned"), POLICIES)
async def test_losses_add_up_under_every_policy(
    connection: Connection, press: Station, policy: dict[str, str], run: int, planned: int
) -> None:
    await default_policy(connection, **policy)
    row = await press.figures()
    losses = (
        row["availability_loss_s"],
        row["performance_loss_s"],
        row["quality_loss_s"],
        row["fully_productive_s"],
    )
    assert sum(losses) == pytest.approx(row["planned_s"])
    # where minor stops are a loss of availability, they are none of performance
    is_in_run = policy.get("minor_stops_count_as") != "availability"
    minor_stop_s = row["minor_stop_s"] if is_in_run else 0
    assert minor_stop_s + row["reduced_speed_s"] == pytest.approx(row["performance_loss_s"])


async def test_policies_stand_side_by_side(connection: Connection) -> None:
    rows = await connection.fetch(
        "select policy_name, availability_ratio, oee_ratio from gold.oee_policies"
        " order by policy_name"
    )
    assert [row["policy_name"] for row in rows] == [
        "everything counts",
        "known production only",
        "standard",
    ]
    assert tuple(row["availability_ratio"] for row in rows) == near(240 / 480, 1, 240 / 360)
    assert tuple(row["oee_ratio"] for row in rows) == near(180 / 480, 180 / 240, 180 / 360)


async def test_performance_is_cut_by_policy_only(connection: Connection, press: Station) -> None:
    await press.made(401, 120)
    await refresh(connection, SHIFT)
    assert ratios(await press.figures()) == near(240 / 360, 300 / 240, 1, 300 / 360)
    await default_policy(connection, performance_is_capped=True)
    row = await press.figures()
    assert ratios(row) == near(240 / 360, 1, 1, 240 / 360)
    assert row["has_doubtful_cycle"]


async def test_without_pieces_oee_is_zero_by_policy_only(
    connection: Connection, press: Station
) -> None:
    await connection.execute("truncate floor.production")
    await refresh(connection, SHIFT)
    assert (await press.figures())["oee_ratio"] is None
    await default_policy(connection, no_pieces_count_as="zero")
    row = await press.figures()
    assert ratios(row) == near(240 / 360, 0, None, 0)
