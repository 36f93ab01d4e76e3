"""Where in a TOML text each key and each element of a list stands, by line.

The parser of the standard library tells values but not their places, and an error message
without a line is hard to act on. This reads a text that is known to be valid, so it needs to
tell apart only keys, brackets, texts and the rest.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
Lines: TypeAlias = dict[Path, int]

_SKIPPED = re.compile(r"(?:[ \t\n,]|#[^\n]*)*")
_TEXT = r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\]|\\.)*"|\'[^\']*\''
_SCALAR = re.compile(rf"{_TEXT}|[^,\]}}#\n]+", re.DOTALL)
_KEY = re.compile(rf"{_TEXT}|[\w-]+", re.DOTALL)


def locate(text: str) -> Lines:
    """Line, counted from 1, of every key and list element of a valid TOML text.

    A path leads from the top: ``("plants", 0, "lines", 2, "name")``. Line ends are ``\\n``.
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


def line_of(lines: Lines, path: Path) -> int:
    """The line of a path or, where nothing is there, of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scanner:
    """Walks a text once. ``at`` is the place it has reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: Lines = {}
        self._last: dict[Path, int] = {}  # number of the newest [[element]] of each list

    def document(self) -> None:
        here: Path = ()
        while not self._met(""):
            if self.text.startswith("[[", self.at):
                here = self._heading(is_list=True)
            elif self.text[self.at] == "[":
                here = self._heading(is_list=False)
            else:
                self._pair(here)

    def _heading(self, *, is_list: bool) -> Path:
        self.at += 2 if is_list else 1
        *above, name = self._key()
        here: Path = ()
        for part in above:
            here += (part,)
            if here in self._last:
                here += (self._last[here],)
        here += (name,)
        if is_list:
            self._last[here] = self._last.get(here, -1) + 1
            self._note(here)
            here += (self._last[here],)
        self._note(here)
        self.at = self.text.index("]", self.at) + (2 if is_list else 1)
        return here

    def _pair(self, here: Path) -> None:
        path = (*here, *self._key())
        self._note(path)
        self.at = self.text.index("=", self.at) + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        if self.text[self.at] == "[":
            for number in self._until("]"):
                self._note((*path, number))
                self._value((*path, number))
        elif self.text[self.at] == "{":
            for _ in self._until("}"):
                self._pair(path)
        else:
            self._take(_SCALAR)

    def _until(self, end: str) -> Iterator[int]:
        self.at += 1
        for number in itertools.count():
            if self._met(end):
                self.at += 1
                return
            yield number

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip()
            part = self._take(_KEY)
            parts.append(next(iter(tomllib.loads(f"{part} = 0"))))  # undoes the quotes
            self._skip()
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _note(self, path: Path) -> None:
        line = self.text.count("\n", 0, self.at) + 1
        for depth in range(1, len(path) + 1):
            self.lines.setdefault(path[:depth], line)

    def _skip(self) -> None:
        """Pass blanks, line ends, comments, and the commas between elements."""
        self._take(_SKIPPED)

    def _met(self, end: str) -> bool:
        """Whether the next thing is this mark, or with an empty mark, the end of the text."""
        self._skip()
        return self.text.startswith(end, self.at) if end else self.at == len(self.text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"not valid TOML at character {self.at}")
        self.at = found.end()
        return found[0]
