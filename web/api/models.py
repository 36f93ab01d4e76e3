"""What the API answers, field by field: the models the OpenAPI document is made of.

Answers are written from rows of views as they are; a test holds every answer to its model.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["operational", "warning", "down", "no_data"]


class Answer(BaseModel):
    """No field that is not described here."""

    model_config = ConfigDict(extra="forbid")


class Problem(Answer):
    """What is wrong, with the value, and what to do about it."""

    error: str = Field(description="What is wrong, in one sentence.")
    field: str | None = Field(description="What it is about: a parameter, a field or a header.")
    value: Any = Field(None, description="What was given, cut where it is long.")
    hint: str = Field(description="What to do, with the choices where there are some.")
    row: int | None = Field(
        None, description="Which row of a list, counted from 1. Only where rows were sent."
    )


class Figures(Answer):
    """Indicators over business dates, as the gold views have them."""

    total_pcs: int = Field(description="Pieces made, good and rejected.")
    good_pcs: int = Field(description="Good pieces.")
    defects_pcs: int = Field(description="Rejected pieces.")
    yield_ratio: float | None = Field(description="Good pieces of all; null without any piece.")
    downtime_s: float = Field(description="Seconds down within planned time: breakdown and setup.")
    planned_s: float = Field(description="Seconds planned for production.")
    run_s: float = Field(description="Seconds of it in which it ran.")
    availability_ratio: float | None = Field(description="run_s of planned_s; null without any.")
    performance_ratio: float | None = Field(
        description="Ideal seconds of all pieces, of run_s. Never cut: above 1, a cycle is wrong."
    )
    quality_ratio: float | None = Field(description="Ideal seconds of good pieces, of all pieces.")
    oee_ratio: float | None = Field(description="Ideal seconds of good pieces, of planned_s.")
    coverage_ratio: float | None = Field(
        description="Share of scheduled time outside planned stops of which there is data."
    )


class Window(Answer):
    """Which days an answer is about, and how fresh it is."""

    days: int = Field(description="Business dates, today included.")
    line: str | None = Field(description="The line asked for; null: all lines.")
    from_date: date = Field(description="First business date, of the plant where it begins first.")
    to_date: date = Field(description="Last business date: today, in the plant's own time zone.")
    at: datetime = Field(description="When this was read.")
    refreshed_to: datetime | None = Field(
        description="The figures hold everything up to this instant; null before the first time."
    )


class LineFigures(Figures):
    """One line."""

    plant: str = Field(description="Plant the line belongs to.")
    line: str = Field(description="Name of the line.")
    is_retired: bool = Field(description="Whether it has left the floor since.")
    from_date: date = Field(description="First business date.")
    to_date: date = Field(description="Last business date.")


class Kpis(Window, Figures):
    """Indicators of everything asked for, and of each line."""

    lines: list[LineFigures] = Field(description="Each line, in the order of the floor.")


class MachineFigures(Figures):
    """One machine: its state now, and its indicators."""

    plant: str = Field(description="Plant the line belongs to.")
    line: str = Field(description="Line the machine belongs to.")
    machine: str = Field(description="Full name.")
    short_name: str = Field(description="Name that fits a tile.")
    machine_type: str = Field(description="Kind of machine.")
    is_retired: bool = Field(description="Whether it has left the floor since.")
    status: Status = Field(description="What it does now.")
    since_at: datetime | None = Field(description="Since when; null where nothing was reported.")
    from_date: date = Field(description="First business date.")
    to_date: date = Field(description="Last business date.")


class Machines(Window):
    """Indicators of each machine, and its state now."""

    machines: list[MachineFigures] = Field(description="Each machine, line by line.")


class LiveMachine(Answer):
    """One machine as the screens show it at this moment."""

    plant: str = Field(description="Plant the line belongs to.")
    line: str = Field(description="Line the machine belongs to.")
    machine: str = Field(description="Full name.")
    short_name: str = Field(description="Name that fits a tile.")
    machine_type: str = Field(description="Kind of machine.")
    status: Status = Field(description="What it does.")
    since_at: datetime | None = Field(description="Since when; null where nothing was reported.")
    event_at: datetime | None = Field(description="Instant of its latest event.")
    reason: str | None = Field(description="Why it is down, where somebody said.")
    detail: str | None = Field(description="The source's own word for the state.")
    source: str | None = Field(description="Which program reported it.")
    product: str | None = Field(description="What it is set up for.")
    shift_name: str | None = Field(description="Shift worked now; null where none is.")
    business_date: date | None = Field(description="Local date the shift belongs to.")
    starts_at: datetime | None = Field(description="Beginning of the shift.")
    ends_at: datetime | None = Field(description="End of the shift.")
    target_oee_ratio: float | None = Field(description="OEE the line is run for.")
    oee_ratio: float | None = Field(description="OEE of the shift so far.")
    availability_ratio: float | None = Field(description="Availability of the shift so far.")
    performance_ratio: float | None = Field(description="Performance of the shift so far.")
    quality_ratio: float | None = Field(description="Quality of the shift so far.")
    coverage_ratio: float | None = Field(description="Share of its time of which there is data.")
    good_pcs: int | None = Field(description="Good pieces of the shift so far.")
    scrap_pcs: int | None = Field(description="Rejected pieces of the shift so far.")
    target_pcs: int | None = Field(description="Good pieces due by now.")


class LiveMachines(Answer):
    """The live state of machines."""

    at: datetime = Field(description="When this was read, from the memory of the server.")
    cursor: str = Field(description="Position in the change feed: go on with /api/changes.")
    machines: list[LiveMachine] = Field(description="Each machine in use, line by line.")


class ProductionDay(Answer):
    """Pieces of one machine on one business date."""

    plant: str = Field(description="Plant the line belongs to.")
    line: str = Field(description="Line the machine belongs to.")
    machine: str = Field(description="Full name.")
    business_date: date = Field(description="Local date: a night shift belongs to its evening.")
    good_pcs: int = Field(description="Good pieces.")
    scrap_pcs: int = Field(description="Rejected pieces.")
    total_pcs: int = Field(description="All pieces.")
    yield_ratio: float | None = Field(description="Good pieces of all; null without any piece.")


class Production(Window):
    """Pieces by machine and day."""

    machine: str | None = Field(description="The machine asked for; null: all machines.")
    rows: list[ProductionDay] = Field(description="One row per machine and business date.")


class StoredCount(Answer):
    """One row of floor.production as it stands now, and what was added to it."""

    machine: str = Field(description="Full name, as the floor spells it.")
    at: datetime = Field(description="The minute the pieces are stored in: seconds are cut off.")
    product: str | None = Field(description="Product; null: what the machine was set up for.")
    reason: str | None = Field(description="Why pieces were rejected.")
    source: str = Field(description="Which program counted them.")
    good_pcs: int = Field(description="Good pieces of that minute now.")
    scrap_pcs: int = Field(description="Rejected pieces of that minute now.")
    added_good_pcs: int = Field(description="Good pieces this request added.")
    added_scrap_pcs: int = Field(description="Rejected pieces this request added.")


class Stored(Answer):
    """What a request has written."""

    received_rows: int = Field(description="Rows that were sent.")
    rows: list[StoredCount] = Field(
        description="Rows that were written: what came for the same minute, product, reason and "
        "source is one row."
    )


class TopicStatus(Answer):
    """One topic of the change feed."""

    topic: str = Field(description="Name of the topic.")
    rows: int = Field(description="Rows that are shown now.")


class WebsocketStatus(Answer):
    """How the change feed of this server process does."""

    connected_clients: int = Field(description="Open connections to /ws.")
    lagging_clients: int = Field(description="Of them, those that do not keep up just now.")
    frames_sent: int = Field(description="Messages sent since the server started.")
    is_following: bool = Field(description="Whether the database is followed.")
    problem: str | None = Field(description="Why not; null while it is.")
    epoch: str | None = Field(description="Life of the change log; a crash begins a new one.")
    cursor: str | None = Field(description="Position in the change log.")
    last_drain_age_s: float | None = Field(description="Seconds since the log was last read.")
    listener_round_trip_ms: float | None = Field(
        description="How long the latest notification to ourselves took."
    )
    topics: list[TopicStatus] = Field(description="What a client may subscribe to.")


class Trend(Answer):
    """The course of a tag, thinned out for a drawing: point by point, in order of time."""

    tag_id: int = Field(description="The tag.")
    tag_name: str = Field(description="Its name.")
    machine: str | None = Field(description="The machine it belongs to; null: none.")
    role: str = Field(description="What its value means for the machine.")
    unit: str = Field(description="Unit of the values.")
    from_: datetime = Field(alias="from", description="Beginning of the period.")
    to: datetime = Field(description="End of the period.")
    at_ms: list[float] = Field(description="Instants, in milliseconds since 1970 (UTC).")
    values: list[float | None] = Field(
        description="Scaled values. One holds until the next; null: nothing trustworthy is known."
    )


class Health(Answer):
    """The process lives."""

    status: str = Field(description="ok.")
    up_s: float = Field(description="Seconds since it started.")


class Readiness(BaseModel):
    """Whether every committed change is on its way to the screens, with figures."""

    status: str = Field(description="ready or not ready.")
    problem: str | None = Field(description="Why not.")
    database: str = Field(description="followed or away.")


class Snapshot(Answer):
    """Every live row of some topics, and the cursor to go on from."""

    type: Literal["snapshot"]
    epoch: str = Field(description="Life of the change log.")
    cursor: str = Field(description="Position in the change log: for /api/changes or /ws.")
    at: datetime = Field(description="When it was made.")
    topics: dict[str, list[dict[str, Any]]] = Field(description="Rows by topic.")


class TopicDelta(Answer):
    """What changed in one topic."""

    upsert: list[dict[str, Any]] = Field(description="New and changed rows, whole.")
    delete: list[str] = Field(description="Keys of rows that are gone.")


class Delta(Answer):
    """What changed between two cursors."""

    type: Literal["delta"]
    prev: str = Field(description="The cursor it follows on.")
    cursor: str = Field(description="Position afterwards.")
    at: datetime = Field(description="When it was made.")
    topics: dict[str, TopicDelta] = Field(description="Changes by topic.")


class Heartbeat(Answer):
    """Nothing changed."""

    type: Literal["heartbeat"]
    cursor: str = Field(description="Position in the change log.")
    at: datetime = Field(description="When it was made.")


class Description(BaseModel):
    """An OpenAPI document; its own specification describes it."""

    openapi: str = Field(description="Version of the specification.")
