"""A program that puts numbered samples into a store and says which are acknowledged; to be killed.

Arguments: URL of the database, folder of the spool, first number, tag ids.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from pathlib import Path

from database.connect import connector
from ingest.store import Store
from tests.ingest.samples import numbered


async def main(url: str, folder: str, first: str, *tags: str) -> None:
    """Put until killed, from three tasks at once."""
    store = Store(connector(url, "storing"), Path(folder), "main", 10**9)
    numbers = itertools.count(int(first))
    tag_ids = [int(tag) for tag in tags]

    async def put() -> None:
        for size in itertools.cycle((1, 40, 3)):
            taken = list(itertools.islice(numbers, size))
            await store.put(numbered(tag_ids, taken))
            os.write(1, b"%d %d\n" % (taken[0], taken[-1]))

    await asyncio.gather(store.run(), put(), put(), put())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
