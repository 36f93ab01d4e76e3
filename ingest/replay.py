"""A recording, played as if it happened now. Also the pattern for a new protocol.

What a connector is made of, and what it may leave out, stands in contract.py. This one reads
a CSV file (recording.py) instead of a device, so each part is as short as it can be:

1. ``Config``: the settings, which are also the form on the page;
2. ``test``: can it work? step by step, the first failure ends it;
3. ``open``: a short session for the wizard: what is there?
4. ``run``: a session that fetches until it is cancelled, or raises.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, perf_counter
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from errors import UserError
from ingest.contract import (
    BAD_NO_COMMUNICATION,
    FoundMachine,
    Link,
    Node,
    RefusedError,
    Sample,
    Step,
    Tag,
)
from ingest.recording import Entry, Recording, read

TOGETHER_S = 0.05  # what is due so close together travels in one batch
HEARD_EVERY_S = 1.0
LOOP_PAUSE_S = 1.0
MOST_NAMED = 5


class ReplayConfig(BaseModel):
    """Settings of a replay. Titles, descriptions and examples are what the form shows."""

    model_config = ConfigDict(extra="forbid", title="Recording")

    path: str = Field(
        title="File",
        description="A CSV file with the columns at, address, value and, if you like, quality: "
        "its name in the folder recordings of FLOORCAST_DATA, or an absolute path.",
        examples=["press.csv"],
        min_length=1,
    )
    speed: float = Field(
        1.0,
        title="Speed",
        description="Seconds of the recording in a second: 1 as it was, 60 a minute in a second.",
        gt=0,
        le=100_000,
    )
    loop: bool = Field(
        False,
        title="Repeat",
        description="Begin again at the end. Counters then begin again, too.",
    )


class Replay:
    """The connector for recordings."""

    protocol: ClassVar[str] = "replay"
    title: ClassVar[str] = "Recording"
    description: ClassVar[str] = "Plays recorded samples of a CSV file as if they happened now."
    can_browse: ClassVar[bool] = True
    Config: ClassVar[type[BaseModel]] = ReplayConfig

    def __init__(self, folder: Path) -> None:
        """``folder``: where a file is whose path is not absolute."""
        self._folder = folder.expanduser().resolve()

    async def test(self, config: ReplayConfig) -> AsyncIterator[Step]:
        """Is the file there and whole? A file has no host, port or password, so there is a
        handshake (the file as such) and a read (what it holds)."""
        started_at = perf_counter()
        try:
            recording = await self._read(config)
        except UserError as error:
            yield Step("handshake", False, _ms_since(started_at), error.message, error.hint)
            return
        yield Step("handshake", True, _ms_since(started_at), f"{recording.path.name} is whole.")
        first = recording.entries[0]
        text = (
            f"{len(recording.entries)} samples of {len(recording.addresses)} addresses in "
            f"{recording.length_s:.0f} s; the first: {first.address} = {first.shown()}."
        )
        yield Step("read", True, 0.0, text)

    @contextlib.asynccontextmanager
    async def open(self, config: ReplayConfig) -> AsyncIterator[ReplaySession]:
        """What the recording holds."""
        yield ReplaySession(await self._read(config))

    async def run(self, config: ReplayConfig, tags: Sequence[Tag], link: Link) -> None:
        """Play it, once or for ever, and stay until cancelled."""
        recording = await self._read(config)
        details = {"file": recording.path.name, "speed": f"{config.speed:g}"}
        await link.opened(details)
        known: list[Tag] = []
        for tag in tags:
            if tag.address in recording.addresses:
                known.append(tag)
            else:
                await link.refused(tag.tag_id, *_unknown(recording, tag.address))
        while True:
            await _play(recording.entries, known, config.speed, link)
            if not config.loop:
                break
            await _wait_until(monotonic() + LOOP_PAUSE_S, link)
        # what says nothing more must not seem to go on as it was
        now = datetime.now(UTC)
        await link.emit(
            [Sample(tag.tag_id, now, None, None, BAD_NO_COMMUNICATION) for tag in known]
        )
        await link.opened({**details, "played": "to its end"})
        await _wait_until(float("inf"), link)

    async def _read(self, config: ReplayConfig) -> Recording:
        path = Path(config.path)
        if not path.is_absolute():
            path = (self._folder / path).resolve()
            if not path.is_relative_to(self._folder):
                raise RefusedError(
                    f'The file "{config.path}" lies outside of {self._folder}.',
                    hint="Give the name of a file in that folder, or an absolute path.",
                    field="path",
                    value=config.path,
                )
        return await asyncio.to_thread(read, path)  # in a thread: large files take a while


class ReplaySession:
    """Questions about a recording. Its addresses are a flat list."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    async def browse(self, address: str | None) -> list[Node]:
        """All addresses with their first values; nothing lies below one of them."""
        if address is None:
            return [_node(entry) for entry in self._recording.addresses.values()]
        self._entry(address)
        return []

    async def search(self, text: str, most: int) -> list[Node]:
        """Addresses that hold the text, in any case."""
        entries = self._recording.addresses.items()
        found = [_node(entry) for address, entry in entries if text.lower() in address.lower()]
        return found[:most]

    async def discover(self) -> list[FoundMachine]:
        """A recording does not say which machines it is about."""
        return []

    async def read(self, addresses: Sequence[str]) -> list[Node]:
        """The first value of each."""
        return [_node(self._entry(address)) for address in addresses]

    def _entry(self, address: str) -> Entry:
        if address not in self._recording.addresses:
            problem, hint = _unknown(self._recording, address)
            raise UserError(problem, hint=hint, field="address", value=address)
        return self._recording.addresses[address]


