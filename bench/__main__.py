"""Run everything, or what is named: `python -m bench latency memory`."""

from __future__ import annotations

import importlib
import os
import platform
import sys

import uvloop

BENCHES = ("latency", "fanout", "memory", "history", "refresh", "gold", "spool", "items")


def main() -> None:
    """Run the named benches, one after the other."""
    print(f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}")
    for name in sys.argv[1:] or BENCHES:
        uvloop.run(importlib.import_module(f"bench.{name}").run())


if __name__ == "__main__":
    main()
