"""What the commands are told by environment variables, and how their help names them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

import logs
from errors import UserError
from settings import ROOT, Settings


def load_settings() -> Settings:
    """The settings of this process. Raises UserError that names every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [_problem(details) for details in error.errors()]
        raise UserError(
            f"{'; '.join(problems)}.",
            hint="Change or unset it and start again; `floorcast --help` lists what may be set.",
            field=_variable(error.errors()[0]),
            value=error.errors()[0]["input"],
        ) from error


def prepare(program: str) -> Settings:
    """Settings and logging for a command that keeps running."""
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format, program)
    return settings


def described(names: str = "") -> str:
    """Help text about environment variables, named with blanks between; all without a name."""
    lines = ["\b", "Environment:"]
    for name, field in Settings.model_fields.items():
        if not names or name.upper() in names.split():
            text = f"{field.description}{_default(field.default)}"
            lines += textwrap.wrap(f"  {name.upper():<21}{text}", 78, subsequent_indent=" " * 23)
    return "\n".join(lines)


def _default(value: object) -> str:
    if isinstance(value, Path) and value.is_relative_to(ROOT):
        value = value.relative_to(ROOT)
    return "" if value is None else f" [{value}]"


def _problem(details: ErrorDetails) -> str:
    reason = details["msg"].removeprefix("Value error, ")
    return f'{_variable(details)} is "{details["input"]}": {reason[:1].lower()}{reason[1:]}'


def _variable(details: ErrorDetails) -> str:
    return str(details["loc"][0]).upper()
