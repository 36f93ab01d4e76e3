"""The obvious way, to compare with: a row trigger that sends the row as the payload of
NOTIFY, and a server that awaits one send after another.

It loses what is committed while it reconnects, fails the writer when a row outgrows
8,000 bytes, and waits for its slowest client.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncIterator

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

TRIGGER = """
create or replace function public.obvious() returns trigger language plpgsql as $$
begin
    perform pg_notify('obvious', (
        select row_to_json(machine_live) from floor.machine_live
        inner join floor.machines using (machine_name)
        where machines.machine_id = new.machine_id
    )::text);
    return null;
end;
$$;
create or replace trigger obvious after insert or update on floor.machine_status
for each row execute function public.obvious();
"""


def create_app(database_url: str) -> Starlette:
    """The whole application, as most tutorials write it."""
    clients: set[WebSocket] = set()

    async def send_to_all(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        for websocket in tuple(clients):
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await websocket.send_text(str(payload))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        connection = await asyncpg.connect(database_url)
        await connection.execute(TRIGGER)
        await connection.add_listener("obvious", send_to_all)
        yield
        await connection.close()

    async def live(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("{}")
        clients.add(websocket)
        with contextlib.suppress(WebSocketDisconnect):
            await websocket.receive_text()
        clients.discard(websocket)

    async def health(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[WebSocketRoute("/ws", live), Route("/health", health)], lifespan=lifespan
    )


if __name__ == "__main__":
    uvicorn.run(
        create_app(sys.argv[1]), port=int(os.environ["PORT"]), log_level="warning", access_log=False
    )
