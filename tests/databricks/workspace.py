"""A Databricks workspace, as far as Floorcast sees one: a program that hands out passwords.

It speaks the OAuth endpoints of a service principal and those of Lakebase credentials, makes
real passwords that end, sets them on a role of a real PostgreSQL, and stands in front of that
with TLS, as Lakebase does. It can misbehave: POST /control.

    python -m tests.databricks.workspace ADMIN_URL ROLE PASSWORD_LIVES_S
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import ssl
import struct
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLIENT_SECRET = "not a real secret"
ENDPOINT = "projects/floorcast-test/branches/production/endpoints/primary"
HERE = x509.IPAddress(ip_address("127.0.0.1"))
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class Workspace:
    """What it is asked for, and how it behaves just now."""

    def __init__(self, admin_url: str, role: str, lives_s: float) -> None:
        self.admin_url, self.role, self.lives_s = admin_url, role, lives_s
        self.refuses = False
        self.is_away = False
        self.skew = timedelta()
        self.given = 0
        self.logins = 0
        self._token = ""
        self._expires_at = datetime.min.replace(tzinfo=UTC)
        self._one_at_a_time = asyncio.Lock()
        self._access_tokens: set[str] = set()

    def now(self) -> datetime:
        """The time by its own clock."""
        return datetime.now(UTC) + self.skew

    async def metadata(self, request: Request) -> Response:
        """What a workspace says of itself: the SDK asks first."""
        base = str(request.base_url).rstrip("/")
        return JSONResponse({"oidc_endpoint": f"{base}/oidc", "workspace_id": "1234567890"})

    async def discovery(self, request: Request) -> Response:
        """Where service principals log in."""
        base = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "authorization_endpoint": f"{base}/oidc/v1/authorize",
                "token_endpoint": f"{base}/oidc/v1/token",
            }
        )

    async def token(self, request: Request) -> Response:
        """A workspace token for the service principal."""
        form = parse_qs((await request.body()).decode())
        if form.get("grant_type") != ["client_credentials"] or self.refuses:
            return JSONResponse({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe()
        self._access_tokens.add(token)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    async def credentials(self, request: Request) -> Response:
        """A password for the database: the present one, or a new one where it is half used up."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.refuses or bearer not in self._access_tokens:
            body = {"error_code": "PERMISSION_DENIED", "message": "The principal was removed."}
            return JSONResponse(body, 403)
        if json.loads(await request.body()).get("endpoint") != ENDPOINT:
            body = {"error_code": "NOT_FOUND", "message": "There is no such endpoint."}
            return JSONResponse(body, 404)
        async with self._one_at_a_time:
            if self._expires_at - datetime.now(UTC) < timedelta(seconds=self.lives_s / 2):
                await self.renew()
        expires_at = (self._expires_at + self.skew).isoformat().replace("+00:00", "Z")
        return JSONResponse({"token": self._token, "expire_time": expires_at})

    async def renew(self) -> None:
        """Give the role a new password; the old one is worth nothing from now on."""
        self._token = secrets.token_urlsafe()
        self._expires_at = datetime.now(UTC) + timedelta(seconds=self.lives_s)
        connection = await asyncpg.connect(self.admin_url)
        await connection.execute(
            f"alter role \"{self.role}\" password '{self._token}'"
            f" valid until '{self._expires_at.isoformat()}'"
        )
        await connection.close()
        self.given += 1

    async def endpoint(self, request: Request) -> Response:
        """Where the database can be reached."""
        return JSONResponse({"name": ENDPOINT, "status": {"hosts": {"host": "127.0.0.1"}}})

    async def control(self, request: Request) -> Response:
        """Tell how it behaves, after changing it."""
        wanted = json.loads(await request.body() or b"{}")
        self.refuses = wanted.get("refuses", self.refuses)
        self.is_away = wanted.get("is_away", self.is_away)
        if "skew_s" in wanted:
            self.skew = timedelta(seconds=wanted["skew_s"])
        if wanted.get("revoke"):
            self._access_tokens.clear()
            await self.renew()  # whoever has the old one cannot log in any more
            self._expires_at = datetime.min.replace(tzinfo=UTC)
        return JSONResponse({"given": self.given, "logins": self.logins})

    async def answer(self, request: Request) -> Response:
        """Anything else."""
        return JSONResponse({"error_code": "NOT_FOUND", "message": "Not here."}, 404)

    # In front of the database -----------------------------------------------------------

    async def front(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection to the database, through TLS."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if await reader.readexactly(8) != SSL_REQUEST:
                writer.close()  # in plain text nobody gets in
                return
            writer.write(b"S")
            await writer.start_tls(self._tls)
            self.logins += 1
            place = urlsplit(self.admin_url).query.removeprefix("host=").replace("%2F", "/")
            near, far = await asyncio.open_unix_connection(f"{place}/.s.PGSQL.5432")
            await asyncio.gather(_pump(reader, far), _pump(near, writer))

    def prepare(self) -> None:
        """Make a certificate for this run."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=1))
            .not_valid_after(datetime.now(UTC) + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([HERE]), critical=False)
            .sign(key, hashes.SHA256())
        )
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "both.pem"
            file.write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
                + self.certificate
            )
            self._tls.load_cert_chain(file)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


def create_app(workspace: Workspace) -> Starlette:
    """Its HTTP side. The port of the database is printed when both sides are open."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        workspace.prepare()
        front = await asyncio.start_server(workspace.front, "127.0.0.1", 0)
        print(json.dumps({"database_port": front.sockets[0].getsockname()[1]}), flush=True)
        yield
        front.close()

    app = Starlette(
        routes=[
            Route("/.well-known/databricks-config", workspace.metadata),
            Route("/oidc/.well-known/oauth-authorization-server", workspace.discovery),
            Route("/oidc/v1/token", workspace.token, methods=["POST"]),
            Route("/api/2.0/postgres/credentials", workspace.credentials, methods=["POST"]),
            Route(f"/api/2.0/postgres/{ENDPOINT}", workspace.endpoint),
            Route("/control", workspace.control, methods=["POST"]),
            Route("/{path:path}", workspace.answer),
        ],
        lifespan=lifespan,
    )

    app.add_middleware(OwnClock, workspace=workspace)
    return app


class OwnClock:
    """Dates every answer by the workspace's own clock; answers nothing while it is away."""

    def __init__(self, app: ASGIApp, workspace: Workspace) -> None:
        self.app, self.workspace = app, workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        while self.workspace.is_away and scope["path"] != "/control":
            await asyncio.sleep(0.1)  # accepted, and not answered

        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self.workspace.now(), usegmt=True)
                MutableHeaders(scope=message)["date"] = date
            await send(message)

        await self.app(scope, receive, send_dated)


def main() -> None:
    """Run until killed; the HTTP port is the last argument."""
    admin_url, role, lives_s, port = sys.argv[1:]
    workspace = Workspace(admin_url, role, float(lives_s))
    uvicorn.run(
        create_app(workspace),
        host="127.0.0.1",
        port=int(port),
        log_level="warning",
        date_header=False,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
