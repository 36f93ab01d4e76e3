"""/api/work-orders/{id}/photos: pictures of an order, taken in, shown and deleted."""

from __future__ import annotations

import hashlib
from typing import Any

import asyncpg
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from database.connect import Connection
from database.queries import query
from web import security
from web.api import params as api_params
from web.api import submissions
from web.api.answers import RefusedError, refusing
from web.api.database import connected, reading
from web.work import order_rows
from web.work.children import gone
from web.work.guarded import guarded
from web.work.photo_store import PhotoStore
from web.work.picture import MOST_BYTES
from web.work.pictures import FIELD, HINT, PictureProgram
from web.work.texts import LARGEST_ID

LONGEST_NAME = 200
MOST_PHOTOS = 50
FORM = "multipart/form-data"
# a picture is a picture, and nothing that a browser would run
HARMLESS = {
    "content-disposition": "inline",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
}
_DELETE = "delete from floor.work_order_photos where photo_id = $1"
_PHOTOS = "select count(*) from floor.work_order_photos where work_order_id = $1"


@refusing
async def photos(request: Request) -> Response:
    """Take a picture in."""
    api_params.refuse_unknown(request.query_params, ())
    async with reading(request) as connection:  # nothing is decoded for whoever may not
        await order_rows.allowed(request, connection, "work.report")
    file_name, content = await _received(request)
    picture = await _program(request).clean(content, file_name)

    async def write(connection: Connection) -> dict[str, Any]:
        place = await order_rows.allowed(request, connection, "work.report")
        order_id = place["work_order_id"]
        if await connection.fetchval(_PHOTOS, order_id) >= MOST_PHOTOS:
            raise RefusedError(
                f"The order has {MOST_PHOTOS} pictures.",
                hint="Delete one that is not needed.",
                field=FIELD,
                status=409,
            )
        with guarded():
            await _store(request).add(connection, order_id, file_name, picture)
        return await order_rows.detail(connection, order_id)

    sent = {"file_name": file_name, "sha256": hashlib.sha256(content).hexdigest()}
    try:
        return await submissions.once(request, sent, write, 201)
    except BaseException:
        await _forget(request, picture.sha256)  # a file without a row helps nobody
        raise


@refusing
async def photo(request: Request) -> Response:
    """Show one, or delete it, whichever the method says."""
    api_params.refuse_unknown(request.query_params, ())
    if request.method == "DELETE":
        return await _delete(request)
    async with reading(request) as connection:
        await order_rows.seen(connection, order_rows.number(request))
        found = await _found(request, connection, with_content=True)
    etag = f'"{found["sha256"]}"'
    headers = {**HARMLESS, "etag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = await _store(request).content(found["content"], found["sha256"])
    return Response(content, 200, headers, found["media_type"])


async def _delete(request: Request) -> Response:
    deleted: list[str] = []

    async def write(connection: Connection) -> dict[str, Any]:
        place = await order_rows.allowed(request, connection, "work.report")
        found = await _found(request, connection)
        if found["added_by"].lower() != auth.asking(request).email.lower():
            auth.require(request, "work.plan", place["line_name"])
        with guarded():
            await connection.execute(_DELETE, found["photo_id"])
        deleted.append(found["sha256"])
        return await order_rows.detail(connection, place["work_order_id"])

    answer = await submissions.once(request, None, write)
    for sha256 in deleted:
        await _forget(request, sha256)
    return answer


async def _found(
    request: Request, connection: Connection, *, with_content: bool = False
) -> asyncpg.Record:
    """The picture in the address. Raises RefusedError where the order has none of that key."""
    photo_id: int = request.path_params["photo_id"]
    found = None
    if photo_id <= LARGEST_ID:
        found = await connection.fetchrow(
            query("work_photo"), order_rows.number(request), photo_id, with_content
        )
    if found is None:
        raise gone("photo", photo_id)
    return found


async def _received(request: Request) -> tuple[str, bytes]:
    """Name and content of the file in the form. Raises RefusedError for what is no such form."""
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise RefusedError(
            f"Content-Type {content_type[:80]!r} is not understood.",
            hint=f"Send a form ({FORM}) with the picture in its field {FIELD}.",
            field="Content-Type",
            value=content_type[:80],
            status=415,
        )
    try:
        async with request.form(max_files=1, max_fields=0) as form:
            return await _file(form)
    except HTTPException as error:
        raise RefusedError(
            f"The form cannot be read: {str(error.detail).rstrip('.')}.",
            hint=f"Send one file, in the field {FIELD}.",
            field="body",
        ) from None
    except ClientDisconnect:  # it came in pieces and grew too long: web/security.py hung up
        raise _too_large() from None


async def _file(form: FormData) -> tuple[str, bytes]:
    file = form.get(FIELD)
    if not isinstance(file, UploadFile):
        given = ", ".join(sorted(name[:80] for name in form))
        raise RefusedError(
            f"The form has no file in the field {FIELD}.",
            hint=f"It has the fields {given}." if given else HINT,
            field=FIELD,
        )
    if (file.size or 0) > MOST_BYTES:
        raise _too_large()
    return _plain_name(file.filename or ""), await file.read()


def _plain_name(name: str) -> str:
    """What the file was called, without folders: a text to show, never a place."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(sign for sign in last if sign.isprintable()).strip()
    return printable[:LONGEST_NAME] or FIELD


def _too_large() -> RefusedError:
    return RefusedError(
        f"The picture is larger than {MOST_BYTES / 2**20:.0f} MB.",
        hint="Send it smaller: most phones offer that when they send a picture.",
        field=FIELD,
        status=413,
    )


async def _forget(request: Request, sha256: str) -> None:
    async with connected(request) as connection:
        await _store(request).forget(connection, sha256)


def _store(request: Request) -> PhotoStore:
    found: PhotoStore = request.app.state.photo_store
    return found


def _program(request: Request) -> PictureProgram:
    found: PictureProgram = request.app.state.picture_program
    return found


routes = [
    Route(f"{order_rows.ONE}/photos", photos, methods=["POST"]),
    Route(f"{order_rows.ONE}/photos/{{photo_id:int}}", photo, methods=["GET", "DELETE"]),
]
assert MOST_BYTES < security.MAX_PHOTO_BYTES  # noqa: S101 a form has some bytes around
