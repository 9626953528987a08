"""Validators of SARIF: our strict schema, the object model of sarif_om, and what code scanning takes in."""
import json
import os
import re
import warnings

import sarif_om

from tap import need

warnings.simplefilter("ignore", DeprecationWarning)
import jsonschema  # noqa: E402  (after the filter)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sarif.schema.json"), encoding="utf-8") as file:
    SCHEMA = jsonschema.Draft7Validator(json.load(file))
# Property of the standard: the class of its value, or of its items.
CLASSES = {
    "runs": "Run", "tool": "Tool", "driver": "ToolComponent", "rules": "ReportingDescriptor",
    "shortDescription": "MultiformatMessageString", "help": "MultiformatMessageString",
    "defaultConfiguration": "ReportingConfiguration", "automationDetails": "RunAutomationDetails",
    "invocations": "Invocation", "toolExecutionNotifications": "Notification", "results": "Result",
    "message": "Message", "locations": "Location", "relatedLocations": "Location", "location": "Location",
    "physicalLocation": "PhysicalLocation", "logicalLocations": "LogicalLocation",
    "artifactLocation": "ArtifactLocation", "region": "Region", "address": "Address", "codeFlows": "CodeFlow",
    "threadFlows": "ThreadFlow",
}
BAGS = {"properties", "partialFingerprints", "originalUriBaseIds"}


def known(value, name):
    """Every property of the object is one that its class in the standard's own model has."""
    model = getattr(sarif_om, name)
    fields = {a.metadata["schema_property_name"]: a for a in model.__attrs_attrs__}
    need(set(value) <= set(fields), f"{name} has no {set(value) - set(fields)}")
    model(**{fields[key].name: child for key, child in value.items()})
    for key, child in value.items():
        if key in BAGS or key not in CLASSES:
            continue
        inner = "ThreadFlowLocation" if (name, key) == ("ThreadFlow", "locations") else CLASSES[key]
        for item in child if isinstance(child, list) else [child]:
            known(item, inner)


def check(data):
    SCHEMA.validate(data)
    known(data, "SarifLog")
    need(len(data["runs"]) <= 20, "more runs than a file may have")
    ids = [run["automationDetails"]["id"] for run in data["runs"]]
    need(len(set(ids)) == len(ids), ids)
    for run in data["runs"]:
        rules = run["tool"]["driver"]["rules"]
        need(len({rule["id"] for rule in rules}) == len(rules), "a rule twice")
        need(len(run["results"]) <= 25000, "more results than a run may have")
        for result in run["results"]:
            one(result, rules)


def one(result, rules):
    need(rules[result["ruleIndex"]]["id"] == result["ruleId"], result["ruleId"])
    need(len(result["relatedLocations"]) <= 100, "related locations")
    need([l["id"] for l in result["relatedLocations"]] == list(range(1, len(result["relatedLocations"]) + 1)), "ids")
    steps = [(step["executionOrder"], flow["id"]) for code in result.get("codeFlows", [])
             for flow in code["threadFlows"] for step in flow["locations"]]
    need(len(steps) <= 1000, f"{len(steps)} steps")
    need(sorted(order for order, _ in steps) == list(range(1, len(steps) + 1)), "executionOrder has gaps")
    for location in (*result["locations"], *result["relatedLocations"]):
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        need(re.fullmatch(r"(?:file:///)?(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri), uri)
