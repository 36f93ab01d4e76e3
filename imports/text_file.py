"""Reading text files of other people: every way they can be unreadable, said clearly."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from errors import UserError

HEAD_BYTES = 65536
SHOWN_CHARACTERS = 60
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path, encoding: str | None) -> str:
    """The encoding to read a file in: as its first bytes say, else as given, else UTF-8.

    Raises UserError where the file is missing, unreadable, empty or not text, or the
    encoding has no such name.
    """
    head = first_bytes(path)
    if not head.strip(b"\0 \t\r\n" + codecs.BOM_UTF8):
        raise UserError(
            f"{path.name} is empty.",
            hint="Check that the program that wrote it had finished.",
            field="file",
            value=str(path),
        )
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        raise UserError(
            f"{path.name} is not a text file; it begins with {_shown_bytes(head)}.",
            hint="Import a CSV file, an Excel workbook (.xlsx) or an SHDR recording; "
            "unpack an archive first.",
            field="file",
            value=str(path),
        )
    return _known(encoding or "utf-8")


def lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file, each with its line end as it stands there.

    Raises UserError with the number of the line that is not in this encoding.
    """
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            for number, line in enumerate(file, 1):  # noqa: B007 the count is told in the error
                yield line
    except UnicodeError as error:
        raise UserError(
            f"{path.name} is not {encoding} text, from about line {number + 1} on.",
            hint="Say how it is written, for example --encoding cp1252 (Windows, Western Europe).",
            field="encoding",
            value=encoding,
        ) from error


def shorten(text: str, characters: int = SHOWN_CHARACTERS) -> str:
    """A text on one line, cut to a length fit for a message."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= characters else one_line[: characters - 1] + "…"


def first_bytes(path: Path) -> bytes:
    """The first bytes of a file. Raises UserError where it is missing or unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        reason, hint = "does not exist", "Check the name and the folder."
        cause: OSError = error
    except IsADirectoryError as error:
        reason, hint, cause = "is a folder", "Name one file in it.", error
    except OSError as error:
        reason, hint, cause = f"cannot be read: {error.strerror}", "Check its permissions.", error
    raise UserError(f"{path} {reason}.", hint=hint, field="file", value=str(path)) from cause


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise UserError(
            f'Encoding "{encoding}" is unknown.',
            hint="Usual ones are utf-8, cp1252 (Windows, Western Europe) and utf-16.",
            field="encoding",
            value=encoding,
        ) from error


def _shown_bytes(head: bytes) -> str:
    printable = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in head[:SHOWN_CHARACTERS])
    return f'"{shorten(printable, 40)}"'
