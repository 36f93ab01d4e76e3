"""Faults ordered by lines on standard input, in a terminal or through a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
from collections.abc import Callable, Iterator

from asyncua import ua

from errors import UserError
from simulator.plc.faults import FAULTS, Argument, Fault, Faults, find

STANDARD_INPUT = 0
READ_BYTES = 4_096
HELP = ("help", "?")


class Console:
    """Reads lines while it is open and answers each by a sentence."""

    def __init__(self, faults: Faults, say: Callable[[str], None]) -> None:
        self._faults = faults
        self._say = say
        self._unread = b""
        self._orders: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Listen while the block runs, where standard input can be waited for."""
        loop = asyncio.get_running_loop()
        is_listening = True
        try:
            loop.add_reader(STANDARD_INPUT, self._read)
        except (OSError, ValueError):  # a file or /dev/null, or it is closed
            is_listening = False
        try:
            yield
        finally:
            if is_listening:
                loop.remove_reader(STANDARD_INPUT)

    async def answer(self, line: str) -> str:
        """What becomes of one line."""
        try:
            words = shlex.split(line)
            if not words:
                return ""
            if words[0] in HELP:
                return help_text()
            fault = find(words[0])
            return await self._faults.order(fault.name, *arguments_of(fault, words[1:]))
        except ValueError as error:  # a quote that is not closed
            return f"Error: {error}."
        except UserError as error:
            return f"Error: {error}"

    def _read(self) -> None:
        if not _is_ours():  # in the background of a terminal: what is typed is not for us
            return
        try:
            data = os.read(STANDARD_INPUT, READ_BYTES)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(STANDARD_INPUT)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            order = asyncio.ensure_future(self._order(line.decode(errors="replace")))
            self._orders.add(order)
            order.add_done_callback(self._orders.discard)

    async def _order(self, line: str) -> None:
        if answer := await self.answer(line):
            self._say(answer)


def arguments_of(fault: Fault, words: list[str]) -> list[object]:
    """Words as values of the arguments' types; too many or too few are told by the order."""
    values: list[object] = [
        _value(argument, word) for argument, word in zip(fault.arguments, words, strict=False)
    ]
    return [*values, *words[len(values) :]]


def _value(argument: Argument, word: str) -> object:
    if argument.data_type == "String":
        return word
    try:
        if argument.data_type == "Double":
            return float(word)
        named = getattr(ua.StatusCodes, word, None) if argument.name == "status_code" else None
        return int(word, 0) if named is None else int(named)
    except ValueError as error:
        raise UserError(
            f'{argument.name} is "{word}", which is no number.',
            hint=f"{argument.description}.",
            field=argument.name,
            value=word,
        ) from error


def help_text() -> str:
    """All faults, with their arguments and what they do."""
    usages = {
        fault.name: " ".join((fault.name, *(a.name.upper() for a in fault.arguments)))
        for fault in FAULTS
    }
    width = max(map(len, usages.values()))
    lines = [f"  {usages[fault.name]:<{width}}  {fault.description}." for fault in FAULTS]
    return "\n".join(("Faults to order:", *lines))


def _is_ours() -> bool:
    try:
        return not os.isatty(STANDARD_INPUT) or os.tcgetpgrp(STANDARD_INPUT) == os.getpgrp()
    except OSError:
        return True
