"""All of Floorcast in one file, and out of it again: by PostgreSQL's own pg_dump and pg_restore.

The file holds neither owners nor grants: an upgrade gives those anew, so a file fits a database
of another owner, on another server, of another PostgreSQL.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from database import postgres
from database.tunnel import environment, tunnel
from errors import UserError

# the newest programs read every older server, and every older file
VERSION = 18
SCHEMAS = ("access", "floor", "gold", "historian", "relay")
REVISION = "alembic_version"
# `pg_restore --list`: number; catalog and object; kind in capitals; schema or -; the rest
ENTRY = re.compile(r"\d+; \d+ \d+ (?P<kind>[A-Z ]+) (?P<schema>\S+) (?P<rest>.+)")
NEWER = b"SET transaction_timeout = 0;\n"  # PostgreSQL 16 knows no such setting
# who owns it and who may do what is for the upgrade to say; what the relay noted is worth nothing
UNOWNED = ("--no-owner", "--no-privileges")
CUSTOM = ("--format=custom", "--no-unlogged-table-data")
# whoever was logged in logs in again: a session that was ended must not come back
PASSING = tuple(
    f"--exclude-table-data=access.{name}" for name in ("sessions", "login_attempts", "oidc_logins")
)
UNREADABLE = "{} cannot be read as a backup"
ATTEMPTS, DEADLOCK = 5, "deadlock detected"
HEAD_BYTES = 65_536
SAID = re.compile(r"(?:ERROR|FATAL|error):\s+(.+)")


class ArchiveError(UserError):
    """A program of PostgreSQL could not do it."""

    def __init__(self, what: str, said: str) -> None:
        found = SAID.search(said)
        reason = found[1] if found else said.strip().rpartition("\n")[2]
        super().__init__(f"{what}: {reason.rstrip('.')}.", hint="Nothing was changed.")


def dump(url: str, password: str | None, file: Path) -> None:
    """Write a consistent picture of the database to a new file, while everything goes on.

    Raises ArchiveError, and leaves no file.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(0o600, exist_ok=False)  # hashes of passwords are in it: for its owner alone
    except OSError as error:
        raise ArchiveError("The backup was not written", f"{part}: {error.strerror}") from error
    try:
        with tunnel(url) as near:
            command = _command("pg_dump", *UNOWNED, *CUSTOM, *PASSING)
            said = ("--file", str(part), "--dbname", near)
            _run("The backup was not written", [*command, *said], password)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def revision(file: Path) -> str:
    """The revision of the tables in a file. Raises ArchiveError for what is no backup."""
    chosen = ["--data-only", "--schema=public", f"--table={REVISION}"]
    text = _run(UNREADABLE.format(file), _command("pg_restore", *chosen, "--file=-", str(file)))
    found = re.search(r"^COPY .*\n(\S+)\n\\\.$", text, re.MULTILINE)
    if found is None:
        raise ArchiveError(f"{file} is no backup of Floorcast", "there is no revision in it")
    return found[1]


def load(url: str, password: str | None, file: Path, prologue: str) -> None:
    """Put what the file holds of Floorcast into a database, after the statements of ``prologue``.

    In one transaction: all of it happens, or nothing; after a deadlock it is tried again. Raises
    ArchiveError.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _load(url, password, file, prologue)
        except ArchiveError as error:
            if attempt == ATTEMPTS or DEADLOCK not in error.message:
                raise
        else:
            return


def _load(url: str, password: str | None, file: Path, prologue: str) -> None:
    with tunnel(url) as near, _wanted(file) as listed, tempfile.TemporaryFile() as said:
        restore = subprocess.Popen(
            _command("pg_restore", *UNOWNED, "--use-list", listed, "--file=-", str(file)),
            stdout=subprocess.PIPE,
            stderr=said,
        )
        psql = subprocess.Popen(
            _command("psql", "-d", near, "-Xq", "-o", os.devnull, "-v", "ON_ERROR_STOP=1"),
            stdin=subprocess.PIPE,
            stderr=said,
            env=_environment(password),
        )
        source, sink = cast("IO[bytes]", restore.stdout), cast("IO[bytes]", psql.stdin)
        with contextlib.suppress(BrokenPipeError):  # psql has ended, and said why
            _pass_on(source, sink, prologue)
            # a file that breaks off in the middle is not to be kept: then there is no commit
            if restore.wait() == 0:
                sink.write(b"commit;\n")
        with contextlib.suppress(BrokenPipeError):
            sink.close()
        source.close()
        codes = (restore.wait(), psql.wait())
        said.seek(0)
        if any(codes):
            raise ArchiveError(f"{file} was not restored", said.read().decode(errors="replace"))


def _pass_on(source: IO[bytes], sink: IO[bytes], prologue: str) -> None:
    sink.write(f"begin;\n{prologue}\n".encode())
    sink.write(source.read(HEAD_BYTES).replace(NEWER, b"", 1))
    shutil.copyfileobj(source, sink, HEAD_BYTES)


@contextlib.contextmanager
def _wanted(file: Path) -> Iterator[str]:
    """A list of what the file holds of Floorcast, as pg_restore takes it: what others keep in the
    same database is theirs to restore."""
    listed = _run(UNREADABLE.format(file), _command("pg_restore", "--list", str(file)))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as wanted:
        wanted.writelines(f"{line}\n" for line in listed.splitlines() if _is_ours(line))
        wanted.flush()
        yield wanted.name


def _is_ours(line: str) -> bool:
    entry = ENTRY.match(line)
    if entry is None:
        return False
    words = entry["rest"].split()
    if entry["schema"] == "-":  # a schema, or its comment
        return any(word in SCHEMAS for word in words[:2])
    return entry["schema"] in SCHEMAS or (entry["schema"] == "public" and REVISION in words)


def _command(name: str, *arguments: str) -> list[str]:
    return [str(postgres.program(VERSION, name)), *arguments]


def _run(what: str, command: list[str], password: str | None = None) -> str:
    """What a program prints. Raises ArchiveError with what it says where it fails."""
    done = subprocess.run(command, capture_output=True, env=_environment(password), check=False)
    if done.returncode != 0:
        raise ArchiveError(what, done.stderr.decode(errors="replace"))
    return done.stdout.decode(errors="replace")


def _environment(password: str | None) -> dict[str, str]:
    """Others on the machine see the arguments of a program, but not its environment."""
    return {**environment(), **({} if password is None else {"PGPASSWORD": password})}
