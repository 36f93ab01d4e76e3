"""What programs may ask of imports: rows of the table in web/api/operations.py."""

from __future__ import annotations

from web import security
from web.api.operation import Operation, Parameter
from web.config import import_models as models

IMPORTS = "Imports"
IMPORT_ID = Parameter("import_id", "The upload.", {"type": "string"}, "path", is_required=True)
FILE_NAME = Parameter(
    "file_name", "Its plain name, for example shift.csv.", {"type": "string"}, is_required=True
)
ONE = "/api/imports/{import_id}"
OPTIONS = {
    "columns": {"machine": "Anlage", "time": "Zeit", "status": "Zustand"},
    "status_words": {"Störung": "down"},
    "time_format": "%d.%m.%Y %H:%M",
}
REFUSED = (400, 403, 404, 413, 415, 503)

OPERATIONS = (
    Operation(
        "/api/imports",
        "Upload a file to be imported",
        "The body is the file itself: CSV, Excel (.xlsx) or a recording (MTConnect SHDR), at most "
        f"{security.MAX_UPLOAD_BYTES:,} bytes. It is forgotten after a day.",
        {201: (models.Uploaded,)},
        IMPORTS,
        method="post",
        parameters=(FILE_NAME,),
        media="text/csv",
        example="machine,time,status\nInjection_Molder_02_01,2026-03-02 10:00,down\n",
        refusals=(400, 403, 413, 415, 503),
    ),
    Operation(
        f"{ONE}/preview",
        "How would it be read?",
        "Its columns, its first lines, and what they would mean with these options. Nothing is "
        "written. At most two files are read at once; 503 where it would take too long.",
        {200: (models.ImportPreview,)},
        IMPORTS,
        method="post",
        parameters=(IMPORT_ID,),
        body=(models.ImportOptions,),
        example={},
        refusals=REFUSED,
    ),
    Operation(
        f"{ONE}/run",
        "Import it",
        "The good lines are written in one transaction, the bad ones are told. Importing a file "
        "again adds nothing. The options are remembered for the next table with the same columns.",
        {200: (models.EventsImported, models.SamplesImported)},
        IMPORTS,
        method="post",
        parameters=(IMPORT_ID,),
        body=(models.ImportOptions,),
        example=OPTIONS,
        refusals=REFUSED,
    ),
    Operation(
        f"{ONE}/rejects",
        "Lines that were not loaded",
        "Of its last import, as CSV: number, problem, and the line as it was. Mend them there and "
        "import that file.",
        {200: ()},
        IMPORTS,
        parameters=(IMPORT_ID,),
        refusals=(400, 404),
        has_csv=True,
    ),
)
