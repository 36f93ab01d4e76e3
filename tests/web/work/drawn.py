"""Pictures for tests, drawn here: good ones, and files that only look like one."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

HTML = b"<html><script>alert(document.domain)</script></html>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def drawn(
    kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: Any
) -> bytes:
    """A picture, red in its upper left quarter and blue elsewhere."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **more)
    return out.getvalue()


def photographed(orientation: int = 6) -> bytes:
    """A photograph as a phone makes it: lying on its side, with its position beside it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    return drawn(exif=exif, comment=HTML)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that says it has hundreds of millions of pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4_000_000, 9)
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def wordy() -> bytes:
    """A small PNG whose text is very much longer than it looks."""
    picture = drawn("PNG")
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 300_000_000, 9))
    return picture[:33] + text + picture[33:]


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
