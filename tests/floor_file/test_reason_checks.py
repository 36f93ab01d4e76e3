"""The tree of reasons: short and long forms, and mistakes with their line and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.floor_file.support import floor_of, problems

GOOD = """\
plants = []
[[reasons]]
name = "Mechanical"
loss = "breakdown"
reasons = [
    "Part jam",
    { name = "Drive", reasons = ["Belt", { name = "Motor", loss = "setup" }] },
]
[[reasons]]
name = "Planned"
planned = true
[[reasons.reasons]]
name = "Trial"
"""
LOSS = (
    'loss is one of the six big losses: "breakdown", "setup", "minor_stop", "reduced_speed", '
    '"process_reject" or "startup_reject".'
)
CLASSIFY = (
    'Say which of the six big losses it is, for example loss = "breakdown", or planned = true. '
    "Narrower reasons take it from the wider one."
)
REASONS = 'reasons is a list of narrower reasons, reasons = ["…", { name = "…", … }, …].'
MISTAKES = {
    "loss unknown": (
        '"setup"', '"setups"', f'7: Reason "Motor": loss = "setups" will not do. {LOSS}',
    ),
    "loss missing": (
        'loss = "breakdown"\n', "", f'2: Reason "Mechanical": loss is missing. {CLASSIFY}',
    ),
    "neither planned nor a loss": (
        'name = "Trial"', 'name = "Trial"\nplanned = false',
        f'12: Reason "Trial": loss is missing. {CLASSIFY}',
    ),
    "planned in words": (
        "planned = true", 'planned = "yes"',
        '11: Reason "Planned": planned = "yes" will not do. '
        "planned is true or false: whether a stop of this reason is planned.",
    ),
    "twice, however deep": (
        '"Trial"', '"MOTOR"',
        '13: Reason "MOTOR" is in the file twice: on line 7 and here. '
        "No two reasons may share a name, in all of the file and ignoring case.",
    ),
    "short form without a name": (
        '"Part jam"', '""',
        '6: Reason "": name = "" will not do. '
        'name is a text of 1 to 80 characters, for example "Tool wear".',
    ),
    "a number": ('"Part jam"', "3", f'6: Reason "Mechanical": 3 is no reason. {REASONS}'),
    "no list": (
        '["Belt", { name = "Motor", loss = "setup" }]', "true",
        f'7: Reason "Drive": reasons = true will not do. {REASONS}',
    ),
    "unknown key": (
        'loss = "setup"', 'Loss = "setup"',
        '7: Reason "Motor": unknown key Loss. Did you mean loss? '
        "Known keys: name, loss, planned, reasons.",
    ),
}  # fmt: skip


def test_a_reason_without_more_to_say_is_its_name(tmp_path: Path) -> None:
    mechanical, planned = floor_of(tmp_path, GOOD).reasons
    jam, drive = mechanical.reasons
    assert (jam.name, jam.loss, jam.planned, jam.reasons) == ("Part jam", None, None, ())
    assert [(reason.name, reason.loss) for reason in drive.reasons] == [
        ("Belt", None),
        ("Motor", "setup"),
    ]
    assert (planned.planned, planned.reasons[0].name) == (True, "Trial")


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_reported(tmp_path: Path, name: str) -> None:
    old, new, expected = MISTAKES[name]
    assert old in GOOD
    assert problems(tmp_path, GOOD.replace(old, new, 1)) == [expected]
