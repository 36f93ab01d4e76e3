"""The comparison can fail: each kind of mistake is found, and what is right is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ingest.contract import BAD_NO_COMMUNICATION, BAD_TIMEOUT, GOOD, GOOD_ENTRY_INSERTED
from tests.faults.comparison import Comparison, Gap, Value, compare, out_of_order

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
BAD_SENSOR_FAILURE = 0x808C0000


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def value(seconds: float, number: float | str | None, quality: int = GOOD) -> Value:
    return Value("a", at(seconds), number, quality)


SERVED = [value(second, float(second)) for second in range(20)]


def only(kind: str, comparison: Comparison) -> list[Value]:
    """The values of one kind of mistake, where there is no other."""
    others = {"missing", "doubled", "invented"} - {kind}
    assert not any(getattr(comparison, other) for other in others), str(comparison)
    found: list[Value] = getattr(comparison, kind)
    assert not comparison.is_exact
    assert f"1 {kind}, for example" in str(comparison)
    return found


def test_what_is_the_same_is_exact() -> None:
    comparison = compare(SERVED, SERVED)
    assert comparison.is_exact
    assert comparison.matched == 20


def test_a_missing_value_is_found() -> None:
    stored = SERVED[:7] + SERVED[8:]
    assert only("missing", compare(SERVED, stored)) == [SERVED[7]]


def test_a_missing_last_value_is_found() -> None:
    assert only("missing", compare(SERVED, SERVED[:-1])) == [SERVED[-1]]
    assert compare(SERVED, SERVED[:-1], until=at(18.5)).is_exact


def test_a_doubled_value_is_found_also_a_tick_later() -> None:
    assert only("doubled", compare(SERVED, [*SERVED, SERVED[7]])) == [SERVED[7]]
    later = SERVED[7]._replace(at=SERVED[7].at + TICK)
    assert only("doubled", compare(SERVED, [*SERVED, later])) == [later]


def test_an_invented_value_is_found() -> None:
    for invented in (value(7.5, 7.0), value(7, 7.5), value(7, 7.0, BAD_SENSOR_FAILURE)):
        stored = [*SERVED[:7], *SERVED[8:], invented]
        comparison = compare(SERVED, stored)
        assert comparison.invented == [invented]
        assert comparison.missing == [SERVED[7]]


def test_a_value_of_another_address_is_invented() -> None:
    stray = SERVED[3]._replace(address="b")
    assert only("invented", compare(SERVED, [*SERVED, stray])) == [stray]


def test_an_entry_inserted_without_a_gap_is_invented() -> None:
    inserted = value(7.5, 7.0, GOOD_ENTRY_INSERTED)
    assert only("invented", compare(SERVED, [*SERVED, inserted])) == [inserted]


def test_a_gap_excuses_what_it_spans_and_nothing_else() -> None:
    marker = value(9.5, None, BAD_NO_COMMUNICATION)
    stored = [*SERVED[:10], marker, *SERVED[14:]]
    comparison = compare(SERVED, stored)
    assert comparison.is_exact
    assert comparison.markers == [marker]
    assert comparison.gaps == {"a": [Gap(at(9.5), at(14))]}

    on_its_way = [*SERVED[:9], marker, *SERVED[14:]]  # 9 was made 0.5 s before the marker
    assert compare(SERVED, on_its_way).is_exact
    for lost in (8, 15):
        fewer = [sample for sample in stored if sample != SERVED[lost]]
        assert only("missing", compare(SERVED, fewer)) == [SERVED[lost]]


def test_a_gap_that_was_filled_excuses_nothing() -> None:
    stored = [
        *SERVED,
        value(9.5, None, BAD_NO_COMMUNICATION),
        value(14.5, 14.0, GOOD_ENTRY_INSERTED),
    ]
    assert compare(SERVED, stored, are_gaps_filled=True).is_exact
    assert compare(SERVED, stored).invented
    stored.remove(SERVED[11])
    missing = only("missing", compare(SERVED, stored, are_gaps_filled=True))
    assert missing == [SERVED[11]]


def test_a_gap_that_is_open_lasts() -> None:
    stored = [*SERVED[:10], value(9.5, None, BAD_TIMEOUT)]
    assert compare(SERVED, stored).is_exact


def test_two_markers_are_one_gap() -> None:
    first, second = value(9.5, None, BAD_NO_COMMUNICATION), value(9.7, None, BAD_TIMEOUT)
    assert compare(SERVED, [*SERVED[:10], first, second, *SERVED[14:]]).gaps["a"] == [
        Gap(at(9.5), at(14))
    ]


def test_what_is_found_again_must_have_held() -> None:
    steady = [value(0, 1.0), value(30, 2.0)]
    marker = value(9.5, None, BAD_NO_COMMUNICATION)
    again = value(14, 1.0, GOOD_ENTRY_INSERTED)
    comparison = compare(steady, [steady[0], marker, again, steady[1]])
    assert comparison.is_exact
    assert comparison.found_again == [again]
    wrong = again._replace(value=2.0)
    stored = [steady[0], marker, wrong, steady[1]]
    assert only("invented", compare(steady, stored)) == [wrong]


def test_bad_values_are_values_too() -> None:
    bad = value(7.5, None, BAD_SENSOR_FAILURE)
    assert compare([*SERVED, bad], [*SERVED, bad]).is_exact
    assert only("missing", compare([*SERVED, bad], SERVED)) == [bad]
    assert only("invented", compare(SERVED, [*SERVED, bad])) == [bad]


def test_text_is_compared_as_text() -> None:
    served = [value(1, ""), value(2, "jam")]
    assert compare(served, served).is_exact
    assert compare(served, [value(1, ""), value(2, "jams")]).invented


def test_what_came_before_the_first_sample_is_nobodys_business() -> None:
    assert compare(SERVED, SERVED[5:]).is_exact


def test_order_is_compared_whatever_the_times() -> None:
    stored = [sample._replace(at=at(100 + place)) for place, sample in enumerate(SERVED[3:9])]
    assert out_of_order(SERVED, stored) == []
    swapped = [*stored[:2], stored[3]._replace(at=stored[2].at), stored[2]._replace(at=at(103))]
    doubled = [*stored, stored[4]._replace(at=stored[4].at + TICK)]
    missing = [*stored[:2], *stored[3:]]
    invented = [*stored, value(200, 9.5)]
    for wrong in (swapped, doubled, missing, invented):
        assert out_of_order(SERVED, wrong) == ["a"]
