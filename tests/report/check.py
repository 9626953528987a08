#!/usr/bin/python3
"""Reads what the writers wrote with other programs' parsers: jsonschema and dot. Prints TAP."""
import copy
import json
import os
import re
import subprocess
import sys
import warnings

warnings.simplefilter("ignore", DeprecationWarning)
import jsonschema  # noqa: E402  (after the filter)

RENDER = os.path.join(os.environ["B"], "tests/report/render")
MODELS = ["deadlock", "lost-wakeup", "crash", "race", "clean", "long", "evil"]
EVIL = ('\\N <b>x</b> "q" &amp; \x1b]0;x\x07 \r\n', ' \u202e \U0001f4a5 {a|b} \\')
SEEN = EVIL[0].replace("\x1b", "^[").replace("\x07", "^G").replace("\r\n", "^M^J") \
    + "<FF><C0><AF> <U+202E> \U0001f4a5 {a|b} \\"
count = failed = 0


def render(form, model, *options):
    return subprocess.run([RENDER, form, model, *options], check=True,
                          stdout=subprocess.PIPE).stdout


def test(name):
    def run(check):
        global count, failed
        count += 1
        try:
            check()
            print(f"ok {count} - {name}")
        except Exception as error:  # a failure of any kind is one failed test
            failed += 1
            print(f"not ok {count} - {name}")
            for line in f"{type(error).__name__}: {error}".splitlines()[:20]:
                print("#", line)
    return run


def need(condition, words):
    if not condition:
        raise AssertionError(words)


STORE = {}
for schema_name in sorted(os.listdir("reports/schema")):
    with open("reports/schema/" + schema_name, encoding="utf-8") as file:
        STORE[schema_name] = json.load(file)
SCHEMA = STORE["campaign.schema.json"]


def validator(schema):
    root = STORE[schema]
    return jsonschema.Draft7Validator(root, resolver=jsonschema.RefResolver(schema, root, store=STORE))


VALIDATOR = validator("campaign.schema.json")


@test("the schemas are schemas")
def _():
    for schema in STORE.values():
        jsonschema.Draft7Validator.check_schema(schema)


for model in MODELS:
    @test(f"the JSON of model {model} is valid under the schema")
    def _():
        data = json.loads(render("json", model))
        if model == "evil":  # its subkind and names may be anything; its kind and states are real
            need(data["findings"][0]["kind"] == "misuse", "kind")
        VALIDATOR.validate(data)


@test("the schema refuses what is missing, extra or of another type")
def _():
    good = json.loads(render("json", "deadlock"))
    for key in list(good):
        bad = copy.deepcopy(good)
        del bad[key]
        need(not VALIDATOR.is_valid(bad), f"without {key}")
    for key in list(good["findings"][0]):
        bad = copy.deepcopy(good)
        del bad["findings"][0][key]
        need(not VALIDATOR.is_valid(bad), f"a finding without {key}")
        bad = copy.deepcopy(good)
        bad["findings"][0][key] = None
        need(not VALIDATOR.is_valid(bad), f"null as {key}")
    bad = copy.deepcopy(good)
    bad["extra"] = 1
    need(not VALIDATOR.is_valid(bad), "an extra key")
    bad = copy.deepcopy(good)
    bad["findings"][0]["seed"] = 17
    need(not VALIDATOR.is_valid(bad), "a seed as a number")


for model in MODELS:
    if model == "clean":
        continue

    @test(f"a finding of model {model} alone is valid, and says which task, frame and stack it means")
    def _():
        data = json.loads(render("json", model, "finding"))
        check = validator("finding.schema.json")
        check.validate(data)
        for key in ("schema", "events", "frames", "stacks", "objects", "sources"):
            bad = copy.deepcopy(data)
            del bad[key]
            need(not check.is_valid(bad), f"without {key}")
        for event in data["events"]:
            need(event["task"] < len(data["tasks"]), event)
            need(event.get("where", 0) < max(1, len(data["frames"])), event)
            need(event.get("stack", 0) < max(1, len(data["stacks"])), event)
        need(all(place < len(data["frames"]) for stack in data["stacks"] for place in stack), "stacks")


@test("keys of the JSON are sorted and every wall time stands under timing")
def _():
    def pairs(items):
        keys = [key for key, _ in items]
        need(keys == sorted(keys), keys)
        return dict(items)
    data = json.loads(render("json", "deadlock"), object_pairs_hook=pairs)
    need(set(data["timing"]) == {"wall_seconds", "seeds_per_second"}, data["timing"])


@test("hostile names come back from JSON as they were, broken UTF-8 replaced")
def _():
    data = json.loads(render("json", "evil"))
    want = EVIL[0] + "\ufffd" * 3 + EVIL[1]
    for got in (data["program"], data["findings"][0]["title"], data["findings"][0]["output"],
                data["findings"][0]["tasks"][0]["name"]):
        need(got == want, repr(got))


