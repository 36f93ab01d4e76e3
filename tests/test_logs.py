"""Logs: one line per event, readable for people, parsable for programs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

import logs
from errors import UserError


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _written(style: str, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    logs.configure(level, style, "server", stream)
    return stream


def test_people_get_a_line_with_the_fields_at_its_end() -> None:
    stream = _written("text")
    logging.getLogger("relay").warning("Lost %s", "it", extra={"in_s": 0.5, "code": 3})
    assert stream.getvalue().endswith(" warning server: Lost it · in_s=0.5 code=3\n")


def test_programs_get_an_object_a_line() -> None:
    stream = _written("json")
    logging.getLogger("relay").info("Größe", extra={"rows": 3, "program": "mine"})
    event = json.loads(stream.getvalue())
    assert event.pop("at").endswith("+00:00")
    assert event == {
        "level": "info",
        "program": "server",
        "logger": "relay",
        "message": "Größe",
        "rows": 3,
    }


@pytest.mark.parametrize("style", logs.FORMATS)
def test_an_exception_is_told_in_full(style: str) -> None:
    stream = _written(style)
    try:
        raise ValueError("too much")
    except ValueError:
        logging.getLogger("relay").exception("It failed")
    assert "ValueError: too much" in stream.getvalue()
    if style == "json":
        assert "Traceback" in json.loads(stream.getvalue())["error"]


def test_what_is_below_the_level_is_not_written() -> None:
    stream = _written("text", "warning")
    logging.getLogger("relay").info("Hello")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("level", "style"), [("loud", "text"), ("INFO", "text"), ("info", "xml")])
def test_unknown_choices_are_refused(level: str, style: str) -> None:
    with pytest.raises(UserError, match='is "') as caught:
        logs.configure(level, style, "server")
    assert "Choose" in caught.value.hint
