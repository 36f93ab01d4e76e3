"""The frame of the pages that set the floor up: their navigation, and what each of them needs."""

from __future__ import annotations

from starlette.requests import Request

import auth
from web import page
from web.page import Row

# What can be set up, in the order of the navigation. A new page of the group adds its line here.
SECTIONS = {
    "Connections": "/config",
    "Layout": "/config/layout",
    "Shifts": "/config/shifts",
    "Cycles": "/config/cycles",
    "Reasons": "/config/reasons",
    "Maintenance": "/config/maintenance",
    "Import": "/config/import",
    "People": "/config/people",
}
# what a page takes everywhere, besides what the group takes
RIGHTS = {"People": "people.change"}


def context(request: Request, section: str) -> Row:
    """What every page of the group is rendered with; ``section`` is its key in SECTIONS."""
    live, who = page.live_context(request), auth.asking(request)
    time_zone = page.time_zone(None, page.lines(page.live_state(request)))
    return {
        **live,
        "sections": {
            name: address
            for name, address in SECTIONS.items()
            if name not in RIGHTS or who.may_everywhere(RIGHTS[name])
        },
        "section": section,
        "time_zone": time_zone,
        "local_now": live["now"].astimezone(page.zone(time_zone)),
    }
