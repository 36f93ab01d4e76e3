"""Store and forward: whatever breaks, what was acknowledged is stored, and stored once."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

import database.connect
import ingest.intake
import ingest.store
import ingest.writer
from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from database.migrate import migrate
from ingest.contract import Sample
from ingest.spool import PAGE_BYTES
from ingest.store import Store
from tests.conftest import PG_VERSION
from tests.ingest.samples import (
    BASE,
    NOTHING_IS_SORTED_OUT,
    count,
    drained,
    draining,
    given_tags,
    numbered,
    stored_numbers,
    until,
)
from tests.realtime.proxy import Proxy

ROOT = Path(__file__).parents[2]
LIMIT = 10**9


def store_for(url: str, folder: Path, limit_bytes: int = LIMIT) -> Store:
    return Store(connector(url, "ingest"), folder, "main", limit_bytes)


@pytest.fixture
async def tags(connection: Connection) -> list[int]:
    await connection.execute(NOTHING_IS_SORTED_OUT)
    return await given_tags(connection)


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A store at work."""
    async with draining(store_for(database_url, tmp_path)) as working:
        yield working


@pytest.fixture
async def idle_store(database_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A store that only takes."""
    opened = store_for(database_url, tmp_path)
    yield opened
    await opened.close()


class CommitCutter(Proxy):
    """Cuts the cable when the server says that a commit is done, so many times."""

    cuts = 0

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                if self.cuts and b"COMMIT\0" in data:
                    self.cuts -= 1
                    self.cut()
                    return
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


class Feeder:
    """Puts numbered samples from some tasks, and knows which were acknowledged."""

    def __init__(self, store: Store, tags: list[int]) -> None:
        self.acknowledged: list[int] = []
        self._store = store
        self._tags = tags
        self._numbers = itertools.count()
        self._is_over = False

    async def put(self, size: int) -> None:
        numbers = list(itertools.islice(self._numbers, size))
        await self._store.put(numbered(self._tags, numbers))
        self.acknowledged += numbers

    @contextlib.asynccontextmanager
    async def feeding(self) -> AsyncIterator[None]:
        """Put all the time."""

        async def feed(size: int) -> None:
            while not self._is_over:
                await self.put(size)
                await asyncio.sleep(0.002)

        tasks = [asyncio.create_task(feed(size)) for size in (1, 7, 30)]
        yield
        self._is_over = True
        await asyncio.gather(*tasks)

    async def more(self, count: int = 500) -> None:
        """Wait until so many more are acknowledged."""
        before = len(self.acknowledged)
        await until(lambda: len(self.acknowledged) >= before + count)


async def everything_is_stored_once(
    connection: Connection, store: Store, acknowledged: list[int]
) -> None:
    await drained(store)
    assert await stored_numbers(connection) == sorted(acknowledged)
    assert await count(connection, "historian.dead_letters") == 0, "a row was written twice"
    assert store.figures.dropped_samples == 0


# Everyday ---------------------------------------------------------------------------------------


async def test_a_sample_arrives_as_it_was_put(
    connection: Connection, tags: list[int], store: Store
) -> None:
    sample = Sample(tags[1], BASE, None, "Execute", 0x40000000, BASE - timedelta(seconds=1))
    await store.put([sample])
    await drained(store)
    (row,) = await connection.fetch("select * from historian.samples")
    assert tuple(row) == (tags[1], BASE, sample.server_at, None, "Execute", 0x40000000)


async def test_what_is_put_at_once_is_kept_in_one_go(
    connection: Connection, tags: list[int], idle_store: Store, tmp_path: Path
) -> None:
    feeder = Feeder(idle_store, tags)
    await asyncio.gather(*(feeder.put(2) for _ in range(200)))
    assert idle_store.figures.spool_samples == 400
    await idle_store.close()
    store = store_for("", tmp_path)
    assert store._spool.last_batch <= 2  # the first alone, all others behind it
    await store.close()


async def test_large_puts_are_cut_into_batches(
    connection: Connection, tags: list[int], idle_store: Store
) -> None:
    await idle_store.put(numbered(tags, range(12_001)))
    sizes = [batch.samples for batch in idle_store._spool.peek(10**9).batches]
    assert sizes == [5_000, 5_000, 2_001]
    task = asyncio.create_task(idle_store.run())
    await everything_is_stored_once(connection, idle_store, list(range(12_001)))
    task.cancel()
    await asyncio.wait([task])


async def test_nothing_put_is_nothing_kept(idle_store: Store) -> None:
    await idle_store.put([])
    assert idle_store._spool.last_batch == 0


async def test_a_sample_that_breaks_the_contract_stops_its_put_alone(
    connection: Connection, tags: list[int], store: Store
) -> None:
    good = numbered(tags, [1])
    with pytest.raises(ValueError, match="is no sample"):
        await store.put([*good, good[0]._replace(at=datetime.now())])
    await store.put(good)
    await everything_is_stored_once(connection, store, [1])


async def test_its_figures_tell_how_it_fares(
    connection: Connection, tags: list[int], database_url: str, tmp_path: Path
) -> None:
    store = store_for(database_url, tmp_path, 5_000)
    before = datetime.now(UTC)
    await store.put(numbered(tags, range(10)))
    figures = store.figures
    assert (figures.samples_stored, figures.spool_samples, figures.spool_limit_bytes) == (
        0, 10, 5_000,
    )  # fmt: skip
    assert figures.spool_bytes == 620
    assert figures.spool_oldest_at is not None
    assert before - timedelta(milliseconds=1) < figures.spool_oldest_at <= datetime.now(UTC)
    assert figures.problem == ""
    async with draining(store):
        await until(lambda: store.figures.samples_stored == 10)
        assert store.figures.samples_per_s > 0
        await until(lambda: store.figures.spool_samples == 0)
        await store.put(numbered(tags, [1]))  # a repeat, which this test's database refuses
        await until(lambda: store.figures.dead_letters == 1)
        await drained(store)
        figures = store.figures
        assert (figures.samples_stored, figures.spool_bytes) == (10, 0)
        assert figures.spool_oldest_at is None


async def test_beyond_the_limit_the_oldest_are_dropped_and_told(
    connection: Connection,
    tags: list[int],
    database_url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = store_for(database_url, tmp_path, 62 * 100)
    for start in range(0, 250, 10):
        await store.put(numbered(tags, range(start, start + 10)))
    assert store.figures.dropped_samples == 150
    assert "spool is full" in store.figures.problem
    assert caplog.text.count("spool is full") == 1
    task = asyncio.create_task(store.run())
    await until(lambda: store.figures.spool_samples == 0)
    assert await stored_numbers(connection) == list(range(150, 250))
    task.cancel()
    await asyncio.wait([task])
    await store.close()


def test_another_ingesters_spool_is_another_file(tmp_path: Path) -> None:
    one = Store(connector("", "ingest"), tmp_path, "hall 1/north", LIMIT)
    other = Store(connector("", "ingest"), tmp_path, "hall 1", LIMIT)
    assert {file.name for file in tmp_path.glob("*.sqlite")} == {
        "spool-hall%201%2Fnorth.sqlite",
        "spool-hall%201.sqlite",
    }
    one._spool.close()
    other._spool.close()


# The disk -----------------------------------------------------------------------------------------


async def test_while_the_disk_is_full_puts_wait(
    connection: Connection, tags: list[int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.intake, "LAST_RETRY_S", 0.2)
    await store.put(numbered(tags, [0]))
    await drained(store)
    (pages,) = store._spool._db.execute("pragma page_count").fetchone()
    store._spool._db.execute(f"pragma max_page_count = {pages}")  # the same error as a full disk
    large = numbered(tags, range(1, 4_000))
    assert len(large) * 62 > 10 * PAGE_BYTES
    put = asyncio.create_task(store.put(large))
    await until(lambda: "cannot be written" in store.figures.problem)
    assert "full" in store.figures.problem
    assert not put.done()
    await store._intake.do(store._spool._db.execute, "pragma max_page_count = 1000000")
    await put
    await everything_is_stored_once(connection, store, list(range(4_000)))


async def test_puts_that_cannot_be_kept_are_not_acknowledged_at_the_end(
    tags: list[int], idle_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.intake, "CLOSE_TIMEOUT_S", 0.05)
    await idle_store.put(numbered(tags, [0]))
    idle_store._spool._db.execute("pragma max_page_count = 1")
    puts = [
        asyncio.create_task(idle_store.put(numbered(tags, range(n, n + 2_000)))) for n in (1, 2)
    ]
    await until(lambda: "cannot be written" in idle_store.figures.problem)
    await idle_store.close()
    await asyncio.wait(puts)
    assert all(put.cancelled() for put in puts)


async def test_a_spool_that_rots_while_it_is_used_is_replaced(
    connection: Connection, tags: list[int], idle_store: Store
) -> None:
    await idle_store.put(numbered(tags, range(5_000)))
    await idle_store._intake.do(idle_store._spool._db.execute, "pragma wal_checkpoint(truncate)")
    file = idle_store._spool.path
    file.write_bytes(b"\x55" * file.stat().st_size)
    await idle_store._intake.do(idle_store._spool._db.execute, "pragma shrink_memory")
    task = asyncio.create_task(idle_store.run())
    await until(lambda: "could not be read" in idle_store.figures.problem)
    await idle_store.put(numbered(tags, range(6_000, 6_010)))
    await until(lambda: idle_store.figures.samples_stored == 10)
    assert await stored_numbers(connection) == list(range(6_000, 6_010))
    task.cancel()
    await asyncio.wait([task])


async def test_an_older_copy_of_a_spool_swallows_nothing(
    connection: Connection, tags: list[int], database_url: str, tmp_path: Path
) -> None:
    store = store_for(database_url, tmp_path / "spool")
    await store.close()
    shutil.copytree(tmp_path / "spool", tmp_path / "copy")
    async with draining(store_for(database_url, tmp_path / "spool")) as store:
        for n in range(5):
            await store.put(numbered(tags, [n]))
        await drained(store)
    async with draining(store_for(database_url, tmp_path / "copy")) as store:
        await store.put(numbered(tags, [5]))
        await everything_is_stored_once(connection, store, list(range(6)))


# The database ---------------------------------------------------------------------------------


@pytest.fixture
async def own_server() -> AsyncIterator[EmbeddedServer]:
    """A database server that may be killed."""
    folder = Path(tempfile.mkdtemp(prefix="floorcast-store-"))
    server = EmbeddedServer(folder, PG_VERSION)
    server.start(["fsync = off"])
    await migrate(connector(server.url(), "migrate"))
    yield server
    server.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


async def test_a_database_that_dies_under_load_and_comes_back(
    own_server: EmbeddedServer, tmp_path: Path
) -> None:
    url = own_server.url()
    connection = await asyncpg.connect(url)
    await connection.execute(NOTHING_IS_SORTED_OUT)
    tags = await given_tags(connection)
    await connection.close()
    async with draining(store_for(url, tmp_path)) as store:
        feeder = Feeder(store, tags)
        async with feeder.feeding():
            for _ in range(3):
                await feeder.more()
                await asyncio.to_thread(own_server.stop, "immediate")
                await feeder.more()
                await until(lambda: "The database is away" in store.figures.problem)
                assert store.figures.spool_samples > 0
                await asyncio.to_thread(own_server.start)
            await feeder.more()
        connection = await asyncpg.connect(url)
        await everything_is_stored_once(connection, store, feeder.acknowledged)
        await connection.close()


async def test_a_commit_whose_reply_is_lost_is_not_repeated(
    connection: Connection,
    tags: list[int],
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ingest.store, "LAST_RETRY_S", 0.2)
    async with (
        CommitCutter(database_url).running() as proxy,
        draining(store_for(proxy.url, tmp_path)) as store,
    ):
        feeder = Feeder(store, tags)
        await feeder.put(3)  # also where the watermark is new
        proxy.cuts = 1
        await feeder.put(5)
        await drained(store)
        async with feeder.feeding():
            for _ in range(5):
                proxy.cuts = 1
                await until(lambda: proxy.cuts == 0)
                await feeder.more(100)
        await everything_is_stored_once(connection, store, feeder.acknowledged)
        assert store.figures.samples_stored < len(feeder.acknowledged)  # the unheard ones


async def test_a_reset_cable_loses_nothing(
    connection: Connection, tags: list[int], database_url: str, tmp_path: Path
) -> None:
    async with (
        Proxy(database_url).running() as proxy,
        draining(store_for(proxy.url, tmp_path)) as store,
    ):
        feeder = Feeder(store, tags)
        async with feeder.feeding():
            for _ in range(10):
                await feeder.more(50)
                proxy.cut()
        await everything_is_stored_once(connection, store, feeder.acknowledged)


async def test_a_frozen_cable_holds_nobody_up(
    connection: Connection,
    tags: list[int],
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ingest.writer, "STATEMENT_TIMEOUT_S", 0.3)
    monkeypatch.setattr(ingest.writer, "WRITE_TIMEOUT_S", 0.3)
    monkeypatch.setattr(database.connect, "CONNECT_TIMEOUT_S", 0.3)
    async with (
        Proxy(database_url).running() as proxy,
        draining(store_for(proxy.url, tmp_path)) as store,
    ):
        feeder = Feeder(store, tags)
        async with feeder.feeding():
            for _ in range(2):
                await feeder.more(200)
                proxy.freeze()
                await until(lambda: "no answer in time" in store.figures.problem)
                await feeder.more(200)
                proxy.thaw()
                # not until the spool is empty: it is being filled all the time
                await until(lambda: not store.figures.problem)
        await everything_is_stored_once(connection, store, feeder.acknowledged)


async def test_a_lost_database_is_noticed_with_nothing_to_store(
    connection: Connection, tags: list[int], database_url: str, tmp_path: Path
) -> None:
    came_back = 0

    async def come_back(connection: Connection) -> None:
        nonlocal came_back
        came_back += 1
        assert await connection.fetchval("select count(*) from historian.samples") == came_back - 1

    async with Proxy(database_url).running() as proxy:
        store = store_for(proxy.url, tmp_path)
        store.on_database_back = come_back
        await store.put(numbered(tags, [0]))
        async with draining(store):
            await until(lambda: came_back == 1)
            await drained(store)
            proxy.cut()
            await until(lambda: came_back == 2)
            await drained(store)


async def test_a_database_that_is_not_ready_is_told_and_waited_for(
    connection: Connection,
    tags: list[int],
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(ingest.store, "LAST_RETRY_S", 0.1)
    await connection.execute("alter table historian.watermarks rename to elsewhere")
    with caplog.at_level(logging.WARNING):
        await store.put(numbered(tags, range(10)))
        await until(
            lambda: 'relation "historian.watermarks" does not exist' in store.figures.problem
        )
        assert store.figures.spool_samples == 10
        await connection.execute("alter table historian.elsewhere rename to watermarks")
        await everything_is_stored_once(connection, store, list(range(10)))
    assert caplog.text.count("is not ready") == 1


async def test_a_slow_database_gets_smaller_portions(
    connection: Connection,
    tags: list[int],
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ingest.store, "LAST_RETRY_S", 0.05)
    await connection.execute(
        """
        create function public.refuse_many() returns trigger language plpgsql as $$
        begin
            if (select count(*) from new_rows) > 3000 then
                raise query_canceled using message = 'too slow';
            end if;
            return null;
        end;
        $$;
        create trigger too_slow after insert on historian.samples
        referencing new table as new_rows
        for each statement execute function public.refuse_many();
        """
    )
    store = store_for(database_url, tmp_path)
    for start in range(0, 12_000, 1_000):
        await store.put(numbered(tags, range(start, start + 1_000)))
    async with draining(store):
        await everything_is_stored_once(connection, store, list(range(12_000)))


# The process --------------------------------------------------------------------------------------


async def test_a_killed_process_loses_nothing_it_acknowledged(
    connection: Connection, tags: list[int], database_url: str, tmp_path: Path
) -> None:
    acknowledged: set[int] = set()
    first = 0
    for round_ in range(4):
        process = subprocess.Popen(
            [
                sys.executable, "-m", "tests.ingest.storing",
                database_url, str(tmp_path), str(first), *map(str, tags),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        lines = [await asyncio.to_thread(process.stdout.readline) for _ in range(40 + 70 * round_)]
        process.kill()
        lines += process.stdout.readlines()
        process.stdout.close()
        process.wait()
        for line in lines:
            begin, end = map(int, line.split())
            acknowledged |= set(range(begin, end + 1))
        first = max(acknowledged) + 1_000
    async with draining(store_for(database_url, tmp_path)) as store:
        await drained(store)
        stored = await stored_numbers(connection)
        assert acknowledged <= set(stored)
        assert len(stored) == len(set(stored))
        assert len(stored) - len(acknowledged) <= 4 * 3 * 40  # on the disk, but untold
        assert await count(connection, "historian.dead_letters") == 0, "a row was written twice"
