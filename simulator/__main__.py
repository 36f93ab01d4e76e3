"""``python -m simulator``: the live run, or history, on the database of the settings."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from datetime import UTC, datetime

from database.connect import connector
from database.embedded import EmbeddedServer
from errors import UserError
from settings import Settings
from simulator import history, live, scenarios

USER_ERROR = 2
INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended


def _arguments(settings: Settings) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument(
        "--scenario", default="mixed", help=f"one of {', '.join(scenarios.SCENARIOS)}"
    )
    parser.add_argument("--interval", type=float, default=settings.simulator_interval, metavar="S")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same machines")
    parser.add_argument(
        "--history", type=float, metavar="DAYS", help="fill the past DAYS instead of running live"
    )
    return parser.parse_args()


async def _run(arguments: argparse.Namespace, url: str) -> None:
    connect = connector(url, "simulator")
    if arguments.history is not None:
        print(
            await history.fill(
                connect, days=arguments.history, seed=arguments.seed, until=datetime.now(UTC)
            )
        )
        return
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await live.run(
        connect,
        interval=arguments.interval,
        seed=arguments.seed,
        scenario=arguments.scenario,
        stop=stop,
    )


def main() -> int:
    """Run. Exit code 2: something a person can put right."""
    settings = Settings()
    arguments = _arguments(settings)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(message)s")
    try:
        url = (
            settings.database_url.get_secret_value()
            if settings.database_url
            else EmbeddedServer(settings.floorcast_data).url()
        )
        asyncio.run(_run(arguments, url))
    except UserError as error:
        print(error, file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
