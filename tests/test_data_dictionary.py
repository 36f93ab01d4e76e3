"""The data dictionary tells what the database tells, and docs/ has it as it is now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from database import dictionary
from database.connect import Connection, connector
from database.dictionary import markdown, write

DICTIONARY = Path(__file__).parent.parent / "docs" / "data-dictionary.md"

PRESS = """
create schema foundry;
comment on schema foundry is 'For analysts.';
create table foundry.presses (
    press_id integer generated always as identity primary key,
    machine_id integer not null references floor.machines,
    force_kn numeric(6, 2) default 0 constraint force_is_positive check (force_kn > 0)
);
create unique index press_of_machine on foundry.presses (machine_id);
comment on table foundry.presses is 'Presses. One row per press; scrapped ones included. More.';
comment on column foundry.presses.press_id is 'Key.';
comment on column foundry.presses.machine_id is 'The machine.';
comment on column foundry.presses.force_kn is 'Force | pressure,
in kN.';
comment on index foundry.press_of_machine is 'One press a machine.';
create view foundry.strong as select press_id from foundry.presses where force_kn > 100;
comment on view foundry.strong is 'Strong ones. One row per press above 100 kN.';
comment on column foundry.strong.press_id is 'Its key.';
create function foundry.scrap(p_press integer, p_why text default 'old') returns integer
language sql as 'select 1';
comment on function foundry.scrap(integer, text) is 'Scraps.';
create function foundry.tg_press() returns trigger language plpgsql as 'begin return new; end';
comment on function foundry.tg_press() is 'Trigger: presses.';
create trigger press before insert or update on foundry.presses
for each row execute function foundry.tg_press();
comment on trigger press on foundry.presses is 'Presses the button.';
"""
CHAPTER = """\
## Schema foundry

For analysts.

### foundry.presses

Table. Presses. One row per press; scrapped ones included. More.

| column | type | null | default | meaning |
| --- | --- | --- | --- | --- |
| **press_id** | integer |  | `identity` | Key. |
| machine_id | integer |  |  | The machine. → floor.machines |
| force_kn | numeric(6,2) | yes | `0` | Force \\| pressure, in kN. |

Rules: `force_is_positive`.

| index | meaning |
| --- | --- |
| `press_of_machine` | Unique. One press a machine. |

| trigger | fires | what it does |
| --- | --- | --- |
| `press` | before insert or update of each row | Presses the button. |

### foundry.strong

View. Strong ones. One row per press above 100 kN.

| column | type | meaning |
| --- | --- | --- |
| press_id | integer | Its key. |

| function | returns | what it does |
| --- | --- | --- |
| `scrap(p_press integer, p_why text DEFAULT 'old'::text)` | integer | Scraps. |
| `tg_press()` | trigger | Trigger: presses. |
"""


async def test_everything_a_schema_holds_is_told(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "SCHEMAS", [*dictionary.SCHEMAS, "foundry"])
    await connection.execute(PRESS)
    text = await markdown(connection)
    begin = text.index("## Schema foundry")
    assert text[begin : text.index("\n## ", begin)] == CHAPTER
    assert "| [foundry.presses](#foundrypresses) | One row per press. |" in text
    assert "| [foundry.strong](#foundrystrong) | One row per press above 100 kN. |" in text


async def test_contents_lead_to_every_chapter_and_state_its_grain(connection: Connection) -> None:
    text = await markdown(connection)
    listed = re.findall(r"^\| \[(.+)\]\(#(.+)\) \| (One row.*) \|$", text, re.MULTILINE)
    chapters = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert [(name, anchor) for name, anchor, _ in listed] == [
        (name, name.replace(".", "")) for name in chapters
    ]
    assert {"floor.machines", "relay.live_rows", "public.machine_feed_stream"} <= set(chapters)


async def test_the_dictionary_in_docs_is_up_to_date(connection: Connection) -> None:
    kept = DICTIONARY.read_text(encoding="utf-8") if DICTIONARY.exists() else ""
    if kept != await markdown(connection):
        pytest.fail("docs/data-dictionary.md is not what the database says: run `make docs`.")


async def test_writing_makes_the_file_and_replaces_it(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / "dictionary.md"
    connect = connector(database_url, "test")
    await write(connect, path)
    written = path.read_text(encoding="utf-8")
    assert written.startswith("# Data dictionary\n")
    path.write_text("stale")
    await write(connect, path)
    assert path.read_text(encoding="utf-8") == written
