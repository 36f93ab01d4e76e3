"""/api/imports: a file is uploaded, looked at, imported, and its bad lines are fetched."""

from __future__ import annotations

import io
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from database.connect import Connection
from tests.realtime.running import RunningServer, running_server
from web.config.import_models import EventsImported, ImportPreview, SamplesImported, Uploaded
from web.security import MAX_BODY_BYTES, MAX_UPLOAD_BYTES

STORY = "Anlage;Zeit;Zustand;Gut\nM1;02.03.2026 10:00;Störung;3\nM1;gestern;läuft;\n"
RECORDING = (
    b"2026-03-02T10:00:00Z|avail|AVAILABLE|execution|READY\n2026-03-02T10:00:09Z|execution|ACTIVE\n"
)
CHOICES: dict[str, Any] = {
    "columns": {"machine": "Anlage", "time": "Zeit", "status": "Zustand", "good": "Gut"},
    "status_words": {"Störung": "down", "läuft": "operational"},
    "time_format": "%d.%m.%Y %H:%M",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the server's data."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
async def served(served_url: str, data: Path) -> AsyncIterator[RunningServer]:
    """The server, ready, with a data folder of its own."""
    async with running_server(served_url, FLOORCAST_DATA=str(data)) as running:
        yield running


async def upload(client: httpx.AsyncClient, content: bytes, name: str = "shift.csv") -> str:
    """The key of a file that was uploaded."""
    answer = await client.post("/api/imports", params={"file_name": name}, content=content)
    assert answer.status_code == 201, answer.text
    told = Uploaded.model_validate_json(answer.content)
    assert (told.file_name, told.bytes) == (name, len(content))
    return told.import_id


async def ask(
    client: httpx.AsyncClient, import_id: str, what: str, options: dict[str, Any], status: int = 200
) -> Any:
    answer = await client.post(f"/api/imports/{import_id}/{what}", json=options)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_table_is_uploaded_looked_at_and_imported(
    client: httpx.AsyncClient, floor: Connection, data: Path
) -> None:
    import_id = await upload(client, STORY.encode())
    assert (data / "uploads" / import_id / "shift.csv").read_bytes() == STORY.encode()
    first = ImportPreview.model_validate(await ask(client, import_id, "preview", {}))
    assert (first.kind, first.columns) == ("events", ["Anlage", "Zeit", "Zustand", "Gut"])
    assert first.problem == "No column of shift.csv holds the machine."
    second = ImportPreview.model_validate(await ask(client, import_id, "preview", CHOICES))
    assert (second.problem, second.unknown_words, second.bad_lines) == ("", [], 1)
    assert second.first_rejects[0].line == 3
    result = EventsImported.model_validate(await ask(client, import_id, "run", CHOICES))
    assert (result.events_new, result.good_pcs, result.machines) == (1, 3, ["M1"])
    assert result.source == "import:shift.csv"
    assert result.rejects_url == f"/api/imports/{import_id}/rejects"
    assert str(data) not in result.summary
    source = "select status from floor.status_events where source = 'import:shift.csv'"
    assert await floor.fetchval(source) == "down"
    rejects = await client.get(result.rejects_url)
    assert rejects.headers["content-type"] == "text/csv; charset=utf-8"
    assert "shift.csv.rejects.csv" in rejects.headers["content-disposition"]
    assert rejects.headers["cache-control"] == "no-store"
    line = rejects.content.decode("utf-8-sig").splitlines()[1]
    assert line.startswith("3;")
    assert line.endswith(";M1;gestern;läuft;")
    # the next file with these columns needs no word
    other = await upload(client, STORY.replace("gestern", "02.03.2026 10:05").encode(), "b.csv")
    again = ImportPreview.model_validate(await ask(client, other, "preview", {}))
    assert (again.is_remembered, again.problem, again.bad_lines) == (True, "", 0)
    result = EventsImported.model_validate(await ask(client, other, "run", {}))
    assert (result.rejects, result.rejects_url) == (0, None)
    missing = await client.get(f"/api/imports/{other}/rejects")
    assert (missing.status_code, missing.json()["field"]) == (404, "import_id")
    forgetful = await ask(client, other, "preview", {"is_remembering": False})
    assert not forgetful["is_remembered"]


async def test_samples_come_from_a_workbook(client: httpx.AsyncClient, floor: Connection) -> None:
    book = openpyxl.Workbook()
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(hours=1)
    for row in (("time", "tag", "value"), (at, "Oven temperature", 181.5)):
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    import_id = await upload(client, content.getvalue(), "oven.xlsx")
    preview = ImportPreview.model_validate(await ask(client, import_id, "preview", {}))
    assert (preview.kind, preview.format, preview.sheets) == ("samples", "excel", ["Sheet"])
    refused = await ask(client, import_id, "run", {"kind": "samples"}, 400)
    assert "Oven temperature" in refused["error"]
    assert refused["hint"] == "All of them, with reasons: oven.xlsx.rejects.csv."
    assert (await client.get(f"/api/imports/{import_id}/rejects")).status_code == 200
    options = {"kind": "samples", "create_tags": True}
    result = SamplesImported.model_validate(await ask(client, import_id, "run", options))
    assert (result.stored, result.created) == (1, ["Oven temperature"])
    assert (await client.get(f"/api/imports/{import_id}/rejects")).status_code == 404
    assert await floor.fetchval("select value from historian.samples") == 181.5


async def test_a_recording_wants_a_machine(client: httpx.AsyncClient) -> None:
    import_id = await upload(client, RECORDING, "m1.shdr.txt")
    preview = ImportPreview.model_validate(await ask(client, import_id, "preview", {}))
    assert (preview.kind, preview.problem_field) == ("recording", "machine")
    # not M1: the table has an event of that machine at that instant, which would not be new
    result = EventsImported.model_validate(await ask(client, import_id, "run", {"machine": "M2"}))
    assert result.machines == ["M2"]


async def test_what_cannot_be_read_is_refused(client: httpx.AsyncClient) -> None:
    import_id = await upload(client, b"\x00\x01\x02\x03", "picture.csv")
    refused = await ask(client, import_id, "preview", {}, 400)
    assert refused["error"].startswith("picture.csv is not a text file")
    assert (refused["field"], refused["value"]) == ("file", "picture.csv")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"kind": "anything"}, "kind"), ({"decimal": ";"}, "decimal"), ({"machine": ""}, "machine"),
        ({"machine": "a\0b"}, "machine"), ({"columns": {"--help": "x"}}, "columns"),
        ({"status_words": {"x": "broken"}}, "x"), ({"strict": "yes"}, "strict"),
        ({"rejects": "/tmp/x"}, "rejects"), ({"mapping": "/etc/passwd"}, "mapping"),
    ],
)  # fmt: skip
async def test_options_are_checked(
    client: httpx.AsyncClient, options: dict[str, Any], field: str
) -> None:
    import_id = await upload(client, STORY.encode())
    refused = await ask(client, import_id, "preview", options, 400)
    assert field in refused["field"] or refused["field"] in ("--help", "[key]")


