"""Pictures of orders: sent in a form, shown as pictures and nothing else, kept here or there."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from database.connect import Connection
from tests.people import add_person, session_of
from tests.realtime.running import running_server
from tests.web.work.asking import detail, one, open_order, refused
from tests.web.work.conftest import As
from tests.web.work.drawn import HTML, SVG, bomb, drawn, photographed

COUNT = "select count(*) from floor.work_order_photos"


async def send(
    client: httpx.AsyncClient, order: dict[str, Any], content: bytes, **more: Any
) -> httpx.Response:
    """Send a picture of an order."""
    name = more.pop("name", "leak.jpg")
    files = {more.pop("field", "photo"): (name, content, more.pop("media", "image/jpeg"))}
    return await client.post(one(order, "/photos"), files=files, **more)


async def test_a_picture_is_sent_and_shown(
    olaf: httpx.AsyncClient, ana: httpx.AsyncClient, floor: Connection
) -> None:
    order = await open_order(olaf)
    told = detail(await send(olaf, order, photographed(), name="C:\\photos\\leak <1>.jpg"), 201)
    assert told["photos"] == 1
    photo = told["photo_list"][0]
    assert (photo["file_name"], photo["media_type"]) == ("leak <1>.jpg", "image/jpeg")
    assert (photo["width_px"], photo["height_px"], photo["author"]) == (30, 40, "Olaf")
    answer = await ana.get(photo["url"])
    assert answer.status_code == 200
    assert len(answer.content) == photo["size_bytes"]
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (30, 40), {})
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-disposition"] == "inline"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"].startswith("private")
    again = await ana.get(photo["url"], headers={"if-none-match": headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await ana.get(photo["url"], headers={"if-none-match": '"other"'})
    assert other.status_code == 200
    assert await floor.fetchval("select octet_length(content) from floor.work_order_photos")


async def test_what_it_is_called_and_said_to_be_does_not_matter(olaf: httpx.AsyncClient) -> None:
    order = await open_order(olaf)
    answer = await send(olaf, order, drawn("PNG"), name="../../x.svg", media="text/html")
    photo = detail(answer, 201)["photo_list"][0]
    assert (photo["file_name"], photo["media_type"]) == ("x.svg", "image/png")
    assert (await olaf.get(photo["url"])).headers["content-type"] == "image/png"
    for name in ("x" * 500 + ".jpg", "a\x01b\u202e.jpg", "..", "a/"):
        kept = detail(await send(olaf, order, drawn(), name=name), 201)["photo_list"][-1]
        assert 0 < len(kept["file_name"]) <= 200
        assert kept["file_name"].isprintable()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no JPEG, PNG or WebP"),
        (HTML, "no JPEG, PNG or WebP"),
        (SVG, "no JPEG, PNG or WebP"),
        (drawn("GIF") + HTML, "no JPEG, PNG or WebP"),
        (drawn("BMP"), "no JPEG, PNG or WebP"),
        (b"\xff\xd8\xff\xe0" + HTML, ""),
        (drawn(size=(400, 300))[:2_000], "broken off"),
        (bomb(), "more than 50 million pixels"),
    ],
    ids=["empty", "html", "svg", "gif", "bmp", "polyglot", "truncated", "bomb"],
)
async def test_what_is_no_picture_is_refused_and_not_kept(
    olaf: httpx.AsyncClient, floor: Connection, content: bytes, problem: str
) -> None:
    order = await open_order(olaf)
    told = refused(await send(olaf, order, content), 400, "photo")
    assert told.error.startswith("leak.jpg is not taken.")
    assert problem in told.error
    assert "script" not in told.error
    assert await floor.fetchval(COUNT) == 0


async def test_what_is_too_large_is_refused(olaf: httpx.AsyncClient, floor: Connection) -> None:
    order = await open_order(olaf)
    for size in (10 * 2**20 + 1, 13 * 2**20):
        answer = await send(olaf, order, drawn() + b"\0" * size)
        assert answer.status_code == 413, answer.text
        assert answer.json()["hint"]

    async def pieces() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
        for _ in range(13 * 16):
            yield b"\0" * 65_536

    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await olaf.post(one(order, "/photos"), content=pieces(), headers=headers)
    assert answer.status_code == 413
    assert await floor.fetchval(COUNT) == 0


@pytest.mark.parametrize(
    ("content_type", "content", "status", "field"),
    [
        ("application/json", b"{}", 415, "Content-Type"),
        ("image/jpeg", drawn(), 415, "Content-Type"),
        ("multipart/form-data", b"", 400, "body"),
        ("multipart/form-data; boundary=x", b"--y\r\n", 400, "body"),
        ("multipart/form-data; boundary=x", b"", 400, "photo"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno head\r\n--x--", 400, "body"),
        ("multipart/form-data; boundary=\xff; charset=klingon", b"--\xff--", 400, "photo"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="photo"\r\n\r\ntext\r\n--x--\r\n',
            400,
            "body",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n\r\n--x--\r\n',
            400,
            "photo",
        ),
    ],
)
async def test_what_is_no_such_form(
    olaf: httpx.AsyncClient, content_type: str, content: bytes, status: int, field: str
) -> None:
    order = await open_order(olaf)
    headers = [(b"content-type", content_type.encode("latin-1"))]
    answer = await olaf.post(one(order, "/photos"), content=content, headers=headers)
    refused(answer, status, field)


async def test_two_files_are_one_too_many(olaf: httpx.AsyncClient) -> None:
    order = await open_order(olaf)
    files = [("photo", ("a.jpg", drawn())), ("photo", ("b.jpg", drawn()))]
    answer = await olaf.post(one(order, "/photos"), files=files)
    refused(answer, 400, "body")


async def test_a_repeated_picture_is_one(olaf: httpx.AsyncClient, floor: Connection) -> None:
    order = await open_order(olaf)
    key = {"Idempotency-Key": "photo 1"}
    first = await send(olaf, order, drawn(), headers=key)
    again = await send(olaf, order, drawn(), headers=key)
    assert detail(again, 201) == detail(first, 201)
    assert again.headers["idempotency-replayed"] == "true"
    refused(await send(olaf, order, drawn("PNG"), headers=key), 422, "Idempotency-Key")
    assert await floor.fetchval(COUNT) == 1


async def test_ones_own_is_deleted_and_another_ones_by_who_plans(
    olaf: httpx.AsyncClient, ana: httpx.AsyncClient, sue: httpx.AsyncClient
) -> None:
    order = await open_order(olaf)
    for client in (olaf, ana, ana):
        await send(client, order, drawn())
    first, second, third = (
        photo["url"] for photo in detail(await olaf.get(one(order)))["photo_list"]
    )
    refused(await ana.delete(first), 403, "person")
    refused(await olaf.delete(second), 403, "person")
    key = {"Idempotency-Key": "gone"}
    assert detail(await ana.delete(second, headers=key))["photos"] == 2
    assert detail(await ana.delete(second, headers=key))["photos"] == 2
    assert detail(await sue.delete(third))["photos"] == 1
    refused(await ana.get(second), 404, "photo_id")
    refused(await sue.delete(third), 404, "photo_id")
    refused(await sue.get(one(order, "/photos/99999999999")), 404, "photo_id")


async def test_who_may_not_see_the_order_sees_no_picture(
    acting: As, sue: httpx.AsyncClient
) -> None:
    order = await open_order(sue, machine="M2")
    other = await open_order(sue, machine="M1")
    photo = detail(await send(sue, order, drawn()), 201)["photo_list"][0]
    lena = await acting("Lena", "maintenance", line="Engine")
    refused(await lena.get(photo["url"]), 404, "work_order_id")
    refused(await send(lena, order, drawn()), 404, "work_order_id")
    elsewhere = one(other, f"/photos/{photo['photo_id']}")
    refused(await lena.get(elsewhere), 404, "photo_id")
    vera = await acting("Vera", "viewer", is_employee=False)
    assert (await vera.get(photo["url"])).status_code == 200
    refused(await send(vera, order, drawn()), 403, "person")


async def test_of_many_at_once_each_is_kept(olaf: httpx.AsyncClient) -> None:
    order = await open_order(olaf)
    sent = [send(olaf, order, drawn(size=(40 + n, 30))) for n in range(6)]
    assert {answer.status_code for answer in await asyncio.gather(*sent)} == {201}
    widths = {row["width_px"] for row in detail(await olaf.get(one(order)))["photo_list"]}
    assert widths == {40 + n for n in range(6)}


# In a folder --------------------------------------------------------------------------------


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Where pictures are to be kept."""
    return tmp_path / "photos"


