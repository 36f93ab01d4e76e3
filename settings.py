"""Every environment variable, once, with its meaning."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent

AuthMode: TypeAlias = Literal["local", "password", "oidc", "databricks"]
Role: TypeAlias = Literal["viewer", "operator", "maintenance", "supervisor", "engineer"]


class Settings(BaseSettings):
    """What an installation may set. The names are the environment variables, in any case."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    host: str = Field("127.0.0.1", description="Address the server binds to.")
    port: int = Field(
        8000, ge=0, le=65535, description="Port the server binds to; 0 picks a free one."
    )
    databricks_app_name: str | None = Field(
        None, description="Name of the Databricks App this runs as; the platform sets it."
    )
    auth_mode: AuthMode = Field(
        None,
        validate_default=True,
        description="How people prove who they are: local (whoever sits here, 127.0.0.1 only), "
        "password, oidc or databricks. Without it databricks in a Databricks App, else local.",
    )
    allowed_hosts: str | None = Field(
        None,
        description="Names this server answers under, with commas between. Without it any name, "
        "but with AUTH_MODE=local those of this machine alone.",
    )
    trusted_proxy: str | None = Field(
        None,
        description="Addresses of the proxy in front, with commas between: what it says of "
        "scheme, host and client (X-Forwarded-…) is believed, and nobody else's word.",
    )
    session_idle_hours: float = Field(
        12, gt=0, description="Hours after which a login that nobody used ends."
    )
    session_days: float = Field(7, gt=0, description="Days after which every login ends.")
    databricks_default_role: Role = Field(
        "viewer", description="Role of whoever comes through Databricks for the first time."
    )
    oidc_issuer: str | None = Field(
        None, description="Address of the OpenID provider (AUTH_MODE=oidc), as it writes it itself."
    )
    oidc_client_id: str | None = Field(
        None, description="What the provider calls this installation."
    )
    oidc_client_secret: SecretStr | None = Field(
        None, description="Secret of the client; without it PKCE alone proves who asks."
    )
    oidc_scopes: str = Field(
        "openid email profile", description="What is asked of the provider, with blanks between."
    )
    oidc_default_role: Role | Literal["none"] = Field(
        "viewer", description="Role of whoever logs in for the first time; none lets nobody in."
    )
    floorcast_data: Path = Field(
        ROOT / ".data", description="Folder of the embedded database, its log and the lock file."
    )
    database_url: SecretStr | None = Field(
        None,
        description="postgresql:// URL of your own database; without it the embedded one is used.",
    )
    lakebase_endpoint: str | None = Field(
        None,
        description="Lakebase Autoscaling: the endpoint, projects/…/branches/…/endpoints/….",
    )
    lakebase_instance_name: str | None = Field(
        None, description="Lakebase Provisioned: name of the instance."
    )
    lakebase_database_name: str = Field(
        "databricks_postgres",
        validation_alias=AliasChoices("LAKEBASE_DATABASE_NAME", "PGDATABASE"),
        description="Lakebase: name of the database; PGDATABASE says the same.",
    )
    lakebase_host: str | None = Field(
        None,
        validation_alias=AliasChoices("LAKEBASE_HOST", "PGHOST"),
        description="Lakebase: its direct address; asked of the workspace where it is not set.",
    )
    lakebase_user: str | None = Field(
        None,
        validation_alias=AliasChoices("LAKEBASE_USER", "PGUSER", "DATABRICKS_CLIENT_ID"),
        description="Lakebase: the role to log in as; on Databricks the app's service principal.",
    )
    databricks_database_port: int = Field(
        5432,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("DATABRICKS_DATABASE_PORT", "PGPORT"),
        description="Lakebase: port of the database.",
    )
    databricks_app_port: int | None = Field(
        None, description="Set by Databricks: the port an app must bind to, on all addresses."
    )
    ingester_role: str | None = Field(
        None,
        description="Role of the database an ingester elsewhere logs in as: `migrate` gives it "
        "the rights to store samples, and no others.",
    )
    databricks_host: str | None = Field(
        None, description="Set by Databricks: address of the workspace."
    )
    databricks_workspace_id: str | None = Field(
        None, description="Set by Databricks: number of the workspace."
    )
    dashboard_id: str | None = Field(
        None, description="Databricks: the dashboard that /dashboard shows, by its id."
    )
    dashboard_embed_url: str | None = Field(
        None, description="The dashboard that /dashboard shows, by its https address."
    )
    floor_file: Path = Field(
        ROOT / "floor.toml", description="The file that lists plants, lines and machines."
    )
    enable_simulator: bool = Field(True, description="Whether `up` starts the simulator.")
    simulator_interval: float = Field(
        4.0, gt=0, description="Seconds between rounds of the simulator."
    )
    enable_ingester: bool = Field(True, description="Whether `up` starts the ingester.")
    ingest_spool_mb: int = Field(
        1024, ge=1, description="Megabytes of values an ingester keeps while the database is away."
    )
    db_pool_size: int = Field(5, ge=1, description="Connections the pages may share.")
    db_pool_timeout: float = Field(5.0, gt=0, description="Seconds a page waits for a connection.")
    db_command_timeout: float = Field(10.0, gt=0, description="Seconds one statement may take.")
    relay_poll_seconds: float = Field(
        0.5, gt=0, description="How often the relay looks for changes that nobody announced."
    )
    oee_refresh_seconds: float = Field(
        2.0, gt=0, description="How often the sums of OEE are brought up to date."
    )
    public_url: str | None = Field(
        None,
        description="Address under which phones reach the pages, for the labels of machines; "
        "without it the address of whoever prints them.",
    )
    photo_folder: Path | None = Field(
        None,
        description="Folder for the pictures of work orders; without it they are in the database.",
    )
    log_level: str = Field("info", description="debug, info, warning or error.")
    log_format: str = Field("text", description="text for people, json for programs.")

    @model_validator(mode="before")
    @classmethod
    def _as_an_app(cls, said: dict[str, Any]) -> dict[str, Any]:
        """A Databricks App is reached through its platform, at the port that says."""
        if said.get("databricks_app_name"):
            said.setdefault("host", "0.0.0.0")  # noqa: S104 (the platform's proxy stands before it)
            if said.get("databricks_app_port"):
                said.setdefault("port", said["databricks_app_port"])
        return said

    @field_validator("auth_mode", mode="before")
    @classmethod
    def _by_platform(cls, value: object, info: ValidationInfo) -> object:
        return value or ("databricks" if info.data.get("databricks_app_name") else "local")

    @field_validator("trusted_proxy")
    @classmethod
    def _addresses(cls, value: str | None) -> str | None:
        for address in listed(value):
            ip_network(address)
        return value

    @property
    def has_embedded_database(self) -> bool:
        """Whether nothing names another database than the one that comes with Floorcast."""
        return not (
            self.database_url
            or self.lakebase_endpoint
            or self.lakebase_instance_name
            or self.databricks_app_name
        )


def listed(text: str | None) -> list[str]:
    """The parts of a setting that has several, with commas between."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]
