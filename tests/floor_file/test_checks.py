"""Every mistake in a floor file is reported with its line, the value and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import UserError
from machine_config import FloorFileError, load
from tests.floor_file.support import problems

GOOD = """\
[[machine_types]]
name = "Valve"
description = "Lets material through."
[[machine_types]]
name = "Robotic Arm"
[[plants]]
name = "North"
time_zone = "Europe/Berlin"
[[plants.lines]]
name = "Engine"
machines = [
    { name = "Valve_1", short = "EN01", type = "Valve", at = [0, 1] },
    { name = "Arm_1", short = "EN02", type = "Robotic Arm", at = [4, 1], size = [5, 3] },
]
[[plants.lines]]
name = "Exterior"
[[plants.lines.machines]]
name = "Valve_2"
short = "EX01"
type = "Valve"
at = [0, 5]
ideal_cycle_s = 12.5
micro_stop_limit_s = 30
[[plants]]
name = "South"
time_zone = "UTC"
[[plants.lines]]
name = "Seats"
machines = [
    { name = "Valve_3", short = "EN01", type = "Valve", at = [0, 1] },
]
"""
TYPES = "[[machine_types]] has Valve, Robotic Arm."
AT = "at is [x, y]: two whole numbers from 0 to 9999, grid cells from the left and from the top."
SIZE = "size is [width, height]: two whole numbers from 1 to 99, grid cells."
SHORT = 'short is 1 to 6 characters that fit a tile, for example "TR04".'
LINE_NAME = 'name is a text of 1 to 80 characters, for example "Engine".'
MACHINE_NAME = 'name is a text of 1 to 80 characters, for example "Valve_01_01".'
MACHINE_KEYS = (
    "Known keys: at, size, name, short, type, ideal_cycle_s, ideal_cycles, micro_stop_limit_s."
)
CYCLE = "ideal_cycle_s is a number of seconds, more than 0, with at most six decimals."
NAMES = "share a name, in all of the file and ignoring case."
MACHINES = 'machines is a list of machines, machines = [{ name = "…", short = "…", … }, …].'
PLANTS = "plants is a list: each plant under a heading of its own, [[plants]]."
IANA = "Write Region/City as the IANA database has it, for example Europe/Berlin."

# what is replaced in the good file, by what, and the problem that follows
MISTAKES = {
    "unknown key": (
        "ideal_cycle_s = 12.5", "ideal_cycle = 12.5",
        '22: Machine "Valve_2": unknown key ideal_cycle. '
        f"Did you mean ideal_cycles or ideal_cycle_s? {MACHINE_KEYS}",
    ),
    "unknown key in an inline table": (
        "size = [5, 3]", "dimension = [5, 3]",
        f'13: Machine "Arm_1": unknown key dimension. {MACHINE_KEYS}',
    ),
    "key of another part": (
        'name = "Exterior"', 'name = "Exterior"\ntime_zone = "UTC"',
        '17: Line "Exterior": unknown key time_zone. time_zone belongs to a plant. '
        "Known keys: name, target_oee, products, shifts, machines.",
    ),
    "unknown key at the top": (
        "[[machine_types]]", 'plant = "North"\n[[machine_types]]',
        "1: Floor file: unknown key plant. Did you mean plants? "
        "Known keys: machine_types, products, reasons, plants.",
    ),
    "key missing": (
        "at = [0, 5]\n", "", f'17: Machine "Valve_2": at is missing. {AT}',
    ),
    "key missing in an inline table": (
        'short = "EN02", ', "", f'13: Machine "Arm_1": short is missing. {SHORT}',
    ),
    "name missing": (
        'name = "Exterior"\n', "", f"15: Line without a name: name is missing. {LINE_NAME}",
    ),
    "name empty": (
        '"Valve_2"', '""', f'18: Machine "": name = "" will not do. {MACHINE_NAME}',
    ),
    "name blank": (
        '"Valve_2"', '"  "', f'18: Machine "  ": name = "  " will not do. {MACHINE_NAME}',
    ),
    "name with a line end": (
        '"Exterior"', '"Ex\\nterior"',
        f'16: Line "Ex\\nterior": name = "Ex\\nterior" will not do. {LINE_NAME}',
    ),
    "name is a number": (
        '"Exterior"', "3", f"16: Line without a name: name = 3 will not do. {LINE_NAME}",
    ),
    "name too long": (
        '"Exterior"', f'"{"E" * 81}"',
        f'16: Line "{"E" * 56}…: name = "{"E" * 56}… will not do. {LINE_NAME}',
    ),
    "short name empty": (
        '"EX01"', '""', f'19: Machine "Valve_2": short = "" will not do. {SHORT}',
    ),
    "short name too long": (
        '"EX01"', '"EXT0001"', f'19: Machine "Valve_2": short = "EXT0001" will not do. {SHORT}',
    ),
    "short name taken": (
        '"EX01"', '"en01"',
        '19: Machine "Valve_2": short name "en01" is taken by the machine on line 12. '
        "No two machines of a plant may share a short name, ignoring case.",
    ),
    "machine twice": (
        '"Valve_2"', '"VALVE_1"',
        '18: Machine "VALVE_1" is in the file twice: on line 12 and here. '
        f"No two machines may {NAMES}",
    ),
    "machine twice, in two plants": (
        '"Valve_3"', '"Valve_2"',
        '30: Machine "Valve_2" is in the file twice: on line 18 and here. '
        f"No two machines may {NAMES}",
    ),
    "line twice": (
        '"Seats"', '"engine"',
        f'28: Line "engine" is in the file twice: on line 10 and here. No two lines may {NAMES}',
    ),
    "plant twice": (
        '"South"', '"NORTH"',
        f'25: Plant "NORTH" is in the file twice: on line 7 and here. No two plants may {NAMES}',
    ),
    "type twice": (
        'name = "Robotic Arm"', 'name = "Robotic Arm"\n[[machine_types]]\nname = "valve"',
        '7: Machine type "valve" is in the file twice: on line 2 and here. '
        f"No two machine types may {NAMES}",
    ),
    "type unknown": (
        'type = "Robotic Arm"', 'type = "robotic arms"',
        '13: Machine "Arm_1": type "robotic arms" is unknown. '
        f"Did you mean Robotic Arm? {TYPES}",
    ),
    "type unlike any other": (
        'type = "Valve"\n', 'type = "Press"\n',
        f'20: Machine "Valve_2": type "Press" is unknown. {TYPES}',
    ),
    "time zone misspelt": (
        '"Europe/Berlin"', '"Europe/Berln"',
        '8: Plant "North": time zone "Europe/Berln" is unknown. Did you mean Europe/Berlin',
    ),
    "time zone is a city": (
        '"Europe/Berlin"', '"berlin"',
        '8: Plant "North": time zone "berlin" is unknown. Did you mean Europe/Berlin?',
    ),
    "time zone unlike any other": (
        '"UTC"', '"../etc/passwd"',
        f'26: Plant "South": time zone "../etc/passwd" is unknown. {IANA}',
    ),
    "place outside": (
        "at = [0, 5]", "at = [-1, 5]", f'21: Machine "Valve_2": at = [-1, 5] will not do. {AT}',
    ),
    "place between cells": (
        "at = [0, 5]", "at = [0.5, 5]", f'21: Machine "Valve_2": at = [0.5, 5] will not do. {AT}',
    ),
    "place in words": (
        "at = [0, 5]", 'at = "left"', f'21: Machine "Valve_2": at = "left" will not do. {AT}',
    ),
    "place with one number": (
        "at = [0, 5]", "at = [0]", f'21: Machine "Valve_2": at = [0] will not do. {AT}',
    ),
    "size nothing": (
        "size = [5, 3]", "size = [0, 3]", f'13: Machine "Arm_1": size = [0, 3] will not do. {SIZE}',
    ),
    "size is true": (
        "size = [5, 3]", "size = [5, true]",
        f'13: Machine "Arm_1": size = [5, true] will not do. {SIZE}',
    ),
    "ideal cycle of nothing": (
        "12.5", "0",
        f'22: Machine "Valve_2": ideal_cycle_s = 0 will not do. {CYCLE}',
    ),
    "ideal cycle without end": (
        "12.5", "inf",
        f'22: Machine "Valve_2": ideal_cycle_s = inf will not do. {CYCLE}',
    ),
    "ideal cycle finer than a microsecond": (
        "12.5", "12.5000001",
        f'22: Machine "Valve_2": ideal_cycle_s = 12.5000001 will not do. {CYCLE}',
    ),
    "ideal cycle of a type": (
        'description = "Lets', 'ideal_cycle_s = -1\ndescription = "Lets',
        f'3: Machine type "Valve": ideal_cycle_s = -1 will not do. {CYCLE}',
    ),
    "target in percent": (
        'name = "Exterior"', 'name = "Exterior"\ntarget_oee = 85',
        '17: Line "Exterior": target_oee = 85 will not do. '
        "target_oee is a number more than 0 and at most 1, for example 0.85.",
    ),
    "micro-stop limit in words": (
        "= 30", '= "30 s"',
        '23: Machine "Valve_2": micro_stop_limit_s = "30 s" will not do. '
        "micro_stop_limit_s is a number of seconds, more than 0.",
    ),
    "overlap": (
        "at = [0, 5]", "at = [3, 3]",
        '21: Machine "Valve_2" stands on "Valve_1" (line 12). '
        "Move one of them: at = [9, 3] is free.",
    ),
    "a machine is no table": (
        '    { name = "Valve_3", short = "EN01", type = "Valve", at = [0, 1] },', '\n  "Valve_3",',
        f'31: Line "Seats": "Valve_3" is no machine. {MACHINES}',
    ),
    "machines are no list": (
        'name = "Seats"\nmachines = [', 'name = "Seats"\nmachines = 3\nx = [',
        f'29: Line "Seats": machines = 3 will not do. {MACHINES}',
    ),
}  # fmt: skip


def test_the_good_file_is_good(tmp_path: Path) -> None:
    file = tmp_path / "floor.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert [line.name for plant in load(file).plants for line in plant.lines] == [
        "Engine",
        "Exterior",
        "Seats",
    ]


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_reported(tmp_path: Path, name: str) -> None:
    old, new, expected = MISTAKES[name]
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(problem.startswith(expected) for problem in found), found
    # one mistake is one problem; that one takes two
    assert len(found) == (2 if name == "machines are no list" else 1), found


def test_single_brackets(tmp_path: Path) -> None:
    assert problems(tmp_path, '[plants]\nname = "North"\n') == [
        f'1: Floor file: plants = {{"name": "North"}} will not do. {PLANTS}'
    ]


def test_empty_file_retires_nothing_by_accident(tmp_path: Path) -> None:
    assert problems(tmp_path, "") == [f"1: Floor file: plants is missing. {PLANTS}"]


def test_type_without_any_type(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD[GOOD.index("[[plants]]") :])
    assert len(found) == 4
    assert 'type "Valve" is unknown. [[machine_types]] has none yet.' in found[0]


def test_free_places_are_given_once(tmp_path: Path) -> None:
    machine = '{{ name = "M{0}", short = "M{0}", type = "Valve", at = [0, 0] }},\n'
    crowd = "machines = [\n" + "".join(machine.format(number) for number in range(3)) + "]\n"
    found = problems(tmp_path, GOOD + '[[plants.lines]]\nname = "Crowd"\n' + crowd)
    assert [problem[:2] for problem in found] == ["35", "36", "37"]
    assert [problem.partition("Move")[2] for problem in found] == [
        " one of them: at = [4, 0] is free.",
        " one of them: at = [8, 0] is free.",
        " one of them: at = [12, 0] is free.",
    ]


def test_everything_wrong_is_reported_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = GOOD
    for old, new in [
        ('"Europe/Berlin"', '"Mars/Olympus"'),
        ("[4, 1]", "[1, 1]"),
        ('"EX01"', '"EXTERIOR"'),
        ("ideal_cycle_s", "ideal_cycle"),
        ('"South"', '"north"'),
    ]:
        text = text.replace(old, new, 1)
    lines = [int(problem.partition(":")[0]) for problem in problems(tmp_path, text)]
    assert lines == [8, 13, 19, 22, 25]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('[[plants]]\nname = "North\n', 2, "illegal character '\\n'"),
        ("[[plants]]\nname = North\n", 2, "invalid value"),
        ('[[plants]]\nname = "A"\nname = "B"\n', 3, "cannot overwrite a value"),
        ("[[plants]]\n\nmachines = [\n", 3, ""),
        ("plants\n", 1, "expected '='"),
    ],
)
def test_not_toml(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(f"{line}: This is not TOML: {reason}")
    assert found.endswith(
        'Texts stand in "quotes", lists in [brackets] with commas between, and a key once.'
    )


def test_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "floor.toml"
    file.write_bytes(b'[[plants]]\r\nname = "M\xfcnchen"\r\n')
    with pytest.raises(FloorFileError) as caught:
        load(file)
    assert "floor.toml:2: This line is not UTF-8 text. Save the file as UTF-8." in str(caught.value)


def test_files_of_other_systems_are_read(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends, as its editors write them."""
    file = tmp_path / "floor.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert len(load(file).plants) == 2
    file.write_bytes(GOOD.replace('"EX01"', '""').replace("\n", "\r\n").encode())
    with pytest.raises(FloorFileError) as caught:
        load(file)
    assert [problem.line for problem in caught.value.problems] == [19]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load(tmp_path / "nowhere.toml")
    assert str(caught.value) == (
        f"There is no floor file {tmp_path / 'nowhere.toml'}. "
        "Copy floor.toml from the source folder and edit it, or set FLOOR_FILE to yours. "
        "docs/floor-file.md explains the format."
    )


def test_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: Is a directory") as caught:
        load(tmp_path)
    assert caught.value.field == "FLOOR_FILE"
