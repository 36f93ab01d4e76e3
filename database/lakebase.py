"""Credentials of Lakebase, the PostgreSQL of Databricks: tokens that live for an hour.

Autoscaling projects (LAKEBASE_ENDPOINT) and Provisioned instances (LAKEBASE_INSTANCE_NAME) have
an API each. The workspace is spoken to by the SDK, with what Databricks put into the
environment of the app (DATABRICKS_HOST, DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET).
"""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.error import HTTPError

from database.credentials import Credential, CredentialsError

if TYPE_CHECKING:
    from databricks.sdk import WorkspaceClient

WORKSPACE = "the Databricks workspace"
HTTP_TIMEOUT_S = 5
RETRY_TIMEOUT_S = 8
# what the token endpoint answers to a principal it does not let in (RFC 6749, section 5.2)
OAUTH_REFUSALS = ("invalid_client", "unauthorized_client", "access_denied")
Found = TypeVar("Found")


def connect_workspace() -> WorkspaceClient:
    """A client of the workspace the environment names. Imported here: only Lakebase needs it."""
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.core import Config

    config = Config(
        http_timeout_seconds=HTTP_TIMEOUT_S,
        retry_timeout_seconds=RETRY_TIMEOUT_S,
        disable_async_token_refresh=True,
    )
    return WorkspaceClient(config=config)


class Workspace:
    """The workspace, and what it means when it says no."""

    def __init__(self, connect: Callable[[], WorkspaceClient] = connect_workspace) -> None:
        self._connect = connect
        self._client: WorkspaceClient | None = None

    def ask(self, question: Callable[[WorkspaceClient], Found]) -> Found:
        """Ask it something. Raises CredentialsError, saying why in a sentence."""
        from databricks.sdk import errors

        try:
            if self._client is None:
                self._client = self._connect()
            return question(self._client)
        except (errors.Unauthenticated, errors.PermissionDenied) as error:
            self._client = None  # its token may be what is refused
            raise CredentialsError(_refused(error)) from error
        except errors.NotFound as error:
            raise CredentialsError(
                f"{_capital(WORKSPACE)} does not know the database ({_first_line(error)}): check "
                "LAKEBASE_ENDPOINT or LAKEBASE_INSTANCE_NAME."
            ) from error
        except CredentialsError:
            raise
        except Exception as error:  # the SDK raises ValueError, its own and those of requests
            self._client = None
            is_refused = any(code in str(error) for code in OAUTH_REFUSALS)
            told = _refused(error) if is_refused else _unanswered(error)
            raise CredentialsError(told) from error

    def clock(self) -> datetime | None:
        """Its time, to the second; None where it does not say."""
        host = self.ask(lambda client: client.config.host)
        request = urllib.request.Request(host, method="HEAD")  # noqa: S310 (the workspace's URL)
        try:
            with urllib.request.urlopen(request, timeout=HTTP_TIMEOUT_S) as answer:  # noqa: S310
                date = answer.headers.get("date")
        except HTTPError as error:
            date = error.headers.get("date")
        except OSError:
            return None
        return parsedate_to_datetime(date).astimezone(UTC) if date else None


class Autoscaling:
    """Credentials of an endpoint, ``projects/…/branches/…/endpoints/…``."""

    name = WORKSPACE

    def __init__(self, endpoint: str, workspace: Workspace | None = None) -> None:
        self._endpoint = endpoint
        self._workspace = workspace or Workspace()

    def fetch(self) -> Credential:
        """A new token for the endpoint. Blocks. Raises CredentialsError."""
        given = self._workspace.ask(
            lambda client: client.postgres.generate_database_credential(endpoint=self._endpoint)
        )
        if given.token is None or given.expire_time is None:
            raise CredentialsError(f"{_capital(WORKSPACE)} gave no token.")
        return Credential(given.token, given.expire_time.ToDatetime(UTC), self._workspace.clock())

    def host(self) -> str:
        """Where the endpoint can be reached. Blocks. Raises CredentialsError."""
        endpoint = self._workspace.ask(
            lambda client: client.postgres.get_endpoint(name=self._endpoint)
        )
        hosts = endpoint.status.hosts if endpoint.status else None
        if hosts is None or not hosts.host:
            raise CredentialsError(f"The endpoint {self._endpoint} has no address yet.")
        return hosts.host


class Provisioned:
    """Credentials of an instance, by its name."""

    name = WORKSPACE

    def __init__(self, instance: str, workspace: Workspace | None = None) -> None:
        self._instance = instance
        self._workspace = workspace or Workspace()

    def fetch(self) -> Credential:
        """A new token for the instance. Blocks. Raises CredentialsError."""
        given = self._workspace.ask(
            lambda client: client.database.generate_database_credential(
                instance_names=[self._instance]
            )
        )
        if given.token is None or given.expiration_time is None:
            raise CredentialsError(f"{_capital(WORKSPACE)} gave no token.")
        expires_at = datetime.fromisoformat(given.expiration_time)
        return Credential(given.token, expires_at.astimezone(UTC), self._workspace.clock())

    def host(self) -> str:
        """Where the instance can be reached. Blocks. Raises CredentialsError."""
        instance = self._workspace.ask(
            lambda client: client.database.get_database_instance(name=self._instance)
        )
        if not instance.read_write_dns:
            raise CredentialsError(f"The instance {self._instance} has no address yet.")
        return instance.read_write_dns


def _refused(error: Exception) -> str:
    return (
        f"{_capital(WORKSPACE)} refuses this app ({_first_line(error)}): give its service "
        "principal CAN_CONNECT_AND_CREATE on the database, or a new secret."
    )


def _unanswered(error: Exception) -> str:
    return (
        f"{_capital(WORKSPACE)} cannot be asked for a credential ({_first_line(error)}): it is "
        "tried again; check DATABRICKS_HOST and the network."
    )


def _first_line(error: Exception) -> str:
    text = f"{type(error).__name__}: {error}".partition("\n")[0].rstrip(" .")
    return text[:200]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
