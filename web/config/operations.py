"""What programs may ask of the floor itself: rows of the table in web/api/operations.py."""

from __future__ import annotations

from web.api.operation import Operation
from web.config.layout import Layout, LayoutChange
from web.config.reference import FloorChanged, FloorTables

FLOOR = "The floor"
WRITTEN = (400, 403, 404, 409, 413, 415, 503)

OPERATIONS = (
    Operation(
        "/api/layout",
        "Where machines stand",
        "Plants, lines and machines in use, with their places on the map.",
        {200: (Layout,)},
        FLOOR,
    ),
    Operation(
        "/api/layout",
        "Move, resize and rename",
        "All changes are made, or none; every map shows them at once. Refused where somebody else "
        "changed the layout since it was read, and where tiles would cover one another.",
        {200: (Layout,)},
        FLOOR,
        method="put",
        body=(LayoutChange,),
        example={
            "revision": "…",
            "machines": [
                {
                    "machine_id": 7,
                    "short_name": "EN01",
                    "line_id": 2,
                    "map_x": 4,
                    "map_y": 5,
                    "map_width": 4,
                    "map_height": 3,
                }
            ],
        },
        refusals=WRITTEN,
    ),
    Operation(
        "/api/floor",
        "Products, cycles, shifts and reasons",
        "The floor as the tables of a floor file (docs/floor-file.md).",
        {200: (FloorTables,)},
        FLOOR,
    ),
    Operation(
        "/api/floor",
        "Change products, cycles, shifts and reasons",
        "Send the tables back with your changes; they mean what they would mean in a floor file. "
        "Where machines stand is not changed here. Refused where somebody else changed the floor "
        "since it was read.",
        {200: (FloorChanged,)},
        FLOOR,
        method="put",
        body=(FloorTables,),
        example={"revision": "…", "floor": {"plants": []}},
        refusals=WRITTEN,
    ),
)
