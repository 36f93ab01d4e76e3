"""Static files: named by their content, kept for ever, compressed, and never somebody else's."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from settings import ROOT
from web.assets import ASK_AGAIN, FOR_EVER, Assets, assets

STATIC = ROOT / "static"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("js/live.js", "text/javascript; charset=utf-8"),
        ("css/tokens.css", "text/css; charset=utf-8"),
        ("floor_icon.svg", "image/svg+xml"),
    ],
)
async def test_a_file_is_kept_for_ever(
    client: httpx.AsyncClient, path: str, media_type: str
) -> None:
    answer = await client.get(assets.url(path))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == (STATIC / path).read_bytes()


async def test_it_is_compressed_for_those_who_can(client: httpx.AsyncClient) -> None:
    url = assets.url("js/live.js")
    compressed = await client.get(url)
    plain = await client.get(url, headers={"accept-encoding": "identity"})
    assert compressed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert compressed.content == plain.content
    assert int(compressed.headers["content-length"]) < len(plain.content) / 2


async def test_a_page_of_an_older_version_gets_the_file_but_must_not_keep_it(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/static/0123456789ab/js/live.js")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == ASK_AGAIN


@pytest.mark.parametrize("path", ["js/nothing.js", "../app.py", "%2e%2e/app.py", "", "js"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/static/{assets.version}/{path}")
    assert answer.status_code == 404


async def test_the_version_can_be_asked_for(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/version")
    assert (answer.text, answer.headers["cache-control"]) == (assets.version, "no-store")


def test_the_version_follows_every_byte_and_every_name(tmp_path: Path) -> None:
    def version() -> str:
        return Assets(tmp_path).version

    (tmp_path / "a.js").write_text("one")
    first = version()
    assert version() == first
    (tmp_path / "a.js").write_text("two")
    second = version()
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, version()}) == 3


def test_a_misspelt_file_is_found_at_once() -> None:
    with pytest.raises(LookupError, match=r"js/flor\.js"):
        assets.url("js/flor.js")


def test_modules_import_relatively_and_what_exists() -> None:
    for module in (STATIC / "js").glob("*.js"):
        for imported in re.findall(r'from "(.+?)"', module.read_text()):
            assert imported.startswith("./"), f"{module.name} would lose its version"
            assert (module.parent / imported).exists(), f"{module.name} imports {imported}"
