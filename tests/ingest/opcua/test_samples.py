"""Samples from notifications: values, qualities and times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asyncua import ua

from ingest.opcua import quality, values
from ingest.opcua.samples import NOT_A_NUMBER, Sampler, is_scalar_number

SOURCE = datetime(2026, 11, 21, 8, tzinfo=UTC)
SERVER = SOURCE + timedelta(seconds=1)
NOW = SOURCE + timedelta(seconds=2)
TICK = timedelta(microseconds=1)
NO_TIME = datetime(1601, 1, 1, tzinfo=UTC)


def note(
    value: Any,
    kind: ua.VariantType | None = None,
    *,
    tag_id: int = 1,
    code: int = 0,
    source: datetime | None = SOURCE,
    server: datetime | None = SERVER,
) -> ua.MonitoredItemNotification:
    data = ua.DataValue(ua.Variant(value, kind), ua.StatusCode(code), source, server)
    return ua.MonitoredItemNotification(tag_id, data)


def sampler(clock: str = "source", elements: dict[int, int] | None = None) -> Sampler:
    return Sampler(clock, elements or {})


@pytest.mark.parametrize(
    ("value", "kind", "number", "text"),
    [
        (1.5, ua.VariantType.Double, 1.5, None),
        (7, ua.VariantType.UInt16, 7.0, None),
        (2**63, ua.VariantType.UInt64, 2.0**63, None),
        (True, ua.VariantType.Boolean, 1.0, None),
        (False, ua.VariantType.Boolean, 0.0, None),
        ("Console", ua.VariantType.String, None, "Console"),
        ("A\0B", ua.VariantType.String, None, "AB"),
        (b"Gr\xfcn".decode("utf-8", "surrogateescape"), None, None, "Gr�n"),
        (ua.LocalizedText("Läuft", "de"), None, None, "Läuft"),
        (SOURCE, ua.VariantType.DateTime, None, "2026-11-21T08:00:00+00:00"),
        (b"\x01\xff", ua.VariantType.ByteString, None, "01ff"),
        ([1.5, 2.0], ua.VariantType.Double, None, "[1.5, 2.0]"),
        ([True], ua.VariantType.Boolean, None, "[true]"),
        (ua.NodeId(5, 2), ua.VariantType.NodeId, None, "ns=2;i=5"),
        (ua.QualifiedName("x", 2), None, None, "x"),
        (None, ua.VariantType.Null, None, None),
    ],
)
def test_values_are_numbers_or_text(
    value: Any, kind: ua.VariantType | None, number: float | None, text: str | None
) -> None:
    (sample,) = sampler().samples([note(value, kind)], NOW)
    assert (sample.value, sample.text, sample.quality) == (number, text, 0)


def test_structures_are_json() -> None:
    unit = ua.EUInformation("urn:unit", 1, ua.LocalizedText("kW"), ua.LocalizedText(""))
    (sample,) = sampler().samples([note(unit)], NOW)
    assert sample.text is not None
    assert '"DisplayName": "kW"' in sample.text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_bad_unless_it_was_said_worse(value: float) -> None:
    sampled = sampler()
    (sample,) = sampled.samples([note(value)], NOW)
    assert (sample.value, sample.text, sample.quality) == (None, str(value), NOT_A_NUMBER)
    (sample,) = sampled.samples([note(value, code=0x80310000)], NOW)
    assert sample.quality == 0x80310000


def test_an_element_of_an_array_is_picked_whoever_cut_it_out() -> None:
    picked = sampler(elements={1: 2, 2: 2, 3: 9})
    notes = [note([1, 2, 3]), note([3], tag_id=2), note([1, 2], tag_id=3)]
    assert [each.value for each in picked.samples(notes, NOW)] == [3.0, 3.0, None]


def test_status_codes_are_kept_to_the_bit_and_overflows_counted() -> None:
    sampled = sampler()
    codes = [0, 0x480, 0x40920000, 0x80310000, 0x00A20480]
    notes = [note(1.0, tag_id=number, code=code) for number, code in enumerate(codes)]
    assert [each.quality for each in sampled.samples(notes, NOW)] == codes
    assert sampled.overflows == 2


@pytest.mark.parametrize(
    ("clock", "source", "server", "at", "server_at"),
    [
        ("source", SOURCE, SERVER, SOURCE, SERVER),
        ("source", None, SERVER, SERVER, SERVER),
        ("source", NO_TIME, SERVER, SERVER, SERVER),
        ("source", None, None, NOW, NOW),
        ("source", SOURCE, None, SOURCE, NOW),
        ("server", SOURCE, SERVER, SERVER, SERVER),
        ("server", SOURCE, None, NOW, NOW),
        ("receipt", SOURCE, SERVER, NOW, SERVER),
    ],
)
def test_whose_time_counts(
    clock: str,
    source: datetime | None,
    server: datetime | None,
    at: datetime,
    server_at: datetime,
) -> None:
    (sample,) = sampler(clock).samples([note(1.0, source=source, server=server)], NOW)
    assert (sample.at, sample.server_at) == (at, server_at)


def test_the_first_of_each_tag_is_found_the_next_are_news() -> None:
    sampled = sampler()
    first = sampled.samples([note(1.0), note(2.0, source=NOW), note(1.0, tag_id=2)], NOW)
    assert [each.is_found for each in first] == [True, False, True]
    assert not sampled.samples([note(3.0, tag_id=2, source=NOW)], NOW)[0].is_found


def test_values_of_one_instant_follow_each_other() -> None:
    sampled = sampler()
    later = SOURCE + timedelta(seconds=1)
    times = [SOURCE, SOURCE, SOURCE, later]
    made = sampled.samples([note(float(n), source=at) for n, at in enumerate(times)], NOW)
    at = [sample.at for sample in made]
    assert at == [SOURCE, SOURCE + TICK, SOURCE + 2 * TICK, later]
    assert sampled.set_back == 0


def test_where_the_clock_is_put_back_values_keep_their_order() -> None:
    """Else counts of before and after would mingle, and each fall would count as a reset."""
    sampled = sampler()

    def at(source_s: float, server_s: float, received_s: float) -> float:
        source, server, received = (
            SOURCE + timedelta(seconds=seconds) for seconds in (source_s, server_s, received_s)
        )
        (made,) = sampled.samples([note(1.0, source=source, server=server)], received)
        return (made.at - SOURCE).total_seconds()

    assert at(10, 10.1, 10.2) == 10
    assert at(6, 11.1, 11.2) == 11.1  # by the server's clock, where that is right
    assert at(7, 7.1, 12.2) == 12.2  # else by ours
    assert at(7, 7.1, 12.2) == 12.200001
    assert at(8, 99, 12.1) == 12.200002  # that ran back, too
    assert sampled.set_back == 3
    assert at(13, 13.1, 13.2) == 13  # it is past what was told: believed again
    assert at(3613, 13.3, 13.4) == 3613  # so far ahead that it will be refused
    assert at(14, 14.1, 14.2) == 14  # right again
    assert sampled.set_back == 3


def test_by_receipt_a_batch_keeps_its_order() -> None:
    sampled = sampler("receipt")
    made = sampled.samples([note(1.0), note(2.0), note(3.0, tag_id=2)], NOW)
    made += sampled.samples([note(4.0)], NOW + TICK)
    assert [sample.at for sample in made] == [NOW, NOW + TICK, NOW, NOW + 2 * TICK]


def test_only_plain_numbers_can_have_a_deadband() -> None:
    assert is_scalar_number(ua.Variant(1, ua.VariantType.Int32))
    assert not is_scalar_number(ua.Variant(True, ua.VariantType.Boolean))
    assert not is_scalar_number(ua.Variant([1], ua.VariantType.Int32))
    assert not is_scalar_number(ua.Variant("1", ua.VariantType.String))
    assert not is_scalar_number(None)


def test_values_for_people() -> None:
    assert values.shown(0.1 + 0.2) == "0.3"
    assert values.shown(True) == "true"
    assert values.shown(None) is None
    assert len(values.shown([0] * 1000) or "") == 200
    assert values.type_name(ua.Variant([1], ua.VariantType.Int32)) == "Int32[]"
    assert values.type_name(ua.Variant()) == ""


def test_codes_have_names_whatever_bits_they_carry() -> None:
    assert quality.name(0) == "Good"
    assert quality.name(0x480) == "Good"
    assert quality.name(0x80340000) == "BadNodeIdUnknown"
    assert quality.name(0x8FFF0000) == "Bad (0x8FFF0000)"
    assert "BadNodeIdUnknown" in quality.telling(0x80340000)[0]
    assert "Bad (0x8FFF0000)" in quality.telling(0x8FFF0000)[0]
