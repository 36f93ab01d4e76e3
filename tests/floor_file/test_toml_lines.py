"""Every key and list element of a TOML text is found, on the line where it stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floor_file.toml_lines import Path, line_of, locate

TEXTS = {
    "inline tables": """\
plants = [
    { name = "A", at = [0, 1] },
    { name = "B",
      at = [4, 1] }, # the parser of Python 3.11 refuses this one, later ones do not
]
""",
    "headings": """\
# [[plants]] in a comment
[[plants]]
name = "A"   # a comment with ] and "

[[plants.lines]]
name = 'L = [1]'
[[plants.lines.machines]]
name = "M"
at = [
    0,  # x
    1,
]
[[plants.lines]]
[[plants]]
[plants.owner]
"full name" . 'first' = "F"
[[plants.lines]]
machines = []
""",
    "texts that look like structure": '''\
a = """
[[plants]]
x = "y" \\""" still a text"""
b = \'\'\'
# no comment, 'quoted' \'\'\'\'
c = "\\"] # {"
d = 1979-05-27 07:32:00
e = [[1, 2], [[], [3]]] # ]
"\\u0066" = {}
g.h.i = { j.k = -inf }
l = true
''',
}
LINES: dict[tuple[str, Path], int] = {
    ("headings", ("plants", 0, "name")): 3,
    ("headings", ("plants", 0, "lines", 0)): 5,
    ("headings", ("plants", 0, "lines", 0, "machines", 0, "at", 1)): 11,
    ("headings", ("plants", 0, "lines", 1)): 13,
    ("headings", ("plants", 1)): 14,
    ("headings", ("plants", 1, "owner", "full name", "first")): 16,
    ("headings", ("plants", 1, "lines", 0, "machines")): 18,
    ("texts that look like structure", ("a",)): 1,
    ("texts that look like structure", ("b",)): 4,
    ("texts that look like structure", ("c",)): 6,
    ("texts that look like structure", ("e", 1, 1, 0)): 8,
    ("texts that look like structure", ("f",)): 9,
    ("texts that look like structure", ("g", "h", "i", "j", "k")): 10,
    ("texts that look like structure", ("l",)): 11,
}


def paths(value: Any, above: Path = ()) -> set[Path]:
    """Every path of a parsed text."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found: set[Path] = set()
    for step, inner in steps:
        found.add((*above, step))
        if isinstance(inner, dict | list):
            found |= paths(inner, (*above, step))
    return found


@pytest.mark.parametrize("name", ["headings", "texts that look like structure"])
def test_finds_exactly_what_the_parser_finds(name: str) -> None:
    assert set(locate(TEXTS[name])) == paths(tomllib.loads(TEXTS[name]))


@pytest.mark.parametrize(("name", "path"), LINES)
def test_finds_the_line(name: str, path: Path) -> None:
    assert locate(TEXTS[name])[path] == LINES[name, path]


def test_inline_tables_may_run_over_several_lines() -> None:
    lines = locate(TEXTS["inline tables"])
    assert [lines["plants", 0, "at"], lines["plants", 1], lines["plants", 1, "at"]] == [2, 3, 4]


def test_what_is_missing_is_looked_for_around_its_place() -> None:
    lines = locate(TEXTS["headings"])
    assert line_of(lines, ("plants", 0, "lines", 1, "name")) == 13
    assert line_of(lines, ("machine_types",)) == 1


KEYS = st.text("ab-_ .\"'#]}=ü", min_size=1, max_size=4)
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text("ab ,[]{}#=\"'\\.\n", max_size=6), st.just([])
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    """A TOML text on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def written(value: Any, *, spread: bool) -> str:
    """A value in TOML, lists on one line or on several."""
    gap = "\n # ] comment\n" if spread else " "
    if isinstance(value, dict):
        pairs = (f"{quoted(key)} = {written(inner, spread=False)}" for key, inner in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{gap}" + "".join(f"{written(v, spread=spread)},{gap}" for v in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)


@given(st.lists(st.tuples(st.booleans(), st.dictionaries(KEYS, VALUES, max_size=4)), max_size=4))
def test_any_text_is_walked_like_the_parser_walks_it(
    tables: list[tuple[bool, dict[str, Any]]],
) -> None:
    parts, expected = [], {}
    for number, (spread, table) in enumerate(tables):
        parts.append("[[table]]\n")
        for key, value in table.items():
            line = "".join(parts).count("\n") + 1
            expected["table", number, key] = line
            parts.append(f"{quoted(key)} = {written(value, spread=spread)} # end\n")
    text = "".join(parts)
    found = locate(text)
    assert set(found) == paths(tomllib.loads(text))
    assert {path: found[path] for path in expected} == expected
