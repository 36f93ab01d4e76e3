"""web/dashboard/page.py: the workspace's dashboard in a frame, or its content drawn here."""

from __future__ import annotations

import re

import httpx
import pytest

from errors import UserError
from settings import Settings
from web.dashboard import lakeview
from web.dashboard.page import embedded_url

ID = "01f0a5c3"


def settings(**said: str) -> Settings:
    """Settings with these, and nothing of the environment's."""
    names = (
        "dashboard_id",
        "dashboard_embed_url",
        "databricks_host",
        "databricks_workspace_id",
    )
    return Settings().model_copy(update={**dict.fromkeys(names), **said})


def test_its_address_is_made_of_what_databricks_tells() -> None:
    found = embedded_url(
        settings(
            dashboard_id=ID, databricks_host="https://dbc.example.com", databricks_workspace_id="7"
        )
    )
    assert found == f"https://dbc.example.com/embed/dashboardsv3/{ID}?o=7"


def test_a_host_without_a_scheme_is_one_as_well() -> None:
    found = embedded_url(settings(dashboard_id=ID, databricks_host="dbc.example.com"))
    assert found == f"https://dbc.example.com/embed/dashboardsv3/{ID}"


def test_an_address_that_is_given_wins() -> None:
    given = "https://other.example.com/embed/dashboardsv3/2"
    found = embedded_url(
        settings(dashboard_embed_url=given, dashboard_id=ID, databricks_host="dbc.example.com")
    )
    assert found == given


@pytest.mark.parametrize("url", ["http://x.example.com/", "javascript:alert(1)", "x"])
def test_only_https_is_shown_in_a_frame(url: str) -> None:
    with pytest.raises(UserError, match="no https address"):
        embedded_url(settings(dashboard_embed_url=url))


def test_without_either_there_is_none() -> None:
    assert embedded_url(settings(dashboard_id=ID)) is None
    assert embedded_url(settings(databricks_host="dbc.example.com")) is None


async def test_every_widget_is_drawn(client: httpx.AsyncClient) -> None:
    answer = await client.get("/dashboard")
    assert answer.status_code == 200
    assert "frame-src" not in answer.headers["content-security-policy"]
    titles = re.findall(r"<h3>(.*?)</h3>", answer.text)
    assert titles == [
        widget.title
        for page in lakeview.pages()
        if page.kind == lakeview.CANVAS
        for widget in page.widgets
        if widget.kind != "text"
    ]


async def test_a_line_can_be_chosen(client: httpx.AsyncClient) -> None:
    rows = (await client.get("/api/layout")).json()
    line = rows["lines"][0]["line_name"] if "lines" in rows else "Engine"
    answer = await client.get("/dashboard", params={"line": line})
    assert answer.status_code == 200
    assert f"<option selected>{line}</option>" in answer.text


async def test_an_unknown_line_is_named_with_the_choices(client: httpx.AsyncClient) -> None:
    answer = await client.get("/dashboard", params={"line": "Nowhere"})
    assert answer.status_code == 400
    assert "Nowhere" in answer.text
