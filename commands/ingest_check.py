"""What `floorcast doctor` says about connections to machines, and the programs that run them."""

from __future__ import annotations

import asyncpg

from commands.checks import Finding
from database.connect import Connection
from database.queries import query

SUBJECT = "connections"
SILENT_AFTER_S = 10.0


async def connections(connection: Connection) -> Finding:
    """Does everything speak that is to speak, and is what it says stored?"""
    row = (await connection.fetch(query("doctor_ingest"), SILENT_AFTER_S))[0]
    return _trouble(row) or Finding("ok", SUBJECT, _figures(row))


def _trouble(row: asyncpg.Record) -> Finding | None:
    """The worst that is wrong."""
    if missing := row["missing_ingesters"]:
        return Finding(
            "FAIL",
            SUBJECT,
            f"no ingester runs that is named {missing}",
            "Start `floorcast up`, or `floorcast ingest --name` with that name where its machines "
            "can be reached.",
        )
    if row["ingester_problem"]:
        remedy = "Look into the log lines of the ingester."
        return Finding("FAIL", SUBJECT, row["ingester_problem"], remedy)
    if row["troubled"]:
        others = row["troubled"] - 1
        more = f" ({others} more in trouble)" if others else ""
        text = f"{row['troubled_name']} is {row['troubled_state']}: {row['problem']}{more}"
        return Finding("warn", SUBJECT, text, row["hint"] or "The page Connections tells more.")
    if row["refused_tags"]:
        text = f"devices refuse tags ({row['refused_tags']}): {row['tag_problem']}"
        return Finding("warn", SUBJECT, text, row["tag_hint"] or "The page of the connection.")
    if row["dropped_samples"]:
        return Finding(
            "warn",
            SUBJECT,
            f"{row['dropped_samples']:,} values were lost, because the spool was full",
            "Give it more room with INGEST_SPOOL_MB, and find out why the database was away.",
        )
    if row["dead_letters"]:
        return Finding(
            "warn",
            SUBJECT,
            f"{row['dead_letters']:,} values could not be stored",
            "The table historian.dead_letters holds them, each with the reason.",
        )
    return None


def _figures(row: asyncpg.Record) -> str:
    if not row["connections"]:
        return "none yet"
    waiting = f"{row['spool_samples']:,} values wait" if row["spool_samples"] else "nothing waits"
    return f"{row['connections']} enabled, {row['samples_per_s']:.1f} values a second, {waiting}"
