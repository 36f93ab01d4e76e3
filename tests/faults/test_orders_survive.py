"""An order cannot be lost: the database stops between the click and the answer, and whoever
clicked sends it again with the same key. Afterwards there is one order: not none, and not two.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from database.connect import Connection, connector
from database.embedded import EmbeddedServer
from tests.people import add_person, session_of
from tests.proxy import Proxy
from tests.realtime.proxy import Proxy as DatabaseProxy
from tests.realtime.running import RunningServer, running_server
from tests.realtime.test_relay import FLOOR

PATH = "/api/work-orders"
ORDERS = "select count(*) from floor.work_orders where title = $1"
WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
COMMIT = b"COMMIT;"


class Cable(DatabaseProxy):
    """The cable to the database. Once armed, it lets the next commit through, and no answer."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url)
        self.is_armed = False
        self.committed = asyncio.Event()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                await self._flows.wait()
                if self.is_armed and COMMIT in data:
                    self.is_armed = False
                    self.freeze()  # what comes back stays in the cable
                    self.committed.set()
                writer.write(data)
                await writer.drain()
        writer.close()


class Answers(Proxy):
    """The way from the server to the browser: the next answer never arrives."""

    def __init__(self, port: int) -> None:
        super().__init__(lambda: asyncio.open_connection("127.0.0.1", port))
        self.lost = 0

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                if data.startswith(b"HTTP/1.1"):
                    self.lost += 1
                    self.cut()
                    return
                writer.write(data)
                await writer.drain()


class Site:
    """A server with its database, and somebody at a browser."""

    def __init__(self, database: EmbeddedServer, cable: Cable, web: RunningServer) -> None:
        self.database = database
        self.cable = cable
        self.web = web
        self.cookies: dict[str, str] = {}

    async def opened(self) -> Connection:
        """A connection of the test's own, not through the cable."""
        return await connector(self.database.url(), "test")()

    async def stop(self) -> None:
        """The database ends at once, whatever it was doing."""
        await asyncio.to_thread(self.database.stop, "immediate")

    async def start(self) -> None:
        """The database is back."""
        await asyncio.to_thread(self.database.start)
        self.cable.cut()
        self.cable.thaw()

    def browser(self, port: int | None = None) -> httpx.AsyncClient:
        """A browser of somebody who may do the work."""
        address = f"http://127.0.0.1:{port or self.web.port}"
        return httpx.AsyncClient(base_url=address, timeout=60, cookies=self.cookies)

    async def orders(self, title: str) -> int:
        """How many orders there are of that title."""
        connection = await self.opened()
        found: int = await connection.fetchval(ORDERS, title)
        await connection.close()
        return found


@pytest.fixture
async def site(server_of_its_own: EmbeddedServer) -> AsyncIterator[Site]:
    """A floor of two machines, and Ana."""
    connection = await connector(server_of_its_own.url(), "test")()
    await connection.execute(FLOOR)
    ana = await add_person(connection, "Ana", "maintenance", is_employee=True)
    cookies = await session_of(connection, ana)
    await connection.close()
    cable = Cable(server_of_its_own.url())
    async with cable.running(), running_server(cable.url) as web:
        found = Site(server_of_its_own, cable, web)
        found.cookies = cookies
        yield found


async def post(client: httpx.AsyncClient, path: str, body: Any, key: str) -> httpx.Response:
    """Click."""
    return await client.post(path, json=body, headers={"Idempotency-Key": key})


