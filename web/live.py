"""/ws: the change feed, pushed."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

import auth
from errors import UserError
from realtime import frames
from realtime.relay import AWAY
from realtime.socket import EXTENSION, FeedSocket
from web import page, wanted
from web.errors import as_json, status_of


async def live(websocket: WebSocket) -> None:
    """Send what the query string wants, until the browser leaves. What it says is ignored.

    ``?topics=machines,config&line=Engine&machine=…&cursor=…``
    """
    app, who = websocket.app.state, auth.asking(websocket)
    try:
        subscription = wanted.subscription(websocket.query_params, page.live_state(websocket), who)
    except UserError as error:
        await websocket.send_denial_response(JSONResponse(as_json(error), status_of(error)))
        return
    cursor = websocket.query_params.get("cursor", "")
    await websocket.accept()
    known = await app.relay.known_to(cursor, app.pool) if cursor else None
    socket: FeedSocket = websocket.scope["extensions"][EXTENSION]
    client = app.hub.subscribe(socket, subscription, cursor, known)
    if not app.relay.is_following:
        socket.send_frame(frames.stale(AWAY, app.relay.told))

    def end(code: int, reason: str) -> None:
        app.hub.unsubscribe(client)  # nothing more is told, whatever the peer does
        socket.close_with(code, reason)

    try:
        with app.attendance.of(who, end):
            while (await websocket.receive())["type"] != "websocket.disconnect":
                pass
    finally:
        app.hub.unsubscribe(client)


routes = [WebSocketRoute("/ws", live)]
