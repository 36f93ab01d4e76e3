"""A picture made harmless: decoded, turned upright, and written anew without all that came with it.

Run as a program of its own (python -m web.work.picture): what a file does to the decoder, it does
to this process, which has little memory and little time. The file comes in on standard input; on
standard output goes a line of JSON, then the picture. What cannot be one ends it with code 2.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import warnings
import zlib

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000
LONGEST_SIDE_PX = 2_560
MOST_BYTES = 10_485_760
QUALITY = 85
MEMORY_BYTES = 2_000_000_000
CPU_S = 20
KINDS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
READ = ("JPEG", "PNG", "WEBP")
# what decoders raise on a file that is not what it begins like
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
NO_PICTURE = 2


class NoPictureError(Exception):
    """What is wrong with a file, in a sentence."""


def clean(content: bytes) -> tuple[dict[str, object], bytes]:
    """The picture, with media_type, width_px and height_px. Raises NoPictureError."""
    kind = _checked(content)
    try:
        with Image.open(io.BytesIO(content), formats=READ) as image:
            # a large photograph is decoded at the size it is wanted in
            image.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            image.load()
            upright = _plain(ImageOps.exif_transpose(image))
    except BROKEN as error:
        raise NoPictureError("It is broken off, or damaged.") from error
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    upright.info = {}  # a position, a comment, a thumbnail: nothing goes along
    written = _written(upright, kind)
    if len(written) > MOST_BYTES:  # noise hardly shrinks without loss
        kind, written = "JPEG", _written(upright.convert("RGB"), "JPEG")
    told = {"media_type": KINDS[kind], "width_px": upright.width, "height_px": upright.height}
    return told, written


def _checked(content: bytes) -> str:
    """What kind of picture it is, after a look at its parts. Raises NoPictureError."""
    try:
        with Image.open(io.BytesIO(content), formats=READ) as image:
            kind, pixels = str(image.format), image.width * image.height
            if pixels > MOST_PIXELS:
                raise Image.DecompressionBombError
            image.verify()
    except UnidentifiedImageError:
        raise NoPictureError("It is no JPEG, PNG or WebP, whatever its name says.") from None
    except Image.DecompressionBombError:
        most = f"{MOST_PIXELS / 1e6:.0f} million"
        raise NoPictureError(f"It has more than {most} pixels.") from None
    except BROKEN as error:
        raise NoPictureError("It is broken off, or damaged.") from error
    return kind


def _plain(image: Image.Image) -> Image.Image:
    """In plain colours, with transparency where there is some."""
    has_alpha = "A" in image.mode or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")


def _written(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG" if kind == "MPO" else kind, quality=QUALITY)
    return out.getvalue()


def main() -> int:
    """Clean what comes in on standard input. Returns the code to end with."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    warnings.simplefilter("ignore")  # of odd files; standard error is for what breaks
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        told, picture = clean(sys.stdin.buffer.read(MOST_BYTES + 1))
    except NoPictureError as error:
        sys.stdout.write(json.dumps({"problem": str(error)}))
        return NO_PICTURE
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
