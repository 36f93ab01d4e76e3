"""Upgrade a database to the schema of this version: all of it, or nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import alembic.command
import asyncpg
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from database.connect import Connect
from database.queries import SQL
from errors import UserError

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK_TIMEOUT_S = 10.0
# beside a floor that lives, an upgrade and a statement can wait for each other
ATTEMPTS = 4


class UpgradeError(UserError):
    """The database stayed as it was, because one script of the upgrade failed."""

    def __init__(self, script: str, error: asyncpg.PostgresError) -> None:
        cause = str(error.args[0]).rstrip(".")
        hint = getattr(error, "hint", None) or "Mend the cause and run `floorcast migrate` again."
        if isinstance(error, asyncpg.LockNotAvailableError):
            hint = (
                "Another session uses what the upgrade replaces: find its open transaction in "
                "pg_stat_activity, end it, and run `floorcast migrate` again."
            )
        super().__init__(
            f"The upgrade stopped at {script}: {cause}. Nothing was changed.", hint=hint
        )


def run_script(connection: Connection, script: str, name: str) -> None:
    """Run many statements at once, inside the open transaction of the connection."""
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.run_async(lambda raw: raw.execute(script))
    except asyncpg.PostgresError as error:
        raise UpgradeError(name, error) from error


async def migrate(
    connect: Connect,
    sql: Path = SQL,
    migrations: Path = MIGRATIONS,
    lock_timeout_s: float = LOCK_TIMEOUT_S,
) -> None:
    """Upgrade in one transaction under an advisory lock. Running it again changes nothing.

    A second upgrade waits for the first; for a table in use it waits ``lock_timeout_s``, because
    writers queue behind it. After a deadlock it tries again. Raises UpgradeError, with the database
    as it was, when any script fails, and UserError where a newer version was there before.
    """
    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with engine.begin() as connection:
                    await connection.run_sync(_upgrade, sql, migrations, lock_timeout_s)
            except UpgradeError as error:
                if attempt == ATTEMPTS or not _is_deadlock(error):
                    raise
                logger.info("The upgrade met a deadlock and tries again")
            else:
                return
    finally:
        await engine.dispose()


def _is_deadlock(error: UpgradeError) -> bool:
    return isinstance(error.__cause__, asyncpg.DeadlockDetectedError)


def _upgrade(connection: Connection, sql: Path, migrations: Path, lock_timeout_s: float) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["sql"] = sql
    config.attributes["lock_timeout_s"] = lock_timeout_s
    # before Alembic, which keeps one upgrade at a time in variables of the process
    connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('floorcast.migrate'))")
    try:
        alembic.command.upgrade(config, "head")
    except CommandError as error:
        raise UserError(
            f"This database was upgraded by another version of Floorcast ({error}).",
            hint="Run that version, or a newer one: a schema never goes back.",
        ) from error
