"""Who is answered what, route by route and role by role: written out by hand.

A row is a method, a path, the expected answers, and a body. The columns are Nobody, Viewer,
Operator, Maintenance, Supervisor and Engineer, whose roles hold everywhere; then an engineer of
the line Engine, and a supervisor of the line Exterior. All the machines, orders and so on that
are named stand on Engine.

y  answered           n  403: it takes a right they do not have
-  404, as if there were no such thing: it stands where they see nothing
"""

from __future__ import annotations

from typing import Any, NamedTuple

STOP = {"machine": "M1", "started_at": "{stop}"}
DRAFT = {"protocol": "x", "config": {}}


class Row(NamedTuple):
    """One request, and who may ask it."""

    method: str
    path: str
    expected: str
    body: Any = None

    @property
    def name(self) -> str:
        """As pytest calls it."""
        return f"{self.method} {self.path}"


#                                                               NVOMSE IE
ROWS = [
    # pages
    Row("GET", "/", "nyyyyy yy"),
    Row("GET", "/andon", "nyyyyy yy"),
    Row("GET", "/machines/M1", "nyyyyy y-"),
    Row("GET", "/machines/M1/label", "nyyyyy y-"),
    Row("GET", "/machines/M1/label.svg", "nyyyyy y-"),
    Row("GET", "/dashboard", "nyyyyy yy"),
    Row("GET", "/oee", "nyyyyy yy"),
    Row("GET", "/oee/why", "nyyyyy yy"),
    Row("GET", "/oee/machines.csv", "nyyyyy yy"),
    Row("GET", "/stops", "nyyyyy yy"),
    Row("GET", "/audit", "nnnnyy yy"),
    Row("GET", "/account", "yyyyyy yy"),
    Row("GET", "/work-orders", "nyyyyy yy"),
    Row("GET", "/work-orders/new", "nnyyyy yy"),
    Row("GET", "/work-orders/figures", "nyyyyy yy"),
    Row("GET", "/work-orders/{order}", "nyyyyy yy"),  # a frame: its script asks the API
    Row("GET", "/my-work", "nyyyyy yy"),
    Row("GET", "/api", "nyyyyy yy"),
    # set up
    Row("GET", "/config", "nnnyyy yy"),
    Row("GET", "/config/connections", "nnnyyy yy"),
    Row("GET", "/config/connections/new", "nnnnny nn"),
    Row("GET", "/config/connections/{connection}", "nnnyyy yy"),
    Row("GET", "/config/layout", "nnnyyy yy"),
    Row("GET", "/config/floor.toml", "nnnyyy yy"),
    Row("GET", "/config/shifts", "nnnyyy yy"),
    Row("GET", "/config/cycles", "nnnyyy yy"),
    Row("GET", "/config/reasons", "nnnyyy yy"),
    Row("GET", "/config/import", "nnnnny yn"),
    Row("GET", "/config/maintenance", "nnnnyy yy"),
    Row("GET", "/config/people", "nnnnny nn"),
    Row("GET", "/api/layout", "nnnyyy yy"),
    Row("PUT", "/api/layout", "nnnnny yn", {"revision": "x"}),
    Row("GET", "/api/floor", "nnnyyy yy"),
    Row("PUT", "/api/floor", "nnnnny nn", {"revision": "x", "floor": {}}),
    Row("POST", "/api/imports", "nnnnny yn", b"machine,time,status\n"),
    Row("POST", "/api/imports/{import}/preview", "nnnnn- -n", {}),  # nothing was uploaded
    Row("POST", "/api/imports/{import}/run", "nnnnn- -n", {}),
    Row("GET", "/api/imports/{import}/rejects", "nnnnn- -n"),
    # connections
    Row("GET", "/api/connectors", "nnnyyy yy"),
    Row("GET", "/api/connections", "nnnyyy yy"),
    Row("POST", "/api/connections", "nnnnny nn", {"name": "{new}", "protocol": "x"}),
    Row("GET", "/api/connections/{connection}", "nnnyyy yy"),
    Row("PUT", "/api/connections/{connection}", "nnnnny nn", {"is_enabled": False}),
    Row("DELETE", "/api/connections/{connection}", "nnnnny nn"),
    Row("POST", "/api/connections/{connection}/reload", "nnnnny nn"),
    Row("GET", "/api/connections/{connection}/dead-letters", "nnnyyy yy"),
    Row("GET", "/api/connections/{connection}/findings", "nnnyyy yy"),
    Row("GET", "/api/connections/{connection}/tags", "nnnyyy yy"),
    Row("POST", "/api/connections/{connection}/tags", "nnnnny yn", {"tags": []}),
    Row("PUT", "/api/connections/{connection}/tags", "nnnnny yn", {"tags": []}),
    Row("POST", "/api/connections/check", "nnnnny nn", DRAFT),
    Row("POST", "/api/connections/test", "nnnnny nn", DRAFT),
    Row("POST", "/api/connections/browse", "nnnnny nn", DRAFT),
    Row("POST", "/api/connections/search", "nnnnny nn", {**DRAFT, "text": "a"}),
    Row("POST", "/api/connections/discover", "nnnnny nn", DRAFT),
    Row("POST", "/api/connections/read", "nnnnny nn", {**DRAFT, "addresses": ["a"]}),
    Row("POST", "/api/connections/{connection}/check", "nnnnny nn"),
    Row("POST", "/api/connections/{connection}/test", "nnnnny nn"),
    Row("POST", "/api/connections/{connection}/browse", "nnnnny nn"),
    Row("POST", "/api/connections/{connection}/search", "nnnnny nn", {"text": "a"}),
    Row("POST", "/api/connections/{connection}/discover", "nnnnny nn"),
    Row("POST", "/api/connections/{connection}/read", "nnnnny nn", {"addresses": ["a"]}),
    # what is live, and figures
    Row("GET", "/api/snapshot", "nyyyyy yy"),
    Row("GET", "/api/snapshot?topics=connections", "nnnyyy yy"),
    Row("GET", "/api/changes?wait=0&cursor={cursor}", "nyyyyy yy"),
    Row("GET", "/api/machines/live", "nyyyyy yy"),
    Row("GET", "/api/websocket/status", "nyyyyy yy"),
    Row("GET", "/api/kpis", "nyyyyy yy"),
    Row("GET", "/api/machines", "nyyyyy yy"),
    Row("GET", "/api/production", "nyyyyy yy"),
    Row("GET", "/api/tags/{tag}/trend", "nyyyyy y-"),
    Row("GET", "/metrics", "nyyyyy yy"),
    Row("GET", "/api/openapi.json", "nyyyyy yy"),
    Row("GET", "/health", "yyyyyy yy"),
    Row("GET", "/ready", "yyyyyy yy"),
    # counts and stops
    Row("POST", "/api/production", "nnynyy y-", {"machine": "M1", "total_pcs": 1}),
    Row("GET", "/api/stops", "nyyyyy yy"),
    Row("POST", "/api/stops/reason", "nnyyyy y-", {**STOP, "reason": "Jam"}),
    Row("POST", "/api/stops/split", "nnyyyy y-", {**STOP, "at": "{stop}", "reason": "Jam"}),
    Row("POST", "/api/stops/merge", "nnyyyy y-", {**STOP, "other_started_at": "{stop}"}),
    Row("POST", "/api/stops/retime", "nnyyyy y-", {**STOP, "new_ended_at": "{stop}"}),
    Row("GET", "/api/reasons", "nyyyyy yy"),
    # work orders
    Row("GET", "/api/work-orders", "nyyyyy yy"),
    Row("GET", "/api/work-orders/figures", "nyyyyy yy"),
    Row("POST", "/api/work-orders", "nnyyyy y-", {"machine": "M1", "title": "Leak"}),
    Row("GET", "/api/work-orders/{order}", "nyyyyy y-"),
    Row("PATCH", "/api/work-orders/{order}", "nnnnyy y-", {"version": 1, "title": "Oil leak"}),
    Row("POST", "/api/work-orders/{order}/take", "nnnyyy y-", {"start": True}),
    Row("POST", "/api/work-orders/{order}/steps", "nnnnyy y-", {"to": "cancelled", "note": "No"}),
    Row("POST", "/api/work-orders/{order}/comments", "nnyyyy y-", {"body": "Seen"}),
    Row("POST", "/api/work-orders/{order}/photos", "nnyyyy y-", "photo"),
    Row("GET", "/api/work-orders/{order}/photos/{photo}", "nyyyyy y-"),
    Row("DELETE", "/api/work-orders/{order}/photos/{photo}", "nnnnyy y-"),  # of somebody else
    Row("POST", "/api/work-orders/{order}/tasks", "nnnyyy y-", {"title": "Clean"}),
    Row("PATCH", "/api/work-orders/{order}/tasks/{task}", "nnnyyy y-", {"is_done": True}),
    Row("DELETE", "/api/work-orders/{order}/tasks/{task}", "nnnyyy y-"),
    Row("POST", "/api/work-orders/{order}/parts", "nnnyyy y-",
        {"part_id": "{part}", "quantity": 1}),
    Row("POST", "/api/work-orders/{order}/labour", "nnnyyy y-", {}),
    Row("POST", "/api/work-orders/{order}/labour/stop", "nnnyyy y-", {}),
    Row("GET", "/api/parts", "nyyyyy yy"),
    Row("POST", "/api/parts", "nnnnyy yy", {"part_number": "{new}", "part_name": "Belt"}),
    Row("PATCH", "/api/parts/{part}", "nnnnyy yy", {"part_name": "Belt 2"}),
    Row("POST", "/api/parts/{part}/moves", "nnnyyy yy", {"quantity": 3}),
    Row("GET", "/api/employees", "nyyyyy yy"),
    Row("POST", "/api/employees", "nnnnny nn", {"employee_name": "{new}"}),
    Row("PATCH", "/api/employees/{employee}", "nnnnny nn", {"trade": "Fitter"}),
    Row("GET", "/api/work-order-rules", "nyyyyy yy"),
    Row("POST", "/api/work-order-rules", "nnnnyy y-",
        {"rule_name": "{new}", "line": "Engine", "title": "Down"}),
    Row("POST", "/api/work-order-rules", "nnnnyy nn", {"rule_name": "{new}", "title": "Down"}),
    Row("PATCH", "/api/work-order-rules/{rule}", "nnnnyy y-", {"title": "Down now"}),
    Row("DELETE", "/api/work-order-rules/{rule}", "nnnnyy y-"),
    Row("GET", "/api/maintenance-plans", "nyyyyy yy"),
    Row("POST", "/api/maintenance-plans", "nnnnyy y-",
        {"plan_name": "{new}", "machine": "M1", "every_days": 7, "title": "Grease"}),
    Row("PATCH", "/api/maintenance-plans/{plan}", "nnnnyy y-", {"title": "Grease it"}),
    Row("DELETE", "/api/maintenance-plans/{plan}", "nnnnyy y-"),
    # people and the audit
    Row("GET", "/api/people", "nnnnny nn"),
    Row("POST", "/api/people", "nnnnny nn", {"email": "{new}@plant.test", "name": "New"}),
    Row("GET", "/api/people/{person}", "nnnnny nn"),
    Row("PATCH", "/api/people/{person}", "nnnnny nn", {"name": "Newer"}),
    Row("GET", "/api/audit", "nnnnyy yy"),
    Row("GET", "/api/account", "yyyyyy yy"),
    Row("POST", "/api/account/password", "yyyyyy yy", {}),
    Row("DELETE", "/api/account/sessions", "yyyyyy yy"),
    Row("DELETE", "/api/account/sessions/{session}", "------ --"),  # somebody else's
    Row("GET", "/api/tokens", "yyyyyy yy"),
    Row("POST", "/api/tokens", "yyyyyy yy", {"name": "{new}"}),
    Row("DELETE", "/api/tokens/{token}", "------ --"),  # somebody else's
]  # fmt: skip
