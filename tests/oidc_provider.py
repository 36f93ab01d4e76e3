"""A small OpenID provider, in a process of its own: it lets in whoever login_hint names, and
misbehaves on demand.

POST /misbehave {"how": "…"} says how from then on; "" is well-behaved again.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "floorcast", "a secret of the client"
ROOT = Path(__file__).parents[1]
PEOPLE = {"ana": "Ana", "ben": "Ben <script>alert(1)</script>", "eve": "Eve"}


@dataclass
class Provider:
    """What it knows. ``person``: who is logged in there at the moment."""

    issuer: str
    person: str = "ana"
    how: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Its pages."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.description),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/userinfo", self.userinfo),
                Route("/misbehave", self.misbehave, methods=["POST"]),
            ]
        )

    async def misbehave(self, request: Request) -> Response:
        """Be told what to do wrong, and who is logged in."""
        wanted = await request.json()
        self.how, self.person = wanted["how"], wanted["person"]
        if self.how == "new keys":
            self.key = RSAKey.generate_key(2048, {"kid": "second"})
        return JSONResponse({})

    async def description(self, _request: Request) -> Response:
        """What it can do, and where."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
            }
        )

    async def keys(self, _request: Request) -> Response:
        """Its public key."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Let in whoever is logged in here, without asking."""
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        back = {"state": asked["state"]}
        if self.how == "error":
            back |= {"error": "access_denied", "error_description": "<b>not today</b>"}
        else:
            code = f"code-{len(self.codes)}"
            self.codes[code] = asked
            back |= {"code": code}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 303)

    async def token(self, request: Request) -> Response:
        """An identity token for a code, for the client that began."""
        form = {name: one[0] for name, one in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        secret = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if self.how == "broken":
            return Response("Internal error", 500)
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {secret}"
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        signing = RSAKey.generate_key(2048, {"kid": "first"}) if self.how == "key" else self.key
        header = {"alg": "RS256", "kid": signing.kid}
        return JSONResponse(
            {
                "access_token": "access",
                "token_type": "Bearer",
                "id_token": jwt.encode(header, self._claims(asked), signing),
            }
        )

    async def userinfo(self, request: Request) -> Response:
        """What it knows beside the identity token."""
        assert request.headers["authorization"] == "Bearer access"
        sub = "somebody else" if self.how == "other userinfo" else self.person
        return JSONResponse({"sub": sub, "email": f"{self.person}@plant.test"})

    def _claims(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.person,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": f"{self.person}@plant.test",
            "email_verified": True,
            "name": PEOPLE.get(self.person, ""),
        }
        wrong: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "of another login"},
            "audience": {"aud": "somebody else"},
            "other client": {"aud": [CLIENT_ID, "other"], "azp": "other"},
            "issuer": {"iss": "http://127.0.0.1:1"},
            "expired": {"iat": now - 900, "exp": now - 61 - 5},
            "just expired": {"exp": now - 30},
            "unverified": {"email_verified": False},
            "no email": {"email": None},
            "name": {"name": ""},
        }
        claims |= wrong.get(self.how, {})
        if self.how in ("userinfo", "other userinfo"):
            del claims["email"]
        return claims


@dataclass
class RunningProvider:
    """A provider, and how to speak with it."""

    process: subprocess.Popen[str]
    issuer: str

    async def misbehave(self, how: str = "", person: str = "ana") -> None:
        """Have it do something wrong from now on, and let in that person."""
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                f"{self.issuer}/misbehave", json={"how": how, "person": person}
            )
            answer.raise_for_status()

    def environment(self) -> dict[str, str]:
        """What a server has to be told to use it."""
        return {
            "AUTH_MODE": "oidc",
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        }


@contextlib.asynccontextmanager
async def running_provider(port: int) -> AsyncIterator[RunningProvider]:
    """Start the provider, wait until it answers, stop it in the end."""
    command = [sys.executable, "-m", "tests.oidc_provider", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        issuer = json.loads(process.stdout.readline())["issuer"]
        provider = RunningProvider(process, issuer)
        async with httpx.AsyncClient() as client:
            while True:
                assert process.poll() is None, "the provider has ended"
                with contextlib.suppress(httpx.TransportError):
                    await client.get(f"{issuer}/keys")
                    break
                await asyncio.sleep(0.05)
        yield provider
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def serve(port: int) -> None:
    """Run it on that port."""
    issuer = f"http://127.0.0.1:{port}"
    print(json.dumps({"issuer": issuer}), flush=True)
    assert urlsplit(issuer).port == port
    uvicorn.run(Provider(issuer).app(), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