@pytest.fixture
async def keeper(
    served_url: str, floor: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """A technician at a server that keeps pictures in a folder."""
    monkeypatch.setenv("PHOTO_FOLDER", str(folder))
    cookies = await session_of(floor, await add_person(floor, "Ana", "maintenance"))
    async with (
        running_server(served_url) as running,
        httpx.AsyncClient(base_url=running.http, timeout=30, cookies=cookies) as client,
    ):
        yield client


def files(folder: Path) -> list[Path]:
    """What the folder holds."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def spoil(folder: Path) -> None:
    """Put a file where the folder should be."""
    folder.write_text("not a folder")


async def test_pictures_are_kept_in_the_folder(
    keeper: httpx.AsyncClient, folder: Path, floor: Connection
) -> None:
    order = await open_order(keeper)
    assert files(folder) == []
    told = detail(await send(keeper, order, drawn(), name="../../../evil.jpg"), 201)
    await send(keeper, order, drawn())
    assert await floor.fetchval("select count(content) from floor.work_order_photos") == 0
    sha256 = await floor.fetchval("select min(sha256) from floor.work_order_photos")
    assert files(folder) == [folder / sha256[:2] / sha256]
    url = told["photo_list"][0]["url"]
    answer = await keeper.get(url)
    assert (answer.status_code, answer.content) == (200, files(folder)[0].read_bytes())

    # a file goes with its last row
    detail(await keeper.delete(url))
    assert len(files(folder)) == 1
    second = one(order, f"/photos/{told['photo_list'][0]['photo_id'] + 1}")
    assert (await keeper.get(second)).status_code == 200

    refused(await send(keeper, order, HTML), 400, "photo")
    assert len(files(folder)) == 1

    kept = files(folder)[0]
    content = kept.read_bytes()
    kept.unlink()
    problem = refused(await keeper.get(second), 404, "photo_id")
    assert "PHOTO_FOLDER" in problem.hint
    kept.write_bytes(content)
    detail(await keeper.delete(second))
    assert files(folder) == []


async def test_a_folder_that_cannot_be_used_is_told(
    keeper: httpx.AsyncClient, folder: Path, floor: Connection
) -> None:
    spoil(folder)
    order = await open_order(keeper)
    problem = refused(await send(keeper, order, drawn()), 503, "photo")
    assert "PHOTO_FOLDER" in problem.hint
    assert str(folder) not in problem.error + problem.hint
    assert await floor.fetchval(COUNT) == 0


async def test_a_picture_whose_row_was_refused_leaves_no_file(
    keeper: httpx.AsyncClient, folder: Path, floor: Connection
) -> None:
    order = await open_order(keeper)
    key = {"Idempotency-Key": "same"}
    detail(await send(keeper, order, drawn("PNG"), headers=key), 201)
    refused(await send(keeper, order, drawn("WEBP"), headers=key), 422, "Idempotency-Key")
    assert len(files(folder)) == 1
    await floor.execute(
        "insert into floor.work_order_photos"
        " (work_order_id, file_name, media_type, size_bytes, width_px, height_px, sha256)"
        " select $1, 'x.png', 'image/png', 9, 9, 9, 'x' from generate_series(2, 50)",
        order["work_order_id"],
    )
    answer = await send(keeper, order, drawn("WEBP"))
    refused(answer, 409, "photo")
    assert len(files(folder)) == 1
