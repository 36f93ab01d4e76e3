"""Imports as the API takes and answers them: options, previews, results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict

from web.api.models import Answer, Status

Text: TypeAlias = Annotated[
    str, Strict(), Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")
]
Header: TypeAlias = Annotated[str, Strict(), Field(max_length=1_000, pattern=r"^[^\x00]*$")]
FieldName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z]+$")]
Truth: TypeAlias = Annotated[bool, Strict()]
Kind: TypeAlias = Literal["events", "samples"]
Decimal: TypeAlias = Literal[".", ","]


class ImportOptions(BaseModel):
    """How a file is to be read; what is left out is told by the file, or was said before of one
    with the same columns."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind | None = Field(
        None, description="Table: states and pieces of machines, or samples of tags."
    )
    columns: dict[FieldName, Header] = Field(
        {},
        max_length=20,
        description='Table: header by field, for example {"time": "Zeit"}; "": none.',
    )
    status_words: dict[Text, Status] = Field(
        {}, max_length=500, description='Table: what words mean, for example {"Störung": "down"}.'
    )
    sheet: Text | None = Field(None, description="Excel: name of the sheet.")
    delimiter: Text | None = Field(None, description="CSV: what separates columns; tab is one.")
    decimal: Decimal | None = Field(None, description="Table: decimal sign of numbers.")
    time_format: Text | None = Field(None, description="Table: strptime format of times.")
    time_zone: Text | None = Field(None, description="IANA zone of times without one.")
    encoding: Text | None = Field(None, description="How text is written, for example cp1252.")
    machine: Text | None = Field(None, description="The machine of all lines.")
    create_machine: Truth = Field(False, description="Put unknown machines on the map.")
    create_tags: Truth = Field(False, description="Samples: make unknown tags.")
    device: Text | None = Field(None, description="SHDR: which of several devices.")
    strict: Truth = Field(False, description="One bad line, and nothing is loaded.")
    is_remembering: Truth = Field(
        True, description="Use what was said before of such a table, and keep what is said now."
    )

    def arguments(self) -> list[str]:
        """The same for `floorcast import`, one argument each."""
        return list(self._arguments())

    def _arguments(self) -> Iterator[str]:
        for name in _VALUES:
            if (value := getattr(self, name)) is not None:
                yield f"--{name.replace('_', '-')}={value}"
        for field, header in self.columns.items():
            yield f"--column={field}={header}"
        for word, status in self.status_words.items():
            yield f"--status-word={word}={status}"
        for name in _TRUTHS[:-1]:
            if getattr(self, name):
                yield f"--{name.replace('_', '-')}"
        if not self.is_remembering:
            yield "--no-remember"


_VALUES = (
    "kind", "sheet", "delimiter", "decimal", "time_format", "time_zone", "encoding", "machine",
    "device",
)  # fmt: skip
_TRUTHS = ("create_machine", "create_tags", "strict", "is_remembering")

RULES = {
    **dict.fromkeys(_VALUES, ("a text of 1 to 200 characters", "Give a text, or leave it out.")),
    **dict.fromkeys(_TRUTHS, ("true or false", "Give true or false.")),
    "kind": ("a kind", "Choose events or samples."),
    "columns": ("an object of headers by field", 'Give an object like {"time": "Zeit"}.'),
    "status_words": ("an object of statuses by word", 'Give an object like {"Störung": "down"}.'),
    "decimal": ("a decimal sign", 'Choose "." or ",".'),
}


class Uploaded(Answer):
    """A file that can be looked at and imported, for a day."""

    import_id: str = Field(description="Its key.")
    file_name: str = Field(description="Its name; facts of it have the source import:name.")
    bytes: int = Field(description="Its size.")


class BadLine(Answer):
    """A line that is not loaded."""

    line: int = Field(description="Its number in the file, or of its row in the sheet.")
    reason: str = Field(description="What is wrong with it.")
    text: str = Field(description="The line as it was.")


class ImportPreview(Answer):
    """How a file would be read."""

    kind: Literal["events", "samples", "recording"] = Field(description="What it is taken for.")
    format: Literal["csv", "excel", "shdr"] = Field(description="How it is written.")
    columns: list[str] = Field(description="Names of its columns.")
    lines: list[list[str]] = Field(description="Cells of its first 20 lines.")
    fields: list[str] = Field(description="What a column can be mapped to.")
    mapping: dict[str, str] = Field(description="Header by field, as it is understood.")
    delimiter: str = Field(description="CSV: what separates its columns.")
    encoding: str = Field(description="How its text is written.")
    sheets: list[str] = Field(description="Excel: names of its sheets.")
    sheet: str | None = Field(description="Excel: the sheet that is read.")
    decimal: str | None = Field(description="Decimal sign; null: told number by number.")
    time_format: str | None = Field(description="How its times are read; null: ISO 8601.")
    time_zone: str | None = Field(description="Zone of times without one; null: the plant's.")
    time_formats: list[str] = Field(description="Formats that would read its times.")
    status_words: dict[str, str] = Field(description="What words of states mean.")
    words: list[str] = Field(description="Words of its states that are no status by themselves.")
    unknown_words: list[str] = Field(description="Those of them without a meaning yet.")
    is_remembered: bool = Field(description="Whether it is read like one before it.")
    problem: str = Field(description="Why it cannot be imported like that; empty: it can.")
    hint: str = Field(description="What to do about it.")
    problem_field: str | None = Field(description="Which option the problem is about.")
    looked_at: int = Field(description="How many lines were looked at.")
    bad_lines: int = Field(description="How many of them cannot be read.")
    first_rejects: list[BadLine] = Field(description="The first of these.")
    summary: str = Field(description="The same for people, in several lines of text.")


class Imported(Answer):
    """What every import ends with."""

    source: str = Field(description="Source of its facts.")
    rejects: int = Field(description="Lines that were not loaded.")
    first_rejects: list[BadLine] = Field(description="The first five of them.")
    rejects_url: str | None = Field(description="Where all of them are, to be mended.")
    machines: list[str] = Field(description="Machines it is about.")
    created: list[str] = Field(description="Machines or tags that were made for it.")
    summary: str = Field(description="The same for people, in several lines of text.")


class EventsImported(Imported):
    """What came of states and pieces."""

    kind: Literal["events"] = Field(description="States and pieces of machines.")
    events_new: int = Field(description="Status events that were added.")
    events_changed: int = Field(description="Status events that were there, and differed.")
    events_unchanged: int = Field(description="Status events that were there already.")
    production_new: int = Field(description="Minutes with pieces that were added.")
    production_changed: int = Field(description="Minutes that were there, and differed.")
    production_unchanged: int = Field(description="Minutes that were there already.")
    good_pcs: int = Field(description="Good pieces in the file.")
    scrap_pcs: int = Field(description="Rejected pieces in the file.")
    notes: list[str] = Field(description="What a person should know.")


class SamplesImported(Imported):
    """What came of samples."""

    kind: Literal["samples"] = Field(description="Values of tags.")
    stored: int = Field(description="Samples that were added.")
    repeated: int = Field(description="Samples that were there already.")
    refused: int = Field(description="Samples the database refused: historian.dead_letters.")
    tags: list[str] = Field(description="Tags it has values of.")
