"""/audit: the same as a page."""

from __future__ import annotations

import httpx

from tests.web.audit.conftest import Story


async def test_a_change_is_shown_as_text(client: httpx.AsyncClient, story: Story) -> None:
    answer = await client.get("/audit", params={"table": "parts", "row": story.part_id})
    assert answer.status_code == 200
    assert "&lt;i&gt;Belt&lt;/i&gt;" in answer.text
    assert "<i>Belt" not in answer.text
    assert 'title="ana@plant.test">Ana</a>' in answer.text
    assert f"floor.parts {story.part_id}</a>" in answer.text
    assert f"/api/audit?table=parts&amp;row={story.part_id}&amp;format=csv" in answer.text
    assert '<option value="floor.parts" selected>' in answer.text


async def test_older_changes_are_a_link_away(client: httpx.AsyncClient, story: Story) -> None:
    first = await client.get("/audit", params={"limit": "1"})
    older = first.text.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = await client.get(older.replace("&amp;", "&"))
    assert second.status_code == 200
    assert first.text.count("data-entry=") == second.text.count("data-entry=") == 1
    assert 'rel="first"' in second.text


async def test_nothing_that_meets_the_conditions(client: httpx.AsyncClient, story: Story) -> None:
    answer = await client.get("/audit", params={"program": "nothing"})
    assert "No change meets these conditions." in answer.text


async def test_who_may_not_read_it(client: httpx.AsyncClient, story: Story) -> None:
    client.cookies.update(story.cookies["Ole"])
    answer = await client.get("/audit")
    assert answer.status_code == 403
    assert "floor.parts" not in answer.text


async def test_a_mistake_in_the_address_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.get("/audit", params={"action": "fly"})
    assert answer.status_code == 400
    assert "insert, update, delete, truncate" in answer.text
