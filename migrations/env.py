"""Bring the database to the present: rebuilt objects down, tables forward, rebuilt objects up,
what each role may do with them, and room for the samples of the days to come.

Tables hold history, so they move by frozen revisions (versions/). Functions, views, triggers
and policies hold none, so each upgrade rebuilds them from sql/, in one transaction with the
revisions: the floor sees the old schema or the new one, never a mixture.
Called by database.migrate, which hands the connection over.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import Connection

from database.migrate import run_script
from database.rebuild import drop_script, policies, scripts

logger = logging.getLogger("database.migrate")


def upgrade(connection: Connection) -> None:
    """All of it in the transaction of the connection, which holds the lock of upgrades."""
    context.configure(connection=connection, version_table_schema="public")
    lock_timeout_ms = round(context.config.attributes["lock_timeout_s"] * 1000)
    connection.exec_driver_sql(f"set local lock_timeout = {lock_timeout_ms}")
    connection.exec_driver_sql("set local check_function_bodies = off")
    run_script(connection, drop_script(), "sql/drop_rebuilt.sql")
    context.run_migrations()
    sql: Path = context.config.attributes["sql"]
    for file in scripts(sql):
        run_script(connection, file.read_text(encoding="utf-8"), str(file))
    for file in policies(sql):
        run_script(connection, file.read_text(encoding="utf-8"), str(file))
    allow_roles(connection, sql / "roles.sql")  # as far as the policies let them
    run_script(connection, "select historian.keep_partitions()", "historian.keep_partitions()")


def allow_roles(connection: Connection, file: Path) -> None:
    """Grant what roles may do, and pass on what the script has to say to an administrator."""
    driver: Any = connection.connection.dbapi_connection
    driver.driver_connection.add_log_listener(pass_on)
    try:
        run_script(connection, file.read_text(encoding="utf-8"), "sql/roles.sql")
    finally:
        driver.driver_connection.remove_log_listener(pass_on)


def pass_on(_connection: object, message: Any) -> None:
    """Log a notice of the database, with its hint."""
    logger.warning(message.message, extra={"hint": message.hint})


upgrade(context.config.attributes["connection"])
