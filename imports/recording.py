"""Reading a recording, whatever its format: ``read`` a file, get entries chunk by chunk.

Pure: no database, no clock. CSV is read while it is iterated, in bounded memory; a sheet of an
Excel workbook by way of a CSV file that lives as long as the recording; of an SHDR log only the
lines that matter are kept, because they have to be put in order of time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from errors import UserError
from imports import csv_file, local_time, mtconnect, sessions, shdr, table, text_file
from imports.entries import CHUNK_ENTRIES, Chunk, Entry, Options, Reject, Session

FORMATS = ("csv", "excel", "shdr")
HEAD_LINES = 20
SHOWN_KEYS = 40
_MEANT_FOR = (
    dict.fromkeys(("columns", "status_words", "delimiter", "decimal", "time_format"), "csv")
    | {"sheet": "excel"}
    | dict.fromkeys(("mapping", "keys", "device", "gap_minutes", "count_unseen"), "shdr")
)


@dataclass(frozen=True, slots=True)
class Recording:
    """A file that was understood. ``chunks()`` may be called again; it begins anew.

    ``sessions`` (SHDR) are in order of time; ``notes`` are remarks a person should read;
    ``header`` and ``delimiter`` are those of a CSV file, for the rejects.
    """

    path: Path
    format: str
    options: Options
    chunks: Callable[[], Iterator[Chunk]]
    header: str = ""
    delimiter: str = ","
    sessions: Sequence[Session] = ()
    notes: Sequence[str] = ()


def read(path: Path, options: Options | None = None) -> Recording:
    """Understand a CSV file or an SHDR recording.

    Raises UserError where the file cannot be read or understood, or an option makes no sense.
    """
    options = options or Options()
    if table.is_excel(path, options):
        refuse_foreign(options, "excel")
        return _table(path, "excel", options)
    encoding = text_file.encoding_of(path, options.encoding)
    zone = local_time.zone(options.time_zone) if options.time_zone else None
    found = format_of(path, options)
    refuse_foreign(options, found)
    if found == "csv":
        return _table(path, "csv", options)
    return _Shdr(path, encoding, options).recording(zone)


def _table(path: Path, found: str, options: Options) -> Recording:
    file = table.open_table(path, options)
    csv_file.positions(file)  # raises before anything is begun
    return Recording(path, found, options, file.chunks, file.header.text, file.delimiter)


def format_of(path: Path, options: Options) -> str:
    """csv or shdr, as given or as the first lines tell. Raises UserError where they do not."""
    if options.format is not None:
        if options.format not in FORMATS:
            raise UserError(
                f'Format "{options.format}" is unknown.',
                hint=f"Choose {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.",
                field="format",
                value=options.format,
            )
        return options.format
    encoding = text_file.encoding_of(path, options.encoding)
    said = (line for line in text_file.lines(path, encoding) if line.strip() and line[0] != "*")
    head = list(itertools.islice(said, HEAD_LINES))
    if any(shdr.looks_like(line) for line in head):
        return "shdr"
    names = path.name.lower()
    is_csv = names.endswith((".csv", ".tsv")) or (head and csv_file.is_header(head[0]))
    if is_csv and not names.endswith((".shdr", ".shdr.txt")):
        return "csv"
    raise UserError(
        f"{path.name} is neither CSV nor SHDR, as far as its first lines tell. "
        f'It begins with "{text_file.shorten(head[0] if head else "")}".',
        hint="A CSV begins with the names of its columns, SHDR with timestamp|key|value. "
        "If it is one of them, say which: --format csv or --format shdr.",
        field="file",
        value=str(path),
    )


def refuse_foreign(options: Options, found: str) -> None:
    """Raise UserError for an option that means nothing in this format: it is a mistake."""
    defaults = Options()
    for name, owner in _MEANT_FOR.items():
        is_meant = owner == found or (owner == "csv" and found == "excel" and name != "delimiter")
        if not is_meant and getattr(options, name) != getattr(defaults, name):
            raise UserError(
                f"{name.replace('_', ' ').capitalize()} means something for {owner} only; "
                f"this file is {found}.",
                hint=f"Leave it out, or say --format {owner}.",
                field=name,
                value=getattr(options, name),
            )


@dataclass(slots=True)
class _Shdr:
    """One SHDR log on its way to a recording."""

    path: Path
    encoding: str
    options: Options
    rejects: list[Reject] = field(default_factory=list)
    devices: set[str] = field(default_factory=set)
    keys: dict[str, None] = field(default_factory=dict)

    def recording(self, zone: ZoneInfo | None) -> Recording:
        options = self.options
        if not options.machine:
            raise UserError(
                f"{self.path.name} does not say which machine it is of.",
                hint="Say it: --machine NAME (with --create-machine for a new one).",
                field="machine",
            )
        log = sessions.Log(mtconnect.load(options.mapping, options.keys))
        for line in shdr.parse(text_file.lines(self.path, self.encoding), zone):
            if isinstance(line, Reject):
                self.rejects.append(line)
            elif (own := self._own(line)) is not None:
                log.add(own)
        self._check(log)
        return self._derived(log, options.machine)

    def _derived(self, log: sessions.Log, machine: str) -> Recording:
        meaning, options = log.meaning, self.options
        silence_s = self._silence_s(meaning)
        stretches = sessions.split(log.times, log.starts, silence_s, meaning.restart_s)
        deriver = sessions.Deriver(machine, meaning, count_unseen=options.count_unseen)
        parts = list(deriver.entries(log.lines, stretches))
        self.rejects += deriver.rejects
        entries = [entry for _, part in parts for entry in part]
        found = [session for session, _ in parts]
        return Recording(
            self.path,
            "shdr",
            options,
            lambda: _in_chunks(entries, self.rejects),
            sessions=found,
            notes=_notes(deriver, found),
        )

    def _own(self, line: shdr.Line) -> shdr.Line | None:
        """The line as the chosen device said it, without the prefix of its keys; None: not its."""
        if not any(":" in key for key, _ in line.values):
            self._remember(line)
            return line
        values = []
        for key, value in line.values:
            device, colon, name = key.rpartition(":")
            if colon:
                self.devices.add(device)
            if device in ("", self.options.device) or self.options.device is None:
                values.append((name, value))
        own = shdr.Line(line.number, line.at, tuple(values), line.condition, line.text)
        self._remember(own)
        return own if values else None

    def _remember(self, line: shdr.Line) -> None:
        if len(self.keys) < 200:
            self.keys.update(dict.fromkeys(key for key, _ in line.values))

    def _silence_s(self, meaning: mtconnect.Meaning) -> float:
        minutes = self.options.gap_minutes
        if minutes is None:
            return meaning.silence_s
        if not minutes > 0:
            raise UserError(
                f"A gap of {minutes:g} minutes cannot be.",
                hint="Give how long a machine may be silent, in minutes, for example 5.",
                field="gap_minutes",
                value=minutes,
            )
        return minutes * 60

    def _check(self, log: sessions.Log) -> None:
        device = self.options.device
        missing = device is not None and device not in self.devices
        if missing or (device is None and len(self.devices) > 1):
            asked = f'No device "{device}"' if device else "More than one device"
            raise UserError(
                f"{asked} is in {self.path.name}.",
                hint=f"Its devices are {', '.join(sorted(self.devices)) or 'not named'}. "
                "Choose one with --device.",
                field="device",
                value=device,
            )
        self._check_content(log)

    def _check_content(self, log: sessions.Log) -> None:
        if not log.times:
            first = str(self.rejects[0]) if self.rejects else "it holds assets and commands only"
            raise UserError(
                f"{self.path.name} holds no line that could be read as SHDR: {first}.",
                hint="SHDR lines are of the form 2026-03-02T14:05:00Z|key|value.",
                field="file",
                value=str(self.path),
            )
        if not log.has_execution:
            raise UserError(
                f"No key of {self.path.name} carries the execution state.",
                hint="Say which does, for example --key execution=p1exec. "
                f"Its keys are: {', '.join(list(self.keys)[:SHOWN_KEYS])}.",
                field="keys",
            )


def _notes(deriver: sessions.Deriver, found: Sequence[Session]) -> list[str]:
    notes = [
        f'Execution "{value}" has no rule in the mapping ({times} times): taken as no_data.'
        for value, times in deriver.state.not_understood.items()
    ]
    unseen_pcs = sum(session.unseen_pcs for session in found)
    if unseen_pcs:
        notes.append(
            f"Pieces made while nothing was recorded: {unseen_pcs}, by the counter. "
            "They are counted where the next session begins."
        )
    return notes


def _in_chunks(entries: Sequence[Entry], rejects: Sequence[Reject]) -> Iterator[Chunk]:
    for begin in range(0, max(len(entries), 1), CHUNK_ENTRIES):
        yield Chunk(
            list(entries[begin : begin + CHUNK_ENTRIES]), list(rejects) if begin == 0 else []
        )
