"""databricks.yml and app.yaml: valid by the CLI's own schema, resolved, and saying the same."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from settings import ROOT, Settings
from tests.databricks import bundle

TARGETS = ("dev", "prod", "provisioned")
# what is known of a resource once it is deployed
GIVEN = {"id", "service_principal_client_id"}
needs_schema = pytest.mark.skipif(
    not bundle.SCHEMA.exists(), reason="the schema of the Databricks CLI is not here"
)


def app_of(target: str) -> dict[str, Any]:
    """The app of a target."""
    app: dict[str, Any] = bundle.target(target)["resources"]["apps"]["floorcast"]
    return app


@needs_schema
def test_the_bundle_is_valid() -> None:
    assert bundle.mistakes(bundle.read()) == []


@needs_schema
@pytest.mark.parametrize("target", TARGETS)
def test_each_target_is_valid_on_its_own(target: str) -> None:
    assert bundle.mistakes(bundle.target(target)) == []


@needs_schema
def test_a_mistake_would_be_found() -> None:
    broken = copy.deepcopy(bundle.read())
    broken["resources"]["apps"]["floorcast"]["compute_size"] = "SMALL"
    assert any("compute_size" in mistake for mistake in bundle.mistakes(broken))


@pytest.mark.parametrize("target", TARGETS)
def test_references_resolve(target: str) -> None:
    found = bundle.target(target)
    references = set(bundle.references(found))
    assert "bundle.target" in references
    unresolved = [name for name in references if not bundle.is_resolved(name, found, GIVEN)]
    assert unresolved == []


@pytest.mark.parametrize("target", TARGETS)
def test_names_carry_the_target(target: str) -> None:
    """Two targets in one workspace must not be in each other's way."""
    resources = bundle.target(target)["resources"]
    named = [
        (group, resource[name])
        for group, name in (
            ("apps", "name"),
            ("dashboards", "display_name"),
            ("postgres_projects", "project_id"),
            ("postgres_catalogs", "catalog_id"),
            ("database_instances", "name"),
            ("database_catalogs", "name"),
        )
        for resource in resources.get(group, {}).values()
    ]
    assert len(named) >= 4
    assert [name for _, name in named if "${bundle.target}" not in name] == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_app_is_started_by_the_deployment(target: str) -> None:
    assert app_of(target)["lifecycle"] == {"started": True}


@pytest.mark.parametrize("target", ["dev", "prod"])
def test_lakebase_never_sleeps_and_is_new_enough_for_its_change_data_feed(target: str) -> None:
    resources = bundle.target(target)["resources"]
    assert resources["postgres_projects"]["floorcast"]["pg_version"] == 17
    endpoint = resources["postgres_endpoints"]["primary"]
    assert endpoint["no_suspension"] is True
    assert "suspend_timeout_duration" not in endpoint
    assert endpoint["autoscaling_limit_max_cu"] - endpoint["autoscaling_limit_min_cu"] <= 16


@pytest.mark.parametrize("target", ["dev", "prod"])
def test_app_yaml_says_what_the_bundle_says(target: str) -> None:
    file = yaml.safe_load((ROOT / "app.yaml").read_text("utf-8"))
    config = app_of(target)["config"]
    assert file["command"] == config["command"]
    variables = bundle.read()["variables"]

    def literal(entry: dict[str, str]) -> str:
        value = entry["value"]
        if value.startswith("${var."):
            return str(variables[value[6:-1]]["default"])
        return value

    said = {
        entry["name"]: ("from", entry["value_from"])
        if "value_from" in entry
        else ("value", literal(entry))
        for entry in config["env"]
    }
    in_file = {
        entry["name"]: ("from", entry["valueFrom"])
        if "valueFrom" in entry
        else ("value", entry["value"])
        for entry in file["env"]
    }
    # what names other resources of the bundle cannot stand in a file that knows none
    only_here = {name for name in said if name not in in_file}
    assert only_here == {"DASHBOARD_ID", "INGESTER_ROLE"}
    assert in_file == {name: said[name] for name in in_file}


@pytest.mark.parametrize("target", TARGETS)
def test_every_variable_is_one_of_ours(target: str) -> None:
    names = {entry["name"].lower() for entry in app_of(target)["config"]["env"]}
    assert names <= set(Settings.model_fields)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_taken_from_a_resource_is_bound_to_the_app(target: str) -> None:
    app = app_of(target)
    bound = {resource["name"] for resource in app["resources"]}
    taken = {entry["value_from"] for entry in app["config"]["env"] if "value_from" in entry}
    assert taken <= bound
