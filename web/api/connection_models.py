"""Connections as the API takes and answers them: bodies, answers, and what a field must be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict

from web.api.models import Answer

# printable, and without blanks around
_NAME = r"^[^\x00-\x20\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\x9f])?$"
LARGEST_ID = 2**31 - 1

Name: TypeAlias = Annotated[str, Strict(), Field(max_length=200, pattern=_NAME)]
Protocol: TypeAlias = Annotated[str, Strict(), Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$")]
Ingester: TypeAlias = Annotated[str, Strict(), Field(pattern=r"^\w[\w.-]{0,62}$")]
Secret: TypeAlias = Annotated[str, Strict(), Field(max_length=10_000, pattern=r"^[^\x00]*$")]
Truth: TypeAlias = Annotated[bool, Strict()]
State: TypeAlias = Literal["waiting", "connecting", "connected", "lost", "failed", "disabled"]

CONFIG = "Settings by name, as config_schema of the connector describes them; secrets apart."
SECRETS = (
    "Secrets by name, for example password; env:NAME has the ingester take it from its "
    "environment. Kept, and never told again."
)


class Body(BaseModel):
    """No field that is not described here."""

    model_config = ConfigDict(extra="forbid")


class NewConnection(Body):
    """A connection to make."""

    name: Name = Field(description="Name shown on pages; unique, ignoring case.")
    protocol: Protocol = Field(description="Which connector speaks with it: /api/connectors.")
    config: dict[str, Any] = Field({}, description=CONFIG)
    secrets: dict[str, Secret | None] = Field({}, description=SECRETS)
    is_enabled: Truth = Field(True, description="Whether it is to be connected.")
    ingester: Ingester = Field("main", description="Name of the ingester that is to run it.")


class ChangedConnection(Body):
    """What is to change of a connection; what is left out stays as it is."""

    name: Name | None = Field(None, description="Another name.")
    protocol: Protocol | None = Field(None, description="Another protocol.")
    config: dict[str, Any] | None = Field(None, description=f"{CONFIG} All of them.")
    secrets: dict[str, Secret | None] = Field(
        {}, description="Secrets by name: one that is not given stays, null erases it."
    )
    is_enabled: Truth | None = Field(None, description="Whether it is to be connected.")
    ingester: Ingester | None = Field(None, description="Another ingester.")

    @property
    def is_of_settings(self) -> bool:
        """Whether anything changes that a connector could find wrong."""
        return bool(self.model_fields_set & {"protocol", "config", "secrets", "ingester"})


class Connection(Answer):
    """A connection, its settings without secrets, and how it fares."""

    connection_id: int = Field(description="Its key.")
    connection_name: str = Field(description="Its name.")
    protocol: str = Field(description="Which connector speaks with it.")
    title: str | None = Field(description="Name of the protocol, for people.")
    is_enabled: bool = Field(description="Whether it is to be connected.")
    state: State = Field(description="How it fares.")
    since_at: datetime | None = Field(description="Since when.")
    seen_at: datetime | None = Field(description="When its device was last heard from.")
    last_sample_at: datetime | None = Field(description="Source time of its newest sample.")
    samples_per_s: float = Field(description="Samples a second, lately.")
    samples: int = Field(description="Samples since its ingester started.")
    attempts: int = Field(description="Attempts to connect since it was last connected.")
    problem: str = Field(description="Why it is lost or failed; empty: nothing is wrong.")
    hint: str = Field(description="What to do about it.")
    details: dict[str, Any] = Field(description="What was agreed with the device.")
    tags: int = Field(description="Tags it has.")
    refused_tags: int = Field(description="Of them, those the device refuses.")
    ingester: str = Field(description="Which ingester runs it.")
    ingester_seen_at: datetime | None = Field(description="Its last sign of life; null: never.")
    spool_samples: int | None = Field(description="Samples that wait in its spool.")
    spool_bytes: int | None = Field(description="Bytes that wait in its spool.")
    spool_limit_bytes: int | None = Field(description="Bytes the spool may hold.")
    spool_oldest_at: datetime | None = Field(description="Since when the oldest of them waits.")
    dropped_samples: int | None = Field(description="Samples lost because the spool was full.")
    dead_letters: int | None = Field(description="Samples the database refused.")
    ingester_problem: str | None = Field(description="What troubles the ingester.")
    config: dict[str, Any] = Field(description="Its settings, without secrets.")
    has_secrets: list[str] = Field(description="Names of the secrets that are kept.")
    note: str | None = Field(
        None,
        description="Only where it was saved: what remains to be said, as that nobody checked.",
    )


class Connections(Answer):
    """All connections."""

    connections: list[Connection] = Field(description="Each, by name.")


class Connector(Answer):
    """A protocol."""

    protocol: str = Field(description="Key, as a connection names it.")
    title: str = Field(description="Name for people.")
    description: str = Field(description="What it is for, in one sentence.")
    can_browse: bool = Field(description="Whether addresses can be looked up at the device.")
    config_schema: dict[str, Any] = Field(
        description="JSON Schema of the settings; writeOnly ones are secrets."
    )


class IngesterState(Answer):
    """A program that runs connections."""

    ingester: str = Field(description="Its name.")
    started_at: datetime = Field(description="Since when it runs.")
    seen_at: datetime = Field(description="Its last sign of life.")
    is_alive: bool = Field(description="Whether that is less than ten seconds ago.")
    process: str = Field(description="Host and process number.")
    samples_stored: int = Field(description="Samples stored since it started.")
    samples_per_s: float = Field(description="Samples stored a second, lately.")
    spool_samples: int = Field(description="Samples that wait in its spool file.")
    spool_bytes: int = Field(description="Bytes that wait there.")
    spool_limit_bytes: int = Field(description="Bytes the spool may hold.")
    spool_oldest_at: datetime | None = Field(description="Since when the oldest of them waits.")
    dropped_samples: int = Field(description="Samples lost because the spool was full.")
    dead_letters: int = Field(description="Samples the database refused since it started.")
    problem: str = Field(description="What troubles it; empty: nothing.")


class Connectors(Answer):
    """What connections can be made of."""

    connectors: list[Connector] = Field(description="The protocols.")
    ingesters: list[IngesterState] = Field(description="The programs that speak them.")


class Nothing(Answer):
    """Done; there is nothing to tell."""


class DeadLetter(Answer):
    """A sample that could not be stored."""

    dead_letter_id: int = Field(description="Its key.")
    recorded_at: datetime = Field(description="When it was refused.")
    source: str = Field(description="Which ingester or program wrote it.")
    tag_id: int = Field(description="Its tag.")
    tag_name: str = Field(description="Name of the tag.")
    address: str = Field(description="Address of the tag.")
    at: datetime | None = Field(description="Source time.")
    server_at: datetime | None = Field(description="Server time.")
    value: float | None = Field(description="Raw value.")
    text_value: str | None = Field(description="Raw value where it is text.")
    quality: int | None = Field(description="OPC UA status code.")
    reason: str = Field(description="Why it was refused.")
    hint: str = Field(description="What to do about it.")


class DeadLetters(Answer):
    """Samples of a connection that could not be stored."""

    total: int = Field(description="How many there are.")
    dead_letters: list[DeadLetter] = Field(description="The newest 200 of them.")


class Finding(Answer):
    """A step of a counter, or a minute, that a person should look at."""

    at: datetime = Field(description="Source time of the sample, or the minute.")
    machine: str = Field(description="The machine.")
    tag_id: int | None = Field(description="The tag; null for a contradiction.")
    tag_name: str | None = Field(description="Name of the tag.")
    finding: str = Field(description="jump, reset, rebase or contradiction.")
    previous_value: float | None = Field(description="Raw value before; or pieces of the total.")
    value: float | None = Field(description="Raw value; or pieces of the other counters.")
    counted_pcs: int = Field(description="Pieces that were counted.")
    explanation: str = Field(description="What happened, in a sentence.")
    hint: str = Field(description="What to do about it.")


class Findings(Answer):
    """What to look at in the counters of a connection."""

    findings: list[Finding] = Field(description="The newest 100 of the last 7 days.")


RULES = {
    "name": ("a name", "Give 1 to 200 printable characters, without blanks around."),
    "protocol": ("a protocol", "GET /api/connectors lists them, for example opcua."),
    "config": ("an object of settings", 'Give an object like {"url": "opc.tcp://…"}.'),
    "secrets": ("an object of secrets", 'Give an object like {"password": "…"}.'),
    "is_enabled": ("true or false", "Give true or false."),
    "ingester": (
        "the name of an ingester",
        "Give letters, digits, dots and dashes; usually it is main.",
    ),
    "connection_id": ("a connection", "Give its connection_id, or leave it out."),
    "address": ("an address", "Give one that browsing or searching found; null is the top."),
    "text": ("a text to search for", "Give 1 to 200 characters of a name."),
    "most": ("a number of results", "Give a whole number from 1 to 1,000."),
    "addresses": ("a list of addresses", "Give 1 to 1,000 addresses in a list."),
}
# what they hold is never told again
HIDDEN = frozenset({"secrets"})
