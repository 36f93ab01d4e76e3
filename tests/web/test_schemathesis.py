"""A hostile client: whatever it sends to any operation of the API, the server does not break.

It is made from the OpenAPI document: examples, each bound of each field just kept and just
broken, and what Hypothesis thinks of. The same at every run.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import schemathesis
from schemathesis.checks import not_a_server_error

from tests.realtime.running import RunningServer, running_server
from web.api.models import Problem
from web.api.openapi import document

EXAMPLES = 5
SEED = 7
LONGEST_WAIT = "0.01"
LONGEST_ANSWER_S = 30.0
UNAVAILABLE = 503  # no device, no ingester, no program there: said in a sentence

# no ingester is there to answer questions: nothing is gained by waiting for one
IMPATIENT = (
    "-c",
    "import app, sys; from settings import Settings; from web.api import probes;"
    " probes.TAKEN_WITHIN_S = 0.0; app.serve(Settings(), sys.argv[1])",
)

schema = schemathesis.openapi.from_dict(document())
schema.config.seed = SEED
schema.config.generation.update(max_examples=EXAMPLES)


@pytest.fixture(scope="module")
async def hunted(
    served_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """A server with a data folder of its own, where whoever asks is an engineer."""
    data = str(tmp_path_factory.mktemp("hunted"))
    async with running_server(served_url, program=IMPATIENT, FLOORCAST_DATA=data) as running:
        yield running


@schema.parametrize()
def test_nothing_breaks_the_server(case: Any, hunted: RunningServer) -> None:
    if "wait" in (case.query or {}):
        case.query["wait"] = LONGEST_WAIT  # for a change: there is none to wait for
    answer = case.call(base_url=hunted.http, timeout=LONGEST_ANSWER_S)
    if answer.status_code == UNAVAILABLE:
        described = case.operation.definition.raw["responses"]
        assert str(UNAVAILABLE) in described
        if case.operation.path != "/ready":
            assert Problem.model_validate_json(answer.content).hint
        return
    case.validate_response(answer, checks=[not_a_server_error])
