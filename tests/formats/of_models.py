"""Reports of hand-built models."""
import json
import os
import re
import subprocess

from readers import READERS
from tap import need, test

BUILD = os.path.abspath(os.environ.get("B", "build"))
RENDER = os.path.join(BUILD, "tests/report/render")
FINDINGS = ["deadlock", "lost-wakeup", "crash", "race", "use-after-free", "goroutine-leak", "channel-blocked",
            "send-on-closed", "misuse", "assert", "livelock", "lock-order"]
OTHERS = ["clean", "incomplete", "cannot", "no-seeds", "long"]


def render(form, model, *options):
    return subprocess.run([RENDER, form, model, *options], check=True, stdout=subprocess.PIPE).stdout


def read(form, model, *options):
    return READERS[form](render(form, model, *options))


for form in READERS:
    @test(f"{form}: every model's report is accepted")
    def _():
        for model in FINDINGS + OTHERS:
            if form != "dot" or model in FINDINGS:
                read(form, model)

    @test(f"{form}: so is that of several campaigns")
    def _():
        if form != "dot" and form != "html":  # these are for each campaign, one behind the other
            read(form, ",".join(FINDINGS + OTHERS[:4]))


@test("json, jsonl: a suite names its campaigns and their status")
def _():
    whole, lines = read("json", "clean,race,incomplete"), read("jsonl", "clean,race,incomplete")
    need([c["name"] for c in whole["campaigns"]] == [f"./bank: {m}" for m in ("clean", "race", "incomplete")], whole)
    need(whole["exit_status"] == lines[-1]["exit_status"] == 4, lines[-1])
    need([l["campaign"] for l in lines if l["type"] == "campaign"] == [c["name"] for c in whole["campaigns"]], "names")


@test("jsonl: jq finds who closed a channel")
def _():
    asked = 'select(.type == "event" and .act == "close") | [.task, .object, .where.line] | @csv'
    got = subprocess.run(["jq", "-r", asked], input=render("jsonl", "send-on-closed"), check=True,
                         stdout=subprocess.PIPE).stdout.decode()
    need(got == '"T0","channel jobs",44\n', got)


def outcome(model):
    case = read("junit", model).find("testsuite/testcase")
    return [child.tag for child in case if child.tag in ("failure", "error", "skipped")]


@test("junit: a failure is what fails the run, an error what did not come to its end")
def _():
    for model in FINDINGS:
        need(outcome(model) == ["failure"], (model, outcome(model)))
    for model, want in (("clean", []), ("incomplete", ["error"]), ("cannot", ["error"]), ("no-seeds", ["skipped"])):
        need(outcome(model) == want, (model, outcome(model)))


@test("junit: one suite a program, one case a test, with seeds and the line to copy")
def _():
    root = read("junit", "clean,race,no-seeds")
    need([s.get("name") for s in root] == ["./bank"], "suites")
    need([c.get("name") for c in root.iter("testcase")] == ["clean", "race", "no-seeds"], "cases")
    case = read("junit", "deadlock").find("testsuite/testcase")
    kept = {p.get("name"): p.get("value") for p in case.iter("property")}
    want = {"seeds": "0..1000", "seeds.failing": "17", "strategies": "order 1, pct:3 499, random 500",
            "points.median": "20", "finding.1.replay": "detsched replay ds1-17-abcdef -- ./bank 'two words'"}
    need(want.items() <= kept.items(), kept)
    need(case.find("system-out").text.endswith("detsched replay ds1-17-abcdef -- ./bank 'two words'\n"), "system-out")


@test("sarif: a run a campaign up to twenty, then one for all, and nothing is lost")
def _():
    for count, runs in ((20, 20), (21, 1)):
        data = read("sarif", ",".join((FINDINGS * 2)[:count]))
        need(len(data["runs"]) == runs, f"{len(data['runs'])} runs")
        need(sum(len(run["results"]) for run in data["runs"]) >= count, "results")


@test("sarif: the order of a long interleaving is that of the run, cut to what is shown")
def _():
    flows = read("sarif", "huge")["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"]
    steps = sorted((s["executionOrder"], s["properties"]["event"]) for flow in flows for s in flow["locations"])
    need(len(steps) == 1000, len(steps))
    need([event for _, event in steps] == sorted(event for _, event in steps), "events out of order")


