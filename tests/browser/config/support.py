"""What tests of the set-up pages share: a floor without connections, and words for its pages."""

from __future__ import annotations

import json
from typing import Any

from playwright.async_api import Locator, Page

from tests.browser.conftest import Floor

REFUSED = "Failed to load resource"  # the browser notes every answer above 399, and none at all

# as the demo floor has it, and nothing is connected
BARE = """
delete from floor.connections;
truncate historian.samples, historian.counter_steps, historian.dead_letters, historian.probes;
delete from historian.connectors;
delete from historian.ingesters;
-- machines of tests before go, and leave their names to those of the next
update floor.machines set retired_at = now(), machine_name = 'Machine ' || machine_id
where origin <> 'floor.toml' and retired_at is null;
select historian.keep_partitions();
"""


async def bare(floor: Floor) -> Floor:
    """The demo floor, with nothing connected."""
    await floor.execute(BARE)
    return floor


async def connect(floor: Floor, name: str, state: str = "connected", **more: Any) -> int:
    """A connection in a state, as the API and an ingester would have written it."""
    connection_id: int = await floor.connection.fetchval(
        "insert into floor.connections (connection_name, protocol, config)"
        " values ($1, 'test', $2) returning connection_id",
        name,
        json.dumps(more.pop("config", {"url": "test://press"})),
    )
    await floor.connection.execute(
        "insert into historian.connection_states (connection_id, state) values ($1, $2)",
        connection_id,
        state,
    )
    for column, value in more.items():
        await floor.connection.execute(
            f"update historian.connection_states set {column} = $2 where connection_id = $1",
            connection_id,
            value,
        )
    return connection_id


async def add_tag(floor: Floor, connection_id: int, name: str, role: str, machine: str) -> int:
    """A tag of a machine of the demo floor, by its short name."""
    tag_id: int = await floor.connection.fetchval(
        "insert into floor.tags (connection_id, address, tag_name, role, machine_id)"
        " select $1, $2, $2, $3, machine_id from floor.machines where short_name = $4"
        " returning tag_id",
        connection_id,
        name,
        role,
        machine,
    )
    return tag_id


async def sample(floor: Floor, tag_id: int, value: float) -> None:
    """A value that a connector stored just now."""
    await floor.connection.execute(
        "insert into historian.samples (tag_id, at, value) values ($1, clock_timestamp(), $2)",
        tag_id,
        value,
    )


def forward(page: Page) -> Locator:
    """The button that leads to the next step of the wizard."""
    return page.locator("[data-forward]")


def step(page: Page, name: str) -> Locator:
    """A step of the wizard."""
    return page.locator(f'[data-step="{name}"]')


def tag(page: Page, name: str, group: str | None = None) -> Locator:
    """A tag on the map step, or on the page of its connection."""
    place: Page | Locator = page.locator(f'[data-group="{group}"]') if group else page
    return place.locator(f'[data-tag="{name}"]')


async def settle(page: Page, name: str, address: str = "test://press") -> None:
    """Through the first steps of the wizard, up to the test."""
    await page.locator("label.choice").filter(has_text="Test device").click()
    await forward(page).click()
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Address", exact=True).fill(address)
    await forward(page).click()
