"""Products and reasons a recording names: found however they are typed, never made."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from database.connect import Connection
from database.queries import query
from imports.text_file import shorten

SHOWN_NAMES = 8


class Names:
    """The products and the reasons of a database: kind → name → key."""

    def __init__(self, ids: Mapping[str, Mapping[str, int]]) -> None:
        self._ids = ids
        self._by_lower = {
            kind: {name.lower(): key for name, key in names.items()} for kind, names in ids.items()
        }

    def find(self, kind: str, name: str | None) -> int | None:
        """The key of a name; None for None. Raises ValueError that offers similar names."""
        if name is None:
            return None
        found = self._by_lower[kind].get(name.lower())
        if found is None:
            raise ValueError(f'{kind} "{shorten(name)}" is unknown; {self._remedy(kind, name)}')
        return found

    def _remedy(self, kind: str, name: str) -> str:
        known = self._ids[kind]
        if not known:
            return f"there is no {kind} yet: list them in floor.toml"
        by_lower = {each.lower(): each for each in known}
        near = [by_lower[each] for each in difflib.get_close_matches(name.lower(), by_lower)]
        listed = ", ".join(near or list(known)[:SHOWN_NAMES])
        more = ", …" if not near and len(known) > SHOWN_NAMES else ""
        offer = f"did you mean {listed}?" if near else f"there are {listed}{more}:"
        own_word = ", or keep the machine's own word: --column detail=…" if kind == "reason" else ""
        return f"{offer} list a new one in floor.toml{own_word}"


async def read(connection: Connection) -> Names:
    """All names there are now."""
    ids: dict[str, dict[str, int]] = {"product": {}, "reason": {}}
    for row in await connection.fetch(query("import_names")):
        ids[row["kind"]][row["name"]] = row["id"]
    return Names(ids)
