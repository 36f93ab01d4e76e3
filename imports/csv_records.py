"""The records of a CSV text, each with the number of its first line and its original text.

One broken line costs one line: an open quote does not swallow what follows it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_RECORD_LINES = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One record: where it begins, its text as it stands there, its cells.

    Neither cells nor a ``problem``: a blank line.
    """

    line: int
    text: str
    cells: list[str]
    problem: str = ""


def records(lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    """The records of a CSV text. An empty line is a row without cells and without a problem."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLongError) as error:
            # an open quote swallows what follows: only its own line is bad
            feed.give_back()
            yield Row(feed.first, feed.text(), [], _explained(error))
            continue
        blank = not any(cell.strip() for cell in cells)
        yield Row(feed.first, feed.text(), [] if blank else cells)


class _TooLongError(Exception):
    """A record goes on for more lines than a record has."""


class _Feed:
    """Hands lines to the CSV reader, remembering those of the record being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: list[str] = []
        self._taken: list[str] = []
        self.first = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._taken) >= LONGEST_RECORD_LINES:
            raise _TooLongError
        line = self._waiting.pop() if self._waiting else next(self._lines)
        self._taken.append(line)
        return line

    def begin(self) -> None:
        self.first += len(self._taken)
        self._taken = []

    def give_back(self) -> None:
        self._waiting.extend(reversed(self._taken[1:]))
        del self._taken[1:]

    def text(self) -> str:
        return "".join(self._taken).rstrip("\r\n")


def _explained(error: Exception) -> str:
    text = str(error)
    if isinstance(error, _TooLongError) or "unexpected end" in text or "field larger" in text:
        return "opens a quote that is never closed"
    if "expected after" in text:
        return "has text after a closing quote; a quote inside quotes is written twice"
    return f"cannot be read as CSV ({text})"
