"""/metrics: what a monitoring system watches, in the text format of Prometheus.

Figures of the database are rows of floor.metrics; those of this server process are added here.
While the database is away, the latter are told all the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from time import monotonic
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.queries import query
from realtime.refresher import Refresher
from realtime.relay import Relay
from web.api.database import reading
from web.feed import NotFollowingError

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_IN_LABEL = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
_IN_HELP = str.maketrans({"\\": r"\\", "\n": r"\n"})


class Metric(NamedTuple):
    """One value of a metric. ``type`` is counter or gauge."""

    name: str
    type: str
    help: str
    labels: Mapping[str, str]
    value: float


async def metrics(request: Request) -> Response:
    """All that is known at this moment, of connections as far as whoever asks may see them."""
    auth.require(request, auth.SEE)
    relay: Relay = request.app.state.relay
    refresher: Refresher = request.app.state.refresher
    try:
        async with reading(request) as connection:
            rows = await connection.fetch(query("metrics"))
        stored = [
            Metric(
                row["metric_name"],
                row["metric_type"],
                row["help"],
                json.loads(row["labels_json"]),
                row["value"],
            )
            for row in rows
        ]
    except NotFollowingError:
        stored = []
    text = exposition([*of_server(relay, refresher, monotonic()), *stored])
    return Response(text, headers={"cache-control": "no-store", "content-type": CONTENT_TYPE})


def of_server(relay: Relay, refresher: Refresher, now: float) -> Iterator[Metric]:
    """What this process knows of itself; an age that is not known has no value."""
    values = (
        ("following", "gauge", "1 while every change of the database is told.", relay.is_following),
        ("clients", "gauge", "Open connections to /ws.", relay.hub.client_count),
        ("lagging_clients", "gauge", "Of them, those that lag.", relay.hub.lagging_count),
        ("frames_sent_total", "counter", "Messages sent to clients.", relay.hub.frames_sent),
        (
            "relay_age_seconds",
            "gauge",
            "Seconds since the change log was last read.",
            now - relay.last_drain_at if relay.last_drain_at else None,
        ),
        (
            "relay_round_trip_seconds",
            "gauge",
            "How long the latest notification to ourselves took.",
            relay.round_trip_s,
        ),
        (
            "oee_age_seconds",
            "gauge",
            "Seconds since the sums of OEE were last brought up to date.",
            None if refresher.refreshed_at is None else now - refresher.refreshed_at,
        ),
    )
    for name, kind, about, value in values:
        if value is not None:
            yield Metric(f"floorcast_{name}", kind, about, {}, float(value))


def exposition(found: Iterable[Metric]) -> str:
    """The text, in which values of one metric follow each other. Pure."""
    lines = []
    for (name, kind, about), values in groupby(found, lambda metric: metric[:3]):
        lines += [f"# HELP {name} {about.translate(_IN_HELP)}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{_labels(metric.labels)} {_number(metric.value)}" for metric in values]
    return "\n".join([*lines, ""])


def _labels(labels: Mapping[str, str]) -> str:
    told = ",".join(f'{name}="{text.translate(_IN_LABEL)}"' for name, text in labels.items())
    return f"{{{told}}}" if told else ""


def _number(value: float) -> str:
    if not math.isfinite(value):
        return {math.inf: "+Inf", -math.inf: "-Inf"}.get(value, "NaN")
    return str(int(value)) if value.is_integer() else repr(value)


routes = [Route("/metrics", metrics)]
