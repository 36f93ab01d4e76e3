"""Local times as instants: zones, and the two hours a year in which a clock is no help."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from errors import UserError

# as the database has it: floor.tg_refuse_future, historian.tg_refuse_samples
FUTURE_LIMIT = timedelta(minutes=5)


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises UserError with similar names for an unknown one."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # an unknown name may raise each of them
        raise _unknown(name) from error


def _unknown(name: str) -> UserError:
    places = {known.rpartition("/")[2].lower(): known for known in available_timezones()}
    near = [
        places[place]
        for place in difflib.get_close_matches(name.rpartition("/")[2].lower(), places)
    ]
    return UserError(
        f'Time zone "{name}" is unknown.',
        hint=f"Did you mean {' or '.join(near)}?"
        if near
        else "Use an IANA name, for example Europe/Berlin.",
        field="time_zone",
        value=name,
    )


def to_utc(at: datetime, local: ZoneInfo, previous: datetime | None) -> datetime:
    """The instant a time means; ``local`` is its zone where it has none of its own.

    In the hour that comes twice a year, the second one is meant if the first would lie
    before ``previous``. Raises ValueError with a reason for the hour that never was.
    """
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    first = at.replace(tzinfo=local, fold=0)
    second = at.replace(tzinfo=local, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(local).replace(tzinfo=None) != at:
        raise ValueError(
            f"{at:%Y-%m-%d %H:%M:%S} never was in {local.key}: the clocks went forward; give the "
            "zone of the clock that wrote it (--time-zone UTC, if it knows no summer time)"
        )
    instant = first.astimezone(UTC)
    return second.astimezone(UTC) if previous is not None and instant < previous else instant


def refuse_future(at: datetime, server_at: datetime) -> None:
    """Raise ValueError for an instant too far ahead of the database's clock."""
    if at - server_at > FUTURE_LIMIT:
        raise ValueError(
            f"{at:%Y-%m-%d %H:%M:%S} UTC is more than 5 minutes ahead of the database's clock "
            f"({server_at:%Y-%m-%d %H:%M} UTC); check the clock of the sender and its "
            "time zone (--time-zone)"
        )
