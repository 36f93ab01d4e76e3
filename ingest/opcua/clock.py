"""How far a server's clock is from ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from asyncua import ua

from ingest.opcua.services import Services

TOO_FAR = timedelta(seconds=60)
HINT = "Set the server's clock (NTP), or choose the time of receipt under whose clock."


async def server_time(services: Services) -> tuple[datetime, timedelta] | None:
    """The server's time, and how far it is ahead of ours; None: it does not tell."""
    asked_at = datetime.now(UTC)
    (data,) = await services.read([ua.NodeId(ua.ObjectIds.Server_ServerStatus_CurrentTime)])
    answered_at = datetime.now(UTC)
    told = data.Value.Value if data.Value is not None else None
    if not isinstance(told, datetime):
        return None
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return told, told - (asked_at + (answered_at - asked_at) / 2)


def described(ahead: timedelta) -> str:
    """The difference, for people."""
    seconds = abs(ahead.total_seconds())
    if seconds < 1:  # many servers let it tick once a second
        return "less than a second from ours"
    size = f"{seconds:.1f} s" if seconds < 120 else f"{timedelta(seconds=round(seconds))} h"
    return f"{size} {'ahead of' if ahead > timedelta() else 'behind'} ours"
