"""What programs may ask: one row per method and path. openapi.py writes the document from it."""

from __future__ import annotations

from realtime.frames import DEFAULT_TOPICS, TOPICS
from web.access import operations as access_operations
from web.api import connection_operations, models
from web.api.counts import Count, Counts
from web.api.operation import Operation, Parameter
from web.api.params import DEFAULT_DAYS, FORMATS, MOST_DAYS
from web.api.submissions import HEADER, LONGEST_KEY
from web.api.trend import DEFAULT_PIXELS, MOST_PIXELS
from web.audit import operations as audit_operations
from web.config import import_operations
from web.config import operations as floor_operations
from web.feed import DEFAULT_WAIT_S, LONGEST_WAIT_S
from web.stops import operations as stops_operations
from web.work import operations as work_operations
from web.work import upkeep_operations

TEXT = {"type": "string"}
DAYS = Parameter(
    "days",
    "Business dates, today included, each plant in its own time zone.",
    {"type": "integer", "minimum": 1, "maximum": MOST_DAYS, "default": DEFAULT_DAYS},
)
LINE = Parameter("line", "One line alone, in any case.", TEXT)
MACHINE = Parameter("machine", "One machine alone, in any case.", TEXT)
FORMAT = Parameter(
    "format",
    "csv: the table as a file (RFC 4180) instead of JSON.",
    {"type": "string", "enum": list(FORMATS), "default": FORMATS[0]},
)
TOPICS_WANTED = Parameter(
    "topics",
    f"With commas between: {', '.join(TOPICS)}.",
    {"type": "string", "default": ",".join(DEFAULT_TOPICS)},
)
CURSOR = Parameter("cursor", "The cursor of the last answer, as it is.", TEXT, is_required=True)
WAIT = Parameter(
    "wait",
    "Seconds to wait for a change.",
    {"type": "number", "minimum": 0, "maximum": LONGEST_WAIT_S, "default": int(DEFAULT_WAIT_S)},
)
KEY = Parameter(
    HEADER,
    "A key of your own for this count, for example a UUID. Sent again with the same content, it "
    "adds nothing and gets the same answer.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "header",
)

TAG_ID = Parameter("tag_id", "The tag.", {"type": "integer"}, "path", is_required=True)
INSTANT = {"type": "string", "format": "date-time"}
FROM = Parameter("from", "Beginning of the period; without it 24 hours before its end.", INSTANT)
TO = Parameter("to", "End of the period; without it now.", INSTANT)
PIXELS = Parameter(
    "pixels",
    "How wide the drawing is: each pixel gets its first, least, largest and last value.",
    {"type": "integer", "minimum": 1, "maximum": MOST_PIXELS, "default": DEFAULT_PIXELS},
)

FIGURES, LIVE, HEALTH = "Figures", "Live state", "The server"

OPERATIONS = (
    Operation(
        "/api/kpis",
        "Indicators of the floor and of each line",
        "OEE and its factors, pieces and downtime over the last days, as the views gold.oee_… "
        "have them: ratios of sums, null where there is nothing to divide by.",
        {200: (models.Kpis,)},
        FIGURES,
        parameters=(DAYS, LINE, FORMAT),
        has_csv=True,
    ),
    Operation(
        "/api/machines",
        "Indicators of each machine, and its state",
        "The same figures machine by machine, with what each does now.",
        {200: (models.Machines,)},
        FIGURES,
        parameters=(DAYS, LINE, FORMAT),
        has_csv=True,
    ),
    Operation(
        "/api/production",
        "Pieces by machine and day",
        "Good and rejected pieces of each machine and business date. New counts are in it a few "
        "seconds after they were written.",
        {200: (models.Production,)},
        FIGURES,
        parameters=(DAYS, LINE, MACHINE, FORMAT),
        has_csv=True,
    ),
    Operation(
        "/api/production",
        "Report pieces",
        "Adds pieces to a minute of a machine: to what the same minute, product, reason and source "
        "has. Send one object, or up to 1,000 rows, of which all are written or none. With the "
        f"header {HEADER} a request may be repeated safely.",
        {201: (models.Stored,)},
        FIGURES,
        method="post",
        parameters=(KEY,),
        body=(Count, Counts),
        example={"machine": "Injection_Molder_02_01", "total_pcs": 12, "defects_pcs": 1},
        refusals=(400, 403, 413, 415, 422, 503),
        headers={"Idempotency-Replayed": "true where the key was used before: nothing was added."},
    ),
    Operation(
        "/api/machines/live",
        "The live state of machines",
        "What the screens show at this moment, from the memory of the server: the state of each "
        "machine, and OEE of the shift worked now.",
        {200: (models.LiveMachines,)},
        LIVE,
        parameters=(LINE, MACHINE, FORMAT),
        has_csv=True,
    ),
    Operation(
        "/api/tags/{tag_id}/trend",
        "The course of a tag",
        "Values of a machine over time, from its raw samples, thinned out so that a line through "
        "the points looks like one through all samples. It breaks where quality was bad.",
        {200: (models.Trend,)},
        LIVE,
        parameters=(TAG_ID, FROM, TO, PIXELS),
        refusals=(400, 404, 503),
    ),
    Operation(
        "/api/snapshot",
        "All live rows, and a cursor",
        "Every row of the topics asked for. Go on from its cursor with /api/changes, or with the "
        "WebSocket /ws?cursor=….",
        {200: (models.Snapshot,)},
        LIVE,
        parameters=(TOPICS_WANTED, LINE, MACHINE),
    ),
    Operation(
        "/api/changes",
        "What changed since a cursor",
        "Answered as soon as anything changed: a delta, a snapshot where the cursor is too old, or "
        "a heartbeat when nothing changed for so long.",
        {200: (models.Delta, models.Snapshot, models.Heartbeat)},
        LIVE,
        parameters=(CURSOR, WAIT, TOPICS_WANTED, LINE, MACHINE),
    ),
    *connection_operations.OPERATIONS,
    *floor_operations.OPERATIONS,
    *import_operations.OPERATIONS,
    *stops_operations.OPERATIONS,
    *work_operations.OPERATIONS,
    *upkeep_operations.OPERATIONS,
    *access_operations.OPERATIONS,
    *audit_operations.OPERATIONS,
    Operation(
        "/api/websocket/status",
        "How the change feed does",
        "Figures of this server process; answered while the database is away, too.",
        {200: (models.WebsocketStatus,)},
        HEALTH,
        refusals=(400,),
    ),
    Operation(
        "/health",
        "Whether the process lives",
        "Answered as long as it does.",
        {200: (models.Health,)},
        HEALTH,
        refusals=(),
    ),
    Operation(
        "/ready",
        "Whether it can do its work",
        "200 while every committed change is on its way to the screens; 503 with the reason "
        "otherwise.",
        {200: (models.Readiness,), 503: (models.Readiness,)},
        HEALTH,
        refusals=(),
    ),
    Operation(
        "/api/openapi.json",
        "This description",
        "All of the above for programs: OpenAPI 3.1.",
        {200: (models.Description,)},
        HEALTH,
        refusals=(),
    ),
)
