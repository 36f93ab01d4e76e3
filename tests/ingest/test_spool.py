"""The spool: what was put is there, whatever happens to the process, the disk or the file."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from ingest.spool import MOST_FREE_PAGES, PAGE_BYTES, Batch, Spool, SpoolError

ROOT = Path(__file__).parents[2]
PUTS = """
import os, sys
from pathlib import Path
from ingest.spool import Spool
spool = Spool(Path(sys.argv[1]), 10**9)
number = spool.last_batch
while True:
    number += 1
    spool.put([(number % 7, b"%d " % number * 50)])
    os.write(1, b"%d\\n" % number)
    if number % 3 == 0:
        spool.forget(spool.spool_id, number - 20)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "spool-main.sqlite"


@pytest.fixture
def spool(path: Path) -> Iterator[Spool]:
    opened = Spool(path, 1_000)
    yield opened
    opened.close()


def reopened(spool: Spool) -> Spool:
    spool.close()
    return Spool(spool.path, spool.limit_bytes)


def numbers(spool: Spool, most_samples: int = 10**6) -> list[int]:
    return [batch.number for batch in spool.peek(most_samples).batches]


def test_batches_come_out_as_they_were_put_oldest_first(spool: Spool) -> None:
    assert spool.peek(100) == (spool.spool_id, [])
    spool.put([(3, b"abc"), (1, b"\0\xff")])
    spool.put([(2, b"de")])
    assert spool.peek(100) == (
        spool.spool_id,
        [Batch(1, 3, b"abc"), Batch(2, 1, b"\0\xff"), Batch(3, 2, b"de")],
    )
    assert spool.last_batch == 3


def test_a_portion_is_as_many_batches_as_fit_but_at_least_one(spool: Spool) -> None:
    spool.put([(3, b"a"), (1, b"b"), (2, b"c")])
    assert numbers(spool, 1) == [1]
    assert numbers(spool, 4) == [1, 2]
    assert numbers(spool, 5) == [1, 2]
    assert numbers(spool, 6) == [1, 2, 3]


def test_what_is_forgotten_is_gone_and_its_number_never_returns(spool: Spool) -> None:
    spool.put([(3, b"a"), (1, b"b")])
    spool.forget(spool.spool_id, 1)
    assert numbers(spool) == [2]
    spool.forget(spool.spool_id, 2)
    spool = reopened(spool)
    assert spool.last_batch == 2
    spool.put([(1, b"c")])
    assert numbers(spool) == [3]
    spool.close()


def test_it_knows_what_waits(spool: Spool) -> None:
    before = datetime.now(UTC)
    assert spool.waiting.oldest_at is None
    spool.put([(3, b"abcd"), (1, b"ef")])
    first_at = spool.waiting.oldest_at
    assert first_at is not None
    assert before - timedelta(milliseconds=1) <= first_at <= datetime.now(UTC)
    spool.put([(5, b"ghi")])
    for _ in range(2):
        assert (spool.waiting.samples, spool.waiting.bytes) == (9, 9)
        assert spool.waiting.oldest_at == first_at
        spool = reopened(spool)
    spool.forget(spool.spool_id, 2)
    assert (spool.waiting.samples, spool.waiting.bytes) == (5, 3)
    assert spool.waiting.oldest_at is not None
    assert spool.waiting.oldest_at > first_at
    spool.forget(spool.spool_id, 3)
    assert spool.waiting.oldest_at is None
    spool.close()


def test_its_name_stays_and_a_new_file_has_another(spool: Spool, tmp_path: Path) -> None:
    first = spool.spool_id
    spool = reopened(spool)
    assert spool.spool_id == first
    spool.rename()
    assert spool.spool_id != first
    renamed = spool.spool_id
    spool = reopened(spool)
    assert spool.spool_id == renamed
    other = Spool(tmp_path / "other", 1_000)
    assert other.spool_id not in (first, renamed)
    other.close()
    spool.close()


