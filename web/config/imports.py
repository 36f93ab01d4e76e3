"""/config/import and /api/imports: a file is uploaded, looked at, and imported.

The file is read by a program of its own (import_program.py), never in this process.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

import auth
from imports.time_formats import FORMATS
from web import page, security
from web.api import bodies
from web.api import params as api_params
from web.api.answers import RefusedError, json_answer, refusing
from web.config import frame
from web.config.import_models import RULES, ImportOptions
from web.config.import_program import ImportProgram
from web.config.uploads import Upload, Uploads

SECTION = "Import"
CHANGES = "setup.change"
EXAMPLE = datetime(2026, 3, 31, 14, 5, 6, tzinfo=UTC)  # a day that is no month
FILE_NAME = "file_name"
ONE = "/api/imports/{import_id}"


async def import_page(request: Request) -> Response:
    """The page; it asks /api/imports for what it shows."""
    auth.require(request, CHANGES)
    if not page.live_state(request).is_ready:
        return page.waiting_page(request)
    rows = page.live_state(request).rows("machines")
    context = {
        **frame.context(request, SECTION),
        "machines": {row["machine_name"]: row["status"] for row in rows},
        "time_formats": [(one, EXAMPLE.strftime(one)) for one in FORMATS],
        "most_bytes": security.MAX_UPLOAD_BYTES,
    }
    return page.render(request, "config_import.html", context)


@refusing
async def uploads(request: Request) -> Response:
    """Keep a file that is sent."""
    auth.require(request, CHANGES)
    api_params.refuse_unknown(request.query_params, (FILE_NAME,))
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise RefusedError(
            "A form is not understood here.",
            hint="Send the file itself: curl --data-binary @shift.csv …?file_name=shift.csv.",
            field="Content-Type",
            value=request.headers["content-type"][:80],
            status=415,
        )
    name = request.query_params.get(FILE_NAME, "")
    try:
        upload = await _uploads(request).keep(name, request.stream())
    except ClientDisconnect:  # it came in pieces and grew too long: web/security.py hung up
        too_large = security.too_large(security.MAX_UPLOAD_BYTES)
        raise RefusedError(
            too_large["error"], hint=too_large["hint"], field="body", status=413
        ) from None
    return json_answer(
        {
            "import_id": upload.import_id,
            "file_name": upload.path.name,
            "bytes": upload.path.stat().st_size,
        },
        201,
    )


@refusing
async def preview(request: Request) -> Response:
    """How an upload would be read."""
    upload, options = await _asked(request)
    arguments = [*options.arguments(), *_acting(request), "--preview"]
    return json_answer(await _program(request).run(upload, arguments))


@refusing
async def run(request: Request) -> Response:
    """Import an upload."""
    upload, options = await _asked(request)
    upload.rejects.unlink(missing_ok=True)  # those of an attempt before
    arguments = [*options.arguments(), *_acting(request)]
    result = await _program(request).run(upload, arguments)
    return json_answer(_told(upload, result))


@refusing
async def rejects(request: Request) -> Response:
    """The bad lines of the last import of an upload, as a file."""
    auth.require(request, CHANGES)
    api_params.refuse_unknown(request.query_params, ())
    upload = _uploads(request).find(request.path_params["import_id"])
    if not upload.rejects.is_file():
        raise RefusedError(
            "No line of it was left out.",
            hint="Bad lines are there once it was imported.",
            field="import_id",
            value=upload.import_id,
            status=404,
        )
    return FileResponse(
        upload.rejects,
        media_type="text/csv; charset=utf-8",
        filename=upload.rejects.name,
        headers={"cache-control": "no-store"},
    )


async def _asked(request: Request) -> tuple[Upload, ImportOptions]:
    auth.require(request, CHANGES)
    api_params.refuse_unknown(request.query_params, ())
    upload = _uploads(request).find(request.path_params["import_id"])
    return upload, await bodies.read(request, ImportOptions, RULES)


def _acting(request: Request) -> list[str]:
    """Has the program do what it does for whoever asks, and no more."""
    who = auth.asking(request)
    return [f"--person={who.email}", *(f"--scope={action}" for action in who.scopes or ())]


def _told(upload: Upload, result: dict[str, Any]) -> dict[str, Any]:
    """The result, with an address instead of a path on this server."""
    path = result.pop("rejects_path")
    address = None if path is None else f"/api/imports/{upload.import_id}/rejects"
    assert path is None or PurePath(path).name == upload.rejects.name  # noqa: S101
    return {**result, "rejects_url": address}


def _uploads(request: Request) -> Uploads:
    found: Uploads = request.app.state.uploads
    return found


def _program(request: Request) -> ImportProgram:
    found: ImportProgram = request.app.state.import_program
    return found


routes = [
    Route("/config/import", import_page),
    Route("/api/imports", uploads, methods=["POST"]),
    Route(f"{ONE}/preview", preview, methods=["POST"]),
    Route(f"{ONE}/run", run, methods=["POST"]),
    Route(f"{ONE}/rejects", rejects),
]
