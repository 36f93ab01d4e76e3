"""Connections show themselves by name, and say whether they bring what machines say."""

from __future__ import annotations

import pytest

from database.connect import connector

SHOWN = "select current_setting('application_name'), current_setting('floor.is_machine', true)"


@pytest.mark.parametrize(("is_machine", "said"), [(False, ""), (True, "on")])
async def test_it(database_url: str, is_machine: bool, said: str) -> None:
    connection = await connector(database_url, "a test", is_machine=is_machine)()
    name, setting = await connection.fetchrow(SHOWN)  # type: ignore[misc]
    assert (name, setting or "") == ("a test", said)
    await connection.close()