def test_beyond_the_limit_the_oldest_are_dropped_and_counted(spool: Spool) -> None:
    for _ in range(10):
        assert spool.put([(7, bytes(100))]) == 0
    assert spool.put([(1, bytes(1))]) == 7
    assert spool.put([(1, bytes(250))]) == 14
    assert numbers(spool) == [4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert spool.waiting.bytes == 951
    spool = reopened(spool)
    assert spool.waiting.dropped_samples == 21
    spool.close()


def test_what_is_being_stored_is_not_dropped(spool: Spool) -> None:
    spool.put([(1, bytes(400)), (2, bytes(400)), (4, bytes(200))])
    assert numbers(spool, 1) == [1]
    assert spool.put([(8, bytes(400))]) == 2
    assert numbers(spool) == [1, 3, 4]


def test_a_batch_larger_than_the_limit_is_kept_alone(spool: Spool) -> None:
    spool.put([(1, bytes(400))])
    assert spool.put([(2, bytes(5_000))]) == 1
    assert numbers(spool) == [2]


def test_numbers_of_another_spool_are_not_forgotten(spool: Spool) -> None:
    spool.put([(1, b"a")])
    before = spool.spool_id
    spool.rename()
    spool.forget(before, 1)
    assert numbers(spool) == [1]


def test_a_file_that_was_large_gives_the_disk_back(path: Path) -> None:
    spool = Spool(path, 10**9)
    size = (MOST_FREE_PAGES + 50) * PAGE_BYTES
    spool.put([(1, bytes(size))])
    spool.forget(spool.spool_id, 1)
    assert path.stat().st_size < size / 10
    spool.put([(1, b"a")])
    assert numbers(spool) == [2]
    spool.close()


@pytest.mark.parametrize("content", [b"garbage " * 5_000, b"SQLite format 3\0" + bytes(5_000)])
def test_a_file_that_cannot_be_read_is_moved_aside(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with caplog.at_level(logging.ERROR):
        spool = Spool(path, 1_000)
    spool.put([(1, b"a")])
    assert numbers(spool) == [1]
    assert spool.unreadable is not None
    assert spool.unreadable.read_bytes() == content
    assert str(spool.unreadable) in caplog.text
    spool.close()


def test_a_damaged_file_is_noticed(path: Path) -> None:
    spool = Spool(path, 10**9)
    spool.put([(1, b"body" * 50_000)] * 10)
    spool.close()
    content = bytearray(path.read_bytes())
    content[PAGE_BYTES:] = b"\x55" * (len(content) - PAGE_BYTES)  # all pages but the first
    path.write_bytes(content)
    spool = Spool(path, 10**9)
    spool.put([(1, b"a")])
    assert numbers(spool) == [1]
    assert spool.unreadable is not None
    spool.close()


def test_two_processes_cannot_have_it(spool: Spool) -> None:
    with pytest.raises(UserError, match="Another process uses the spool"):
        Spool(spool.path, 1_000)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"spool-main\.sqlite cannot be opened") as caught:
        Spool(tmp_path / "file" / "spool-main.sqlite", 1_000)
    assert "FLOORCAST_DATA" in caught.value.hint


def test_a_full_disk_changes_nothing(spool: Spool) -> None:
    spool.limit_bytes = 10**9
    spool.put([(1, b"a")])
    (pages,) = spool._db.execute("pragma page_count").fetchone()
    spool._db.execute(f"pragma max_page_count = {pages}")  # the same error as a full disk
    waiting = spool.waiting
    with pytest.raises(SpoolError, match="full"):
        spool.put([(1, bytes(PAGE_BYTES * 3))])
    assert spool.waiting == waiting
    spool._db.execute("pragma max_page_count = 1000000")
    spool.put([(1, bytes(PAGE_BYTES * 3))])
    assert numbers(spool) == [1, 2]


def test_what_was_acknowledged_survives_kill_9(path: Path) -> None:
    acknowledged = 0
    for round_ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", PUTS, str(path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        for _ in range(20 + 13 * round_):
            acknowledged = int(process.stdout.readline())
        process.kill()
        if told := process.stdout.read().split():
            acknowledged = int(told[-1])
        process.stdout.close()
        process.wait()
        spool = Spool(path, 10**9)
        assert spool.unreadable is None
        assert spool.last_batch - acknowledged in (0, 1)  # one may be on the disk, untold
        batches = spool.peek(10**9).batches
        spool.close()
        kept = [batch.number for batch in batches]
        assert kept == list(range(kept[0], kept[-1] + 1))
        assert kept[0] <= acknowledged - 17
        assert kept[-1] >= acknowledged
        assert all(batch.body == b"%d " % batch.number * 50 for batch in batches)
