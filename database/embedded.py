"""PostgreSQL inside the Python environment: started, found and stopped by its data folder.

It listens on a socket file only, which nobody else may open: no port, no password.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import psutil

from database import postgres
from errors import UserError

VERSION = 16
DATABASE = "floorcast"
START_TIMEOUT_S = 60
PORT = 5432  # only part of the socket file's name: nothing listens on the network
SOCKET_PATH_BYTES = 100  # the system allows 103 to 107

_CONFIGURATION = """
# Written by Floorcast when this folder was made, and never again: edit freely.
max_connections = 100
shared_buffers = '256MB'
max_wal_size = '2GB'
timezone = 'UTC'
log_timezone = 'UTC'
"""
_CREATE_DATABASE = """
select 'create database {0}' where not exists (select from pg_database where datname = '{0}')
\\gexec
"""


class Postmaster(NamedTuple):
    """What a running server writes into its data folder."""

    pid: int
    socket_folder: str
    status: str  # starting, ready or stopping


class EmbeddedServer:
    """One PostgreSQL server that belongs to a data folder."""

    def __init__(self, data: Path, version: int = VERSION) -> None:
        self.folder = data.expanduser().resolve() / "postgres"
        self.version = version
        self._one_at_a_time = threading.RLock()

    def start(self, configuration: Sequence[str] = ()) -> None:
        """Make the data folder if it is new, and start the server unless it runs.

        ``configuration``: lines for the postgresql.conf of a new folder. Raises UserError
        where the folder cannot be written, holds the data of another version, or the
        server does not come up.
        """
        with self._one_at_a_time:
            self._refuse_other_version()
            try:
                self._make_data_folder()
                postgres.open_ways(self.version, self.folder)
                if not (self.folder / "PG_VERSION").exists():
                    self._initialise(configuration)
                if not self._wait_for_other_start():
                    self._launch()
                create = _CREATE_DATABASE.format(DATABASE)
                self._run("psql", "-qX", "-d", self.url("postgres"), text=create)
            except (subprocess.SubprocessError, OSError) as error:
                raise self._did_not_start(error) from error

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; does nothing where none runs. ``mode``: smart, fast or immediate."""
        with self._one_at_a_time:
            if self._postmaster() is None:
                return
            try:
                self._run("pg_ctl", "stop", "-D", ".", "-w", "-m", mode)
            except subprocess.CalledProcessError:
                if mode != "immediate" and self._postmaster() is not None:
                    self.stop("immediate")

    def is_running(self) -> bool:
        """Whether a server runs for this folder and takes connections."""
        postmaster = self._postmaster()
        return postmaster is not None and postmaster.status == "ready"

    def url(self, database: str = DATABASE) -> str:
        """URL of a database of the running server. Raises UserError where none runs."""
        postmaster = self._postmaster()
        if postmaster is None or not postmaster.socket_folder:
            raise UserError(
                f"No database is running for {self.folder.parent}.",
                hint="Start it with `make run` (or `floorcast up`), or set DATABASE_URL.",
            )
        # a port is needed only where the environment would have clients look for another
        port = f"&port={PORT}" if "PGPORT" in os.environ else ""
        return f"postgresql://postgres@/{database}?host={quote(postmaster.socket_folder)}{port}"

    def program(self, name: str) -> Path:
        """Path of one of PostgreSQL's programs, for example psql."""
        return postgres.program(self.version, name)

    # Making the folder ------------------------------------------------------------------

    def _refuse_other_version(self) -> None:
        try:
            found = (self.folder / "PG_VERSION").read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise self._cannot_write(error) from error
        if found != str(self.version):
            raise UserError(
                f"{self.folder} holds data of PostgreSQL {found}; Floorcast runs {self.version}.",
                hint="Set FLOORCAST_DATA to another folder, or move the data over with pg_upgrade "
                "or pg_dump. Nothing was touched.",
                field="FLOORCAST_DATA",
                value=str(self.folder.parent),
            )

    def _make_data_folder(self) -> None:
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.folder.parent).close()
        except OSError as error:
            raise self._cannot_write(error) from error

    def _initialise(self, configuration: Sequence[str]) -> None:
        """Make a database cluster beside its place, then move it there: it is whole or absent."""
        unfinished = self.folder.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        postgres.make_private_folder(unfinished, self.folder)
        self._run(
            "initdb", "-D", str(unfinished), "-U", "postgres", "--auth=trust", "--encoding=utf8",
            "--locale=C", f"--lc-ctype={postgres.character_type()}", "--data-checksums",
        )  # fmt: skip
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_CONFIGURATION + "\n".join(configuration) + "\n")
        unfinished.replace(self.folder)

    # Starting ---------------------------------------------------------------------------

    def _wait_for_other_start(self) -> bool:
        """Whether a server is there already, after waiting for one that comes or goes."""
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while (found := self._postmaster()) is not None and found.status != "ready":
            if time.monotonic() > give_up_at:
                raise subprocess.TimeoutExpired("postgres", START_TIMEOUT_S)
            time.sleep(0.05)
        return found is not None

    def _launch(self) -> None:
        self._forget_reused_pid()
        sockets = shlex.quote(str(self._socket_folder()))
        options = f"-h '' -p {PORT} -k {sockets} -c unix_socket_permissions=0700"
        # relative paths, because pg_ctl hands them to a shell
        self._run(
            "pg_ctl", "start", "-D", ".", "-l", "log", "-o", options,
            "-w", "-t", str(START_TIMEOUT_S),
        )  # fmt: skip

    def _socket_folder(self) -> Path:
        """The data folder, or a short one of our own where its path will not do for a socket."""
        path = os.fsencode(self.folder / f".s.PGSQL.{PORT}")
        if len(path) <= SOCKET_PATH_BYTES and b"," not in path and b'"' not in path:
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"floorcast-{name}"
        postgres.make_private_folder(short, self.folder)
        return short

    def _postmaster(self) -> Postmaster | None:
        """The server that runs for this folder, in whatever state."""
        lines = self._pid_file()
        if not lines or not postgres.is_server(int(lines[0]), self.folder):
            return None
        padded = [*lines, *[""] * 8]
        return Postmaster(int(lines[0]), padded[4].strip(), padded[7].strip() or "starting")

    def _pid_file(self) -> list[str]:
        try:
            lines = (self.folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:  # absent, or not ours to read
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _forget_reused_pid(self) -> None:
        """Remove a stale postmaster.pid whose number another program has got by now.

        PostgreSQL would refuse to start. Never while any process of a server works here.
        """
        lines = self._pid_file()
        if not lines or not psutil.pid_exists(int(lines[0])):
            return  # PostgreSQL itself sees that such a file is stale
        if not postgres.is_server(int(lines[0]), self.folder) and not postgres.works_in(
            self.folder
        ):
            (self.folder / "postmaster.pid").unlink()

    # Running programs and saying what went wrong -----------------------------------------

    def _run(self, name: str, *arguments: str, text: str = "") -> None:
        postgres.run(self.version, self.folder, name, *arguments, text=text)

    def _cannot_write(self, error: OSError) -> UserError:
        return UserError(
            f"The data folder {self.folder.parent} cannot be written: {error.strerror}.",
            hint="Set FLOORCAST_DATA to a folder you may write to.",
            field="FLOORCAST_DATA",
            value=str(self.folder.parent),
        )

    def _did_not_start(self, error: Exception) -> UserError:
        said = getattr(error, "output", None) or str(error)
        log = self.folder / "log"
        if getattr(error, "cmd", None) == "pg_ctl" and log.exists():
            said = "; ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:])
        return UserError(
            f"The embedded PostgreSQL did not start: {said.rstrip('.')}.",
            hint=f"Its log is {log}.",
        )
