"""The server, put together: settings → pool → relay → hub → routes."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from database.connect import connector, create_pool, credentials_of
from realtime.housekeeper import Housekeeper
from realtime.hub import Hub
from realtime.refresher import Refresher
from realtime.relay import Relay
from realtime.socket import FeedSocket
from realtime.state import LiveState
from settings import Settings
from web import assets
from web.access import logout
from web.access.attendance import Attendance
from web.access.gate import Gate
from web.access.modes import mode_of
from web.config.import_program import ImportProgram
from web.config.uploads import Uploads
from web.errors import handlers
from web.routes import routes
from web.security import Guard
from web.work.photo_store import PhotoStore
from web.work.pictures import PictureProgram

MAX_CLIENT_MESSAGE_BYTES = 4_096
SHUTDOWN_S = 5


def create_app(settings: Settings, database_url: str) -> Starlette:
    """The application. Opens nothing before it is started; needs no database to start. Raises
    UserError for a way to log in that cannot work here."""
    mode = mode_of(settings)
    attendance = Attendance(settings)
    state = LiveState()
    hub = Hub(state)
    connect = connector(database_url, "floorcast relay")
    credentials = credentials_of(database_url)
    advice = (lambda: credentials.clock) if credentials else str
    relay = Relay(connect, state, hub, settings.relay_poll_seconds, advice)
    refresher = Refresher(connector(database_url, "floorcast oee"), settings.oee_refresh_seconds)
    housekeeper = Housekeeper(connector(database_url, "floorcast housekeeper", is_machine=True))

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.pool = await create_pool(database_url, settings, "floorcast web")
        tasks = [
            asyncio.create_task(relay.run(), name="relay"),
            asyncio.create_task(refresher.run(), name="refresher"),
            asyncio.create_task(housekeeper.run(), name="housekeeper"),
            asyncio.create_task(attendance.run(app.state.pool), name="attendance"),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        app.state.pool.terminate()  # requests have ended; a dead connection closes in no other way

    app = Starlette(
        routes=[*routes, *mode.routes, *logout.routes, assets.mount],
        middleware=[Middleware(Guard, settings=settings), Middleware(Gate, mode=mode)],
        exception_handlers=handlers,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.credentials = credentials
    app.state.hub = hub
    app.state.relay = relay
    app.state.refresher = refresher
    app.state.attendance = attendance
    app.state.uploads = Uploads(settings.floorcast_data / "uploads")
    app.state.import_program = ImportProgram(settings, database_url)
    app.state.photo_store = PhotoStore(settings.photo_folder)
    app.state.picture_program = PictureProgram()
    app.state.templates = assets.templates
    return app


def serve(settings: Settings, database_url: str) -> None:
    """Run the server until it is told to stop."""
    _allow_many_clients()
    config = uvicorn.Config(
        create_app(settings, database_url),
        host=settings.host,
        port=settings.port,
        ws=FeedSocket,
        ws_per_message_deflate=False,  # a frame is shared only if it is the same for all
        ws_max_size=MAX_CLIENT_MESSAGE_BYTES,
        timeout_graceful_shutdown=SHUTDOWN_S,
        backlog=4_096,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # whose word counts is decided in web/access/forwarded.py
    )
    uvicorn.Server(config).run()


def _allow_many_clients() -> None:
    """A browser is a file descriptor; the usual soft limit of 1024 is too few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
