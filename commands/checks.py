"""What `floorcast doctor` looks at. A check returns a finding; none of them changes anything."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import asyncpg

from commands import lock
from commands.address import address_of, ask
from commands.reach import refuse_unfit, round_trip
from database.connect import Connect, Connection
from database.queries import query
from errors import UserError
from settings import Settings

Level: TypeAlias = Literal["ok", "warn", "FAIL"]

SLOW_ROUND_TRIP_S = 0.5
SKEW_WARN_S, SKEW_FAIL_S = 2.0, 300.0
LARGE_LOG_BYTES = 256 * 2**20
OLD_LOG_S = 3_600.0
OPEN_TRANSACTION_S = 600.0
OLD_SUMS_S = 60.0
QUEUE_WARN_RATIO, QUEUE_FAIL_RATIO = 0.1, 0.5
SIMULATOR_SILENCE_S = 120.0
DISK_WARN_BYTES, DISK_FAIL_BYTES = 5 * 2**30, 2**30


class Finding(NamedTuple):
    """One line of the report. ``remedy`` is empty where nothing is to be done."""

    level: Level
    subject: str
    text: str
    remedy: str = ""


def failed(subject: str, error: UserError) -> Finding:
    """A finding from an error that explains itself."""
    return Finding("FAIL", subject, error.message, error.hint)


async def server_version(connection: Connection) -> Finding:
    """Is it a PostgreSQL we can work with?"""
    row = dict((await connection.fetch(query("doctor_database")))[0])
    try:
        refuse_unfit(row)
    except UserError as error:
        return failed("database", error)
    return Finding(
        "ok",
        "database",
        f"PostgreSQL {row['version_text']}, database {row['database_name']}, "
        f"user {row['user_name']}",
    )


async def schema(connection: Connection) -> Finding:
    """Is the schema the one of this version?"""
    from alembic.script import ScriptDirectory

    from database.migrate import MIGRATIONS

    state = (await connection.fetch(query("doctor_schema")))[0]
    if not state["is_migrated"]:
        return Finding(
            "FAIL", "schema", "This database was never set up.", "Run `floorcast migrate`."
        )
    found = await connection.fetchval(query("doctor_revision"))
    wanted = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if found == wanted and state["is_rebuilt"]:
        return Finding("ok", "schema", f"at revision {found}")
    return Finding(
        "FAIL",
        "schema",
        f"It is at revision {found}; this version needs {wanted}.",
        "Run `floorcast migrate`. Where the database is the newer one, run that version instead.",
    )


async def notifications(connect: Connect) -> Finding:
    """Does a notification travel through the database, and how fast?"""
    try:
        took_s = await round_trip(connect)
    except UserError as error:
        return failed("notify", error)
    text = f"a notification arrives after {took_s * 1000:.1f} ms"
    if took_s > SLOW_ROUND_TRIP_S:
        return Finding("warn", "notify", text, "The database or the way to it is overloaded.")
    return Finding("ok", "notify", text)


async def clock(connection: Connection, now: Callable[[], float] = time.time) -> Finding:
    """Do this machine and the database agree on the time? ``now``: seconds since 1970."""
    before = now()
    row = (await connection.fetch(query("doctor_database")))[0]
    after = now()
    skew_s = row["now_at"].timestamp() - (before + after) / 2
    doubt_s = (after - before) / 2
    text = f"the database's clock is {abs(skew_s):.3f} s {'ahead' if skew_s > 0 else 'behind'}"
    remedy = (
        "Set both clocks by NTP (`timedatectl set-ntp true`). Events more than 5 minutes in "
        "the future are refused, and ages on the pages are wrong."
    )
    if abs(skew_s) > SKEW_FAIL_S:
        return Finding("FAIL", "clock", text, remedy)
    if abs(skew_s) - doubt_s > SKEW_WARN_S:
        return Finding("warn", "clock", text, remedy)
    return Finding("ok", "clock", text)


async def change_feed(connection: Connection) -> Finding:
    """Is the change log kept short, and does everybody read their notifications?"""
    row = (await connection.fetch(query("doctor_change_feed")))[0]
    text = _feed_in_words(row)
    if row["queue_ratio"] > QUEUE_WARN_RATIO:
        level: Level = "FAIL" if row["queue_ratio"] > QUEUE_FAIL_RATIO else "warn"
        return Finding(
            level,
            "change feed",
            text,
            "A session that LISTENs stays in one transaction: end it (pg_stat_activity). "
            "A full queue fails every writer.",
        )
    if row["open_s"] > OPEN_TRANSACTION_S:
        return Finding(
            "warn",
            "change feed",
            f"{text}; process {row['pid']} ({row['program']}) has had a transaction open "
            f"for {row['open_s'] / 60:.0f} min",
            f"Commit it, or end it with `select pg_terminate_backend({row['pid']})`: "
            "until then the log only grows.",
        )
    is_served = row["newest_s"] is not None and row["newest_s"] < OPEN_TRANSACTION_S
    if row["size_bytes"] > LARGE_LOG_BYTES or (is_served and row["oldest_s"] > OLD_LOG_S):
        return Finding(
            "warn",
            "change feed",
            text,
            "A running server trims it every minute; `select relay.trim()` does it by hand.",
        )
    return Finding("ok", "change feed", text)


async def oee(connection: Connection) -> Finding:
    """Are the sums of OEE up to date?"""
    row = (await connection.fetch(query("doctor_oee")))[0]
    if row["machines"] == 0:
        return Finding("ok", "OEE", "no machine yet")
    if row["shifts"] == 0:
        return Finding(
            "warn",
            "OEE",
            "no shift is planned, so there is no planned time",
            "Add [[plants.shifts]] to floor.toml and run `floorcast migrate`.",
        )
    if row["behind_s"] is None or row["behind_s"] > OLD_SUMS_S:
        since = "never refreshed" if row["behind_s"] is None else f"{row['behind_s']:.0f} s behind"
        return Finding(
            "warn",
            "OEE",
            f"the sums are {since}",
            "A running server refreshes them; `floorcast refresh` does it by hand.",
        )
    return Finding(
        "ok", "OEE", f"sums {row['behind_s']:.0f} s behind, {row['dirty']} changes to take in"
    )


def _feed_in_words(row: asyncpg.Record) -> str:
    period = "" if row["oldest_s"] is None else f" over {row['oldest_s'] / 60:.0f} min"
    return (
        f"change log of {row['size_bytes'] / 2**20:.1f} MB{period}, "
        f"notification queue {row['queue_ratio']:.0%} full"
    )


async def simulator(connection: Connection, settings: Settings) -> Finding:
    """Does the simulator run, if it is wanted, and does it write?"""
    is_running = await connection.fetchval(query("simulator_is_running"))
    if not settings.enable_simulator:
        text = "runs although ENABLE_SIMULATOR is off" if is_running else "switched off"
        return Finding("warn" if is_running else "ok", "simulator", text)
    if not is_running:
        return Finding(
            "warn",
            "simulator",
            "it does not run",
            "`floorcast up` starts it. ENABLE_SIMULATOR=false says that none is wanted.",
        )
    last_at = await connection.fetchval(query("simulator_last_seen"))
    now_at = (await connection.fetch(query("doctor_database")))[0]["now_at"]
    if last_at is None:
        return Finding("ok", "simulator", "it runs, and has written nothing yet")
    age_s = (now_at - last_at).total_seconds()
    if age_s > max(SIMULATOR_SILENCE_S, 10 * settings.simulator_interval):
        return Finding(
            "warn",
            "simulator",
            f"it runs, but wrote its last row {age_s:.0f} s ago",
            "Look into its log lines; all its machines may be fed by something real by now.",
        )
    return Finding("ok", "simulator", f"it runs, and wrote {max(age_s, 0):.0f} s ago")


def server(settings: Settings) -> Finding:
    """Do the pages answer, and do they follow the database?"""
    found = lock.holder(settings.floorcast_data.expanduser().resolve())
    address = address_of(settings.host, settings.port)
    host, port = settings.host, settings.port
    if settings.has_embedded_database and found is not None and found.address:
        address = found.address
        host, _, number = address.removeprefix("http://").rpartition(":")
        host, port = host.strip("[]"), int(number)
    answer = ask(host, port, "/ready")
    if answer.status == 200:
        return Finding(
            "ok",
            "server",
            f"{address} follows the database, {answer.body.get('clients', 0)} browsers connected",
        )
    if answer.status == 0:
        return Finding(
            "FAIL",
            "server",
            f"nobody answers at {address}",
            "Start it with `floorcast up`, or set HOST and PORT to where it is.",
        )
    problem = answer.body.get("problem") or f"it answered with status {answer.status}"
    return Finding(
        "FAIL",
        "server",
        f"{address}: {problem}",
        "Look into its log lines, and check PORT.",
    )


def disk(folder: Path) -> Finding:
    """Is there room for the data?"""
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    text = f"{usage.free / 2**30:.1f} GB free in {folder}"
    remedy = "Free some space, or move the data: FLOORCAST_DATA. A full disk stops the database."
    if usage.free < DISK_FAIL_BYTES:
        return Finding("FAIL", "disk", text, remedy)
    if usage.free < DISK_WARN_BYTES:
        return Finding("warn", "disk", text, remedy)
    return Finding("ok", "disk", text)
