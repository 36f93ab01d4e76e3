"""What is said of an operation of the API: what operations.py and its neighbours are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel


@dataclass(frozen=True)
class Parameter:
    """One thing a request may say besides its body."""

    name: str
    description: str
    schema: dict[str, Any]
    place: str = "query"
    is_required: bool = False


@dataclass(frozen=True)
class Operation:
    """One method of one path. ``answers``: models by status; several are one of them, none: a
    file. ``media``: what a body is that is no JSON; ``media_schema``: what it looks like."""

    path: str
    summary: str
    description: str
    answers: dict[int, tuple[type[BaseModel], ...]]
    tag: str
    method: str = "get"
    parameters: tuple[Parameter, ...] = ()
    body: tuple[type[BaseModel], ...] = ()
    media: str | None = None
    media_schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    example: Any = None
    refusals: tuple[int, ...] = (400, 503)
    has_csv: bool = False
    headers: dict[str, str] = field(default_factory=dict)
