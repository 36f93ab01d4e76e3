"""Bring the database to the present: rebuilt objects down, tables forward, rebuilt objects up.

Tables hold history, so they move by frozen revisions (versions/). Functions, views and
triggers hold none, so each upgrade rebuilds them from sql/, in one transaction with the
revisions: the floor sees the old schema or the new one, never a mixture.
Called by database.migrate, which hands the connection over.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from database.migrate import run_script
from database.rebuild import drop_script, scripts


def upgrade(connection: Connection) -> None:
    """All of it in the transaction of the connection, which holds the lock of upgrades."""
    context.configure(connection=connection, version_table_schema="public")
    lock_timeout_ms = round(context.config.attributes["lock_timeout_s"] * 1000)
    connection.exec_driver_sql(f"set local lock_timeout = {lock_timeout_ms}")
    connection.exec_driver_sql("set local check_function_bodies = off")
    run_script(connection, drop_script(), "sql/drop_rebuilt.sql")
    context.run_migrations()
    for file in scripts(context.config.attributes["sql"]):
        run_script(connection, file.read_text(encoding="utf-8"), str(file))


upgrade(context.config.attributes["connection"])
