"""Tables as CSV (RFC 4180), for spreadsheets and scripts: one helper for every download.

The first line names the columns; units are in the names. Numbers stay numbers, nothing is
rounded; what is null is empty; instants are ISO 8601 with their offset. A text that a
spreadsheet would run as a formula (it begins with = + - @, a tab or a line break) gets a leading
apostrophe, which spreadsheets take for "this is text".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import quote

from starlette.responses import Response

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_response(
    filename: str, rows: Sequence[Mapping[str, object]], columns: Sequence[str] | None = None
) -> Response:
    """The rows as a file to keep. ``columns`` are their names and order; without it, the keys of
    the first row, so give them where there may be no row."""
    headers = {"cache-control": "no-store", "content-disposition": _attachment(filename)}
    return Response(csv_text(rows, columns), headers=headers, media_type=MEDIA_TYPE)


def csv_text(rows: Sequence[Mapping[str, object]], columns: Sequence[str] | None = None) -> str:
    """The rows as CSV, with a header line and CRLF line ends. Pure."""
    names = list(columns) if columns is not None else list(rows[0].keys()) if rows else []
    if not names:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in names])
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _attachment(filename: str) -> str:
    """Content-Disposition (RFC 6266): a plain name for all, the true one where they differ."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", filename)
    if plain == filename:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
