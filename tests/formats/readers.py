"""One reader a format: takes a report's bytes, fails if an independent parser does not accept them."""
import io
import json
import os
import subprocess
import tempfile
import warnings
import xml.etree.ElementTree as ElementTree

import html5lib
import junitparser

import github
import markdown
import sarif
import trace
from tap import need

warnings.simplefilter("ignore", DeprecationWarning)
import jsonschema  # noqa: E402  (after the filter)

HERE = os.path.dirname(os.path.abspath(__file__))


def validator(name):
    with open(f"reports/schema/{name}.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


CAMPAIGN, SUITE, LINE = validator("campaign"), validator("suite"), validator("jsonl")


def strict(text):
    """JSON in which no key stands twice and no number is none."""
    def once(pairs):
        need(len(dict(pairs)) == len(pairs), "a key twice")
        return dict(pairs)

    def never(word):
        raise ValueError(word)
    return json.loads(text, object_pairs_hook=once, parse_constant=never)


def run(command, data):
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    need(done.returncode == 0 and not done.stderr, f"{command[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def json_report(data):
    value = strict(data.decode("utf-8"))
    if "campaigns" in value:
        SUITE.validate(value)
    for campaign in value.get("campaigns", [value]):
        CAMPAIGN.validate(campaign)
    return value


def jsonl(data):
    need(data.endswith(b"\n"), "the last line has no end")
    lines = [strict(line) for line in data.decode("utf-8").split("\n")[:-1]]
    for line in {json.dumps(shape(line)): line for line in lines}.values():
        LINE.validate(line)
    run(["jq", "-e", ".type"], data)
    findings = {}
    for line in lines:
        if line["type"] == "finding":
            findings[line.get("campaign"), line["fingerprint"]] = [line, 0]
        elif line["type"] == "event":
            of = findings[line.get("campaign"), line["finding"]]
            of[1] += 1
            need(line["task"] in [task["id"] for task in of[0]["tasks"]], line)
    for finding, events in findings.values():
        need(finding["events"] == events, f"{events} events, {finding['events']} announced")
    return lines


def shape(line):
    """Long runs have many lines alike: one of each shape is held against the schema."""
    return {key: type(value).__name__ + (str(value) if key in ("type", "act", "access") else "")
            for key, value in line.items()}


def junit(data):
    xmllint(data)
    root = ElementTree.fromstring(data)
    for element in (root, *root.iter("testsuite")):
        cases = list(element.iter("testcase"))
        for key, tag in (("tests", None), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            count = len([c for c in cases if tag is None or c.find(tag) is not None])
            need(int(element.get(key)) == count, f"{key}: {element.get(key)}, {count} counted")
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(data)
        file.flush()
        parsed = junitparser.JUnitXml.fromfile(file.name)
    need(parsed.tests == int(root.get("tests")), "junitparser counts other tests")
    need([s.name for s in parsed] == [s.get("name") for s in root.iter("testsuite")], "junitparser reads other names")
    return root


def xmllint(data):
    done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", os.path.join(HERE, "junit.xsd"), "-"],
                          input=data, capture_output=True, check=False)
    need(done.returncode == 0, done.stderr.decode(errors="replace"))


def sarif_report(data):
    value = strict(data.decode("utf-8"))
    sarif.check(value)
    return value


def trace_report(data):
    value = strict(data.decode("utf-8"))
    trace.check(value)
    return value


def dot(data):
    run(["dot", "-Tcanon"], data)
    return data


def page(data):
    """Parsed as a browser does, and nothing in it was in need of repair."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(io.BytesIO(data), transport_encoding="utf-8")


def markdown_report(data):
    found = markdown.read(data.decode("utf-8"))
    found["diagrams"] = [markdown.diagram(text) for language, text in found["code"] if language == "mermaid"]
    return found


def text(data):
    value = data.decode("utf-8")
    need(not [c for c in value if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f"], "control characters")
    return value


READERS = {"text": text, "json": json_report, "jsonl": jsonl, "junit": junit, "sarif": sarif_report,
           "github": github.read, "markdown": markdown_report, "trace": trace_report, "dot": dot, "html": page}
