"""The values a floor file may give: names, numbers, times of day, dates."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, PlainValidator, Strict

_PRINTABLE = r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$"  # and no blank at either end
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")


def _whole_microseconds(seconds: float) -> float:
    if round(seconds, 6) != seconds:
        raise ValueError("more than six decimals")
    return seconds


def _local_time(value: object) -> time:
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        value = time.fromisoformat(value)
    if not isinstance(value, time) or (value.tzinfo, value.second, value.microsecond) != (
        None,
        0,
        0,
    ):
        raise ValueError("not a whole minute of a day")
    return value


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("not a date")
    return value


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.combine(_day(value), time())


Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=80, pattern=_PRINTABLE)]
ShortName: TypeAlias = Annotated[str, Field(min_length=1, max_length=6, pattern=_PRINTABLE)]
Sentence: TypeAlias = Annotated[str, Field(max_length=500, pattern=r"^\P{Cc}*$")]
Position: TypeAlias = Annotated[int, Strict(), Field(ge=0, le=9999)]
Extent: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=99)]
Positive: TypeAlias = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]
Cycle: TypeAlias = Annotated[Positive, AfterValidator(_whole_microseconds)]
Ratio: TypeAlias = Annotated[float, Strict(), Field(gt=0, le=1)]
LossCategory: TypeAlias = Literal[
    "breakdown", "setup", "minor_stop", "reduced_speed", "process_reject", "startup_reject"
]
Weekday: TypeAlias = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

LocalTime: TypeAlias = Annotated[time, PlainValidator(_local_time)]
Day: TypeAlias = Annotated[date, PlainValidator(_day)]
# without a zone: the plant's local time
Moment: TypeAlias = Annotated[datetime, PlainValidator(_moment)]
