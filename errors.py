"""Errors that teach: what is wrong, with the value, and what to do about it."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can put right.

    The command line prints it as one clear sentence and a hint, and ends with code 2;
    the API answers it as ``{error, field, value, hint}``.
    """

    def __init__(
        self, message: str, *, hint: str = "", field: str | None = None, value: object = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.field = field
        self.value = value

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
