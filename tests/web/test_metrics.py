"""/metrics: the text format of Prometheus, from the view and from the server itself."""

from __future__ import annotations

import math
import re

import httpx
import pytest

from database.connect import Connection
from tests.realtime.running import ALIVE, running_server
from web.metrics import Metric, exposition

SAMPLE = re.compile(
    r'(?P<name>[a-z_]+)(\{[a-z_]+="(?:[^"\\]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\]|\\["\\n])*")*\})?'
    r" (?P<value>-?[0-9.e+-]+|[+-]Inf|NaN)"
)
NAME = 'Press "A"\\B\nC'


@pytest.fixture(autouse=True)
async def connected(floor: Connection) -> None:
    """A connection with a difficult name, and an ingester."""
    # not by truncate: the server reads them
    await floor.execute("delete from floor.connections; delete from historian.ingesters")
    await floor.execute(
        "insert into floor.connections (connection_name, protocol) values ($1, 'opcua')", NAME
    )
    await floor.execute(
        "insert into historian.ingesters (ingester, started_at, spool_samples)"
        " values ('main', now(), 12)"
    )


async def test_it_keeps_to_the_format(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    seen: list[str] = []
    for line in answer.text.splitlines():
        if line.startswith("# HELP "):
            seen.append(line.split(" ")[2])
        elif line.startswith("# TYPE "):
            assert line.split(" ")[2] == seen[-1]
            assert line.split(" ")[3] in {"gauge", "counter"}
        else:
            found = SAMPLE.fullmatch(line)
            assert found, line
            assert found["name"] == seen[-1]
            float(found["value"])
    assert len(seen) == len(set(seen))  # values of a metric stand together
    assert all(name.startswith("floorcast_") for name in seen)


async def test_it_tells_of_the_floor_and_of_the_server(client: httpx.AsyncClient) -> None:
    text = (await client.get("/metrics")).text
    assert 'floorcast_spool_samples{ingester="main"} 12\n' in text
    [state] = re.findall(r"floorcast_connection_state\{(.*)\} 1\n", text)
    assert sorted(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', state)) == [
        ("connection", r"Press \"A\"\\B\nC"),
        ("protocol", "opcua"),
        ("state", "waiting"),
    ]
    assert "floorcast_following 1\n" in text
    for name in ("relay_age_seconds", "relay_round_trip_seconds", "clients", "frames_sent_total"):
        assert f"\nfloorcast_{name} " in text


async def test_while_the_database_is_away_the_server_tells_of_itself() -> None:
    async with (
        running_server("postgresql://nobody@127.0.0.1:1/none", until=ALIVE) as server,
        httpx.AsyncClient(base_url=server.http, timeout=30) as away,
    ):
        answer = await away.get("/metrics")
    assert answer.status_code == 200
    assert "floorcast_following 0\n" in answer.text
    assert "floorcast_spool" not in answer.text


def test_numbers_that_are_none_are_told_as_prometheus_does() -> None:
    metrics = [
        Metric("a", "gauge", "Two\nlines \\.", {}, value)
        for value in (1.0, 0.5, 1e300, math.inf, -math.inf, math.nan)
    ]
    lines = exposition(metrics).splitlines()
    assert lines[0] == r"# HELP a Two\nlines \\."
    assert lines[2:4] == ["a 1", "a 0.5"]
    assert float(lines[4].split()[1]) == 1e300
    assert lines[5:] == ["a +Inf", "a -Inf", "a NaN"]


def test_without_metrics_the_text_is_empty() -> None:
    assert exposition([]) == ""
