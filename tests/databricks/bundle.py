"""The bundle as the Databricks CLI reads it: targets merged in, references resolved."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from settings import ROOT

SCHEMA = ROOT.parent / "shared" / "databricks" / "bundle-schema.json"
_REFERENCE = re.compile(r"\$\{([^}]+)\}")


def read() -> dict[str, Any]:
    """databricks.yml as it stands."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "databricks.yml").read_text("utf-8"))
    return content


def validator(path: Path = SCHEMA) -> Draft7Validator:
    """The CLI's own schema. Its patterns use classes of letters and digits that Python lacks."""
    return Draft7Validator(json.loads(_plain_patterns(path.read_text("utf-8"))))


def _plain_patterns(text: str) -> str:
    either = r"(?:\\\\p\{L\}\\\\p\{N\}|\\\\p\{N\}\\\\p\{L\})"
    text = re.sub(rf"\[{either}\]", lambda _: r"[^\\W_]", text)
    return re.sub(r"\\\\p\{L\}", lambda _: r"[^\\W\\d_]", text)


def mistakes(bundle: dict[str, Any]) -> list[str]:
    """What the schema has against it; the deepest errors, because most are alternatives."""
    return [
        f"{'/'.join(map(str, leaf.absolute_path))}: {leaf.message}"
        for error in validator().iter_errors(bundle)
        for leaf in _leaves(error)
    ]


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    leaves = [leaf for part in error.context or [] for leaf in _leaves(part)] or [error]
    deepest = max(len(leaf.absolute_path) for leaf in leaves)
    yield from (leaf for leaf in leaves if len(leaf.absolute_path) == deepest)


def target(name: str) -> dict[str, Any]:
    """The bundle with one target merged in, as it is deployed."""
    bundle = read()
    chosen = bundle.pop("targets")[name]
    merged: dict[str, Any] = _merge(bundle, {"resources": chosen.get("resources", {})})
    return merged


def _merge(base: Any, over: Any) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        keys = [*base, *(key for key in over if key not in base)]
        return {
            key: _merge(base[key], over[key])
            if key in base and key in over
            else copy.deepcopy(over[key] if key in over else base[key])
            for key in keys
        }
    return copy.deepcopy(over)


def references(value: Any) -> Iterator[str]:
    """Every ${…} in it, without the braces."""
    if isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, str):
        yield from _REFERENCE.findall(value)


def is_resolved(reference: str, bundle: dict[str, Any], given: set[str]) -> bool:
    """Whether a reference names a variable, a resource with what it will know, or the target."""
    kind, *path = reference.split(".")
    if reference == "bundle.target":
        return True
    if kind == "var":
        return path[0] in bundle["variables"]
    if kind != "resources" or len(path) != 3:
        return False
    group, key, name = path
    resource = bundle["resources"].get(group, {}).get(key)
    return resource is not None and (name in given or name in resource)
