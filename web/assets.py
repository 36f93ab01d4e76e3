"""Static files: read once at start, compressed once, and named by the hash of them all.

``/static/<hash>/js/floor.js`` may be kept by a browser for ever, because a changed file
changes the hash. Modules import each other relatively, so they stay within one version.
``mount`` serves them; ``templates`` are the page templates, which know ``static(path)``.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.templating import Jinja2Templates

from settings import ROOT
from web import figures

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
SMALLEST_COMPRESSED_BYTES = 600


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    compressed: bytes | None
    media_type: str


class Assets:
    """The files below one folder, by their path in it."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.suffix in MEDIA_TYPES)
        self._files = {path.relative_to(folder).as_posix(): _read(path) for path in paths}
        digest = hashlib.sha256()
        for name, asset in self._files.items():
            digest.update(f"{name} {len(asset.body)} ".encode() + asset.body)
        self.version = digest.hexdigest()[:12]

    def url(self, path: str) -> str:
        """Address of a file in this version. Raises LookupError for a file that is not there."""
        if path not in self._files:
            raise LookupError(f"There is no static file {path!r}; there are {list(self._files)}.")
        return f"/static/{self.version}/{path}"

    async def serve(self, request: Request) -> Response:
        """The file. A page older than this server still gets one, but must not keep it."""
        asset = self._files.get(request.path_params["path"])
        if asset is None:
            raise HTTPException(404)
        is_current = request.path_params["version"] == self.version
        headers = {
            "cache-control": FOR_EVER if is_current else ASK_AGAIN,
            "vary": "accept-encoding",
        }
        if asset.compressed and accepts_gzip(request):
            headers["content-encoding"] = "gzip"
            return Response(asset.compressed, headers=headers, media_type=asset.media_type)
        return Response(asset.body, headers=headers, media_type=asset.media_type)

    async def current(self, _request: Request) -> Response:
        """The version being served: a wall screen reloads itself when it changes."""
        return PlainTextResponse(self.version, headers={"cache-control": "no-store"})


def accepts_gzip(request: Request) -> bool:
    """Whether the browser understands gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


def compress(body: bytes, level: int) -> bytes | None:
    """The body compressed, or None where that gains nothing."""
    if len(body) < SMALLEST_COMPRESSED_BYTES:
        return None
    compressed = gzip.compress(body, level, mtime=0)
    return compressed if len(compressed) < len(body) else None


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(body, compress(body, 9), MEDIA_TYPES[path.suffix])


def _templates(folder: Path, assets: Assets) -> Jinja2Templates:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(figures.FILTERS)
    environment.globals["static"] = assets.url
    environment.globals["version"] = assets.version
    return Jinja2Templates(env=environment)


assets = Assets(ROOT / "static")
templates = _templates(ROOT / "templates", assets)
mount = Mount(
    "/static",
    app=Router(
        [Route("/version", assets.current), Route("/{version}/{path:path}", assets.serve)],
        redirect_slashes=False,
    ),
)
