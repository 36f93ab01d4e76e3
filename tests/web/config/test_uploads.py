"""Uploads: kept under their own names, never outside of their folder, forgotten after a day."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from web.api.answers import RefusedError
from web.config import uploads as module
from web.config.uploads import Uploads


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece


def names(folder: Path) -> set[str]:
    """What is in a folder that may not be there."""
    return {one.name for one in folder.iterdir()} if folder.exists() else set()


@pytest.fixture
def blocked(folder: Path) -> Path:
    """A file where the folder should be."""
    folder.parent.mkdir()
    folder.write_text("")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "uploads"


async def test_a_file_is_kept_and_found_again(folder: Path) -> None:
    uploads = Uploads(folder)
    kept = await uploads.keep("Schicht 1 (früh).csv", pieces(b"a", b"", b"b" * 3_000_000))
    found = uploads.find(kept.import_id)
    assert found == kept
    assert found.path == folder / kept.import_id / "Schicht 1 (früh).csv"
    assert found.path.stat().st_size == 3_000_001
    assert names(folder) == {kept.import_id}
    assert uploads.find(kept.import_id.upper()) == kept


async def test_its_rejects_are_not_taken_for_it(folder: Path) -> None:
    uploads = Uploads(folder)
    kept = await uploads.keep("a.csv.rejects.csv", pieces(b"mended"))
    kept.rejects.write_text("and again")
    (kept.path.parent / "scratch").mkdir()
    assert uploads.find(kept.import_id).path.name == "a.csv.rejects.csv"


@pytest.mark.parametrize(
    "name",
    [
        "", " ", ".", "..", ".hidden.csv", "../shift.csv", "/etc/passwd", "a/b.csv", "a\\b.csv",
        "..\\shift.csv", "a\0.csv", "a\n.csv", "x" * 201, "ü" * 101, "\ud800.csv",
    ],
)  # fmt: skip
async def test_a_name_that_leads_elsewhere_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        await Uploads(folder).keep(name, pieces(b"x"))
    assert (refused.value.field, refused.value.status) == ("file_name", 400)
    assert names(folder) == set()


@pytest.mark.parametrize("import_id", ["", "1", "..", "../..", "%2e%2e", "0" * 32, "x" * 36])
async def test_an_id_leads_nowhere_else(folder: Path, import_id: str) -> None:
    uploads = Uploads(folder)
    await uploads.keep("a.csv", pieces(b"x"))
    (folder.parent / "secret.txt").write_text("x")
    with pytest.raises(RefusedError) as refused:
        uploads.find(import_id)
    assert (refused.value.field, refused.value.status) == ("import_id", 404)


async def test_what_breaks_off_leaves_nothing(folder: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 2_000_000
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await Uploads(folder).keep("a.csv", broken())
    assert names(folder) == set()


async def test_no_room_is_said(blocked: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        await Uploads(blocked).keep("a.csv", pieces(b"x"))
    assert refused.value.status == 503
    assert "room" in refused.value.hint


async def test_what_is_older_than_a_day_is_forgotten(folder: Path) -> None:
    uploads = Uploads(folder)
    old, young = [await uploads.keep("a.csv", pieces(b"x")) for _ in range(2)]
    for upload, age_s in ((old, module.KEPT_S + 60), (young, module.KEPT_S - 60)):
        at = time.time() - age_s
        os.utime(upload.path.parent, (at, at))
    new = await uploads.keep("a.csv", pieces(b"x"))
    assert uploads.find(young.import_id) == young
    assert uploads.find(new.import_id) == new
    with pytest.raises(RefusedError):
        uploads.find(old.import_id)


async def test_there_are_never_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    uploads = Uploads(folder)
    kept = []
    for age_s in (30, 20, 10, 0):
        kept.append(await uploads.keep("a.csv", pieces(b"x")))
        at = time.time() - age_s
        os.utime(kept[-1].path.parent, (at, at))
    assert names(folder) == {upload.import_id for upload in kept[1:]}  # two, and the new one
