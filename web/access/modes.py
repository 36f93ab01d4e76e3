"""AUTH_MODE: which way of finding out who asks."""

from __future__ import annotations

from settings import Settings
from web.access.databricks import Databricks
from web.access.gate import Mode
from web.access.local import Local
from web.access.password import Password


def mode_of(settings: Settings) -> Mode:
    """The mode that was set. Raises UserError where it cannot work here."""
    match settings.auth_mode:
        case "local":
            return Local()
        case "password":
            return Password()
        case "oidc":
            from web.access.oidc import Oidc  # what it needs takes a moment to load

            return Oidc(settings)
        case "databricks":
            return Databricks(settings)
