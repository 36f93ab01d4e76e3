"""Structured logs: one line per event on standard error, for people (text) or programs (json).

Write them the usual way, with what belongs to the event as extra fields:
``log.warning("Connection lost", extra={"waits_s": 0.5})``.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from errors import UserError

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")

_STANDARD_FIELDS = frozenset(
    {*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName", "color_message"}
)


def configure(level: str, style: str, program: str, stream: TextIO | None = None) -> None:
    """Set up logging for the whole process.

    ``program`` is named on every line, because several write to one terminal. Raises
    UserError for a level or style that does not exist.
    """
    _refuse_unknown("LOG_LEVEL", level, LEVELS)
    _refuse_unknown("LOG_FORMAT", style, FORMATS)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(program) if style == "json" else TextFormatter(program))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("alembic", "uvicorn", "websockets"):  # their everyday is not ours
        logging.getLogger(name).setLevel(logging.WARNING)


class TextFormatter(logging.Formatter):
    """``14:31:07 warning server: Connection lost · waits_s=0.5``, in local time."""

    def __init__(self, program: str) -> None:
        super().__init__()
        self.program = program

    def format(self, record: logging.LogRecord) -> str:
        """The line for one event, and the traceback below it where there is one."""
        clock = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        level = "" if record.levelno == logging.INFO else f"{record.levelname.lower()} "
        fields = " ".join(f"{name}={value}" for name, value in _extra(record).items())
        line = f"{clock} {level}{self.program}: {record.getMessage()}"
        line = f"{line} · {fields}" if fields else line
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """One JSON object per line: at, level, program, logger, message, the extra fields, error."""

    def __init__(self, program: str) -> None:
        super().__init__()
        self.program = program

    def format(self, record: logging.LogRecord) -> str:
        """The object for one event. Extra fields never hide the standard ones."""
        event = {
            **_extra(record),
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "program": self.program,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            event["error"] = self.formatException(record.exc_info)
        return json.dumps(event, default=str, ensure_ascii=False)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in record.__dict__.items() if name not in _STANDARD_FIELDS}


def _refuse_unknown(field: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise UserError(
            f'{field} is "{value}".', hint=f"Choose {', '.join(choices)}.", field=field, value=value
        )