@test("sarif: sources are relative to the root, others are not")
def _():
    where = [l["physicalLocation"]["artifactLocation"] for m in ("deadlock", "goroutine-leak")
             for l in read("sarif", m)["runs"][0]["results"][0]["relatedLocations"]]
    need({"uri": "src/bank.c", "uriBaseId": "%SRCROOT%"} in where, where)
    need({"uri": "file:///usr/src/pool%202/feed.c"} in where, where)


@test("sarif: there is a rule for every kind of finding")
def _():
    with open("reports/kinds.c", encoding="utf-8") as table, open("docs/findings.md", encoding="utf-8") as chapters:
        named = re.findall(r'^    \{"([a-z-]+)",', table.read(), re.M)
        told = re.findall(r"^## `([a-z-]+)`", chapters.read(), re.M)
    need(named == told, set(named) ^ set(told))
    rule, = read("sarif", "deadlock")["runs"][0]["tool"]["driver"]["rules"]
    need(rule["id"] == "deadlock" and "locks in one order" in rule["help"]["text"], rule)


@test("github: ten annotations of a level at most, the others are counted")
def _():
    commands, lines = read("github", ",".join(["deadlock"] * 25 + ["lock-order"] * 3))
    need([c[0] for c in commands].count("error") == 10, "errors")
    need([c[0] for c in commands].count("warning") == 3, "warnings")
    need(any("15 more of level error" in line for line in lines), lines)


@test("github: an annotation stands at the line and has the line to copy")
def _():
    ((name, values, message),), _ = read("github", "deadlock")
    need((name, values["file"], values["line"]) == ("error", "src/bank.c", "42"), values)
    need("detsched replay ds1-17-abcdef -- ./bank 'two words'" in message, message)


@test("markdown: the line to copy stands alone in a fence, and the diagram tells the interleaving")
def _():
    page = read("markdown", "deadlock")
    need(page["code"][0] == ("sh", "detsched replay ds1-17-abcdef -- ./bank 'two words'"), page["code"])
    people, notes, arrows = page["diagrams"][0]
    need(list(people.values()) == ["T0 main", "T1 worker", "T2 worker", "T3 logger"], people)
    need(("t1", "6 lock account[0]<br/>take_both (src/bank.c line 31)") in notes and arrows == 3, notes)


@test("markdown: a long run is a diagram of sixty events")
def _():
    need(len(read("markdown", "long")["diagrams"][0][1]) == 60, "events")


@test("markdown: a page has an end, and says what is not on it")
def _():
    data = render("markdown", "flood")
    page = READERS["markdown"](data)
    need(500000 < len(data) < 1 << 20, len(data))
    need(any("more findings are not explained here" in line for line in page["text"]), "not said")
    need(len(render("markdown", "flood,flood,race")) < 1 << 20, "a page of several")


@test("trace: tasks have names, edges are arrows, what a channel holds is counted")
def _():
    events = read("trace", "send-on-closed")["traceEvents"]
    need([e["args"]["name"] for e in events if e["name"] == "thread_name"] == ["T0 main", "G1 produce"], "names")
    need([(e["ph"], e["name"]) for e in events if e["ph"] in "sf"] == [("s", "go-start"), ("f", "go-start")], "flows")
    need([e["args"]["holds"] for e in events if e["ph"] == "C"] == [0, 1, 2, 2], "counter")


@test("trace: of a long run every event is an operation")
def _():
    model, count = ("huge", 65536) if os.environ.get("FULL") else ("long", 400)
    events = read("trace", model)["traceEvents"]
    need(sum(e["ph"] == "X" and e["name"] != "runs" for e in events) == count, "operations")


@test("every format has a golden file of every finding")
def _():
    for form in READERS:
        for model in FINDINGS:
            need(os.path.getsize(f"tests/golden/{model}.{form}") > 0, f"{model}.{form}")
    need(json.loads(render("json", "lock-order"))["findings"][0]["severity"] == "warning", "severity")
