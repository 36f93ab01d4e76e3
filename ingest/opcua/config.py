"""Settings of an OPC UA connection. The JSON schema of the model is the form people fill in."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

DEFAULT_PORT = 4840
_SHA1_DIGITS, _SHA256_DIGITS = 40, 64


class OpcUaConfig(BaseModel):
    """Where the server is, how to speak with it, and how often it is to send."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="OPC UA")

    url: str = Field(
        title="Address",
        description="opc.tcp://host:port/path, as the PLC or gateway shows it. Port 4840 unless "
        "said otherwise. This host and port are kept, whatever names the server answers with.",
        examples=["opc.tcp://192.168.0.10:4840", "opc.tcp://plc7.example.com:4840/UA/Line1"],
    )
    security_policy: Literal[
        "None", "Basic256Sha256", "Aes128Sha256RsaOaep", "Aes256Sha256RsaPss"
    ] = Field(
        "None",
        title="Security policy",
        description="How messages are signed and encrypted. None sends everything, and maybe the "
        "password, in the clear: for a first try only.",
    )
    security_mode: Literal["Sign", "SignAndEncrypt"] = Field(
        "SignAndEncrypt",
        title="Security mode",
        description="Whether messages are signed only, or encrypted too. Means nothing without a "
        "security policy.",
    )
    user_name: str = Field(
        "",
        max_length=200,
        title="User name",
        description="A user of the server; empty: anonymous.",
    )
    password: SecretStr = Field(
        SecretStr(""), title="Password", description="The password of that user."
    )
    server_thumbprint: str = Field(
        "",
        title="Thumbprint of the server's certificate",
        json_schema_extra={"advanced": True},
        description="SHA-1 or SHA-256 of the only certificate to accept; the test shows it. "
        "Empty: any certificate that is valid today.",
        examples=["5B:1F:0C:9A:6D:44:E7:20:11:C3:85:7E:90:AB:2D:36:F8:4C:19:02"],
    )
    publishing_ms: int = Field(
        500,
        ge=50,
        le=60_000,
        title="Publishing interval (ms)",
        description="How often the server sends what it has gathered.",
    )
    sampling_ms: int = Field(
        250,
        ge=0,
        le=60_000,
        title="Sampling interval (ms)",
        description="How often the server looks at each value; 0: as often as it can.",
    )
    queue_size: int = Field(
        20,
        ge=1,
        le=10_000,
        title="Queue per value",
        description="Values the server keeps of each tag until they are sent; beyond them the "
        "oldest is dropped and the next one marked.",
    )
    keep_alive_s: float = Field(
        5.0,
        ge=0.1,
        le=600.0,
        title="Keep-alive (s)",
        description="How often the server shows a sign of life when no value changes. After "
        "three missing ones the connection is lost.",
    )
    session_timeout_s: float = Field(
        300.0,
        ge=10.0,
        le=86_400.0,
        title="Session timeout (s)",
        description="How long the server keeps a session it hears nothing from: the longest stall "
        "without a gap.",
    )
    connect_timeout_s: float = Field(
        5.0,
        ge=0.5,
        le=120.0,
        title="Patience when connecting (s)",
        description="How long each step of connecting may take.",
    )
    clock: Literal["source", "server", "receipt"] = Field(
        "source",
        json_schema_extra={"advanced": True},
        title="Whose clock",
        description="Whose time stamps the samples: the source's, the OPC UA server's, or the "
        "time of receipt, for PLCs whose clock is wrong.",
    )

    @property
    def host(self) -> str:
        """The host people typed."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port people typed, or the usual one."""
        return urlsplit(self.url).port or DEFAULT_PORT

    @property
    def is_secure(self) -> bool:
        """Whether messages are at least signed."""
        return self.security_policy != "None"

    @property
    def security(self) -> str:
        """Policy and mode, for people."""
        if not self.is_secure:
            return "no security"
        return f"{self.security_policy}, {self.security_mode}"

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        return checked_url(url.strip())

    @field_validator("server_thumbprint")
    @classmethod
    def _check_thumbprint(cls, thumbprint: str) -> str:
        digits = re.sub(r"[\s:.-]", "", thumbprint).upper()
        if digits and not (
            re.fullmatch("[0-9A-F]+", digits) and len(digits) in (_SHA1_DIGITS, _SHA256_DIGITS)
        ):
            raise PydanticCustomError(
                "thumbprint", "A thumbprint has 40 (SHA-1) or 64 (SHA-256) hexadecimal digits."
            )
        return digits

    @model_validator(mode="after")
    def _check_together(self) -> OpcUaConfig:
        wrong = []
        if self.password.get_secret_value() and not self.user_name:
            wrong.append(_wrong("user_name", "", "A password needs a user name."))
        if self.server_thumbprint and not self.is_secure:
            wrong.append(
                _wrong(
                    "security_policy",
                    self.security_policy,
                    "Without security nothing proves the server's certificate. Choose a policy, "
                    "or clear the thumbprint.",
                )
            )
        if wrong:
            raise ValidationError.from_exception_data("OPC UA", wrong)
        return self


def checked_url(url: str) -> str:
    """The address with its port. Raises an error of pydantic's where it is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise PydanticCustomError("url", "The port must be a number up to 65535.") from error
    if parts.scheme != "opc.tcp" or not host:
        raise PydanticCustomError(
            "url",
            "An address looks like opc.tcp://host:port/path, for example {example}.",
            {"example": "opc.tcp://192.168.0.10:4840"},
        )
    if "@" in parts.netloc:
        raise PydanticCustomError("url", "Give user name and password in their own fields.")
    netloc = parts.netloc if port else f"{parts.netloc.rstrip(':')}:{DEFAULT_PORT}"
    return parts._replace(netloc=netloc, fragment="").geturl()


def _wrong(field: str, value: str, sentence: str) -> InitErrorDetails:
    return InitErrorDetails(
        type=PydanticCustomError("setting", "{sentence}", {"sentence": sentence}),
        loc=(field,),
        input=value,
    )
