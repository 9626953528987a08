"""Reports with hostile names wherever a name or a text can stand."""
from names import HOSTILE, seen, shortened, valid
from of_models import render
from readers import READERS
from tap import need, test

TITLE_AT = {"markdown": 300, "github": 1000}


def read(form, name, suite=False):
    return READERS[form](render(form, b"name:" + name, *(["suite"] if suite else [])))


def same(got, want, what):
    need(got == want, f"{what}: {got[:200]!r}, not {want[:200]!r}")


def in_json(report, name):
    finding = report["findings"][0]
    for got in (report["program"], finding["title"], finding["tasks"][0]["name"], finding["output"]):
        same(got, valid(name), "a name")


def in_jsonl(lines, name):
    same(lines[0]["program"], valid(name), "the program")
    same(lines[1]["title"], valid(name), "the title")
    same(lines[2]["object"], valid(name), "the object")
    same(lines[3]["edge"], valid(name), "the edge")


def in_junit(root, name):
    case = root.find("testsuite/testcase")
    same(case.get("classname"), seen(name), "the program")
    same(case.find("failure").get("message"), seen(name), "the title")
    same(next(p.get("value") for p in case.iter("property") if p.get("name") == "finding.1.replay"), seen(name),
         "the replay line")
    need(seen(name) in case.find("system-out").text, "the text")


def in_sarif(report, name):
    result = report["runs"][0]["results"][0]
    same(result["message"]["text"].split("\n\nTo see it again:\n")[0].rstrip("\n").split("\n")[0],
         seen(name, True).split("\n")[0] if seen(name, True).strip("\n") else "", "the title")
    same(result["properties"]["replay"], seen(name), "the replay line")
    flow = result.get("codeFlows", [{"threadFlows": [None]}])[0]["threadFlows"][0]
    need(flow["message"]["text"].startswith("T0"), flow["message"])


def in_github(report, name):
    (command, values, message), = report[0]
    first, last = shortened(seen(name), 1000)
    need(command == "warning" and values["title"] == "detsched: misuse", values)
    need(message.startswith(first) and (last in message or len(name) > 1000), message[:200])
    if seen(name):
        same(values["file"].lstrip("./"), seen(name).lstrip("./"), "the file")


def in_markdown(page, name):
    first, last = shortened(seen(name), 300)
    rows = [row for row in page["tables"] if row[0] == "warning" and row[1] == "misuse"]
    need(len(rows) == 1, f"{len(rows)} rows of the finding")
    title = rows[0][2]
    need(title.startswith(first.strip(" ")) and title.endswith(last.strip(" ")), f"{title[:200]!r}")
    if name and len(name) < 8000:
        same(page["code"][0][1], seen(name), "the line to copy")
    people, notes, _ = page["diagrams"][0]
    first, last = shortened(seen(name), 60)
    need(people["t0"].startswith("T0 " + first) and people["t0"].endswith(last), people["t0"][:200])
    need(notes[0][1].startswith("1 lock"), notes[0])


def in_trace(report, name):
    names = [e["args"]["name"] for e in report["traceEvents"] if e["name"] == "thread_name"]
    same(names[0], "T0 " + valid(name) if name else "T0", "the thread")


def in_html(tree, name):
    """What the page is made of does not depend on names; each is text."""
    need(not [e for e in tree.iter() if any(k.startswith("on") for k in e.attrib)], "a handler")
    need(not [e for e in tree.iter("b") if e.text in ("x", "y")], "an element out of a name")
    scripts = [e for e in tree.iter("script")]
    need(len(scripts) == 2, f"{len(scripts)} scripts")


def in_text(text, name):
    need(seen(name) in text, "the name")


CHECKS = {"text": in_text, "json": in_json, "jsonl": in_jsonl, "junit": in_junit, "sarif": in_sarif,
          "github": in_github, "markdown": in_markdown, "trace": in_trace, "html": in_html,
          "dot": lambda report, name: None}

for form, check in CHECKS.items():
    @test(f"{form}: hostile names are shown, and are nothing but text")
    def _():
        wrong = []
        for what, name in HOSTILE.items():
            try:
                check(read(form, name), name)
            except Exception as error:  # all of them are to be told
                wrong.append(f"{what}: {type(error).__name__}: {str(error)[:300]}")
        need(not wrong, "\n".join(wrong))

for form in ("text", "json", "jsonl", "junit", "sarif", "github", "markdown", "trace"):
    @test(f"{form}: so are they in a suite")
    def _():
        for name in HOSTILE.values():
            read(form, name, suite=True)
