"""What went wrong, for people: exceptions of sockets and of asyncua as sentences with remedies."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from asyncua import ua

from ingest.contract import LinkLostError, RefusedError
from ingest.opcua import quality
from ingest.opcua.config import OpcUaConfig

Problem = LinkLostError | RefusedError

_CODES = ua.StatusCodes
_UNTRUSTED = {
    _CODES.BadSecurityChecksFailed,
    _CODES.BadCertificateUntrusted,
    _CODES.BadCertificateInvalid,
    _CODES.BadCertificateUriInvalid,
    _CODES.BadCertificateUseNotAllowed,
    _CODES.BadCertificatePolicyCheckFailed,
    _CODES.BadCertificateRevoked,
    _CODES.BadCertificateChainIncomplete,
    _CODES.BadCertificateTimeInvalid,
    _CODES.BadCertificateHostNameInvalid,
}
_USER = {
    _CODES.BadUserAccessDenied,
    _CODES.BadIdentityTokenRejected,
    _CODES.BadIdentityTokenInvalid,
    _CODES.BadUserSignatureInvalid,
}
_POLICY = {_CODES.BadSecurityPolicyRejected, _CODES.BadSecurityModeRejected}
_BUSY = {
    _CODES.BadTooManySessions: "The server has no session left.",
    _CODES.BadTooManySubscriptions: "The server has no subscription left.",
    _CODES.BadMaxConnectionsReached: "The server takes no more connections.",
    _CODES.BadTcpNotEnoughResources: "The server has no resources left.",
    _CODES.BadServerTooBusy: "The server is too busy.",
    _CODES.BadOutOfMemory: "The server has no memory left.",
    _CODES.BadResourceUnavailable: "The server has no resources left.",
}
_STOPPED = {_CODES.BadShutdown, _CODES.BadServerHalted, _CODES.BadServerNotConnected}
_URL = {_CODES.BadTcpEndpointUrlInvalid, _CODES.BadServerUriInvalid}


def told(error: BaseException, config: OpcUaConfig, own_certificate: str = "") -> Problem:
    """The error as one for the supervisor. ``own_certificate`` tells where our own is."""
    if isinstance(error, LinkLostError | RefusedError):
        return error
    if isinstance(error, ua.UaStatusCodeError):
        return _of_code(int(error.code), config, own_certificate)
    if isinstance(error, socket.gaierror):
        return name_unknown(config.host)
    if isinstance(error, ConnectionRefusedError):
        return port_refused(config)
    if isinstance(error, TimeoutError):
        return LinkLostError(
            f"{config.host}:{config.port} did not answer in time.",
            "Is it switched on, is the address right, and does a firewall let us through?",
        )
    if isinstance(error, ConnectionError):
        return LinkLostError("The server closed the connection.", "It is tried again.")
    if isinstance(error, OSError):
        return unreachable(config, error)
    return LinkLostError(
        f"The server's answer was not understood: {error or type(error).__name__}.",
        "Try another OPC UA client; if that one works, report this message.",
    )


@contextlib.contextmanager
def telling(config: OpcUaConfig) -> Iterator[None]:
    """What goes wrong inside is told as a Problem."""
    try:
        yield
    except (ua.UaError, OSError) as error:
        raise told(error, config) from error


def name_unknown(host: str) -> LinkLostError:
    """The name of the host has no address."""
    return LinkLostError(
        f'The name "{host}" is unknown.', "Check its spelling, or use the IP address."
    )


def port_refused(config: OpcUaConfig) -> LinkLostError:
    """The host is there, and nothing listens."""
    return LinkLostError(
        f"{config.host} is there, but nothing listens on port {config.port}.",
        "Check the port, and that the OPC UA server is started (in the PLC: activated).",
    )


def unreachable(config: OpcUaConfig, error: OSError) -> LinkLostError:
    """No way to the host."""
    return LinkLostError(
        f"{config.host}:{config.port} cannot be reached: {error.strerror or error}.",
        "Check the address, the cable and the network between.",
    )


def not_opcua(config: OpcUaConfig, what: str) -> RefusedError:
    """Something else than an OPC UA server answers."""
    return RefusedError(
        f"{what} answers on port {config.port} of {config.host}, not an OPC UA server.",
        hint="Check the port; OPC UA servers usually use 4840.",
        field="url",
        value=config.url,
    )


def _of_code(code: int, config: OpcUaConfig, own_certificate: str) -> Problem:
    name = quality.name(code)
    if code in _UNTRUSTED:
        where = own_certificate or "the file floorcast.der in the folder pki"
        return RefusedError(
            f"The server does not accept our certificate ({name}).",
            hint=f"Trust it at the server: {where}. Some servers list it as rejected: move it.",
            field="security_policy",
        )
    if code in _USER:
        who = f'the user "{config.user_name}"' if config.user_name else "anonymous users"
        return RefusedError(
            f"The server refuses {who} ({name}).",
            hint="Check user name and password, and that the user may use OPC UA.",
            field="user_name",
            value=config.user_name,
        )
    if code in _POLICY:
        return RefusedError(
            f"The server refuses {config.security} ({name}).",
            hint="Choose what it offers; the test shows it.",
            field="security_policy",
            value=config.security_policy,
        )
    if code in _URL:
        return RefusedError(
            f"The server does not know the address {config.url} ({name}).",
            hint="Copy the address with its path from the server's settings.",
            field="url",
            value=config.url,
        )
    if code in _BUSY:
        return LinkLostError(
            f"{_BUSY[code][:-1]} ({name}).",
            "Close other OPC UA clients, or raise the limit in the server's settings.",
        )
    if code in _STOPPED:
        return LinkLostError(f"The server stopped ({name}).", "It is tried again.")
    return LinkLostError(f"The server answered {name}.", "It is tried again.")
