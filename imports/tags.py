"""Which tag a table means: by its name and machine, by its address, or a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from zoneinfo import ZoneInfo

import asyncpg

from database.connect import Connection
from database.queries import query
from errors import UserError
from imports import local_time
from imports.entries import Options
from imports.text_file import shorten


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag samples can be stored under; ``zone`` is that of times without one."""

    tag_id: int
    name: str
    machine: str | None
    zone: ZoneInfo

    @property
    def full_name(self) -> str:
        """Its name, behind that of its machine."""
        return f"{self.machine}: {self.name}" if self.machine else self.name


@dataclass(slots=True)
class Tags:
    """The tags of the floor, found by what a table calls them, ignoring case."""

    connection: Connection
    can_create: bool
    zone: ZoneInfo | None
    used: dict[Tag, None] = field(default_factory=dict)
    created: list[Tag] = field(default_factory=list)
    _found: dict[tuple[str, str | None], Tag] = field(default_factory=dict)
    _unknown: dict[tuple[str, str | None], str] = field(default_factory=dict)
    _by_name: dict[str, list[Tag]] = field(default_factory=lambda: defaultdict(list))
    _machines: dict[str, asyncpg.Record] = field(default_factory=dict)

    @classmethod
    async def read(cls, connection: Connection, options: Options, *, create: bool) -> Tags:
        """All there are. Raises UserError for a machine given for the whole file that is none."""
        zone = local_time.zone(options.time_zone) if options.time_zone else None
        tags = cls(connection, create, zone)
        for row in await connection.fetch(query("import_machines")):
            tags._machines[row["machine_name"].casefold()] = row
        for row in await connection.fetch(query("import_tags")):
            tag = tags._tag(row["tag_id"], row["tag_name"], row["machine_name"], row["time_zone"])
            for name in {row["tag_name"].casefold(), row["address"].casefold()}:
                tags._by_name[name].append(tag)
        if options.machine and options.machine.casefold() not in tags._machines:
            raise UserError(
                f'Machine "{options.machine}" is unknown.',
                hint=_sentence(tags._similar_machines(options.machine)),
                field="machine",
                value=options.machine,
            )
        return tags

    async def find(self, name: str, machine: str | None) -> Tag:
        """The tag meant. ValueError says why there is none, or more than one."""
        key = (name.casefold(), machine.casefold() if machine else None)
        if key in self._unknown:
            raise ValueError(self._unknown[key])
        if key not in self._found:
            try:
                self._found[key] = await self._resolve(name, machine)
            except ValueError as error:
                self._unknown[key] = str(error)
                raise
            self.used[self._found[key]] = None
        return self._found[key]

    async def _resolve(self, name: str, machine: str | None) -> Tag:
        if not name:
            raise ValueError("names no tag")
        if machine and machine.casefold() not in self._machines:
            raise ValueError(
                f'machine "{shorten(machine)}" is unknown; {self._similar_machines(machine)}'
            )
        found = self._by_name.get(name.casefold(), [])
        if machine:
            found = [tag for tag in found if (tag.machine or "").casefold() == machine.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            places = ", ".join(sorted({tag.machine or "no machine" for tag in found}))
            raise ValueError(
                f'tag "{shorten(name)}" is there {len(found)} times ({places}); give the machine, '
                "or the address of the tag"
            )
        if self.can_create:
            return await self._create(name, machine)
        of_machine = f" of {machine}" if machine else ""
        raise ValueError(
            f'tag "{shorten(name)}"{of_machine} is unknown; {self._similar_tags(name, machine)}'
        )

    async def _create(self, name: str, machine: str | None) -> Tag:
        row = self._machines[machine.casefold()] if machine else None
        tag_id = await self.connection.fetchval(
            query("import_create_tag"), name, row["machine_id"] if row else None
        )
        tag = self._tag(
            tag_id, name, row["machine_name"] if row else None, row["time_zone"] if row else None
        )
        self.created.append(tag)
        self._by_name[name.casefold()].append(tag)
        return tag

    def _tag(self, tag_id: int, name: str, machine: str | None, zone: str | None) -> Tag:
        return Tag(tag_id, name, machine, self.zone or ZoneInfo(zone or "UTC"))

    def _similar_machines(self, name: str) -> str:
        known = {key: row["machine_name"] for key, row in self._machines.items()}
        return _similar(name, known, "connect it under Set up first")

    def _similar_tags(self, name: str, machine: str | None) -> str:
        known = {
            key: tag.full_name
            for key, tags in self._by_name.items()
            for tag in tags
            if machine is None or (tag.machine or "").casefold() == machine.casefold()
        }
        return _similar(name, known, "map it under Set up, or let it be made (--create-tags)")


def _similar(name: str, known: Mapping[str, str], remedy: str) -> str:
    near = get_close_matches(name.casefold(), list(known), 2)
    return f"did you mean {' or '.join(known[key] for key in near)}?" if near else remedy


def _sentence(text: str) -> str:
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith("?") else f"{text}."
