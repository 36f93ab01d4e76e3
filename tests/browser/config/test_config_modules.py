"""Pure functions of the set-up pages, run where they run; and how their modules are imported."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page

from settings import ROOT
from tests.browser.config.fake_ingester import SCHEMA, node, press
from tests.browser.conftest import OpenPage
from tests.browser.test_modules import call

CHOICES: dict[str, Any] = {
    "machines": [{"name": "Press 2", "line": "Engine", "machine_type": "Sorter"}],
    "lines": [{"name": "Engine", "plant": "Berlin"}],
    "plants": [{"name": "Berlin", "time_zone": "Europe/Berlin"}],
    "machine_types": ["Sorter"],
    "reasons": [{"name": "Jam", "path": "Process › Jam"}],
    "products": [],
}


@pytest.fixture(scope="session")
def modules() -> list[str]:
    """Names of the modules of the set-up pages."""
    return sorted(path.stem for path in (ROOT / "static/js/config").glob("*.js"))


async def evaluate(page: Page, module: str, expression: str, argument: Any = None) -> Any:
    """Evaluate an expression of a module of the set-up pages and ``argument`` in the page."""
    return await call(page, f"config/{module}", expression, argument)


async def test_modules_import_relatively_and_what_exists(modules: list[str]) -> None:
    folder = ROOT / "static/js/config"
    for name in modules:
        for imported in re.findall(r'from "(.+?)"', (folder / f"{name}.js").read_text()):
            assert imported.startswith(("./", "../")), f"{name} would lose its version"
            assert (folder / imported).resolve().exists(), f"{name} imports {imported}"


async def test_schemas_become_fields(open_page: OpenPage) -> None:
    page = await open_page("/api")
    resolved = "module.resolved(argument.properties.mode, argument.$defs)"
    mode = await evaluate(page, "schema_form", resolved, SCHEMA)
    assert (mode["enum"], mode["title"]) == (["fast", "gentle"], "Mode")
    nullable = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "title": "Rate"}
    found = await evaluate(page, "schema_form", "module.resolved(argument)", nullable)
    assert (found["type"], found["isNullable"], found["title"]) == ("integer", True, "Rate")

    seldom = "argument.map(([property, isNeeded]) => module.isSeldomChanged(property, isNeeded))"
    folded = await evaluate(
        page,
        "schema_form",
        seldom,
        [
            [{"type": "integer", "default": 5}, False],
            [{"type": "integer", "default": 5}, True],
            [{"type": "integer", "default": 5, "advanced": False}, False],
            [{"type": "string", "default": "x"}, False],
            [{"type": "string", "default": "x", "advanced": True}, False],
            [{"type": "integer", "default": None}, False],
        ],
    )
    assert folded == [True, False, False, False, True, False]

    meant = await evaluate(
        page,
        "schema_form",
        "argument.map(([property, text]) => module.meant(property, text) ?? null)",
        [
            [{"type": "integer"}, " 12 "],
            [{"type": "integer"}, "zwölf"],
            [{"type": "string"}, " a "],
            [{"type": "string", "writeOnly": True}, " a "],
            [{"type": "string"}, "  "],
            [{"enum": [1, 2]}, "2"],
            [{"type": "array"}, "a\n\n b "],
        ],
    )
    assert meant == [12, "zwölf", "a", " a ", None, 2, ["a", "b"]]
    bounds = await evaluate(
        page,
        "schema_form",
        "argument.map(module.bounds)",
        [
            {"minimum": 50, "maximum": 60_000},
            {"exclusiveMinimum": 0},
            {"minimum": 1},
            {"maximum": 9},
            {},
        ],
    )
    assert bounds == ["50 to 60,000.", "More than 0.", "At least 1.", "At most 9.", ""]


async def test_raw_values_are_spelt_as_the_database_does(open_page: OpenPage) -> None:
    page = await open_page("/api")
    shown = ["6", "6.0", "6.5", "True", "false", " Execute ", None, "-3.00", "1e5"]
    spelt = await evaluate(page, "roles", "argument.map(module.raw)", shown)
    assert spelt == ["6", "6", "6.5", "1", "0", "Execute", None, "-3", "1e5"]


async def test_a_first_guess_at_a_role(open_page: OpenPage) -> None:
    page = await open_page("/api")
    names = ["StateCurrent", "GoodCount", "ScrapCount", "ProdProcessedCount", "Speed", "RecipeName"]
    nodes = [{"name": name, "data_type": "UInt32"} for name in names]
    nodes.append({"name": "GoodCount", "data_type": "String"})
    guessed = await evaluate(page, "roles", "argument.map(module.guess)", nodes)
    assert guessed == ["status", "good", "scrap", "total", "value", "product", "value"]
    proposed = await evaluate(page, "roles", "module.moduli('UInt16')")
    assert proposed[0] == [65_536, "UInt16"]
    assert len(proposed) == 4
    assert len(await evaluate(page, "roles", "module.moduli('String')")) == 4


async def test_states_have_shapes_and_words(open_page: OpenPage) -> None:
    page = await open_page("/api")
    row = {"is_enabled": True, "state": "connected"}
    cases = [
        [row, {}],
        [row | {"state": "lost"}, {}],
        [row | {"state": "failed"}, {}],
        [row, {"isIngesterAlive": False}],
        [row, {"isStale": True}],
        [row | {"is_enabled": False}, {"isIngesterAlive": False}],
        [row | {"state": "connecting"}, {}],
    ]
    described = await evaluate(
        page,
        "states",
        "argument.map(([row, context]) => Object.values(module.describe(row, context)))",
        cases,
    )
    assert described == [
        ["operational", "operational", "connected"],
        ["warning", "warning", "lost, trying again"],
        ["down", "down", "failed"],
        ["no_data", "no_data", "no ingester"],
        ["no_data", "no_data", "not live"],
        ["neutral", "off", "disabled"],
        ["neutral", "waiting", "connecting"],
    ]
    sizes = await evaluate(page, "states", "[7, 48000, 2500000].map(module.size)")
    assert sizes == ["7 B", "48 kB", "2.5 MB"]
    quality = [None, 0, 0x40900000, 0x80310000]
    assert await evaluate(page, "states", "argument.map(module.severity)", quality) == [0, 0, 1, 2]


async def test_picks_become_tags(open_page: OpenPage) -> None:
    page = await open_page("/api")
    made = await evaluate(
        page,
        "tag_map",
        """(() => {
            const [machines, nodes, choices] = argument;
            const by = (list) => new Map(list.map((one) => [one.address, one]));
            const picks = { machines: by(machines), nodes: by(nodes) };
            const groups = module.extended([], picks, choices);
            groups[0].tags[1].scale = "4,5"; // as it is typed here
            groups[0].tags[1].max_step = "many";
            const plant = { plant: "P", time_zone: "UTC" };
            groups[0].line = "Hall";
            const first = module.tagsOf(groups, choices, plant).tags;
            picks.machines.delete("Press 2");
            const again = module.extended(module.pruned(groups, picks), picks, choices);
            return [first, again.map((group) => [group.title, group.tags.length])];
        })()""",
        [
            [press(1), press(2)],
            [node("Deep", "1", "Press 1", "Inner"), node("Pressure", "6.1", "Hall")],
            CHOICES,
        ],
    )
    tags, groups = made
    assert [(one["machine"], one["tag_name"], one["role"]) for one in tags] == [
        ("Press 1", "StateCurrent", "status"),
        ("Press 1", "GoodCount", "good"),
        ("Press 1", "OilTemperature", "value"),
        ("Press 1", "Deep", "value"),
        ("Press 2", "StateCurrent", "status"),
        ("Press 2", "GoodCount", "good"),
        ("Press 2", "OilTemperature", "value"),
        (None, "Pressure", "value"),
    ]
    # new on a new line; there already; and what is no number is for the server to refuse
    assert tags[0]["new_machine"] == {
        "line": "Hall",
        "machine_type": "P-100",
        "plant": "P",
        "time_zone": "UTC",
    }
    assert "new_machine" not in tags[4]
    assert (tags[1]["scale"], tags[1]["max_step"]) == (4.5, "many")
    # a reason that this floor has not is not sent
    assert [state["reason"] for state in tags[0]["states"]] == [None, None, None]
    assert groups == [["Press 1", 4], ["Single variables", 1]]
