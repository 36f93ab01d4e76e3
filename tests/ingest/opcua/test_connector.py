"""Sessions that go well: what arrives, what is told, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.contract import RefusedError, Tag
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.connector import OpcUa
from tests.ingest.opcua.certificates import Certificates
from tests.ingest.opcua.running import NotingLink, Run, RunningServer, session, tag

GONE = "urn:test:gone"


@pytest.fixture(scope="module")
def big_plc() -> Iterator[RunningServer]:
    """A server with many values."""
    with RunningServer(items=2500).running() as server:
        yield server


async def test_values_arrive_as_they_change(pki: Path, plc: RunningServer) -> None:
    plc.write("Plc.Level", 1.0)
    async with session(pki, plc.config(), tag(7, "Plc.Level"), tag(8, "Plc.Recipe")) as run:
        link = run.link
        await run.until(lambda: len(link.samples) == 2)
        assert all(sample.is_found for sample in link.samples)
        at = (datetime.now(UTC) + timedelta(seconds=2)).replace(microsecond=0)
        plc.write("Plc.Level", 2.0, at=at.isoformat(), status=0x40920000)
        await run.until(lambda: len(link.samples) == 3)
        news = link.samples[-1]
        assert (news.tag_id, news.value, news.quality) == (7, 2.0, 0x40920000)
        assert news.at == at
        assert news.server_at is not None
        assert not news.is_found
        plc.write("Plc.Level", None, status=0x80310000)
        await run.until(lambda: len(link.samples) == 4)
        assert (link.samples[-1].value, link.samples[-1].quality) == (None, 0x80310000)
    assert plc.order("sessions") == 0


async def test_what_was_agreed_is_told_and_silence_is_no_silence(
    pki: Path, plc: RunningServer
) -> None:
    config = plc.config(keep_alive_s=0.5)
    async with session(pki, config, tag(1, "Plc.Count")) as run:
        await run.until(lambda: run.link.keep_alives > 3)
        assert run.link.openings == 1
        details = run.link.details
    assert details["Security"] == "no security"
    assert details["Publishing"] == "every 50 ms"
    assert details["Keep-alive"] == "every 0.5 s; lost after 3.5 s"
    assert details["Tags"] == "1 of 1"
    assert details["Server's clock"]


async def test_a_session_without_tags_stays_open(pki: Path, plc: RunningServer) -> None:
    async with session(pki, plc.config()) as run:
        await run.until(lambda: run.link.keep_alives > 1)


async def test_refused_tags_are_told_and_the_others_run(pki: Path, plc: RunningServer) -> None:
    tags = [
        tag(1, "Plc.Gone"),
        Tag(2, f"nsu={GONE};s=x", "x"),
        Tag(3, "no address", "y"),
        tag(4, "Plc"),
        tag(5, "Plc.Level"),
    ]
    async with session(pki, plc.config(), *tags) as run:
        await run.until(lambda: bool(run.link.values(5)))
        refusals, details = run.link.refusals, run.link.details
    assert refusals.keys() == {1, 2, 3, 4}
    assert "BadNodeIdUnknown" in refusals[1][0]
    assert GONE in refusals[2][0]
    assert "no address" in refusals[3][0]
    assert "no variable" in refusals[4][0]
    assert all(hint for _, hint in refusals.values())
    assert details["Tags"] == "1 of 5"


async def test_the_same_value_may_be_several_tags(pki: Path, plc: RunningServer) -> None:
    async with session(pki, plc.config(), tag(1, "Plc.Count"), tag(2, "Plc.Count")) as run:
        await run.until(lambda: run.link.values(1) == run.link.values(2) == [7.0])


async def test_an_element_of_an_array(pki: Path, plc: RunningServer) -> None:
    element = tag(1, "Plc.Many")
    element = Tag(1, f"element=1;{element.address}", "second")
    async with session(pki, plc.config(), element) as run:
        await run.until(lambda: run.link.values(1) == [2.0])


async def test_a_deadband_keeps_small_changes_away(pki: Path, own_plc: RunningServer) -> None:
    tags = tag(1, "Plc.Level", 0.5), tag(2, "Plc.Recipe", 0.5), tag(3, "Plc.IsOn", 0.5)
    async with session(pki, own_plc.config(), *tags) as run:
        link = run.link
        await run.until(lambda: len(link.samples) == 3)
        assert link.details["Deadband"].startswith("not kept for Plc.Recipe, Plc.IsOn:")
        for value in (1.6, 1.7, 9.0):
            own_plc.write("Plc.Level", value)
        await run.until(lambda: 9.0 in link.values(1))
        assert link.values(1) == [1.5, 9.0]

    own_plc.order("refuse_filters")
    async with session(pki, own_plc.config(), *tags) as run:
        await run.until(lambda: len(run.link.samples) == 3)
        assert "Plc.Level" in run.link.details["Deadband"]
        assert not run.link.refusals


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ({"MaxMonitoredItemsPerCall": 100, "MaxNodesPerRead": 50}, {}),
        ({"MaxMonitoredItemsPerCall": 0, "MaxNodesPerRead": 0}, {"MaxMonitoredItemsPerCall": 300}),
    ],
    ids=["stated", "not stated"],
)
async def test_2500_values_within_the_limits_of_the_server(
    pki: Path, big_plc: RunningServer, stated: dict[str, int], kept: dict[str, int]
) -> None:
    """The server answers BadTooManyOperations to a call that is too large."""
    big_plc.order("limit", stated=stated, kept=kept or stated)
    tags = [tag(number + 1, f"Item_{number:04}") for number in range(2500)]
    async with session(pki, big_plc.config(), *tags) as run:
        await run.until(lambda: len({sample.tag_id for sample in run.link.samples}) == 2500)
        assert run.link.details["Tags"] == "2500 of 2500"
    big_plc.order("limit", stated={}, kept={"MaxMonitoredItemsPerCall": 10_000})


async def test_more_than_the_server_watches_at_once(pki: Path, own_plc: RunningServer) -> None:
    own_plc.order("limit", stated={}, kept={"items": 2})
    tags = [tag(number + 1, f"Item_{number:04}") for number in range(3)]
    async with session(pki, own_plc.config(), *tags) as run:
        await run.until(lambda: len(run.link.samples) == 2)
        assert "watches no more values" in run.link.refusals[3][0]


async def test_a_secure_session_of_a_user(pki: Path, certificates: Certificates) -> None:
    server = RunningServer(
        policies=["Basic256Sha256", "Aes256Sha256RsaPss"],
        password="pw",
        **certificates.options("valid"),
    )
    with server.running() as plc:
        for policy in ("Basic256Sha256", "Aes256Sha256RsaPss"):
            config = plc.config(security_policy=policy, user_name="floor", password="pw")
            link = await _first_value(pki, config)
            assert policy in link.details["Security"]
            ends = f"{certificates.valid.not_valid_after_utc:%Y-%m-%d}"
            assert ends in link.details["Server's certificate"]
        wrong = plc.config(security_policy=policy, user_name="floor", password="no")
        refused = await Run(pki, wrong, []).end()
        assert isinstance(refused, RefusedError)
        assert refused.field == "user_name"


async def _first_value(pki: Path, config: OpcUaConfig) -> NotingLink:
    async with session(pki, config, tag(1, "Plc.Level")) as run:
        await run.until(lambda: bool(run.link.samples))
        return run.link


async def test_a_refused_session_is_no_lost_one(pki: Path, plc: RunningServer) -> None:
    config = plc.config(security_policy="Basic256Sha256")
    with pytest.raises(RefusedError, match="does not offer Basic256Sha256") as caught:
        await OpcUa(pki).run(config, [], NotingLink())
    assert caught.value.hint == "It offers: no security."