async def test_options_are_no_flags(client: httpx.AsyncClient) -> None:
    import_id = await upload(client, STORY.encode(), "-x --help.csv")
    options = {**CHOICES, "machine": "--help", "columns": {**CHOICES["columns"], "machine": ""}}
    refused = await ask(client, import_id, "run", options, 400)
    assert refused["error"].startswith('Machine "--help" is unknown')
    words = {**CHOICES, "status_words": {"a=b": "down", **CHOICES["status_words"]}}
    assert (await ask(client, import_id, "preview", words))["status_words"]["a=b"] == "down"


@pytest.mark.parametrize("name", ["../shift.csv", "/etc/passwd", "..", "a%2Fb.csv\x00", ""])
async def test_a_name_that_leads_elsewhere_is_refused(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post("/api/imports", params={"file_name": name}, content=b"x")
    assert (answer.status_code, answer.json()["field"]) == (400, "file_name")


async def test_unknown_uploads_are_not_found(client: httpx.AsyncClient) -> None:
    for import_id in ("1", "00000000-0000-0000-0000-000000000000", "..%2F.."):
        refused = await ask(client, import_id, "run", {}, 404)
        assert refused["error"]
    answer = await client.get("/api/imports/00000000-0000-0000-0000-000000000000/rejects")
    assert (answer.status_code, answer.json()["field"]) == (404, "import_id")


async def test_files_may_be_larger_than_other_bodies_but_not_too_large(
    client: httpx.AsyncClient, data: Path
) -> None:
    await upload(client, b"x" * (MAX_BODY_BYTES + 1))
    kept = sorted((data / "uploads").iterdir())

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(60):
            yield b"x" * 1_048_576

    counted = await client.post("/api/imports", params={"file_name": "a.csv"}, content=endless())
    assert (counted.status_code, counted.json()["field"]) == (413, "body")
    assert sorted((data / "uploads").iterdir()) == kept
    form = await client.post("/api/imports?file_name=a.csv", files={"file": b"x"})
    assert (form.status_code, form.json()["field"]) == (415, "Content-Type")
    other = await client.post("/api/imports/x/run", content=b" " * (MAX_BODY_BYTES + 1))
    assert other.status_code == 413


def test_a_length_that_is_too_large_is_refused_at_once(served: RunningServer) -> None:
    head = (
        "POST /api/imports?file_name=a.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Length: {MAX_UPLOAD_BYTES + 1}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        raw.sendall(head.encode())
        answer = b""
        while not answer.endswith(b"}"):
            answer += raw.recv(4_096)
    assert b" 413 " in answer
    assert b"52,428,800" in answer


async def test_a_foreign_page_cannot_upload(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/imports?file_name=a.csv",
        content=b"x",
        headers={"Origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403


async def test_the_page_names_machines_and_formats(client: httpx.AsyncClient) -> None:
    page = await client.get("/config/import")
    assert page.status_code == 200
    assert '"M1"' in page.text
    assert "31.03.2026 14:05:06" in page.text
    assert "up to 50 MB" in page.text