async def _play(entries: Sequence[Entry], tags: Sequence[Tag], speed: float, link: Link) -> None:
    """Once through the recording; its first line is now."""
    by_address: dict[str, list[Tag]] = {}
    for tag in tags:
        by_address.setdefault(tag.address, []).append(tag)
    mapped = [entry for entry in entries if entry.address in by_address]
    sent: dict[int, Entry] = {}
    begun_at, begun = datetime.now(UTC), monotonic()
    for batch in _batches(mapped, TOGETHER_S * speed):
        await _wait_until(begun + batch[-1].offset_s / speed, link)
        await link.emit(
            [
                _sample(tag, entry, begun_at + timedelta(seconds=entry.offset_s / speed))
                for entry in batch
                for tag in by_address[entry.address]
                if _is_news(tag, entry, sent)
            ]
        )


def _batches(entries: Sequence[Entry], together_s: float) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        if batch and entry.offset_s - batch[0].offset_s > together_s:
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch


def _is_news(tag: Tag, entry: Entry, sent: dict[int, Entry]) -> bool:
    """Whether it differs by more than the deadband from what was sent last."""
    last = sent.get(tag.tag_id)
    if (
        last is not None
        and last.quality == entry.quality
        and None not in (last.value, entry.value)
        and 0 < tag.deadband >= abs(float(entry.value or 0) - float(last.value or 0))
    ):
        return False
    sent[tag.tag_id] = entry
    return True


def _sample(tag: Tag, entry: Entry, at: datetime) -> Sample:
    return Sample(tag.tag_id, at, entry.value, entry.text, entry.quality)


async def _wait_until(moment: float, link: Link) -> None:
    """Wait for a moment of the monotonic clock, giving a sign of life every second."""
    while (left_s := moment - monotonic()) > 0:
        link.heard()
        await asyncio.sleep(min(left_s, HEARD_EVERY_S))


def _unknown(recording: Recording, address: str) -> tuple[str, str]:
    """Problem and remedy of an address that is not in the file."""
    return f'{recording.path.name} has no address "{address}".', _choices(recording.addresses)


def _choices(addresses: Collection[str]) -> str:
    named = ", ".join(list(addresses)[:MOST_NAMED])
    rest = len(addresses) - MOST_NAMED
    return f"It has {named}{f' and {rest} more' if rest > 0 else ''}."


def _node(entry: Entry) -> Node:
    return Node(
        entry.address,
        entry.address,
        is_variable=True,
        has_children=False,
        data_type="text" if entry.text is not None else "number",
        value=entry.shown(),
        quality=entry.quality,
    )


def _ms_since(started_at: float) -> float:
    return (perf_counter() - started_at) * 1000
