"""historian.derive_counts: what a counter added, from its good samples in order of time."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.historian.counters import (
    BAD,
    SOURCE,
    UNCERTAIN,
    add_connection,
    add_tag,
    made,
    press,
    second,
    store,
)
from tests.sql.support import Open, first_row, settled, stand


async def test_the_first_sample_sets_the_base(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 7_000))
    assert await good.steps() == [(0, "first", 0)]
    assert await made(connection) == {}


async def test_a_rise_is_a_step(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 7_000), (10, 7_003), (70, 7_010))
    assert await good.steps() == [(0, "first", 0), (10, "step", 3), (70, "step", 7)]
    assert await made(connection) == {0: (3, 0), 1: (7, 0)}


async def test_a_step_tells_between_which_values(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 5), (10, 8))
    row = await first_row(
        connection, "select previous_value, value from historian.counter_steps where step_pcs > 0"
    )
    assert tuple(row) == (5, 8)


async def test_a_value_that_stayed_leaves_no_row(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 5), (10, 5), (20, 6), (30, 6))
    assert await good.steps() == [(0, "first", 0), (20, "step", 1)]


async def test_past_the_modulus_it_turns(connection: Connection) -> None:
    (good,) = await press(connection, "good", counter_modulus=65_536, max_step=100)
    await good.showed((0, 65_530), (10, 65_535), (20, 0), (30, 4))
    assert [step[1:] for step in await good.steps()] == [
        ("first", 0),
        ("step", 5),
        ("turn", 1),
        ("step", 4),
    ]


async def test_a_signed_counter_turns_into_the_negative(connection: Connection) -> None:
    (good,) = await press(connection, "good", counter_modulus=65_536, max_step=100)
    await good.showed((0, 32_766), (10, 32_767), (20, -32_768), (30, -32_760))
    assert [step[1:] for step in await good.steps()] == [
        ("first", 0),
        ("step", 1),
        ("turn", 1),
        ("step", 8),
    ]


async def test_a_fall_is_a_reset_and_all_it_shows_is_new(connection: Connection) -> None:
    (good,) = await press(connection, "good", counter_modulus=65_536, max_step=100)
    await good.showed((0, 500), (10, 3), (20, 4))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("reset", 3), ("step", 1)]


async def test_where_counters_are_set_a_fall_adds_nothing(connection: Connection) -> None:
    (good,) = await press(connection, "good", reset_rule="rebase")
    await good.showed((0, 500), (10, 300), (20, 301))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("rebase", 0), ("step", 1)]


@pytest.mark.parametrize("value", [601, 2_000_000])
async def test_above_the_plausible_step_it_is_a_jump_that_is_not_counted(
    connection: Connection, value: float
) -> None:
    (good,) = await press(connection, "good", max_step=100)
    await good.showed((0, 500), (10, value), (20, value + 2))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("jump", 0), ("step", 2)]
    assert await made(connection) == {0: (2, 0)}


async def test_up_to_the_plausible_step_it_counts(connection: Connection) -> None:
    (good,) = await press(connection, "good", max_step=100)
    await good.showed((0, 500), (10, 600))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("step", 100)]


async def test_a_reset_that_shows_too_much_is_a_jump(connection: Connection) -> None:
    """One wrong reading, and back: neither is pieces."""
    (good,) = await press(connection, "good", max_step=100)
    await good.showed((0, 500), (10, 90_000), (20, 500))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("jump", 0), ("jump", 0)]


async def test_a_counter_below_zero_counts_no_less_than_nothing(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 5), (10, -3), (20, -1))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("jump", 0), ("step", 2)]


async def test_only_good_samples_count(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 5), (10, 0, BAD), (20, 900, UNCERTAIN), (30, None, BAD), (40, 6))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("step", 1)]


async def test_what_no_counter_shows_is_left_out(connection: Connection) -> None:
    """Nor does it fail the writer."""
    (good,) = await press(connection, "good", scale=0.1)
    await good.showed((0, 50), (1, float("nan")), (2, float("inf")), (3, -1e300), (4, 1e300))
    await good.showed((5, None), (6, 60))
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("step", 1)]
    await good.showed((7, 5e-324))
    assert (await good.steps())[-1] == (7, "reset", 0)


async def test_a_step_beyond_all_numbers_is_a_jump(connection: Connection) -> None:
    (good,) = await press(connection, "good", scale=1e9)
    await good.showed((0, 0), (1, 10**7), (2, 10**7 + 1))
    assert [step[1:] for step in await good.steps()] == [
        ("first", 0),
        ("jump", 0),
        ("step", 10**9),
    ]


async def test_a_count_may_be_several_pieces(connection: Connection) -> None:
    (good,) = await press(connection, "good", scale=4)
    await good.showed((0, 5), (10, 7))
    assert await made(connection) == {0: (8, 0)}


async def test_parts_of_pieces_are_not_lost_by_rounding(connection: Connection) -> None:
    """Three strokes a piece: every third one completes it."""
    (good,) = await press(connection, "good", scale=1 / 3)
    await good.showed(*((at, at) for at in range(31)))
    assert sum(step[2] for step in await good.steps()) == 10


async def test_a_late_sample_splits_the_step_after_it(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (90, 10))
    assert await made(connection) == {1: (10, 0)}
    await good.showed((50, 4))
    assert await good.steps() == [(0, "first", 0), (50, "step", 4), (90, "step", 6)]
    assert await made(connection) == {0: (4, 0), 1: (6, 0)}


async def test_a_late_sample_can_take_a_step_away(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (90, 10))
    await good.showed((50, 10))
    assert await good.steps() == [(0, "first", 0), (50, "step", 10)]
    assert await made(connection) == {0: (10, 0)}


async def test_a_sample_before_all_others_is_the_base(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((60, 10))
    await good.showed((0, 4))
    assert await good.steps() == [(0, "first", 0), (60, "step", 6)]


async def test_the_sample_before_may_lie_days_back(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await connection.execute(
        "select historian.ensure_partitions($1, $1)", second(-19 * 86_400).date()
    )
    await good.showed((-19 * 86_400, 4))
    await good.showed((60, 10))
    assert (await good.steps())[-1] == (60, "step", 6)


async def test_tags_are_counted_apart(connection: Connection) -> None:
    good, other = await press(connection, "good", "good")
    await good.showed((0, 0), (10, 5))
    await other.showed((0, 100), (10, 107))
    assert await made(connection) == {0: (12, 0)}


async def test_the_source_is_the_connection(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5))
    row = await first_row(connection, "select source, product_id from floor.production")
    assert tuple(row) == (SOURCE, None)


async def test_connections_are_counted_apart(connection: Connection) -> None:
    """One cannot tell the total of the other."""
    total, _ = await press(connection, "total", "good")
    elsewhere = await add_connection(connection, "Inspection", protocol="modbus")
    scrap = await add_tag(connection, "scrap", total.machine_id, connection_id=elsewhere)
    await scrap.showed((0, 0), (10, 2))
    rows = await connection.fetch("select source, good_pcs, scrap_pcs from floor.production")
    assert [tuple(row) for row in rows] == [("modbus:Inspection", 0, 2)]


async def test_stretches_of_one_tag_may_overlap(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5), (20, 6), (30, 9))
    await connection.execute("delete from historian.counter_steps")
    await connection.execute(
        "select historian.derive_counts($1, $2, $3)",
        *([good.tag_id] * 3, [second(n) for n in (0, 5, 25)], [second(n) for n in (10, 20, 25)]),
    )
    assert [step[1:] for step in await good.steps()] == [
        ("first", 0),
        ("step", 5),
        ("step", 1),
        ("step", 3),
    ]


async def test_corrected_settings_are_applied_by_hand(connection: Connection) -> None:
    (good,) = await press(connection, "good", max_step=5)
    await good.showed((0, 0), (10, 50))
    await connection.execute("update floor.tags set max_step = null")
    assert await made(connection) == {}
    await connection.execute(
        "select historian.derive_counts($1, array['-infinity'::timestamptz],"
        " array['infinity'::timestamptz])",
        [good.tag_id],
    )
    assert await made(connection) == {0: (50, 0)}


async def test_two_writers_of_one_counter_take_turns(
    committing: Connection, open_committing: Open
) -> None:
    """Whoever comes second sees what the first has stored."""
    (good,) = await press(committing, "good")
    await good.showed((0, 0))
    other = await open_committing()
    transaction = committing.transaction()
    await transaction.start()
    await good.showed((10, 5))
    waiting = await settled(
        await open_committing(),
        other,
        other.execute(
            "insert into historian.samples (tag_id, at, value) values ($1, $2, 9)",
            *(good.tag_id, second(20)),
        ),
    )
    assert not waiting.done()
    await transaction.commit()
    await waiting
    assert [step[1:] for step in await good.steps()] == [("first", 0), ("step", 5), ("step", 4)]
    assert await made(committing) == {0: (9, 0)}


async def test_only_what_differs_is_written(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5), (20, 6))
    written = "select xmin, ctid from historian.counter_steps order by at"
    before = (
        await connection.fetch(written),
        await connection.fetch("select ctid from floor.production"),
    )
    await good.showed((30, 6))
    await connection.execute(
        "select historian.derive_counts($1, $2, $3)", [good.tag_id], [second(0)], [second(30)]
    )
    after = (
        await connection.fetch(written),
        await connection.fetch("select ctid from floor.production"),
    )
    assert after == before


async def test_many_machines_at_once(connection: Connection) -> None:
    floor = await stand(connection, machines=[f"Press_{number}" for number in range(30)])
    counters = [await add_tag(connection, "good", machine_id) for machine_id in floor.ids]
    samples = [(c.tag_id, at, float(at * 2)) for c in counters for at in (0, 10, 20)]
    await store(connection, samples)
    assert await made(connection) == {0: (30 * 40, 0)}
