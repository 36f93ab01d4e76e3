"""Whatever the database holds of ours says what it means."""

from __future__ import annotations

import pytest

from database import dictionary
from database.connect import Connection
from database.dictionary import undocumented

MUTE = """
create table gold.presses (press_id integer primary key, force_kn numeric unique);
create index presses_by_force on gold.presses (force_kn);
create view gold.strong as select press_id from gold.presses;
create materialized view gold.weak as select press_id from gold.presses;
create type gold.colour as enum ('red');
create type gold.pair as (one integer, two integer);
create domain gold.ratio as numeric;
create function gold.scrap(p_press integer) returns integer language sql as 'select 1';
create function gold.tg_press() returns trigger language plpgsql as 'begin return new; end';
create trigger press after insert on gold.presses
for each statement execute function gold.tg_press();
create trigger shout instead of delete on public.machine_feed_stream
for each row execute function gold.tg_press();
create schema foundry;
create table foundry.shots (at date) partition by range (at);
create index shots_by_date on foundry.shots (at);
create table foundry.shots_2026 partition of foundry.shots
for values from ('2026-01-01') to ('2027-01-01');
create table public.somebody_elses (x integer);
comment on table gold.presses is ' ';
"""
FOUND = [
    "column foundry.shots.at",
    "column gold.presses.force_kn",
    "column gold.presses.press_id",
    "column gold.strong.press_id",
    "column gold.weak.press_id",
    "function gold.scrap(integer)",
    "function gold.tg_press()",
    "index foundry.shots_by_date",
    "index gold.presses_by_force",
    "schema foundry",
    "table foundry.shots",
    "table gold.presses",
    "trigger gold.presses.press",
    "trigger machine_feed_stream.shout",
    "type gold.colour",
    "type gold.pair",
    "type gold.ratio",
    "view gold.strong",
    "view gold.weak",
]


async def test_nothing_is_without_a_comment(connection: Connection) -> None:
    assert await undocumented(connection) == []


async def test_every_kind_of_object_is_looked_at(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "SCHEMAS", [*dictionary.SCHEMAS, "foundry"])
    await connection.execute(MUTE)
    assert sorted(await undocumented(connection)) == FOUND
