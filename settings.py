"""Every environment variable, once, with its meaning."""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent


class Settings(BaseSettings):
    """What an installation may set. The names are the environment variables, in any case."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    host: str = Field("127.0.0.1", description="Address the server binds to.")
    port: int = Field(
        8000, ge=0, le=65535, description="Port the server binds to; 0 picks a free one."
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
    databricks_app_name: str | None = Field(
        None, description="Set by Databricks where Floorcast runs as an app; not by you."
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
    log_level: str = Field("info", description="debug, info, warning or error.")
    log_format: str = Field("text", description="text for people, json for programs.")

    @property
    def has_embedded_database(self) -> bool:
        """Whether nothing names another database than the one that comes with Floorcast."""
        return not (
            self.database_url
            or self.lakebase_endpoint
            or self.lakebase_instance_name
            or self.databricks_app_name
        )
