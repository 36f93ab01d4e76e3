"""/api/work-orders/figures: response, overdue orders and repairs, from the views of gold."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from database.queries import query
from errors import UserError
from web.api import params as api_params
from web.api.answers import json_answer, refusing
from web.api.database import reading
from web.api.mistakes import shown
from web.work.filters import MOST_LISTED

DAYS = 30  # what the views are about


@refusing
async def figures(request: Request) -> Response:
    """Of the lines that whoever asks may see."""
    params = request.query_params
    api_params.refuse_unknown(params, ("days",))
    if params.get("days", str(DAYS)) != str(DAYS):
        given = str(shown(params["days"]))
        raise UserError(
            f"days={given} is not understood.",
            hint=f"These figures are of the last {DAYS} days; gold.work_orders has each order.",
            field="days",
            value=given,
        )
    overdue = (*[None] * 7, True, None, None, MOST_LISTED)
    async with reading(request) as connection:
        found = await connection.fetchrow(query("work_figures"))
        late = await connection.fetchrow(query("work_list"), *overdue)
    assert found is not None  # noqa: S101 always one row
    assert late is not None  # noqa: S101 always one row
    return json_answer(
        {
            "days": DAYS,
            "response": json.loads(found["response_json"]),
            "overdue": json.loads(late["rows_json"]),
            "mttr": json.loads(found["mttr_json"]),
        }
    )


routes = [Route("/api/work-orders/figures", figures)]
