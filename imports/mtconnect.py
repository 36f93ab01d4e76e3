"""What MTConnect values mean for Floorcast: the mapping file, and the state of one machine.

The mapping is data (mtconnect.toml); this module only looks it up.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from errors import UserError
from imports.entries import STATUSES
from imports.shdr import UNAVAILABLE, Condition, Line

DEFAULT = Path(__file__).with_name("mtconnect.toml")
SIGNALS = (
    "availability",
    "emergency_stop",
    "functional_mode",
    "controller_mode",
    "execution",
    "good_count",
    "scrap_count",
)
CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Rule:
    """While ``signal`` has ``value`` and none of ``unless`` holds: ``status``."""

    signal: str
    value: str
    status: str
    detail: str | None
    unless: Mapping[str, Sequence[str]]
    why: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """A mapping file: which key carries which signal, and which value means which status."""

    patterns: Mapping[str, re.Pattern[str]]
    preferred: Mapping[str, Sequence[str]]
    rules: Sequence[Rule]
    otherwise: str
    silence_s: float
    restart_s: float
    _known: dict[str, str | None] = field(default_factory=dict)

    def signal(self, key: str) -> str | None:
        """Which signal a key carries, if any."""
        if key not in self._known:
            self._known[key] = next(
                (signal for signal, pattern in self.patterns.items() if pattern.fullmatch(key)),
                None,
            )
        return self._known[key]


class State:
    """What is known of a machine at one moment, as the lines so far told it."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._values: dict[str, dict[str, str]] = {}
        self._conditions: dict[tuple[str, str], Condition] = {}
        self.not_understood: Counter[str] = Counter()

    def forget(self) -> None:
        """Know nothing, as before the first line."""
        self._values.clear()
        self._conditions.clear()

    def take(self, line: Line) -> None:
        """Learn what a line says."""
        for key, value in line.values:
            if line.condition is not None or value.upper() in (UNAVAILABLE, "NORMAL"):
                self._take_condition(key, line.condition)
            signal = self._meaning.signal(key)
            if signal is not None and line.condition is None:
                self._values.setdefault(signal, {})[key] = value.upper()

    def status(self) -> tuple[str, str]:
        """Status and detail, by the first rule that holds."""
        values = {signal: self._value(signal) for signal in self._values}
        for rule in self._meaning.rules:
            if any(values.get(signal) in unless for signal, unless in rule.unless.items()):
                continue
            if rule.signal == CONDITION:
                detail = self._condition(rule.value)
            else:
                detail = words(rule.value) if values.get(rule.signal) == rule.value else None
            if detail is not None:
                return rule.status, rule.detail or detail
        execution = values.get("execution")
        if execution is None:
            return self._meaning.otherwise, "execution not reported"
        self.not_understood[execution] += 1
        return self._meaning.otherwise, f"execution {words(execution)}"

    def _value(self, signal: str) -> str | None:
        """Of several keys that carry a signal, the preferred value; else the latest one."""
        values = self._values[signal].values()
        preferred = self._meaning.preferred.get(signal, ())
        return next((value for value in preferred if value in values), None) or list(values)[-1]

    def _take_condition(self, key: str, condition: Condition | None) -> None:
        if condition is None or (condition.level == "NORMAL" and not condition.code):
            for active in [active for active in self._conditions if active[0] == key]:
                del self._conditions[active]
        elif condition.level == "NORMAL":
            self._conditions.pop((key, condition.code), None)
        else:
            self._conditions[key, condition.code] = condition

    def _condition(self, level: str) -> str | None:
        """What the oldest active condition of a level says, if there is one."""
        for (key, code), condition in self._conditions.items():
            if condition.level == level:
                return condition.message or f"{key} {code}".strip()
        return None


def words(value: str) -> str:
    """``PROGRAM_COMPLETED`` as people read it: "program completed"."""
    return value.replace("_", " ").lower()


def load(path: Path | None = None, keys: Mapping[str, str] | None = None) -> Meaning:
    """Read a mapping file; ``keys`` (signal → pattern) go before those of the file.

    Raises UserError for a file or a pattern that makes no sense.
    """
    path = path or DEFAULT
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return _meaning(raw, keys or {})
    except OSError as error:
        raise _broken(path, f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _broken(path, f"is not TOML: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise _broken(path, f"lacks something or has it in the wrong place: {error}") from error
    except ValueError as error:
        raise _broken(path, str(error)) from error


def _broken(path: Path, reason: str) -> UserError:
    return UserError(
        f"The mapping {path.name} {reason}.",
        hint=f"Compare it with {DEFAULT.name} of Floorcast, which explains itself.",
        field="mapping",
        value=str(path),
    )


def _meaning(raw: dict[str, Any], keys: Mapping[str, str]) -> Meaning:
    signals = raw["signals"]
    _refuse_unknown(signals, SIGNALS, "signal")
    for signal in keys:
        if signal not in SIGNALS:
            raise UserError(
                f'There is no signal "{signal}" that a key could carry.',
                hint=f"Signals are {', '.join(SIGNALS)}.",
                field="keys",
                value=signal,
            )
    patterns = {signal: "|".join(part["keys"]) for signal, part in signals.items()} | dict(keys)
    return Meaning(
        patterns={signal: _pattern(signal, pattern) for signal, pattern in patterns.items()},
        preferred={signal: part.get("prefer", ()) for signal, part in signals.items()},
        rules=[_rule(rule) for rule in raw["rules"]],
        otherwise=_status(raw["otherwise"]["status"]),
        silence_s=float(raw["sessions"]["silence_minutes"]) * 60,
        restart_s=float(raw["sessions"]["restart_seconds"]),
    )


def _pattern(signal: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise UserError(
            f'The pattern "{pattern}" of the {signal} key is no regular expression: {error}.',
            hint="A plain key is one, for example p1execution.",
            field="keys",
            value=pattern,
        ) from error


def _rule(raw: dict[str, Any]) -> Rule:
    _refuse_unknown(
        raw, ("signal", "value", "status", "detail", "unless", "why"), "entry of a rule"
    )
    _refuse_unknown([raw["signal"]], (*SIGNALS, CONDITION), "signal of a rule")
    _refuse_unknown(raw.get("unless", {}), SIGNALS, "signal of a rule")
    return Rule(
        signal=raw["signal"],
        value=raw["value"],
        status=_status(raw["status"]),
        detail=raw.get("detail"),
        unless=raw.get("unless", {}),
        why=raw.get("why", ""),
    )


def _status(status: str) -> str:
    _refuse_unknown([status], STATUSES, "status")
    return status


def _refuse_unknown(given: Any, known: Sequence[str], what: str) -> None:
    for name in given:
        if name not in known:
            raise ValueError(f'has an unknown {what} "{name}": choose {", ".join(known)}')
