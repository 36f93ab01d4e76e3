"""What a request wants to see: its query string, checked and answered with the choices."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from starlette.datastructures import QueryParams

from auth import SEE, Identity, NotAllowedError
from errors import UserError
from realtime.frames import DEFAULT_TOPICS, TOPICS, Subscription
from web.seen import RIGHTS, SeenState, may_see


def subscription(params: QueryParams, state: SeenState, who: Identity) -> Subscription:
    """Read topics, line and machine. Raises UserError naming a bad value and the choices."""
    return Subscription(
        _topics(params.get("topics"), who),
        _known("line", params.get("line"), state, "config"),
        _known("machine", params.get("machine"), state, "machines"),
        who.seen_lines,
    )


def seconds(params: QueryParams, name: str, default: float, most: float) -> float:
    """Read a number of seconds between 0 and ``most``. Raises UserError for anything else."""
    text = params.get(name)
    try:
        value = default if text is None else float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= most:
        raise UserError(
            f"{name}={text} is not a number of seconds.",
            hint=f"Give 0 to {most:g}.",
            field=name,
            value=text,
        )
    return value


def _topics(text: str | None, who: Identity) -> tuple[str, ...]:
    if text is None:
        return DEFAULT_TOPICS
    topics = tuple(sorted({topic.strip() for topic in text.split(",") if topic.strip()}))
    for topic in topics:
        if topic not in TOPICS:
            raise UserError(
                f"Topic {topic!r} is unknown.",
                hint=f"Choose among {', '.join(TOPICS)}.",
                field="topics",
                value=topic,
            )
        if not may_see(who, topic):
            raise NotAllowedError(who, RIGHTS.get(topic, SEE))
    return topics or DEFAULT_TOPICS


def _known(field: str, name: str | None, state: SeenState, topic: str) -> str | None:
    """The name in lower case, as subscriptions compare it."""
    if name is None or name == "":
        return None
    column = "machine_name" if topic == "machines" else field
    names = sorted({row[column] for row in state.rows(topic)})
    if state.is_ready and name.lower() not in {known.lower() for known in names}:
        raise UserError(
            f"The {field} {name!r} is unknown.", hint=_choices(name, names), field=field, value=name
        )
    return name.lower()


def _choices(name: str, names: Iterable[str]) -> str:
    names = list(names)
    if not names:
        return "There is none yet: add one to floor.toml and run `floorcast migrate`."
    return f"Did you mean {', '.join(get_close_matches(name, names, 5, 0.4) or names[:8])}?"
