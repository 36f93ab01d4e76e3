"""An OpenID provider: where it sends people, what it says of them, and whether that is from it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.integrations.base_client import OAuthError
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from web.api.answers import RefusedError

with warnings.catch_warnings():  # it would rather use a library of another name
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import AsyncOAuth2Client

TIMEOUT_S = 10.0
REMEMBERED_S = 3_600.0
LEEWAY_S = 60
LONGEST_SHOWN = 200
# what only the holder of a private key can have signed
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


class ProviderAwayError(RefusedError):
    """The provider cannot be asked, or gives no sense."""

    def __init__(self, issuer: str, problem: str) -> None:
        super().__init__(
            f"The login service {urlsplit(issuer).hostname} does not answer.",
            hint="Try again in a moment. Whoever is logged in stays so. If it lasts, look at "
            f"OIDC_ISSUER ({problem}).",
            field="OIDC_ISSUER",
            status=503,
        )


class NotBelievedError(RefusedError):
    """What came back is not for us, not for this login, or not from the provider."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            "What the login service sent cannot be believed.",
            hint="Log in again. If it happens again, show this to whoever looks after Floorcast: "
            f"{problem[:LONGEST_SHOWN]}.",
            field="id_token",
            status=403,
        )


class DeniedError(RefusedError):
    """The provider does not let somebody in."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            "The login service did not let you in.",
            hint=f"It says: {problem[:LONGEST_SHOWN]}. Log in again, or ask whoever looks after "
            "the accounts there.",
            field="error",
            status=403,
        )


class Provider:
    """One provider, asked when somebody logs in and never before: while it is away, only that
    fails."""

    def __init__(self, issuer: str, client_id: str, client_secret: str | None, scopes: str) -> None:
        self.issuer = issuer.rstrip("/")
        self.client_id = client_id
        self._client_secret = client_secret
        self._scopes = scopes
        self._document: dict[str, Any] | None = None
        self._keys: KeySet | None = None
        self._read_at = 0.0

    async def login_url(self, redirect_uri: str, state: str, nonce: str, code_verifier: str) -> str:
        """Where somebody logs in, and comes back from to ``redirect_uri``."""
        document = await self._described()
        async with self._client(document) as client:
            url, _ = client.create_authorization_url(
                document["authorization_endpoint"],
                redirect_uri=redirect_uri,
                state=state,
                nonce=nonce,
                code_verifier=code_verifier,
            )
        return str(url)

    async def claims(
        self, code: str, redirect_uri: str, nonce: str, code_verifier: str
    ) -> dict[str, Any]:
        """What the provider says of who came back with a code. Raises RefusedError where it
        cannot be asked, does not say, or it was not the provider."""
        document = await self._described()
        try:
            async with self._client(document) as client:
                token = await client.fetch_token(
                    document["token_endpoint"],
                    code=code,
                    redirect_uri=redirect_uri,
                    code_verifier=code_verifier,
                )
                claims = await self._verified(str(token.get("id_token", "")), nonce)
                if "email" in claims or "userinfo_endpoint" not in document:
                    return claims
                told = (await client.get(document["userinfo_endpoint"])).raise_for_status().json()
        except OAuthError as error:
            raise DeniedError(error.description or error.error or "no reason") from error
        except (httpx.HTTPError, ValueError) as error:
            raise self._away(error) from error
        if told.get("sub") != claims["sub"]:
            raise NotBelievedError("two answers are about different people")
        return {**told, **claims}

    async def _verified(self, id_token: str, nonce: str) -> dict[str, Any]:
        document = await self._described()
        try:
            try:
                claims = _signed(id_token, await self._key_set(document))
            except InvalidKeyIdError:  # it has new keys
                self._keys = None
                claims = _signed(id_token, await self._key_set(document))
            check(claims, str(document["issuer"]), self.client_id, nonce)
        except JoseError as error:
            raise NotBelievedError(str(error)) from error
        return claims

    async def _described(self) -> dict[str, Any]:
        """The provider's description of itself, read once an hour."""
        if self._document is None or monotonic() - self._read_at > REMEMBERED_S:
            try:
                document = await self._read(f"{self.issuer}/.well-known/openid-configuration")
            except ProviderAwayError:
                if self._document is None:
                    raise
                return self._document
            for field in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not isinstance(document.get(field), str):
                    raise self._away(f"its description has no {field}")
            if document["issuer"].rstrip("/") != self.issuer:
                raise self._away(f"it calls itself {document['issuer'][:LONGEST_SHOWN]}")
            self._document, self._keys, self._read_at = document, None, monotonic()
        return self._document

    async def _key_set(self, document: Mapping[str, Any]) -> KeySet:
        if self._keys is None:
            try:
                self._keys = KeySet.import_key_set(await self._read(document["jwks_uri"]))  # type: ignore[arg-type]
            except (KeyError, TypeError, JoseError) as error:
                raise self._away(f"its keys cannot be read: {error}") from error
        return self._keys

    async def _read(self, url: str) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
                content = (await client.get(url)).raise_for_status().json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise self._away(error) from error
        if not isinstance(content, dict):
            raise self._away("it does not describe itself")
        return content

    def _client(self, document: Mapping[str, Any]) -> Any:
        methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        by_header = "client_secret_basic" in methods
        method = "client_secret_basic" if by_header else "client_secret_post"
        return AsyncOAuth2Client(
            self.client_id,
            self._client_secret,
            token_endpoint_auth_method=method if self._client_secret else "none",
            scope=self._scopes,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
        )

    def _away(self, problem: object) -> ProviderAwayError:
        return ProviderAwayError(self.issuer, str(problem) or type(problem).__name__)


def check(claims: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> None:
    """Raise JoseError unless the claims are of that issuer, for us, for this login and fresh."""
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    registry.validate(dict(claims))
    if claims.get("azp", client_id) != client_id:
        raise NotBelievedError("it was made for another client")


def _signed(id_token: str, keys: KeySet) -> dict[str, Any]:
    return jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
