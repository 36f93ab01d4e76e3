"""The command line: `floorcast` and its subcommands (in commands/), and how they fail.

What a person can put right is one clear sentence on standard error, and exit code 2.
"""

from __future__ import annotations

import importlib
import sys
from typing import NoReturn

import asyncpg
import click

from commands.environment import described
from errors import UserError

FAILED = 1
USER_ERROR = 2
INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended


# Commands in the order a newcomer needs them, and where they are defined.
COMMANDS = {
    "up": "commands.up:up",
    "doctor": "commands.doctor:doctor",
    "psql": "commands.database:psql",
    "dsn": "commands.database:dsn",
    "import": "commands.import_recording:import_",
    "ingest": "commands.ingest:ingest",
    "connection": "commands.connection:connection",
    "person": "commands.person:person",
    "token": "commands.token:token",
    "simulate": "commands.simulate:simulate",
    "refresh": "commands.refresh:refresh_",
    "migrate": "commands.database:migrate",
    "backup": "commands.backup:backup",
    "restore": "commands.backup:restore",
    "audit": "commands.audit:audit",
    "serve": "commands.serve:serve",
    "docs": "commands.docs:docs",
    "floor-file": "commands.floor_file:floor_file",
}


class Commands(click.Group):
    """Imports a command when it is called: `psql` need not wait for what `ingest` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=described(),
)
@click.version_option(package_name="floorcast", message="%(prog)s %(version)s")
def floorcast() -> None:
    """A live shop floor from PostgreSQL: a committed row is on every screen.

    \b
    Start here:
      floorcast up          everything on this machine; Ctrl-C stops it
      floorcast psql        look at the rows, change one, watch the page
      floorcast doctor      what is wrong, and what to do
    """


def main() -> NoReturn:
    """Run the command line. Exit code 2: something a person can put right."""
    try:
        floorcast(prog_name="floorcast", standalone_mode=False)
    except UserError as error:
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {error.message}", err=True)
        if error.hint:
            click.echo(error.hint, err=True)
        sys.exit(USER_ERROR)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as error:
        click.echo(f"The database broke off: {error}.", err=True)
        sys.exit(FAILED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(0)


if __name__ == "__main__":
    main()
