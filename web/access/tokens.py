"""Tokens of programs: whom one acts for, and /api/tokens, where people make and revoke them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from auth import Identity
from database.connect import Connection, Pool
from database.queries import query
from web.access import people_rows, token_rows
from web.access.acting import as_server, refuse_tokens
from web.access.sessions import hashed
from web.access.token_models import RULES, NewToken
from web.api import bodies
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer, refusing
from web.api.connection_models import LARGEST_ID

EVERYBODY = "*"
PEOPLE = "people.change"
PARAMETERS = ("person",)


async def holder(secret: str, pool: Pool) -> Identity | None:
    """Whom a token acts for; None once it ended, or for somebody retired."""
    if not secret.startswith(token_rows.PREFIX):
        return None
    row = await pool.fetchrow(query("access_token_holder"), hashed(secret))
    # one that may do nothing is none: to the database no scope at all would mean all
    if row is None or row["identity"] is None or row["scopes"] == []:
        return None
    return auth.identity(
        row["identity"],
        token_id=row["token_id"],
        program=f"token {row['token_name']}",
        scopes=None if row["scopes"] is None else tuple(row["scopes"]),
    )


@refusing
async def tokens(request: Request) -> Response:
    """List them, or make one, whichever the method says."""
    if request.method == "POST":
        return await _add(request)
    api_params.refuse_unknown(request.query_params, PARAMETERS)
    async with as_server(request) as connection:
        person_id = await _whose(request, connection)
        return json_answer({"tokens": await token_rows.rows(connection, person_id)})


@refusing
async def one_token(request: Request) -> Response:
    """Revoke a token: one's own, or anybody's for whoever may change people."""
    api_params.refuse_unknown(request.query_params, ())
    who, token_id = auth.asking(request), min(request.path_params["token_id"], LARGEST_ID)
    if token_id != who.token_id:  # a program may give up its own
        refuse_tokens(who, "revoke other tokens")
    person_id = None if who.may_everywhere(PEOPLE) else who.person_id
    async with as_server(request) as connection:
        await token_rows.revoke(connection, token_id, person_id)
    return json_answer({})


async def _add(request: Request) -> Response:
    api_params.refuse_unknown(request.query_params, ())
    who = auth.asking(request)
    refuse_tokens(who, "make tokens")
    new = await bodies.read(request, NewToken, RULES)
    async with as_server(request) as connection:
        token_id, token = await token_rows.add(
            connection, who.person_id, new.name, new.scopes, new.expires_in_days
        )
        made = await token_rows.rows(connection, who.person_id, token_id)
    return json_answer({**made[0], "token": token}, 201)


async def _whose(request: Request, connection: Connection) -> int | None:
    """Whose tokens are asked for: one's own, or those of ``?person=``; None is everybody's."""
    who, email = auth.asking(request), request.query_params.get("person", "").strip()
    if not email or email.lower() == who.email.lower():
        return who.person_id
    if not who.may_everywhere(PEOPLE):
        raise RefusedError(
            "The tokens of others are shown to those who may change people everywhere.",
            hint="Leave person= out for your own.",
            field="person",
            value=email[:80],
            status=403,
        )
    if email == EVERYBODY:
        return None
    return (await people_rows.by_email(connection, email)).person_id


routes = [
    Route("/api/tokens", tokens, methods=["GET", "POST"]),
    Route("/api/tokens/{token_id:int}", one_token, methods=["DELETE"]),
]
