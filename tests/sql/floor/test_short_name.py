"""floor.short_name: what fits a tile."""

from __future__ import annotations

import pytest

from database.connect import Connection


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Okuma", "OKUMA"),
        ("Okuma MULTUS U3000", "OM3000"),
        ("Lathe_07", "LATH07"),
        ("Bearbeitungszentrum", "BEARBE"),
        ("Injection_Molder_02_01", "IM01"),
        ("Press 12345678", "PR5678"),
        ("20250001", "0001"),
        ("--------", "------"),
        ("A", "A"),
        ("m 1", "M 1"),
    ],
)
async def test_it_is_derived_from_the_name(connection: Connection, name: str, short: str) -> None:
    assert await connection.fetchval("select floor.short_name($1)", name) == short


async def test_letters_of_all_alphabets_count(connection: Connection) -> None:
    short = await connection.fetchval("select floor.short_name('Öltank Überlauf 7')")
    assert short in {"ÖÜ7", "öÜ7"}  # capitals beyond ASCII depend on the locale of the server
    assert await connection.fetchval("select floor.short_name('Größenmaß')") is not None


async def test_no_name_has_no_short_one(connection: Connection) -> None:
    assert await connection.fetchval("select floor.short_name(null)") is None
