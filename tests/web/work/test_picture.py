"""A picture is made harmless, by a program of its own; what is none is refused in a sentence."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from random import Random

import pytest
from PIL import Image

from settings import ROOT
from tests.web.work.drawn import HTML, SVG, bomb, drawn, photographed, wordy
from web.api.answers import RefusedError
from web.work import pictures
from web.work.picture import LONGEST_SIDE_PX, MOST_BYTES, NO_PICTURE, NoPictureError, clean
from web.work.pictures import PictureProgram

PROGRAM = [sys.executable, "-m", "web.work.picture"]


def seen(content: bytes) -> Image.Image:
    """A picture, decoded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "mode", "media_type", "kept"),
    [
        ("JPEG", "RGB", "image/jpeg", "RGB"),
        ("JPEG", "CMYK", "image/jpeg", "RGB"),
        ("JPEG", "L", "image/jpeg", "RGB"),
        ("PNG", "RGBA", "image/png", "RGBA"),
        ("PNG", "P", "image/png", "RGB"),
        ("PNG", "1", "image/png", "RGB"),
        ("WEBP", "RGBA", "image/webp", "RGBA"),
    ],
)
def test_each_kind_is_written_anew(kind: str, mode: str, media_type: str, kept: str) -> None:
    told, written = clean(drawn(kind, mode=mode))
    assert told == {"media_type": media_type, "width_px": 40, "height_px": 30}
    picture = seen(written)
    assert picture.format == kind
    assert picture.size == (40, 30)
    assert kind == "WEBP" or picture.mode == kept  # it leaves out a transparency nobody used


def test_a_photograph_is_upright_and_says_nothing_of_where_it_was_taken() -> None:
    told, written = clean(photographed())
    assert (told["width_px"], told["height_px"]) == (30, 40)
    picture = seen(written)
    assert not dict(picture.getexif())
    assert not set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Exif", b"PhoneMaker", b"<script>"):
        assert trace in photographed()
        assert trace not in written
    corner = picture.convert("RGB").crop((24, 4, 25, 5)).tobytes()  # upper right, once turned
    assert corner[0] > corner[2]


def test_a_large_one_is_made_smaller() -> None:
    told, written = clean(drawn(size=(5_200, 3_900)))
    assert (told["width_px"], told["height_px"]) == (LONGEST_SIDE_PX, 1_920)
    assert seen(written).size == (LONGEST_SIDE_PX, 1_920)


def test_what_hardly_shrinks_is_kept_as_a_photograph() -> None:
    noise = Image.frombytes("RGB", (2_560, 1_600), Random(7).randbytes(2_560 * 1_600 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert len(out.getvalue()) > MOST_BYTES
    told, written = clean(out.getvalue())
    assert told["media_type"] == "image/jpeg"
    assert len(written) <= MOST_BYTES


def test_what_is_hidden_behind_a_picture_is_left_behind() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        _, written = clean(drawn(kind) + HTML)
        assert b"script" not in written


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        HTML,
        SVG,
        drawn("GIF"),
        drawn("BMP"),
        drawn("TIFF"),
        b"GIF89a/*" + HTML + b"*/=1;",
        b"%PDF-1.4 " + HTML,
    ],
)
def test_what_is_no_picture(content: bytes) -> None:
    with pytest.raises(NoPictureError, match="no JPEG, PNG or WebP"):
        clean(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_broken_off(kind: str) -> None:
    whole = drawn(kind, size=(400, 300))
    for length in (len(whole) // 2, len(whole) - 20):
        with pytest.raises(NoPictureError, match=r"broken off|no JPEG"):
            clean(whole[:length])


def test_what_begins_like_a_picture_and_is_none() -> None:
    for start in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WEBPVP8 "):
        with pytest.raises(NoPictureError):
            clean(start + HTML * 20)


def test_what_would_fill_the_memory_is_not_decoded() -> None:
    assert len(bomb()) < 100_000
    for side in (7_100, 30_000):
        with pytest.raises(NoPictureError, match="more than 50 million pixels"):
            clean(bomb(side))


def test_the_program_tells_in_a_line_and_the_picture() -> None:
    done = subprocess.run(PROGRAM, input=drawn(), capture_output=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, b"")
    head, _, picture = done.stdout.partition(b"\n")
    assert json.loads(head)["media_type"] == "image/jpeg"
    assert seen(picture).size == (40, 30)
    refused = subprocess.run(PROGRAM, input=HTML, capture_output=True, cwd=ROOT)
    assert (refused.returncode, refused.stderr) == (NO_PICTURE, b"")
    assert "whatever its name says" in json.loads(refused.stdout)["problem"]


async def test_the_server_has_it_run() -> None:
    program = PictureProgram()
    made = await asyncio.gather(*(program.clean(drawn(), "a.jpg") for _ in range(4)))
    assert {(one.media_type, one.width_px, one.height_px) for one in made} == {
        ("image/jpeg", 40, 30)
    }
    assert len({one.sha256 for one in made}) == 1
    for content in (HTML, wordy(), bomb()):
        with pytest.raises(RefusedError, match=r"a\.jpg is not taken\.") as caught:
            await program.clean(content, "a.jpg")
        assert (caught.value.field, caught.value.status) == ("photo", 400)
        assert "JPEG, PNG or WebP" in caught.value.hint


async def test_one_that_takes_too_long_is_ended() -> None:
    with pytest.raises(RefusedError, match="takes too long"):
        await PictureProgram(longest_run_s=0.001).clean(drawn(size=(4_000, 3_000)), "a.jpg")


async def test_who_waits_too_long_for_the_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LONGEST_WAIT_S", 0.01)
    program = PictureProgram()
    for _ in range(pictures.AT_ONCE):
        await program._slots.acquire()
    with pytest.raises(RefusedError, match="just now") as caught:
        await program.clean(drawn(), "a.jpg")
    assert caught.value.status == 503
