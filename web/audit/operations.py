"""What programs may ask of the audit: rows of the table in web/api/operations.py."""

from __future__ import annotations

from web.api.operation import Operation, Parameter
from web.api.params import FORMATS
from web.audit.filters import ACTIONS, DEFAULT_LIMIT, LARGEST_ID, LONGEST_TEXT, MOST_IN_A_FILE
from web.audit.models import Entries

TEXT = {"type": "string", "maxLength": LONGEST_TEXT}
INSTANT = {"type": "string"}

OPERATIONS = (
    Operation(
        "/api/audit",
        "Who changed what",
        "Changes that you may see and that meet all conditions, the newest first: with the right "
        "audit.see everywhere all of them, else those at your machines and lines. Secrets and "
        "pictures are not in it.",
        {200: (Entries,)},
        "Audit",
        parameters=(
            Parameter(
                "person",
                "E-mail address or display name; where no person acted, the database user.",
                TEXT,
            ),
            Parameter("table", "Name of a table, with or without its schema.", TEXT),
            Parameter("row", "Primary key of a row, as text.", TEXT),
            Parameter(
                "action", f"One or several, with commas between: {', '.join(ACTIONS)}.", TEXT
            ),
            Parameter("from", "An instant, or a date in the time of the plant.", INSTANT),
            Parameter("to", "An instant, or a date: until it ends.", INSTANT),
            Parameter("program", "Through which program, in any case.", TEXT),
            Parameter(
                "limit",
                f"How many at most: up to 1,000, as a file {MOST_IN_A_FILE:,}.",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MOST_IN_A_FILE,
                    "default": DEFAULT_LIMIT,
                },
            ),
            Parameter(
                "before",
                "Only those with a smaller audit_id: the next page.",
                {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
            ),
            Parameter(
                "format",
                "csv: a file (RFC 4180) with a line for each field that changed.",
                {"type": "string", "enum": list(FORMATS), "default": FORMATS[0]},
            ),
        ),
        refusals=(400, 403, 503),
        has_csv=True,
    ),
)
