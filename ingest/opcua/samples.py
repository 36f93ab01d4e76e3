"""Notifications of a subscription as samples: what value, of what quality, and when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from asyncua import ua

from ingest.contract import Sample
from ingest.opcua import quality
from ingest.opcua.values import element_of, plain
from ingest.seam import FUTURE

NOT_A_NUMBER = ua.StatusCodes.BadOutOfRange  # quality of what a PLC sends for "no value"
_NO_TIME_BEFORE = datetime(1601, 1, 2, tzinfo=UTC)  # OPC UA's zero is the first of January
_HIGHEST_UNCERTAIN = 0x7FFFFFFF
_TICK = timedelta(microseconds=1)


class Sampler:
    """Makes samples of one session. ClientHandle of each item is its tag's id."""

    def __init__(self, clock: str, elements: Mapping[int, int]) -> None:
        self._clock = clock
        self._elements = elements
        self._newest: dict[int, tuple[datetime, datetime]] = {}  # as it came, as it was given on
        self.gone: set[int] = set()
        """Tags the server refuses, or whose nodes have vanished."""
        self.returned: list[int] = []
        """Those of them that had a value again, until they are taken note of."""
        self.set_back = 0
        """Samples whose time was not believed, because it lay before what had been told."""
        self.overflows = 0
        """Samples marked because the server had to drop some before them."""

    def samples(
        self, items: Sequence[ua.MonitoredItemNotification], received_at: datetime
    ) -> list[Sample]:
        """The samples of a notification, in its order."""
        newest = self._newest
        by_source, by_receipt = self._clock == "source", self._clock == "receipt"
        latest = received_at + FUTURE
        made = []
        for item in items:
            data = item.Value
            tag_id = item.ClientHandle
            code = data.StatusCode.value
            if code & quality.OVERFLOW == quality.OVERFLOW:
                self.overflows += 1
            if code > _HIGHEST_UNCERTAIN and quality.means_gone(code):
                self.gone.add(tag_id)
            elif tag_id in self.gone:
                self.gone.remove(tag_id)
                self.returned.append(tag_id)
                newest.pop(tag_id, None)  # what comes now is found
            value = data.Value.Value
            text = None
            kind = type(value)
            if kind is not float:
                if kind is int or kind is bool:
                    value = float(value)
                else:
                    value, text = plain(element_of(value, self._elements.get(tag_id)))
            if value is not None and not math.isfinite(value):
                text, value = str(value), None
                code = code if quality.is_bad(code) else NOT_A_NUMBER
            server_at = data.ServerTimestamp
            if server_at is None or server_at < _NO_TIME_BEFORE:
                server_at = received_at
            source_at = data.SourceTimestamp
            if by_source and source_at is not None and source_at >= _NO_TIME_BEFORE:
                at = source_at
            else:
                at = received_at if by_receipt else server_at
            last = newest.get(tag_id)
            if last is None or at > last[1]:
                if at <= latest:  # else it will be refused, and tells nothing of what comes
                    newest[tag_id] = (at, at)
            else:
                stamp, given = at, last[1]
                # two values of one instant (a coarse clock, or only the quality changed): in turn
                at = given + _TICK
                if stamp != last[0]:  # items come in order: it is the clock that was put back
                    self.set_back += 1
                    is_servers_right = given < server_at <= received_at
                    at = server_at if is_servers_right else max(at, received_at)
                newest[tag_id] = (stamp, at)
            made.append(Sample(tag_id, at, value, text, code, server_at, last is None))
        return made


def is_scalar_number(variant: ua.Variant | None) -> bool:
    """Whether a deadband can mean anything for such a value."""
    if variant is None or variant.is_array:
        return False
    return isinstance(variant.Value, int | float) and not isinstance(variant.Value, bool)
