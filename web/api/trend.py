"""/api/tags/{id}/trend: the course of a tag, thinned out for a drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.queries import query
from errors import UserError
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer, refusal
from web.api.database import reading
from web.machine import instant_of

PARAMETERS = ("from", "to", "pixels")
DEFAULT_PIXELS, MOST_PIXELS = 1_200, 8_000
DEFAULT_SPAN = timedelta(hours=24)
LONGEST_SPAN = timedelta(days=31)
UTC_ZONE = ZoneInfo("UTC")


async def trend(request: Request) -> Response:
    """The points of the line, breaks where quality was bad."""
    auth.require(request, auth.SEE)
    params = request.query_params
    api_params.refuse_unknown(params, PARAMETERS)
    begin, end = period(params, datetime.now(UTC))
    pixels = pixels_of(params)
    tag_id = request.path_params["tag_id"]
    async with reading(request) as connection:
        tag = await connection.fetchrow(query("tag_by_id"), tag_id)
        if tag is None:
            return refusal(unknown(tag_id))
        points = await connection.fetch(query("tag_trend"), tag_id, begin, end, pixels)
    return json_answer(
        {
            "tag_id": tag_id,
            "tag_name": tag["tag_name"],
            "machine": tag["machine_name"],
            "role": tag["role"],
            "unit": tag["unit"],
            "from": begin,
            "to": end,
            "at_ms": [point["at_ms"] for point in points],
            "values": [point["value"] for point in points],
        }
    )


def unknown(tag_id: int) -> RefusedError:
    """The error of a tag there is not."""
    return RefusedError(
        f"There is no tag {tag_id}.",
        hint="/api/connections/{id}/tags lists those of a connection.",
        field="tag_id",
        value=tag_id,
        status=404,
    )


def period(params: QueryParams, now: datetime) -> tuple[datetime, datetime]:
    """From when to when. Raises UserError naming what is possible."""
    end = instant_of(params, "to", now, UTC_ZONE)
    begin = instant_of(params, "from", end - DEFAULT_SPAN, UTC_ZONE)
    if not timedelta(0) < end - begin <= LONGEST_SPAN:
        raise UserError(
            "The period must have a length, of 31 days at most.",
            hint="Choose another from= and to=; without them it is the last 24 hours.",
            field="from",
            value=params.get("from"),
        )
    return begin, end


def pixels_of(params: QueryParams) -> int:
    """How wide the drawing is. Raises UserError naming what is possible."""
    text = params.get("pixels", str(DEFAULT_PIXELS))
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    if not 1 <= number <= MOST_PIXELS:
        raise UserError(
            f"pixels={text[:20]} is not the width of a drawing.",
            hint=f"Give a whole number from 1 to {MOST_PIXELS}.",
            field="pixels",
            value=text[:20],
        )
    return number


routes = [Route("/api/tags/{tag_id:int}/trend", trend)]