async def until_answered(send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Send it again and again, as a page does, until it is done. The test's time limit ends a
    vain wait."""
    while True:
        with contextlib.suppress(httpx.TransportError):
            answer = await send()
            if answer.status_code != 503:
                return answer
            assert answer.json()["error"]
        await asyncio.sleep(0.1)


async def test_it_stopped_before_the_click(site: Site) -> None:
    body = {"machine": "M1", "title": "before"}
    async with site.browser() as browser:
        await site.stop()
        answer = await post(browser, PATH, body, "k1")
        assert answer.status_code == 503, answer.text
        assert answer.json()["hint"]
        await site.start()
        again = await until_answered(lambda: post(browser, PATH, body, "k1"))
        assert again.status_code == 201
        assert "idempotency-replayed" not in again.headers
    assert await site.orders("before") == 1


async def test_it_stopped_amid_the_work(site: Site) -> None:
    body = {"machine": "M1", "title": "amid", "tasks": ["Lock out"]}
    holder, watcher = await site.opened(), await site.opened()
    async with site.browser() as browser:
        await holder.execute("begin; lock table floor.work_order_tasks in exclusive mode")
        click = asyncio.create_task(post(browser, PATH, body, "k2"))
        while not await watcher.fetchval(WAITING):  # the order is written, its list is not
            assert not click.done()
            await asyncio.sleep(0.01)
        await site.stop()
        answer = await click
        assert answer.status_code == 503, answer.text
        holder.terminate()
        watcher.terminate()
        await site.start()
        again = await until_answered(lambda: post(browser, PATH, body, "k2"))
        assert again.status_code == 201
        assert "idempotency-replayed" not in again.headers
        assert [task["title"] for task in again.json()["task_list"]] == ["Lock out"]
    assert await site.orders("amid") == 1


async def test_it_stopped_after_the_commit_and_before_the_answer(site: Site) -> None:
    body = {"machine": "M1", "title": "after"}
    async with site.browser() as browser:
        site.cable.is_armed = True
        click = asyncio.create_task(post(browser, PATH, body, "k3"))
        await site.cable.committed.wait()
        while await site.orders("after") == 0:
            await asyncio.sleep(0.01)
        await site.stop()
        site.cable.cut()
        answer = await click
        assert answer.status_code == 503, answer.text
        await site.start()
        again = await until_answered(lambda: post(browser, PATH, body, "k3"))
        assert again.status_code == 201
        assert again.headers["idempotency-replayed"] == "true"
        assert await site.orders("after") == 1

        # the same with a step of it: whoever took it is not told that it is taken
        path = f"{PATH}/{again.json()['work_order_id']}/take"
        site.cable.committed.clear()
        site.cable.is_armed = True
        click = asyncio.create_task(post(browser, path, {}, "k4"))
        await site.cable.committed.wait()
        await site.stop()
        site.cable.cut()
        assert (await click).status_code == 503
        await site.start()
        taken = await until_answered(lambda: post(browser, path, {}, "k4"))
        assert (taken.status_code, taken.json()["assignee"]) == (200, "Ana")
        assert len(taken.json()["labour"]) == 1


async def test_the_answer_never_reached_the_browser(site: Site) -> None:
    body = {"machine": "M1", "title": "unheard"}
    async with Answers(site.web.port).running() as way, site.browser(way.port) as browser:
        for _ in range(3):
            with pytest.raises(httpx.TransportError):
                await post(browser, PATH, body, "k5")
        assert way.lost == 3
    assert await site.orders("unheard") == 1
    async with site.browser() as browser:
        again = await post(browser, PATH, body, "k5")
        assert again.headers["idempotency-replayed"] == "true"
    assert await site.orders("unheard") == 1


async def test_it_stopped_whenever_it_liked_while_many_clicked(site: Site) -> None:
    titles = [f"click {number}" for number in range(60)]

    async def click(title: str) -> int:
        async with site.browser() as browser:
            body = {"machine": "M1", "title": title}
            answer = await until_answered(lambda: post(browser, PATH, body, title))
            assert answer.status_code == 201, answer.text
            return int(answer.json()["work_order_id"])

    async def clicks(own: list[str]) -> list[int]:
        return [await click(title) for title in own]

    people = [asyncio.create_task(clicks(titles[number::6])) for number in range(6)]
    for _ in range(3):
        await asyncio.sleep(0.4)  # the fault itself: somewhere between two of their clicks
        await site.stop()
        await site.start()
    numbers = {number for found in await asyncio.gather(*people) for number in found}
    assert len(numbers) == len(titles)
    for title in titles:
        assert await site.orders(title) == 1