@test("a seed of 64 bits keeps every digit")
def _():
    need(json.loads(render("json", "crash"))["findings"][0]["seed"] == str(2**64 - 1), "seed")


def graphs(model, *options):
    """What dot itself makes of our graphs, one object a graph."""
    text = render("dot", model, *options)
    out = subprocess.run(["dot", "-Tjson"], input=text, check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    need(out.stderr == b"", out.stderr)
    decoder, data, found = json.JSONDecoder(), out.stdout.decode(), []
    while data.strip():
        graph, end = decoder.raw_decode(data.lstrip())
        data = data.lstrip()[end:]
        found.append(graph)
    return found


for model in MODELS:
    @test(f"dot draws the graphs of model {model} without a complaint")
    def _():
        found = [graph["name"] for graph in graphs(model)] if model != "clean" else []
        findings = json.loads(render("json", model))["findings"]
        need(found.count("happens_before") == len(findings), found)
        need(found.count("waits") == sum(bool(f["waits"]) for f in findings), found)
        need(set(found) <= {"happens_before", "waits", "channels", "locks"}, found)


def drawn(thing):
    """The characters that dot draws for a label."""
    return "".join(op["text"] for op in thing.get("_ldraw_", []) if op["op"] == "T")


@test("hostile names are drawn as they are shown in text")
def _():
    hb, waits = graphs("evil")[:2]
    need(drawn(hb) == SEEN, repr(drawn(hb)))
    shown = {o["name"]: drawn(o) for o in hb["objects"]}
    # Boxes hold what fits: the beginning, and where names are a file's the end.
    start = SEEN[:SEEN.index("^G") + 2]
    need(shown["t0"].startswith("T0 " + start) and shown["t1"].startswith("T1 <b>y</b>"), shown)
    need(start in shown["e1"], shown["e1"])
    need(any(start in drawn(thing) for thing in waits["objects"]), [drawn(o) for o in waits["objects"]])


@test("no label is taken for markup")
def _():
    svg = subprocess.run(["dot", "-Tsvg"], input=render("dot", "evil"), check=True,
                         stdout=subprocess.PIPE).stdout
    need(b"&lt;b&gt;" in svg and b"<b>" not in svg, "markup in the SVG")


def events(graph):
    """{number in dot's output: number of the event} of the boxes that are events."""
    return {o["_gvid"]: int(o["name"][1:]) for o in graph["objects"]
            if re.fullmatch(r"e\d+", o["name"])}


def boxes(*options):
    return len(re.findall(rb"^\t+e\d+\t", render("dot", *options).split(b"\ndigraph ")[0], re.M))


@test("by default a long run is cut to its cone, and full means all of it")
def _():
    need(boxes("long", "full") == 400, boxes("long", "full"))
    need(0 < len(events(graphs("long")[0])) == boxes("long") <= 60, boxes("long"))
    # Seconds of work: most of it is where the curves would go.
    if os.environ.get("FULL"):
        need(len(events(graphs("long", "full")[0])) == 400, "not all are drawn")


@test("a graph of a run of 65,536 events is cut to the newest two thousand, and says so")
def _():
    text = render("dot", "huge", "full")
    need(boxes("huge", "full") == 2000, boxes("huge", "full"))
    plain = subprocess.run(["nop"], input=text, check=True, stdout=subprocess.PIPE)
    need(b"Only the events that matter" in plain.stdout, "the note")


@test("every edge between lanes has its kind and points forward")
def _():
    hb = graphs("deadlock", "full")[0]
    numbers = events(hb)
    kinds = []
    for edge in hb["edges"]:
        if edge["head"] in numbers and edge["tail"] in numbers:
            need(numbers[edge["tail"]] < numbers[edge["head"]], edge)
            if edge.get("label", "").strip():
                kinds.append(edge["label"].strip())
    need(kinds == ["create"] * 3, kinds)


@test("the graph of a race joins the two accesses, of which one is an event and one is not")
def _():
    hb = graphs("race")[0]
    names = {o["_gvid"]: o["name"] for o in hb["objects"]}
    found = [{names[e["tail"]], names[e["head"]]} for e in hb["edges"] if "race" in e.get("label", "")]
    need({"access1", "e6"} in found, found)


@test("the text of a race shows both accesses in the schedule, and counts no event twice")
def _():
    text = render("text", "race").decode()
    rows = re.findall(r"^ !( *\d*)  .*(?:read|write) total", text, re.M)
    need([r.strip() for r in rows] == ["", "6"], rows)
    need("left out" not in text, "events left out")


for model in MODELS:
    @test(f"the text of model {model} holds no control character")
    def _():
        text = render("text", model).decode("utf-8")
        bad = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        need(not bad, bad)


@test("the text of a long run shows about sixty events, and full all of them")
def _():
    def rows(*options):
        return len(re.findall(rb"^ [ *] *\d+  T", render("text", "long", *options), re.M))
    need(rows() == 60, rows())
    need(rows("full") == 400, rows("full"))


print(f"1..{count}")
sys.exit(failed != 0)
