"""The oldest rows of the audit go by themselves, once they are older than it is kept."""

from __future__ import annotations

import logging

import pytest

from database.connect import Connection
from realtime.housekeeper import keep_house
from tests.sql.floor.audits import Verdict, add_parts, verify
from tests.sql.floor.test_forget_audit import age


async def test_it_is_forgotten_and_told(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "realtime.housekeeper")
    rows = await add_parts(connection, "1", "2", "3")
    await age(connection, rows[:2], 4_000)
    await keep_house(connection)
    assert "forgot 2 rows of the audit" in caplog.text
    assert await verify(connection) == Verdict(1, None, None, None)
    caplog.clear()
    await keep_house(connection)
    assert "audit" not in caplog.text
