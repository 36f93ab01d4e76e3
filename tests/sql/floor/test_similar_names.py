"""floor.similar_names: names that resemble the given one, most alike first."""

from __future__ import annotations

from collections.abc import Sequence

from database.connect import Connection


async def similar(connection: Connection, name: str, names: Sequence[str]) -> str | None:
    """What is offered for a name."""
    found: str | None = await connection.fetchval(
        "select floor.similar_names($1, $2::text[])", name, list(names)
    )
    return found


async def test_the_most_alike_comes_first(connection: Connection) -> None:
    names = ["Door panel", "Oil pan", "Console"]
    assert await similar(connection, "oil pans", names) == "Oil pan, Door panel, Console"
    assert await similar(connection, "Panel", names) == "Door panel, Oil pan, Console"


async def test_at_most_eight_are_named(connection: Connection) -> None:
    names = [f"Part {number:02}" for number in range(20)]
    assert await similar(connection, "Part", names) == ", ".join(names[:8])


async def test_without_names_there_is_nothing_to_offer(connection: Connection) -> None:
    assert await similar(connection, "Part", []) is None


async def test_any_text_can_be_asked(connection: Connection) -> None:
    for name in ("", "x", "%_'\"\\", "机器"):
        assert await similar(connection, name, ["Oil pan"]) == "Oil pan"
