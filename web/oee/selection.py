"""What /oee shows: one line or all, and a period. Read from the query string, and written back.

``?line=Engine&period=shift|day|week&date=2026-11-20&shift=N``, or ``&from=…&to=…``: business
dates, or whole hours of the plant (2026-11-20T06:00). Without a period: the shift worked now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from errors import UserError
from web.page import Row

PERIODS = ("shift", "day", "week")
PARETO_BY = {"reason": "Reason", "category": "Loss", "machine": "Machine"}
LONGEST_DAYS = 366
LONGEST_HOURS = 72  # of a period by the clock; beyond it, business dates tell enough
HEAT_DAYS = 14
HEAT_DAYS_BEFORE = 7  # what stands around a single shift or day
DAY = timedelta(days=1)


class Shift(NamedTuple):
    """A shift of a date, whichever lines work it; perhaps not all at the same time."""

    business_date: date
    shift_name: str
    starts_at: datetime
    ends_at: datetime
    is_at_one_time: bool = True


@dataclass(frozen=True, slots=True)
class Selection:
    """A line or all, and a period: business dates, perhaps one shift, perhaps cut by the clock."""

    line: str
    line_id: int | None
    zone: ZoneInfo
    period: str  # shift, day, week, range or hours
    first: date
    last: date
    shift_name: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    by: str = "reason"
    only: tuple[tuple[str, str], ...] = ()  # what the list of stops is filtered by

    @property
    def arguments(self) -> tuple[Any, ...]:
        """Arguments of gold.…_over(), in their order."""
        return self.first, self.last, self.shift_name, self.from_at, self.to_at, self.line_id

    @property
    def is_by_hour(self) -> bool:
        """Whether it is short enough for a trend and a board by the hour."""
        return self.first == self.last or self.from_at is not None

    @property
    def heat_dates(self) -> tuple[date, date]:
        """Business dates of the heat map: of the period, at most two weeks, at least one."""
        if self.period in ("shift", "day"):
            return self.last - (HEAT_DAYS_BEFORE - 1) * DAY, self.last
        return max(self.first, self.last - (HEAT_DAYS - 1) * DAY), self.last

    @property
    def filters(self) -> dict[str, str]:
        """What the list of stops is filtered by."""
        return dict(self.only)

    def query(self, **changes: str | None) -> str:
        """The query string of this selection, with some parameters changed; None leaves out."""
        params: dict[str, str | None] = {"line": self.line or None}
        if self.period == "hours" and self.from_at and self.to_at:
            params["from"] = _local(self.from_at, self.zone)
            params["to"] = _local(self.to_at, self.zone)
        elif self.period == "range":
            params |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        else:
            params |= {"period": self.period, "date": self.last.isoformat()}
            if self.period == "week":
                params["date"] = self.first.isoformat()
        params["shift"] = self.shift_name
        params["by"] = self.by if self.by != "reason" else None
        params |= self.filters
        params |= changes
        return urlencode({name: value for name, value in params.items() if value is not None})

    def unfiltered(self) -> Selection:
        """The same with all stops listed."""
        return replace(self, only=())


def read(
    params: QueryParams,
    line: Row | None,
    zone: ZoneInfo,
    shifts: Sequence[Shift],
    now: datetime,
) -> Selection:
    """What the query string asks for. ``shifts``: those around the date, in order of time.

    Raises UserError naming a bad value and the choices. Pure.
    """
    today = now.astimezone(zone).date()
    by = params.get("by", "reason")
    if by not in PARETO_BY:
        raise _refused("by", by, f"Choose by= among {', '.join(PARETO_BY)}.")
    only = tuple((name, params[name]) for name in ("reason", "loss", "machine") if params.get(name))
    make = partial(
        Selection,
        line=line["line"] if line else "",
        line_id=line["line_id"] if line else None,
        zone=zone,
        by=by,
        only=only,
    )
    if "from" in params or "to" in params:
        return _range(params, make, zone, today)
    period = params.get("period", "shift" if shifts else "day")
    if period not in PERIODS:
        raise _refused("period", period, f"Choose period= among {', '.join(PERIODS)}.")
    if period == "shift":
        return _shift(params, make, shifts, now, today)
    if params.get("shift"):
        raise _refused("shift", params["shift"], "It goes with period=shift, or from= and to=.")
    at = _date(params, "date", today)
    if period == "week":
        monday = at - at.weekday() * DAY
        return make(period="week", first=monday, last=monday + 6 * DAY)
    return make(period="day", first=at, last=at)


def asked_date(params: QueryParams, now: datetime, zone: ZoneInfo) -> date:
    """The business date around which shifts must be known."""
    return _date(params, "date", now.astimezone(zone).date())


def current(shifts: Sequence[Shift], now: datetime) -> Shift | None:
    """The shift worked now, else the last one that has begun. Pure."""
    begun = [shift for shift in shifts if shift.starts_at <= now]
    worked = [shift for shift in begun if now < shift.ends_at]
    return worked[0] if worked else max(begun, key=lambda shift: shift.starts_at, default=None)


def steps(
    selection: Selection, shifts: Sequence[Shift]
) -> tuple[dict[str, str | None] | None, dict[str, str | None] | None]:
    """What leads to the period before, and to the one after. Pure."""
    if selection.period == "hours":
        return None, None
    if selection.period == "shift":
        at = [(shift.business_date, shift.shift_name) for shift in shifts]
        here = (selection.last, selection.shift_name)
        if here not in at:
            return None, None
        place = at.index(here)
        return _step(at, place - 1), _step(at, place + 1)
    days = (selection.last - selection.first).days + 1
    before, after = selection.first - days * DAY, selection.first + days * DAY
    if selection.period == "range":
        last = (days - 1) * DAY
        return (
            {"from": before.isoformat(), "to": (before + last).isoformat()},
            {"from": after.isoformat(), "to": (after + last).isoformat()},
        )
    return {"date": before.isoformat()}, {"date": after.isoformat()}


def title(selection: Selection, shifts: Sequence[Shift]) -> str:
    """The period in words: Shift N, Fri 20 Nov 2026, 22:00 to 06:00. Pure."""
    zone = selection.zone
    if selection.from_at and selection.to_at:
        begin, end = (at.astimezone(zone) for at in (selection.from_at, selection.to_at))
        text = f"{begin:%a %-d %b %Y, %H:%M} to {end:%a %-d %b, %H:%M}"
    elif selection.first == selection.last:
        text = f"{selection.first:%a %-d %b %Y}"
    else:
        text = f"{selection.first:%a %-d %b %Y} to {selection.last:%a %-d %b %Y}"
    if selection.period == "week":
        text = f"Week {selection.first.isocalendar().week}, {text}"
    if not selection.shift_name:
        return text
    if selection.period != "shift":
        return f"Shift {selection.shift_name}, {text}"
    times = next(
        (
            f", {shift.starts_at.astimezone(zone):%H:%M} to {shift.ends_at.astimezone(zone):%H:%M}"
            for shift in shifts
            if (shift.business_date, shift.shift_name) == (selection.last, selection.shift_name)
            and shift.is_at_one_time
        ),
        "",
    )
    return f"Shift {selection.shift_name}, {text}{times}"


def _step(at: list[tuple[date, str]], place: int) -> dict[str, str | None] | None:
    if not 0 <= place < len(at):
        return None
    return {"date": at[place][0].isoformat(), "shift": at[place][1]}


def _shift(
    params: QueryParams,
    make: Callable[..., Selection],
    shifts: Sequence[Shift],
    now: datetime,
    today: date,
) -> Selection:
    wanted = params.get("shift")
    names = list(dict.fromkeys(shift.shift_name for shift in shifts))
    by_key = {name.lower(): name for name in names}
    if wanted and wanted.lower() not in by_key:
        choices = f"The shifts are {', '.join(names)}." if names else "No shift is planned."
        raise _refused("shift", wanted, choices)
    if "date" not in params and not wanted:
        shift = current(shifts, now)
        at, name = (shift.business_date, shift.shift_name) if shift else (today, None)
    else:
        at = _date(params, "date", today)
        of_day = [shift.shift_name for shift in shifts if shift.business_date == at]
        name = by_key[wanted.lower()] if wanted else next(iter(of_day), None)
    if name is None:  # nothing is planned, and the page says so
        return make(period="day", first=at, last=at)
    return make(period="shift", first=at, last=at, shift_name=name)


def _range(
    params: QueryParams, make: Callable[..., Selection], zone: ZoneInfo, today: date
) -> Selection:
    shift_name = params.get("shift") or None
    if "T" in params.get("from", "") or "T" in params.get("to", ""):
        from_at = _hour(params, "from", zone)
        to_at = _hour(params, "to", zone)
        if not timedelta(0) < to_at - from_at <= timedelta(hours=LONGEST_HOURS):
            raise _refused(
                "to",
                params["to"],
                f"Give 1 to {LONGEST_HOURS} hours; for longer leave the hours out: "
                "from=2026-11-01&to=2026-11-30.",
            )
        # A night shift's hours belong to the day before.
        first = from_at.astimezone(zone).date() - DAY
        last = to_at.astimezone(zone).date()
        return make(
            period="hours",
            first=first,
            last=last,
            shift_name=shift_name,
            from_at=from_at,
            to_at=to_at,
        )
    last = _date(params, "to", today)
    first = _date(params, "from", last)
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise _refused(
            "to",
            params.get("to", last.isoformat()),
            f"Give dates in order, at most {LONGEST_DAYS} days.",
        )
    return make(period="range", first=first, last=last, shift_name=shift_name)


def _date(params: QueryParams, name: str, default: date) -> date:
    text = params.get(name)
    if not text:
        return default
    try:
        found = date.fromisoformat(text)
        if not 1970 <= found.year <= 2200:
            raise ValueError(text)
    except ValueError:
        raise _refused(name, text, f"Write it like {name}=2026-11-20.") from None
    return found


def _hour(params: QueryParams, name: str, zone: ZoneInfo) -> datetime:
    text = params.get(name, "")
    try:
        at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        local = at.astimezone(zone)
        if (local.minute, local.second, local.microsecond) != (0, 0, 0) or not (
            1970 <= local.year <= 2200
        ):
            raise ValueError(text)
    except (ValueError, OverflowError):
        raise _refused(
            name,
            text,
            f"Write a whole hour of the plant, like {name}=2026-11-20T06:00: figures are kept by "
            "the clock hour.",
        ) from None
    return at.astimezone(UTC)


def _local(at: datetime, zone: ZoneInfo) -> str:
    """The instant by the plant's clock; with its offset in the hour that comes twice."""
    local = at.astimezone(zone)
    is_unambiguous = local.replace(tzinfo=None, fold=0).replace(tzinfo=zone).astimezone(UTC) == at
    return local.strftime("%Y-%m-%dT%H:%M") if is_unambiguous else local.isoformat()


def _refused(field: str, value: str, hint: str) -> UserError:
    value = value[:40]
    return UserError(f"{field}={value} cannot be shown.", hint=hint, field=field, value=value)
