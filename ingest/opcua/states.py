"""What values of states mean, as the companion specifications number and name them.

Proposals for floor.tag_states; a person confirms them. No reasons are proposed: which ones a
plant books by is its own choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ingest.contract import StateProposal

RUNS, WARNS, STANDS, UNKNOWN = "operational", "warning", "down", "no_data"

# OPC 30050; OPC 30060 numbers the same names in another order: the map belongs to the machine
_PACKML_NAMES: Final = (
    "Clearing", "Stopped", "Starting", "Idle", "Suspended", "Execute", "Stopping", "Aborting",
    "Aborted", "Holding", "Held", "Unholding", "Suspending", "Unsuspending", "Resetting",
    "Completing", "Complete", "Running", "Cleared",
)  # fmt: skip
# names of states, without spaces and in lower case: of PackML, Machinery, MachineTool, and usual
_MEANINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "execute", "executing", "starting", "unholding", "unsuspending", "resetting",
            "completing", "running", "run", "active", "producing", "production", "processing",
            "automatic", "auto", "operating", "operational", "working",
            "läuft", "produktion", "automatik",
        ),
        RUNS,
    ),
    **dict.fromkeys(
        (
            "suspended", "suspending", "held", "holding", "starved", "blocked", "waiting",
            "warning", "warten",
        ),
        WARNS,
    ),
    **dict.fromkeys(
        (
            "idle", "complete", "clearing", "stopped", "stopping", "aborting", "aborted", "cleared",
            "notexecuting", "outofservice", "interrupted", "reset", "ended", "initializing",
            "stop", "off", "down", "fault", "faulted", "error", "alarm", "estop", "emergencystop",
            "manual", "setup", "service", "maintenance", "ready", "standby", "inactive",
            "stopp", "aus", "störung", "bereit", "rüsten", "wartung",
        ),
        STANDS,
    ),
    **dict.fromkeys(("notavailable", "unknown", "offline", "none", "undefined"), UNKNOWN),
}  # fmt: skip
_MACHINERY_NAMES: Final = ("NotAvailable", "OutOfService", "NotExecuting", "Executing")
_CHANNEL_NAMES: Final = ("Active", "Interrupted", "Reset")


def named(labels: Mapping[str, str]) -> tuple[StateProposal, ...]:
    """Proposals for values with these names; one whose name is not known is left open."""
    return tuple(
        StateProposal(raw_value, label, meaning(label)) for raw_value, label in labels.items()
    )


def meaning(label: str) -> str | None:
    """What a name of a state means for the machine; None: it is not known."""
    return _MEANINGS.get(re.sub(r"[\W_]", "", label).casefold())


def known_share(labels: Mapping[str, str]) -> float:
    """How much of the names are known: whether these are states of a machine at all."""
    return sum(meaning(each) is not None for each in labels.values()) / max(1, len(labels))


PACKML = named({str(number): name for number, name in enumerate(_PACKML_NAMES, 1)})
PACKML_TEXT = named({name: name for name in _PACKML_NAMES})
MACHINERY = named({str(number): name for number, name in enumerate(_MACHINERY_NAMES)})
MACHINERY_TEXT = named({name: name for name in _MACHINERY_NAMES})
CHANNEL = named({str(number): name for number, name in enumerate(_CHANNEL_NAMES)})
TRUTH = named({"1": "Running", "0": "Stopped"})
