"""The command line: `floorcast` and its subcommands (in commands/), and how they fail.

What a person can put right is one clear sentence on standard error, and exit code 2.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import asyncpg
import click

from commands.connection import connection
from commands.database import dsn, migrate, psql
from commands.docs import docs
from commands.doctor import doctor
from commands.environment import described
from commands.floor_file import floor_file
from commands.import_recording import import_
from commands.ingest import ingest
from commands.refresh import refresh_
from commands.serve import serve
from commands.simulate import simulate
from commands.up import up
from errors import UserError

FAILED = 1
USER_ERROR = 2
INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended


class InOrder(click.Group):
    """A group that lists its commands in the order a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order they were added."""
        return list(self.commands)


@click.group(
    cls=InOrder,
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


for _command in (
    up,
    doctor,
    psql,
    dsn,
    import_,
    ingest,
    connection,
    simulate,
    refresh_,
    migrate,
    serve,
    docs,
    floor_file,
):
    floorcast.add_command(_command)


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
