"""Why simulated machines stand and their pieces are rejected: reasons as floor.toml names them."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.machine import DOWN, Choice, Kind, Span

LONG_STOP_S = 600.0  # somebody always says why; and the first pieces after it are no good
LEFT_TO_PEOPLE_S = 300.0  # in the live run: somebody says why, a while later
CHANGEOVER = "changeover"
START_UP = "Start-up scrap"
_UNEXPLAINED = 3  # of 20 shorter stops: nobody has said why yet

# what a machine says when it stands → why it does
STOPS: Mapping[str, str] = {
    "axis 2 following error": "Drive or motor",
    "air supply lost": "Hydraulics or pneumatics",
    "belt motor overload": "Drive or motor",
    "belt torn": "Belt or chain torn",
    "booth fan stopped": "Drive or motor",
    "camera lost": "Sensor or camera",
    CHANGEOVER: "Changeover",
    "collision detected": "Control or software",
    "colour change": "Changeover",
    "conveyor interlock open": "Safety circuit",
    "drive overload": "Drive or motor",
    "ejector stuck": "Hydraulics or pneumatics",
    "emergency stop pressed": "Safety circuit",
    "fault, see controller": "Control or software",
    "filter clogged": "Cleaning",
    "first piece check": "First piece check",
    "granulate too moist": "Material out of tolerance",
    "gripper lost part": "Hydraulics or pneumatics",
    "heater band failed": "Temperature or pressure",
    "hopper empty": "No material",
    "light curtain broken": "Safety circuit",
    "lubrication due": "Preventive maintenance",
    "mould protection tripped": "Part jam",
    "mould worn": "Tool wear",
    "output full": "Downstream full",
    "part jam": "Part jam",
    "part jam at diverter": "Part jam",
    "part jam at gate": "Part jam",
    "part wedged in chute": "Part jam",
    "position feedback missing": "Sensor or camera",
    "power failure": "Control or software",
    "scanner lost": "Sensor or camera",
    "shift change": "Team meeting",
    "spindle bearing noisy": "Bearing or spindle",
    "spray nozzle clogged": "Cleaning",
    "stuck closed": "Hydraulics or pneumatics",
    "tool change": "Tool change",
    "waiting for maintenance": "Bearing or spindle",
    "waiting for material": "No material",
    "waiting for operator": "No operator",
    "waiting for quality": "Waiting for quality",
}
_REJECTS: Mapping[str, Choice[str]] = {
    "Injection Molder": Choice(
        ("Dimension out of tolerance", "Surface defect", "Wrong colour"), (0.5, 0.35, 0.15)
    ),
    "Painter": Choice(("Surface defect", "Wrong colour"), (0.7, 0.3)),
}
_ANY_REJECT = Choice(("Dimension out of tolerance", "Surface defect"), (0.7, 0.3))


def rejects_of(kind: Kind) -> Choice[str]:
    """Why machines of a kind reject pieces, once they run steadily."""
    return _REJECTS.get(kind.name, _ANY_REJECT)


class Reasons:
    """Keys of the reasons a floor has. One that it does not have is null."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        self._ids = {name.lower(): reason_id for name, reason_id in ids.items()}
        self._of_detail = {detail: self.named(name) for detail, name in STOPS.items()}

    def named(self, name: str | None) -> int | None:
        """The reason of that name, ignoring case."""
        return None if name is None else self._ids.get(name.lower())

    def of_stop(self, span: Span) -> int | None:
        """Why a machine stands, as somebody says when it stops; null where it runs."""
        if span.status != DOWN or not _is_explained(span):
            return None
        return self._of_detail.get(span.detail)

    def at_once(self, span: Span) -> int | None:
        """Why a machine stands, as far as it says itself: long stops are for people to explain."""
        is_long = span.leaves_at - span.entered_at > LEFT_TO_PEOPLE_S
        return None if is_long and not span.is_imposed else self.of_stop(span)


def _is_explained(span: Span) -> bool:
    """Whether somebody says why. The instant decides: it is the same whoever looks."""
    is_long = span.leaves_at - span.entered_at > LONG_STOP_S
    return is_long or span.is_imposed or int(span.entered_at * 1000) % 20 >= _UNEXPLAINED
