"""Where a reader of the change log is: a snapshot of one epoch.

A transaction is new to a reader exactly if its snapshot did not see it: its number is
``xmax`` or above, or among those that were running. No sequence number can say that,
because numbers are handed out before the commit (docs/decisions.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_TEXT = re.compile(r"([0-9a-f-]{36}):(\d{1,20}):(\d{1,20}):((?:\d{1,20}(?:,\d{1,20})*)?)")
MAX_TEXT_LENGTH = 16_384


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in the change log. Its text is opaque to clients, and any server can read it."""

    epoch: str
    xmin: int
    xmax: int
    running: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text form. Raises ValueError for anything else."""
        match = _TEXT.fullmatch(text) if len(text) <= MAX_TEXT_LENGTH else None
        if match is None:
            raise ValueError(f"not a cursor: {text[:80]!r}")
        epoch, xmin, xmax, running = match.groups()
        return cls(
            epoch, int(xmin), int(xmax), tuple(int(xid) for xid in running.split(",") if xid)
        )

    @classmethod
    def of(cls, epoch: str, snapshot: str) -> Self:
        """From an epoch and PostgreSQL's text of a snapshot, ``xmin:xmax:xid,xid``."""
        return cls.parse(f"{epoch}:{snapshot}")

    def __str__(self) -> str:
        return f"{self.epoch}:{self.xmin}:{self.xmax}:{','.join(map(str, self.running))}"

    def is_served_by(self, now: Cursor, trimmed_before: int) -> bool:
        """Whether the log still holds everything this reader has not seen.

        Not if it is of another epoch, from the future (a restored or branched database
        went back), or so old that entries it never saw have been trimmed.
        """
        return self.epoch == now.epoch and self.xmax <= now.xmax and trimmed_before <= self.xmin
